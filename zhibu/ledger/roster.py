"""党员花名册, as of today. The identity number is never among its columns."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.member import queries
from zhibu.member.models import Category, ConditionKind, PostKind, Sex

CATEGORIES = ((Category.FULL.value, Category.FULL.label), (Category.PROBATIONARY.value, Category.PROBATIONARY.label))
PATTERNS = {"day": "%Y.%m.%d", "month": "%Y.%m", "year": "%Y"}


def rows(wanted: Wanted) -> list[Row]:
    """By pinyin. Five queries, however many members."""
    members = queries.roster(wanted.branch, wanted.today)
    lines = queries.listing(members, wanted.today)
    found: list[Row] = []
    for line in lines:
        standing = queries.standing_as(line.member, wanted.today)
        if wanted.kind and standing != wanted.kind:
            continue
        found.append(_row(len(found) + 1, line, standing, wanted.masked))
    return found


def _row(number: int, line: queries.Listed, standing: Category, masked: bool) -> Row:
    member, details = line.member, line.details
    phone = details.phone if details else ""
    cells = (
        number,
        member.name,
        str(Sex(details.sex).label) if details and details.sex else "",
        details.ethnicity if details else "",
        # a roster asks for year and month of birth only
        _day(details.birth_on, "month" if details.birth_precision == "day" else details.birth_precision)
        if details
        else "",
        details.education if details else "",
        str(standing.label) if standing else "",
        _day(details.joined_on, details.joined_precision) if details else "",
        _day(details.full_on, details.full_precision) if details else "",
        line.group,
        _("、").join(str(PostKind(post).label) for post in line.posts),
        details.job if details else "",
        _("流动") if ConditionKind.MOBILE in line.conditions else _("在册"),
        queries.masked(phone) if masked else phone,
    )
    return Row(cells, search=f"{member.initials} {member.sort_key}")


def _day(day: date | None, precision: str) -> str:
    """As exactly as it is known: a month stays a month."""
    return day.strftime(PATTERNS[precision]) if day else ""


LEDGER = Ledger(
    "roster",
    gettext_lazy("党员花名册"),
    gettext_lazy("今天在册的党员；不收身份证号"),
    (
        Column(gettext_lazy("序号"), 6, Kind.NUMBER),
        Column(gettext_lazy("姓名"), 12, Kind.MAIN),
        Column(gettext_lazy("性别"), 6),
        Column(gettext_lazy("民族"), 10),
        Column(gettext_lazy("出生年月"), 11),
        Column(gettext_lazy("学历"), 14),
        Column(gettext_lazy("类别"), 12),
        Column(gettext_lazy("入党日期"), 13),
        Column(gettext_lazy("转正日期"), 13),
        Column(gettext_lazy("所在党小组"), 14),
        Column(gettext_lazy("党内职务"), 16),
        Column(gettext_lazy("岗位"), 18),
        Column(gettext_lazy("组织关系"), 10),
        Column(gettext_lazy("联系方式"), 15),
    ),
    rows,
    CATEGORIES,
)
