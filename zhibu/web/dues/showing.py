"""What the pages of dues show. Sums stand as 45.00; late months are never red: they are a person's."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.dues.accounts import BranchAccount, MemberAccount, MonthAccount, Sums
from zhibu.dues.fixing import kind_words
from zhibu.dues.models import (
    Arrangement,
    ArrangementKind,
    Assessment,
    Claim,
    ClaimState,
    HandingUp,
    Nature,
    Payment,
    Publication,
    Way,
    YearClose,
)
from zhibu.dues.queries import Behind, BranchTotal, PaidLine
from zhibu.questions import Answer
from zhibu.rules.money import yuan
from zhibu.rules.month_runs import first_day, last_day, month_number, say_months
from zhibu.web.components import Button, Cell, Cite, Column, Fact, Kind, Mark, Month, Row, Table, Tone
from zhibu.web.days import write_day, write_short_day
from zhibu.web.templatetags.show import lateness
from zhibu.web.wording import worded


def money(fen: int) -> str:
    """45.00"""
    return f"{yuan(fen)}"


def sum_words(fen: int) -> str:
    return _("%(sum)s 元") % {"sum": money(fen)}


def span_words(first: date, last: date) -> str:
    return worded(say_months(range(month_number(first), month_number(last) + 1)))


def month_choices(account: BranchAccount, number: int) -> list[tuple[str, str]]:
    """Who can be ticked: those for whom something is due and not paid yet."""
    return [
        (str(own.member.pk), _choice_words(own, row)) for own, row in account.in_month(number) if row.due and row.left
    ]


def _choice_words(own: MemberAccount, row: MonthAccount) -> str:
    words = f"{own.member.name}　{sum_words(row.left)}"
    if row.is_quarterly:
        return words + _("（按季度交）")
    if row.paid:
        return words + _("（还差的）")
    return words + _("（少交）") if row.is_reduced else words


def ticked_first(account: BranchAccount, number: int, today: date) -> list[str]:
    """Everybody; who pays by the quarter only when the quarter is named by its last month."""
    return [
        str(own.member.pk)
        for own, row in account.in_month(number)
        if row.due and row.left and not (row.is_quarterly and number % 3 != 2)
    ]


def collected_table(account: BranchAccount, number: int, today: date) -> Table:
    """A month that was ticked: first those who have not paid, with a button each, then who paid what."""
    lines: list[Row] = []
    for own, row in sorted(account.in_month(number), key=lambda pair: not pair[1].left):
        if not (row.due or row.paid or row.voluntary) and row.due is not None:
            continue
        lines.append(
            [
                Cell(own.member.name, reverse("dues_member", args=[own.member.pk]) + f"?year={account.year}"),
                "—" if row.due is None else money(row.due),
                Cell(
                    money(row.paid),
                    note=_("另自愿多交 %(sum)s") % {"sum": money(row.voluntary)} if row.voluntary else "",
                ),
                state_cell(row, today),
                Cell(buttons=_pay_buttons(own, row)),
            ]
        )
    columns = (
        Column(_("姓名"), Kind.MAIN),
        Column(_("应交"), Kind.NUMBER),
        Column(_("实交"), Kind.NUMBER),
        Column(_("怎么样")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("这个月的党费"), columns, lines, hide_caption=True)


def state_cell(row: MonthAccount, today: date) -> Cell:
    if row.due is None:
        return Cell(mark=Mark.NO_RECORD, word=_("还没核定"))
    if row.due == 0 and not row.paid:
        return Cell(mark=Mark.NOT_ASKED, word=_("免交"))
    if row.over:
        return Cell(mark=Mark.CONTRARY, tone=Tone.AMBER, word=_("多记了 %(sum)s") % {"sum": money(row.over)})
    if not row.left:
        return Cell(mark=Mark.DONE, word=_("交了"))
    note = _("按季度交，%(day)s前交") % {"day": write_day(row.due_by)} if row.is_quarterly else ""
    note = _("有正当理由，要补") if row.has_reason else note
    if row.due_by < today:
        return Cell(mark=Mark.NO_RECORD, word=_("没有交费记录"), note=note)
    return Cell(mark=Mark.SOON, word=_("没过月"), note=note)


def _pay_buttons(own: MemberAccount, row: MonthAccount) -> tuple[Button, ...]:
    if not row.left:
        return ()
    month = first_day(row.number).isoformat()
    return (
        Button(_("现在交了"), reverse("dues_paid_now", args=[own.member.pk]), post=True, fields={"month": month}),
        Button(_("记一笔"), reverse("dues_pay", args=[own.member.pk]) + f"?month={month}"),
    )


def claims_table(rows: Sequence[Claim]) -> Table:
    """What members say they paid and nobody has answered: one press each."""
    lines: list[Row] = [
        [
            Cell(row.member.name, reverse("dues_member", args=[row.member_id]) + f"?year={row.month.year}"),
            span_words(row.month, row.month),
            write_day(row.happened_on),
            Cell(
                buttons=(
                    Button(_("收到了"), reverse("dues_claim_confirm", args=[row.pk]), post=True),
                    Button(_("没有收到"), reverse("dues_claim_not_seen", args=[row.pk]), post=True),
                )
            ),
        ]
        for row in rows
    ]
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("哪个月")), Column(_("哪天说的")), Column("", Kind.BUTTONS))
    return Table(_("本人说已经交了的"), columns, lines)


def open_months_table(months: Sequence[MonthAccount], said: Mapping[date, Claim], today: date) -> Table:
    """The member's own months that are still open up to today: one press says that it was paid."""
    lines: list[Row] = []
    for row in months:
        month = first_day(row.number)
        claim = said.get(month)
        waits = claim is not None and claim.state == ClaimState.WAITING
        button = Button(_("我已交"), reverse("dues_say_paid"), post=True, fields={"month": month.isoformat()})
        state = state_cell(row, today)
        if claim is not None and waits:
            day = write_short_day(claim.happened_on, today)
            state = Cell(_("%(day)s告诉支部了") % {"day": day}, mark=Mark.SOON, word=_("等支部核对"))
            button = Button(_("按错了，收回"), reverse("dues_claim_undo", args=[claim.pk]), post=True)
        elif claim is not None and claim.state == ClaimState.NOT_SEEN:
            state = Cell(_("找书记或者组织委员核对一下"), mark=Mark.NO_RECORD, word=_("支部还没有收到"))
        lines.append([Cell(span_words(month, month)), money(row.left), state, Cell(buttons=(button,))])
    columns = (
        Column(_("哪个月"), Kind.MAIN),
        Column(_("要交（元）"), Kind.NUMBER),
        Column(_("怎么样")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("要交的"), columns, lines)


def year_table(account: BranchAccount, today: date) -> Table:
    """One line a member: what the year asks, what came in, what is late."""
    lines: list[Row] = []
    for own in account.members:
        late = own.late_months(today)
        lines.append(
            [
                Cell(
                    own.member.name,
                    reverse("dues_member", args=[own.member.pk]) + f"?year={account.year}",
                    note="" if own.is_here else _("现在不在本支部"),
                ),
                money(own.months[-1].due or 0) if own.months and own.is_fixed else "—",
                money(own.due),
                Cell(
                    money(own.paid),
                    note=_("另自愿多交 %(sum)s") % {"sum": money(own.voluntary)} if own.voluntary else "",
                ),
                Cell(
                    worded(say_months(row.number for row in late)) if late else _("没有"),
                    note=sum_words(own.arrears(today)) if late else "",
                ),
            ]
        )
    columns = (
        Column(_("姓名"), Kind.MAIN),
        Column(_("每月"), Kind.NUMBER),
        Column(_("全年应交"), Kind.NUMBER),
        Column(_("已交"), Kind.NUMBER),
        Column(_("过了月还没有交费记录的")),
    )
    return Table(_("全年"), columns, lines)


def month_strip(own: MemberAccount, today: date) -> list[Month]:
    """Twelve cells of one member's year."""
    cells = []
    for number in range(1, 13):
        row = next((one for one in own.months if one.number % 12 == number - 1), None)
        cells.append(Month(number, *_strip_mark(row, today)) if row else Month(number))
    return cells


def _strip_mark(row: MonthAccount, today: date) -> tuple[Mark | None, Tone | None]:
    cell = state_cell(row, today)
    if cell.mark == Mark.SOON and first_day(row.number) > today:
        return None, None
    return cell.mark, cell.tone


def own_facts(own: MemberAccount, today: date, monthly: int | None) -> list[Fact]:
    """`monthly`: what was fixed for a month, None where nothing is."""
    late = own.late_months(today)
    facts = [Fact(_("核定每月"), sum_words(monthly))] if monthly is not None else []
    facts += [Fact(_("全年应交"), sum_words(own.due)), Fact(_("已交"), sum_words(own.paid))]
    if own.voluntary:
        facts.append(Fact(_("自愿多交"), sum_words(own.voluntary)))
    if late:
        facts.append(Fact(_("没有交费记录的月份"), worded(say_months(row.number for row in late))))
        facts.append(Fact(_("一共"), sum_words(own.arrears(today))))
    return facts


def assessment_table(rows: Sequence[Assessment]) -> Table:
    lines: list[Row] = [
        [
            Cell(span_words(row.since, last_day(month_number(row.until) - 1)) if row.until else ""),
            kind_words(row.kind),
            "—" if row.base_fen is None else money(row.base_fen),
            money(row.monthly_fen),
            write_day(row.fixed_on),
        ]
        for row in rows
    ]
    columns = (
        Column(_("月份"), Kind.MAIN),
        Column(_("类别")),
        Column(_("基数"), Kind.NUMBER),
        Column(_("每月"), Kind.NUMBER),
        Column(_("核定日")),
    )
    return Table(_("核定"), columns, lines)


def arrangement_table(rows: Sequence[Arrangement], *, may_write: bool) -> Table:
    lines: list[Row] = []
    for row in rows:
        what = str(ArrangementKind(row.kind).label)
        if row.kind == ArrangementKind.REDUCED:
            less = row.monthly_fen or 0
            what = _("少交，每月 %(sum)s") % {"sum": sum_words(less)} if less else _("免交")
        waits = not row.in_effect
        buttons: tuple[Button, ...] = ()
        if may_write:
            buttons = (Button(_("撤掉"), reverse("dues_arrangement_undo", args=[row.pk]), post=True),)
            if waits:
                buttons = (Button(_("批下来了"), reverse("dues_approve", args=[row.pk])), *buttons)
        lines.append(
            [
                Cell(what, mark=Mark.SOON if waits else None, word=_("等上级批准，批下来才算") if waits else ""),
                span_words(row.since, last_day(month_number(row.until) - 1)) if row.until else "",
                write_day(row.discussed_on),
                write_day(row.approved_on) if row.approved_on else "—",
                Cell(buttons=buttons),
            ]
        )
    columns = (
        Column(_("情况"), Kind.MAIN),
        Column(_("月份")),
        Column(_("支部研究")),
        Column(_("上级批准")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("少交、按季度交和正当理由"), columns, lines)


def payment_table(rows: Sequence[Payment], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(write_day(row.happened_on), note=lateness(row)),
            span_words(row.month, row.month),
            Cell(money(row.fen), note=row.reason),
            _("冲正") if row.is_counter_entry else f"{Nature(row.nature).label}，{Way(row.way).label}",
            Cell(buttons=() if row.is_counter_entry else (Button(_("收据"), reverse("dues_receipt", args=[row.pk])),)),
        ]
        for row in rows
    ]
    columns = (
        Column(_("日期"), Kind.MAIN),
        Column(_("月份")),
        Column(_("金额"), Kind.NUMBER),
        Column(_("怎么交的")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("单独记的交费"), columns, lines)


def reminder_facts(behind: Behind) -> list[Fact]:
    return [
        Fact(write_day(row.happened_on), _("谈过，说好%(day)s以前补上") % {"day": write_day(row.make_up_by)})
        for row in behind.reminders
    ]


def cites(answer: Answer) -> list[Cite]:
    return [
        Cite(worded(one.text_zh), worded(one.plain_zh), reverse("rule", args=[one.norm_id])) for one in answer.cites
    ]


def handing_table(rows: Sequence[HandingUp], *, may_write: bool) -> Table:
    lines: list[Row] = []
    for row in rows:
        buttons: tuple[Button, ...] = (Button(_("上缴单"), reverse("dues_slip", args=[row.pk])),)
        if may_write and not row.receipt_number:
            buttons = (*buttons, Button(_("记收据号"), reverse("dues_receipt_number", args=[row.pk])))
        lines.append(
            [
                Cell(span_words(row.first_month, row.last_month)),
                row.people,
                money(row.fen),
                Cell(write_day(row.happened_on), note=lateness(row)),
                row.receipt_number or "—",
                Cell(buttons=buttons),
            ]
        )
    columns = (
        Column(_("哪几个月"), Kind.MAIN),
        Column(_("人数"), Kind.NUMBER),
        Column(_("金额"), Kind.NUMBER),
        Column(_("上缴日")),
        Column(_("收据号")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("上缴"), columns, lines)


def publication_table(rows: Sequence[Publication]) -> Table:
    lines: list[Row] = [
        [
            Cell(span_words(row.first_month, row.last_month), reverse("dues_published", args=[row.pk])),
            Cell(write_day(row.happened_on), note=lateness(row)),
        ]
        for row in rows
    ]
    return Table(_("公示过的"), (Column(_("哪几个月"), Kind.MAIN), Column(_("公示日"))), lines)


def published_table(rows: Sequence[PaidLine]) -> Table:
    lines: list[Row] = [
        [Cell(row.name), money(row.paid), money(row.voluntary) if row.voluntary else ""] for row in rows
    ]
    paid, more = sum(row.paid for row in rows), sum(row.voluntary for row in rows)
    lines.append([Cell(_("合计")), money(paid), money(more) if more else ""])
    columns = (
        Column(_("姓名"), Kind.MAIN),
        Column(_("实交（元）"), Kind.NUMBER),
        Column(_("自愿多交（元）"), Kind.NUMBER),
    )
    return Table(_("实交党费"), columns, lines, hide_caption=True)


def totals_table(rows: Sequence[BranchTotal]) -> Table:
    """For a superior: one line a branch, sums only."""
    lines: list[Row] = [
        [
            Cell(row.branch.name),
            money(row.sums.due),
            money(row.sums.paid),
            money(row.sums.voluntary) if row.sums.voluntary else "",
            money(row.handed_up),
            _("%(count)d 个月") % {"count": row.months_collected},
            _("公示了") if row.is_published else _("还没有"),
        ]
        for row in rows
    ]
    columns = (
        Column(_("支部"), Kind.MAIN),
        Column(_("到本月应交"), Kind.NUMBER),
        Column(_("实交"), Kind.NUMBER),
        Column(_("自愿多交"), Kind.NUMBER),
        Column(_("上缴"), Kind.NUMBER),
        Column(_("记了几个月")),
        Column(_("公示")),
    )
    return Table(_("各支部的党费"), columns, lines, hide_caption=True)


def year_facts(sums: Sums, handed: Sequence[HandingUp], close: YearClose | None) -> list[Fact]:
    """The balance of a year: due = paid + owed, came in = handed up + still held."""
    up = sum(row.fen for row in handed)
    facts = [
        Fact(_("全年应交"), sum_words(sums.due)),
        Fact(_("已交"), sum_words(sums.paid)),
        Fact(_("还没交"), sum_words(sums.left)),
        Fact(_("自愿多交"), sum_words(sums.voluntary)),
        Fact(_("上缴"), sum_words(up)),
        Fact(_("还在支部"), sum_words(sums.money - up)),
    ]
    if sums.over:
        facts.append(Fact(_("多记了、要冲正的"), sum_words(sums.over)))
    if close and close.arrears_fen != sums.left:
        facts.append(Fact(_("结账以后补交"), sum_words(close.arrears_fen - sums.left)))
    return facts
