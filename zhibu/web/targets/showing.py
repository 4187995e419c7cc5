"""What the pages of targets show: lists without anybody's outcome, one member in words, S6 in a calm order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.member.models import Member
from zhibu.target.models import Book, Duty, HelpLook, HelpPlan, Honour, Line, LookLine, Outcome, Praise, Word
from zhibu.target.quarters import QUARTERS
from zhibu.target.queries import Seen, Totals
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table, Text
from zhibu.web.days import write_day, write_short_day
from zhibu.web.targets.links import address_of
from zhibu.web.templatetags.show import lateness
from zhibu.web.wording import between, in_a_row, worded

K = 5  # superiors see no number of people below this, nor one that leaves fewer than this over


def quarter_name(quarter: int) -> str:
    return worded(f"{'一二三四'[quarter - 1]}季度")


def quarter_of_year(year: int, quarter: int) -> str:
    return _("%(year)d 年%(quarter)s") % {"year": year, "quarter": quarter_name(quarter)}


def outcome_word(row: LookLine) -> str:
    return str(Outcome(row.outcome).label)


def duty_word(duty: str, line_content: str) -> str:
    return _("约定：%(line)s") % {"line": line_content} if duty == Duty.LINE else str(Duty(duty).label)


def agreement(book: Book | None) -> str:
    if book is None:
        return _("还没有约定")
    if book.is_agreed:
        return _("双方都同意了")
    return _("等本人同意") if book.branch_agreed_on else _("等支部同意")


def people_table(
    people: Sequence[Member], books: Mapping[UUID, Book], looks: Mapping[UUID, Mapping[int, Seen]], quarter: int,
    in_help: frozenset[UUID], today: date,
) -> Table:  # fmt: skip
    """Who has agreed on what, and with whom the quarter has been looked at. No outcome stands in a list of people."""
    lines: list[Row] = []
    for member in people:
        book = books.get(member.pk)
        seen = looks.get(member.pk, {}).get(quarter)
        lines.append(
            [
                Cell(
                    member.name,
                    reverse("targets_one", args=[member.pk]),
                    note=_("帮扶中") if member.pk in in_help else "",
                ),
                (book.post if book else "") or "—",
                Cell(
                    agreement(book),
                    note=_("联系人 %(name)s") % {"name": book.contact.name} if book and book.contact else "",
                ),
                write_short_day(seen.look.happened_on, today) if seen else _("还没看"),
            ]
        )
    columns = (
        Column(_("姓名"), Kind.MAIN),
        Column(_("岗位")),
        Column(_("目标")),
        Column(_("%(quarter)s回看") % {"quarter": quarter_name(quarter)}),
    )
    return Table(_("党员的目标"), columns, lines, hide_caption=True)


def summary_of(looks: Mapping[UUID, Mapping[int, Seen]], quarter: int, people: int) -> str:
    """“三季度：14 人看了 13 人。达到 40 条，部分达到 3 条，没达到 1 条。” Lines of the branch, nobody's own."""
    seen = [found[quarter] for found in looks.values() if quarter in found]
    counts = dict.fromkeys(Outcome.values, 0)
    for one in seen:
        for row in one.lines.values():
            counts[row.outcome] += 1
    said = _("%(quarter)s：%(people)d 人，看了 %(seen)d 人。") % {
        "quarter": quarter_name(quarter),
        "people": people,
        "seen": len(seen),
    }
    if not seen:
        return said
    found = _("达到 %(reached)d 条，部分达到 %(partly)d 条，没达到 %(missed)d 条。") % {
        "reached": counts[Outcome.REACHED],
        "partly": counts[Outcome.PARTLY],
        "missed": counts[Outcome.NOT_REACHED],
    }
    return in_a_row(said, found)


@dataclass(frozen=True)
class ShownWord:
    text: str
    when: str
    undo: str = ""


@dataclass(frozen=True)
class ShownLine:
    """One promise with everything that was said of it. `seen`: quarter, outcome in words, cause."""

    line: Line
    due: str
    seen: Sequence[tuple[str, str, str]] = ()
    words: Sequence[ShownWord] = ()
    word_url: str = ""
    link_url: str = ""
    facts: Sequence[str] = field(default_factory=tuple)


def shown_lines(
    lines: Sequence[Line], looks: Mapping[int, Seen], words: Mapping[UUID, Sequence[Word]], today: date, *, is_own: bool
) -> list[ShownLine]:
    found = []
    for line in lines:
        rows = [(quarter, looks[quarter].lines.get(line.thread)) for quarter in QUARTERS if quarter in looks]
        found.append(
            ShownLine(
                line,
                write_short_day(line.due_on, today),
                [(quarter_name(quarter), outcome_word(row), row.cause) for quarter, row in rows if row],
                [
                    ShownWord(
                        word.words,
                        write_short_day(word.happened_on, today),
                        reverse("targets_word_undo", args=[word.pk]) if is_own else "",
                    )
                    for word in words.get(line.thread, ())
                ],
                reverse("targets_word", args=[line.thread]) if is_own else "",
                address_of(line),
            )
        )
    return found


