"""Yearly numbers of a subtree, each with the rows behind it. Nothing is entered for them and nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.member.models import Condition, ConditionKind, Details, Member, Sex, Transfer
from zhibu.member.queries import in_category
from zhibu.rules.said import said

AGES = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 65), (66, 70), (71, 150))
HIGHER_EDUCATION = ("大专", "专科", "本科", "大学", "学士", "硕士", "博士", "研究生")
HAN = "汉"
MEDAL_YEARS = 50  # “光荣在党50年”: the name of the medal says the number


@dataclass(frozen=True)
class Figure:
    """One number: what it counts, and the condition on the standing details of a member."""

    key: str
    label: str | Promise
    group: str | Promise
    condition: Q


def figures(on: date) -> Sequence[Figure]:
    """In the order of the page. A member counts by what the roster says on the day."""
    year = Q(member__joined_on__year=on.year)
    found = [
        Figure("all", _("党员总数"), _("人数"), Q()),
        Figure("full", _("正式党员"), _("人数"), _category("full", on)),
        Figure("probationary", _("预备党员"), _("人数"), _category("probationary", on)),
        Figure("women", _("女党员"), _("人数"), Q(sex=Sex.FEMALE)),
        Figure("minority", _("少数民族党员"), _("人数"), ~Q(ethnicity="") & ~Q(ethnicity__startswith=HAN)),
        Figure("joined", _("今年入党"), _("今年的变动"), year),
        Figure("converted", _("今年转正"), _("今年的变动"), Q(member__full_on__year=on.year)),
        Figure("came", _("今年转入"), _("今年的变动"), _moved("destination", on.year)),
        *(
            Figure(f"age{low}", _age_label(low, high), _("年龄"), _aged(low, high, on))
            for low, high in AGES
        ),
        Figure("age_unknown", _("没填出生日期"), _("年龄"), Q(birth_on__isnull=True)),
        Figure("educated", _("大专以上"), _("学历"), _educated()),
        Figure("less_educated", _("大专以下"), _("学历"), ~Q(education="") & ~_educated()),
        Figure("education_unknown", _("没填学历"), _("学历"), Q(education="")),
        Figure("mobile", _("流动党员"), _("情况"), _condition(ConditionKind.MOBILE, on)),
        Figure("lost", _("失去联系"), _("情况"), _condition(ConditionKind.LOST_CONTACT, on)),
        Figure("frail", _("年老体弱、行动不便"), _("情况"), _condition(ConditionKind.FRAIL, on)),
    ]  # fmt: skip
    return tuple(found)


def _category(category: str, on: date) -> Q:
    return Q(Exists(in_category(Member.objects.filter(pk=OuterRef("member")), category, on)))


def _moved(end: str, year: int) -> Q:
    rows = Transfer.objects.filter(member=OuterRef("member"), received_on__year=year, **{f"{end}__isnull": False})
    return Q(Exists(rows))


def _condition(kind: str, on: date) -> Q:
    return Q(Exists(Condition.objects.on(on).filter(member=OuterRef("member"), kind=kind)))


def _age_label(low: int, high: int) -> str:
    if low == 0:
        return said("{high}岁及以下", high=high)
    return said("{low}岁及以上", low=low) if high > 120 else said("{low}至{high}岁", low=low, high=high)


def _aged(low: int, high: int, on: date) -> Q:
    """Completed years of life: born after the day `high + 1` years ago, and not after the day `low` years ago."""
    return Q(birth_on__lte=_years_ago(on, low), birth_on__gt=_years_ago(on, high + 1))


def _years_ago(on: date, years: int) -> date:
    year = max(on.year - years, 1)
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def _educated() -> Q:
    found = Q()
    for word in HIGHER_EDUCATION:
        found |= Q(education__contains=word)
    return found


def _rows(actor: Actor) -> QuerySet[Details]:
    """Standing details of the members of the subtree. Only for roles that see a roster."""
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        raise NotFound
    return Details.objects.filter(below(actor.path, "member__path"), member__branch__isnull=False)


def counted(actor: Actor, on: date) -> dict[str, int]:
    """All numbers of the subtree in one query."""
    sums = {figure.key: Count("pk", filter=figure.condition) for figure in figures(on)}
    found: dict[str, int] = _rows(actor).aggregate(**sums)
    return found


def behind(actor: Actor, key: str, on: date) -> QuerySet[Details]:
    """The members behind one number, in tree order."""
    figure = next((one for one in figures(on) if one.key == key), None)
    if figure is None:
        raise NotFound
    keys = _rows(actor).filter(figure.condition).values("pk")
    rows = Details.objects.filter(pk__in=keys).select_related("member__branch")
    return rows.order_by("member__path", "member__sort_key", "member_id")


def label_of(key: str, on: date) -> str | Promise:
    return next(figure.label for figure in figures(on) if figure.key == key)


def reaching_standing(actor: Actor, years: int, year: int) -> QuerySet[Details]:
    """Members whose Party standing reaches so many years in this year (counted from the day of conversion)."""
    return _listed(actor).filter(member__full_on__year=year - years)


def reaching_age(actor: Actor, age: int, year: int) -> QuerySet[Details]:
    """Members who reach an age in this year, by birthday."""
    return _listed(actor).filter(birth_on__year=year - age).order_by("birth_on", "member__sort_key")


def _listed(actor: Actor) -> QuerySet[Details]:
    rows = _rows(actor).select_related("member__branch")
    return rows.order_by("member__path", "member__sort_key", "member_id")