def looks_facts(looks: Mapping[int, Seen]) -> list[Fact]:
    """On which days the quarters were looked at, and how that was written down."""
    return [
        Fact(
            quarter_name(quarter),
            between("，").join(part for part in (write_day(one.look.happened_on), lateness(one.look)) if part),
        )
        for quarter, one in sorted(looks.items())
    ]


def praise_table(rows: Sequence[Praise], today: date, *, keeps: bool, own: UUID | None = None) -> Table:
    lines: list[Row] = []
    for row in rows:
        buttons: list[Button] = []
        if row.member_id and row.member_id == own:
            label = _("不再公开") if row.consent_on else _("同意公开")
            value = "" if row.consent_on else "1"
            buttons.append(
                Button(label, reverse("targets_praise_publish", args=[row.pk]), post=True, fields={"public": value})
            )
        elif keeps:
            buttons.append(Button(_("撤销"), reverse("targets_praise_undo", args=[row.pk]), post=True))
        cells: list[Cell | str | int] = [
            Cell(row.who, note="" if row.member_id else _("职工")),
            row.deed,
            Cell(write_short_day(row.happened_on, today), note=lateness(row)),
        ]
        if keeps or own:
            cells.append(_("本人同意公开") if row.consent_on else _("不公开"))
        lines.append([*cells, Cell(buttons=buttons)] if keeps or own else cells)
    columns = [Column(_("谁"), Kind.MAIN), Column(_("做了什么")), Column(_("哪天"))]
    if keeps or own:
        columns += [Column(_("公开")), Column("", Kind.BUTTONS)]
    return Table(_("表扬"), columns, lines, hide_caption=True)


@dataclass(frozen=True)
class ShownPlan:
    """One help plan as S6 lays it out."""

    plan: HelpPlan
    title: str
    url: str
    criticism: str
    explanation: str
    looks: Sequence[tuple[str, bool, str, str]]  # day in words, done, what was seen, address to note it
    before: Sequence[tuple[str, str]] = ()  # ways tried before: what, how it ended
    reviewed: bool = False


def shown_looks(looks: Sequence[HelpLook], today: date, *, may_see: bool) -> list[tuple[str, bool, str, str]]:
    return [
        (
            write_short_day(look.seen_on or look.due_on, today),
            look.seen_on is not None,
            look.seen,
            reverse("targets_help_look", args=[look.pk]) if may_see and not look.seen_on else "",
        )
        for look in looks
    ]


def plans_table(plans: Sequence[HelpPlan], looks: Mapping[UUID, Sequence[HelpLook]], today: date) -> Table:
    lines: list[Row] = []
    for plan in plans:
        following = next((look.due_on for look in looks.get(plan.thread, ()) if look.seen_on is None), None)
        lines.append(
            [
                Cell(plan.member.name, reverse("targets_help", args=[plan.thread])),
                plan.helper.name,
                write_short_day(plan.happened_on, today),
                write_short_day(following, today) if following else _("还没约"),
            ]
        )
    columns = (Column(_("谁"), Kind.MAIN), Column(_("联系人")), Column(_("从哪天")), Column(_("下一次看")))
    return Table(_("正在办的帮扶"), columns, lines, hide_caption=True)


def kept_small(number: int, whole: int | None = None) -> Text:
    """A number of people as a superior reads it: none, at least five, or “少于 5”; a small rest is hidden too."""
    if 0 < number < K:
        return _("少于 %(count)d") % {"count": K}
    if whole is not None and 0 < whole - number < K:
        return _("至少 %(count)d") % {"count": max(whole - K, 0)}
    return str(number)


def totals_facts(totals: Totals) -> list[Fact]:
    return [
        Fact(_("党员"), str(totals.members)),
        Fact(_("约定了今年目标的"), kept_small(totals.agreed, totals.members)),
        Fact(_("一起看过的"), kept_small(totals.looked_at, totals.members)),
        Fact(_("正在帮扶的"), kept_small(totals.in_help)),
        Fact(_("今年转变的"), kept_small(totals.ended.get("turned", 0))),
    ]


def honours_table(honours: Sequence[Honour], today: date) -> Table:
    lines: list[Row] = [
        [
            Cell(honour.title, reverse("targets_honour", args=[honour.thread])),
            write_short_day(honour.happened_on, today),
            honour_stage(honour),
        ]
        for honour in honours
    ]
    columns = (Column(_("评什么"), Kind.MAIN), Column(_("提名")), Column(_("到哪一步")))
    return Table(_("评优"), columns, lines, hide_caption=True)


def honour_stage(honour: Honour) -> str:
    if honour.submitted_on:
        return _("已报送")
    if honour.shown_from:
        return _("已公示")
    return _("已表决") if honour.voted_on else _("已提名")
