"""Writes of dues. Sums come in as fen or exact yuan; every refusal says which article, where one decides."""

from collections.abc import Collection as Group
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, QuerySet

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.parts import Models
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done, SheetKind, Touch
from zhibu.dues.accounts import BranchAccount, MemberAccount, MonthAccount, account_of
from zhibu.dues.fixing import KINDS, ask, fix
from zhibu.dues.models import (
    Arrangement,
    ArrangementKind,
    Assessment,
    Collection,
    HandingUp,
    MemberYear,
    Nature,
    Payment,
    Publication,
    Reminder,
    Way,
    YearClose,
)
from zhibu.member.models import Member
from zhibu.member.touching import places_of
from zhibu.org.models import Organisation
from zhibu.rules.money import say_money, yuan
from zhibu.rules.month_runs import first_day, last_day, month_number, say_month
from zhibu.rules.said import joined, said

REFUSED_WAYS = ("deducted", "advanced", "special")
"""Ways of the question dues.payment that the law forbids; they can be named so that the article answers."""


WRITTEN: Models = frozenset({Arrangement, Assessment, Collection, MemberYear, Payment, Publication, Reminder})


def touched_in(branch: UUID, *years: int) -> set[Touch]:
    """The sheets of these years and of the next: a row of unpaid months goes on over New Year."""
    return {Touch(SheetKind.BRANCH_YEAR, branch, one, WRITTEN) for year in years for one in (year, year + 1)}


def _touch(branch: Organisation, *years: int) -> set[Touch]:
    return touched_in(branch.pk, *years)


def touched_by(members: Group[UUID] | QuerySet[Any], *years: int) -> set[Touch]:
    """What somebody was fixed at or agreed on goes along to another branch."""
    return {touch for place in places_of(members) for touch in touched_in(place, *years)}


def _say(fen: int) -> str:
    return say_money(yuan(fen))


# --- what is to be paid --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fixing:
    """One line of the yearly fixing. `sum_yuan`: see `fixing.fix`."""

    member: Member
    kind: str
    sum_yuan: Decimal | None


def fix_year(
    actor: Actor,
    *,
    branch: Organisation,
    year: int,
    lines: Sequence[Fixing],
    fixed_on: date,
    now: datetime,
    today: date,
) -> Done:
    """核定: what each of these members pays a month in this year (2017 notice, part one (1)).

    Who is already fixed keeps the months that were collected and gets a corrected sum for all the others.
    """
    if not lines:
        raise Refused("还没有填任何人的基数。", "至少填一个人的。")
    if fixed_on > today:
        raise Refused(said("核定日期 {fixed_on} 还没有到。", fixed_on=f"{fixed_on:%Y-%m-%d}"), field="fixed_on")
    _refuse_closed(branch, year)
    account = account_of(branch, year, today)
    written = [_fix_one(actor, branch, account, line, fixed_on, now) for line in lines]
    return Done(written[0], touched_by([line.member.pk for line in lines], year), branch)


def _fix_one(
    actor: Actor, branch: Organisation, account: BranchAccount, line: Fixing, fixed_on: date, now: datetime
) -> Assessment:
    own = account.of(line.member.pk)
    if own is None or not own.months:
        raise Refused(
            said("{name} {year} 年没有要在本支部交党费的月份。", name=line.member.name, year=account.year),
            "先看花名册里的日期。",
        )
    first = first_day(own.months[0].number)
    try:
        fixed = fix(branch, line.kind, line.sum_yuan, first)
    except Refused as error:
        raise Refused(
            said("{name}：{reason}", name=line.member.name, reason=error.reason), error.next_step, error.field
        ) from error
    columns = {"kind": line.kind, "base_fen": fixed.base_fen, "monthly_fen": fixed.monthly_fen, "fixed_on": fixed_on}
    standing = _assessments(line.member, account.year)
    if standing:
        return replace(standing[-1], columns, actor, now)
    until = date(account.year + 1, 1, 1)
    return _new(Assessment, actor, branch, now, member=line.member, since=first, until=until, **columns)


def _assessments(member: Member, year: int) -> list[Assessment]:
    return list(Assessment.objects.filter(member=member, since__year=year).order_by("since"))


def change_dues(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    kind: str,
    sum_yuan: Decimal | None,
    first_pay_month: date,
    change: str,
    now: datetime,
    today: date,
) -> Done:
    """The pay changed in the year: from which month the new sum holds, `dues.change` decides (2008, art. 10; 2017)."""
    number = month_number(first_pay_month)
    year = number // 12
    _refuse_closed(branch, year)
    before = [row for row in _assessments(member, year) if row.since <= first_pay_month]
    if not before:
        raise Refused(said("{name} {year} 年还没有核定。", name=member.name, year=year), "先核定全年的，再改。")
    old = before[-1]
    if old.base_fen is None or kind not in KINDS:
        raise Refused("原来不看收入，改类别请用“重新核定”。", field="kind")
    fixed = fix(branch, kind, sum_yuan, first_day(number))
    if fixed.base_fen is None:
        raise Refused("改成不看收入的类别，请用“重新核定”。", field="kind")
    told = ask(
        branch,
        "dues.change",
        first_pay_month,
        {
            "old_kind": _working_or_retired(old.kind),
            "old_base": str(yuan(old.base_fen)),
            "new_kind": _working_or_retired(kind),
            "new_base": str(yuan(fixed.base_fen)),
            "new_pay_month": f"{number // 12:04d}-{number % 12 + 1:02d}",
            "change": change,
        },
    )
    start = _month_of(str(told.answer["new_from"]))
    if start.year != year:
        raise Refused(
            said("{why}今年不改，{year} 年核定时按新的基数填。", why=joined(told.because[-1:], ""), year=start.year),
            _cited(told.cites),
            "first_pay_month",
        )
    if start <= old.since:
        fresh = replace(
            old,
            {"kind": kind, "base_fen": fixed.base_fen, "monthly_fen": fixed.monthly_fen, "fixed_on": today},
            actor,
            now,
        )
        return Done(fresh, touched_by([member.pk], year), branch)
    replace(old, {"until": start}, actor, now)
    fresh = _new(
        Assessment, actor, branch, now, member=member, since=start, until=old.until, kind=kind,
        base_fen=fixed.base_fen, monthly_fen=fixed.monthly_fen, fixed_on=today,
    )  # fmt: skip
    return Done(fresh, touched_by([member.pk], year), branch)


def _working_or_retired(kind: str) -> str:
    return "离退休" if kind == "retired" else "在职"


def _month_of(text: str) -> date:
    year, _dash, month = text.partition("-")
    return date(int(year), int(month), 1)


def _cited(cites: Sequence[Any]) -> str:
    return said("依据：{text_zh}。", text_zh=cites[0].text_zh) if cites else ""


# --- agreed for some months ----------------------------------------------------------------------------------


def arrange(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    kind: str,
    since: date,
    until: date,
    discussed_on: date,
    approved_on: date | None = None,
    monthly_fen: int | None = None,
    is_retired: bool = False,
    now: datetime,
    today: date,
) -> Done:
    """Agreed for the months from `since` up to, not including, `until`. A reduction counts when its steps are done."""
    since, until = since.replace(day=1), until.replace(day=1)
    if until <= since:
        raise Refused("最后一个月要在第一个月之后，或者就是那个月。", field="last_month")
    if discussed_on > today or (approved_on and approved_on > today):
        raise Refused("研究和批准的日子不能在今天之后。", field="discussed_on")
    overlap = Arrangement.objects.within(since, last_day(month_number(until) - 1)).filter(member=member, kind=kind)
    if overlap.exists():
        raise Refused("这段时间已经记过同样的情况。", "先撤掉前一条，再记新的。", "since")
    _refuse_closed(branch, since.year)
    in_effect, since = _effect(branch, kind, since, discussed_on, approved_on, is_retired)
    if since >= until:
        raise Refused("手续办完的时候，这几个月已经过去，不能往回减。", "从办完手续的那个月起记。", "since")
    done = _new(
        Arrangement, actor, branch, now, member=member, kind=kind, since=since, until=until,
        discussed_on=discussed_on, approved_on=approved_on, is_retired=is_retired, in_effect=in_effect,
        monthly_fen=monthly_fen if kind == ArrangementKind.REDUCED else None,
    )  # fmt: skip
    return Done(done, touched_by([member.pk], since.year, until.year), branch)


def _effect(
    branch: Organisation, kind: str, since: date, discussed_on: date, approved_on: date | None, is_retired: bool
) -> tuple[bool, date]:
    """(does it count, from which month): a reduction never reaches back before its last step was done."""
    if kind != ArrangementKind.REDUCED:
        return True, since
    told = ask(
        branch,
        "dues.reduction",
        approved_on or discussed_on,
        {
            "retired": is_retired,
            "discussed_on": discussed_on.isoformat(),
            "approved_on": approved_on.isoformat() if approved_on else None,
        },
    )
    if told.status.value == "breached":
        raise Refused(joined(told.because, ""), _cited(told.cites), "approved_on")
    effective = told.answer["effective_on"]
    return effective is not None, max(since, effective.replace(day=1)) if effective else since


def approve(actor: Actor, *, arrangement: Arrangement, approved_on: date, now: datetime, today: date) -> Done:
    """The next higher committee approved a reduction; from that month on it counts."""
    if approved_on > today:
        raise Refused("批准的日子不能在今天之后。", field="approved_on")
    in_effect, since = _effect(
        arrangement.branch, arrangement.kind, arrangement.since, arrangement.discussed_on, approved_on,
        arrangement.is_retired,
    )  # fmt: skip
    if arrangement.until and since >= arrangement.until:
        raise Refused("批下来的时候，这几个月已经过去。", "撤掉这一条，按批准的月份重新记。", "approved_on")
    fresh = replace(arrangement, {"approved_on": approved_on, "in_effect": in_effect, "since": since}, actor, now)
    years = {arrangement.since.year, since.year}
    return Done(fresh, touched_by([arrangement.member_id], *years), arrangement.branch)


def take_back_arrangement(actor: Actor, *, arrangement: Arrangement, now: datetime) -> Done:
    revoke(arrangement, actor, now)
    years = {arrangement.since.year, (arrangement.until or arrangement.since).year}
    return Done(arrangement, touched_by([arrangement.member_id], *years), arrangement.branch)


# --- collecting ----------------------------------------------------------------------------------------------


def collect_month(
    actor: Actor,
    *,
    branch: Organisation,
    month: date,
    happened_on: date,
    unpaid: Group[UUID],
    now: datetime,
    today: date,
) -> Done:
    """Tick the month: everybody for whom something is due paid it on this day, except `unpaid` (keys of members).

    The result is the collection. Who pays later, less or through somebody gets a payment of their own.
    """
    month = month.replace(day=1)
    number = month_number(month)
    _check_day(happened_on, month, today)
    _refuse_closed(branch, month.year)
    account = account_of(branch, month.year, today)
    if number in account.collections:
        raise Refused(said("{number}已经记过了。", number=say_month(number)), "后来交的，一笔一笔记。")
    paying = [
        (own, row) for own, row in account.in_month(number) if own.member.pk not in unpaid and row.due and row.paid <= 0
    ]
    parts = [
        (own, row) for own, row in account.in_month(number) if own.member.pk not in unpaid and row.paid > 0 and row.left
    ]
    collection = _new(
        Collection, actor, branch, now, happened_on=happened_on, month=month, people=len(paying),
        sum_fen=sum(row.due or 0 for _own, row in paying),
    )  # fmt: skip
    _fold(branch, month, paying)
    for own, row in parts:
        _new(Payment, actor, branch, now, member=own.member, month=month, fen=row.left, happened_on=happened_on)
    return Done(collection, _touch(branch, month.year), branch)


def _fold(branch: Organisation, month: date, paying: Sequence[tuple[MemberAccount, MonthAccount]]) -> None:
    """Set the month's bit in the row of each payer and sum."""
    bit = 1 << month.month - 1
    rows = {
        (row.member_id, row.monthly_fen): row
        for row in MemberYear.objects.filter(branch=branch, year=month.year).select_for_update()
    }
    old = [row for own, due in paying if (row := rows.get((own.member.pk, due.due or 0)))]
    MemberYear.objects.filter(pk__in=[row.pk for row in old]).update(paid=F("paid").bitor(bit))
    MemberYear.objects.bulk_create(
        MemberYear(
            root=branch.root, branch=branch, member=own.member, year=month.year, monthly_fen=due.due or 0, paid=bit
        )
        for own, due in paying
        if (own.member.pk, due.due or 0) not in rows
    )


def undo_collection(actor: Actor, *, collection: Collection, now: datetime) -> Done:
    """The tick was a mistake: nobody's month stands as paid by it. Not once the money was handed up or published."""
    branch, month = collection.branch, collection.month
    _refuse_closed(branch, month.year)
    if HandingUp.objects.filter(branch=branch, first_month__lte=month, last_month__gte=month).exists():
        raise Refused("这个月的党费已经上缴。", "哪一笔不对，用冲正改。")
    if Publication.objects.filter(branch=branch, first_month__lte=month, last_month__gte=month).exists():
        raise Refused("这个月的党费已经公示。", "哪一笔不对，用冲正改。")
    if Payment.objects.filter(branch=branch, month=month, is_counter_entry=True).exists():
        raise Refused("这个月已经有冲正。", "接着用冲正改。")
    revoke(collection, actor, now)
    bit = 1 << month.month - 1
    rows = MemberYear.objects.filter(branch=branch, year=month.year)
    for row in rows.select_for_update():
        if row.paid & bit:
            MemberYear.objects.filter(pk=row.pk).update(paid=row.paid & ~bit)
    rows.filter(paid=0).delete()
    return Done(collection, _touch(branch, month.year), branch)


def _check_day(happened_on: date, month: date, today: date) -> None:
    if happened_on > today:
        raise Refused(
            said("收到的日子 {happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"),
            "写实际收到的那一天。",
            "happened_on",
        )
    if (happened_on.year - month.year) * 12 + happened_on.month - month.month < -2:
        raise Refused(
            said("{month_number}还早。", month_number=say_month(month_number(month))),
            "提前一个季度以上的交法，没有看到规定；到那个季度再记。",
            "happened_on",
        )


def record_payment(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    fen: int,
    happened_on: date,
    first_month: date,
    way: str = Way.MONTHLY,
    special_circumstances: bool = False,
    is_extra_voluntary: bool = False,
    now: datetime,
    today: date,
) -> Done:
    """One handing-over of money by or for one member, laid on the unpaid months from `first_month` on, oldest first.

    What is left over is 自愿多交 and has to be said so. The result is the first of the payments; all have one receipt.
    """
    if fen <= 0:
        raise Refused("金额要大于 0。", "记错的一笔，用冲正改，不填负数。", "yuan")
    first_month = first_month.replace(day=1)
    _check_day(happened_on, first_month, today)
    _check_way(branch, member, way, happened_on, special_circumstances, first_month)
    account = account_of(branch, first_month.year, today)
    own = account.of(member.pk)
    rows = [row for row in own.months if row.number >= month_number(first_month)] if own else []
    if not rows or rows[0].number > max(month_number(happened_on), month_number(first_month)):
        raise Refused(
            said("{name} 在这个月没有要交给本支部的党费。", name=member.name),
            "核对月份，或者看花名册里的日期。",
            "first_month",
        )
    if any(row.due is None for row in rows[:1]):
        raise Refused(said("{name} 还没有核定每月交多少。", name=member.name), "先核定，再记交费。")
    receipt = uuid4()
    common = {"member": member, "happened_on": happened_on, "way": way, "receipt": receipt}
    written = []
    rest = fen
    for row in rows:
        share = min(row.left, rest)
        if share and _is_payable(row, happened_on, first_month, way):
            written.append(_new(Payment, actor, branch, now, month=first_day(row.number), fen=share, **common))
            rest -= share
    if rest:
        if not is_extra_voluntary:
            raise Refused(
                said("要交的是 {say}，多出 {say_2}。", say=_say(fen - rest), say_2=_say(rest)),
                "是自愿多交，就勾上；填错了，改金额。",
                "is_extra_voluntary",
            )
        month = first_day(rows[0].number)
        written.append(_new(Payment, actor, branch, now, month=month, fen=rest, nature=Nature.VOLUNTARY, **common))
    return Done(written[0], _touch(branch, first_month.year), branch)


def _is_payable(row: MonthAccount, happened_on: date, first_month: date, way: str) -> bool:
    """Money goes to months that have begun and to the one that was named; paid by the quarter, to its whole quarter."""
    named = month_number(first_month)
    last = named - named % 3 + 2 if way == Way.QUARTERLY else named
    return row.number <= max(month_number(happened_on), last)


def _check_way(
    branch: Organisation, member: Member, way: str, on: date, special_circumstances: bool, first_month: date
) -> None:
    """What the law forbids is refused with its article; paying by the quarter needs consent (arts. 12, 14)."""
    consent = way == Way.QUARTERLY and (
        Arrangement.objects.on(first_month).filter(member=member, kind=ArrangementKind.QUARTERLY).exists()
    )
    told = ask(
        branch,
        "dues.payment",
        on,
        {"way": way, "special_circumstances": special_circumstances or consent or None, "consent": consent or None},
    )
    if told.answer["allowed"] is False or told.answer["missing"]:
        raise Refused(joined(told.because, ""), told.next_step + _cited(told.cites), "way")


def take_back_money(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    month: date,
    fen: int,
    nature: str,
    reason: str,
    happened_on: date,
    now: datetime,
    today: date,
) -> Done:
    """冲正: a counter-entry with a reason. What it corrects stays as it was written."""
    month = month.replace(day=1)
    if not reason.strip():
        raise Refused("写一句为什么冲正。", field="reason")
    if fen <= 0:
        raise Refused("冲正的金额要大于 0。", field="yuan")
    _check_day(happened_on, month, today)
    _refuse_closed(branch, month.year)
    row = account_of(branch, month.year, today).of(member.pk)
    own = row.month(month_number(month)) if row else None
    there = 0 if own is None else own.voluntary if nature == Nature.VOLUNTARY else own.paid
    if fen > there:
        raise Refused(
            said(
                "{month_number}记的是 {say}，冲不掉 {say_2}。",
                month_number=say_month(month_number(month)),
                say=_say(there),
                say_2=_say(fen),
            ),
            field="yuan",
        )
    entry = _new(
        Payment, actor, branch, now, member=member, month=month, fen=-fen, nature=nature, happened_on=happened_on,
        is_counter_entry=True, reason=reason.strip(),
    )  # fmt: skip
    return Done(entry, _touch(branch, month.year), branch)


def undo_payment(actor: Actor, *, payment: Payment, now: datetime) -> Done:
    """What was just written by mistake, with everything of the same handing-over. Later a counter-entry corrects."""
    _refuse_closed(payment.branch, payment.month.year)
    together = list(Payment.objects.filter(branch=payment.branch, receipt=payment.receipt))
    for row in together:
        if HandingUp.objects.filter(
            branch=payment.branch,
            first_month__lte=row.month,
            last_month__gte=row.month,
            recorded_at__gt=row.recorded_at,
        ).exists():
            raise Refused("这笔钱已经上缴。", "用冲正改。")
    for row in together:
        revoke(row, actor, now)
    return Done(payment, _touch(payment.branch, payment.month.year), payment.branch)


def remind(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    happened_on: date,
    make_up_by: date,
    now: datetime,
    today: date,
) -> Done:
    """Talked with the member about late dues and set a day (2008 provisions, art. 13). What was said is not kept."""
    if happened_on > today:
        raise Refused(
            said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), "谈了再记。", "happened_on"
        )
    if make_up_by < happened_on:
        raise Refused("补交的日子要在谈的那天以后。", field="make_up_by")
    done = _new(Reminder, actor, branch, now, member=member, happened_on=happened_on, make_up_by=make_up_by)
    return Done(done, _touch(branch, happened_on.year - 1), branch)  # also of the year whose months were late


# --- handing up, publishing, closing ----------------------------------------------------------------------------


def hand_up(
    actor: Actor,
    *,
    branch: Organisation,
    first_month: date,
    last_month: date,
    happened_on: date,
    now: datetime,
    today: date,
) -> Done:
    """上缴: all that came in for these months and was not handed up yet."""
    first_month, last_month = first_month.replace(day=1), last_month.replace(day=1)
    if last_month < first_month or first_month.year != last_month.year:
        raise Refused("起止月份要在同一年，先后不能颠倒。", field="last_month")
    if happened_on > today:
        raise Refused(
            said("上缴的日子 {happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on"
        )
    sums = account_of(branch, first_month.year, today).sums(month_number(first_month), month_number(last_month))
    fen = sums.money - handed_up_fen(branch, first_month, last_month)
    if fen <= 0:
        raise Refused("这几个月没有还没上缴的钱。", "先记交费，再上缴。", "first_month")
    done = _new(
        HandingUp, actor, branch, now, first_month=first_month, last_month=last_month, fen=fen, people=sums.people,
        happened_on=happened_on,
    )  # fmt: skip
    return Done(done, _touch(branch, first_month.year), branch)


def handed_up_fen(branch: Organisation, first_month: date, last_month: date) -> int:
    """Already handed up for these months. Spans that only overlap are refused: nobody could divide them."""
    total = 0
    for row in HandingUp.objects.filter(branch=branch, first_month__lte=last_month, last_month__gte=first_month):
        if row.first_month < first_month or row.last_month > last_month:
            raise Refused(
                said(
                    "{month_number}至{month_number_2}已经一起上缴过。",
                    month_number=say_month(month_number(row.first_month)),
                    month_number_2=say_month(month_number(row.last_month)),
                ),
                "这次选的月份要把它整个包进去，或者完全错开。",
                "first_month",
            )
        total += row.fen
    return total


def note_receipt(
    actor: Actor, *, handing_up: HandingUp, receipt_number: str, received_on: date, now: datetime, today: date
) -> Done:
    """The higher organisation gave a receipt."""
    if not receipt_number.strip():
        raise Refused("写上收据号。", field="receipt_number")
    if not handing_up.happened_on <= received_on <= today:
        raise Refused("收据的日子要在上缴那天以后，不能在今天之后。", field="received_on")
    changes = {"receipt_number": receipt_number.strip(), "received_on": received_on}
    fresh = replace(handing_up, changes, actor, now)
    return Done(fresh, set(), handing_up.branch)


def undo_handing_up(actor: Actor, *, handing_up: HandingUp, now: datetime) -> Done:
    if handing_up.receipt_number:
        raise Refused("上级已经开了收据，不能撤销。", "多缴少缴，下一次上缴时补平。")
    _refuse_closed(handing_up.branch, handing_up.first_month.year)
    revoke(handing_up, actor, now)
    return Done(handing_up, _touch(handing_up.branch, handing_up.first_month.year), handing_up.branch)


def publish(
    actor: Actor,
    *,
    branch: Organisation,
    first_month: date,
    last_month: date,
    happened_on: date,
    now: datetime,
    today: date,
) -> Done:
    """公示 of what was actually paid, to the members of the branch (art. 26)."""
    first_month, last_month = first_month.replace(day=1), last_month.replace(day=1)
    if last_month < first_month or first_month.year != last_month.year:
        raise Refused("起止月份要在同一年，先后不能颠倒。", field="last_month")
    if happened_on > today or last_month > happened_on:
        raise Refused("公示的是已经收的月份，日子不能在今天之后。", field="happened_on")
    done = _new(
        Publication, actor, branch, now, first_month=first_month, last_month=last_month, happened_on=happened_on
    )
    return Done(done, _touch(branch, first_month.year, happened_on.year), branch)


def undo_publication(actor: Actor, *, publication: Publication, now: datetime) -> Done:
    revoke(publication, actor, now)
    years = {publication.first_month.year, publication.happened_on.year}
    return Done(publication, _touch(publication.branch, *years), publication.branch)


def close_year(actor: Actor, *, branch: Organisation, year: int, now: datetime, today: date) -> Done:
    """结账: due = paid + owed, and nothing that came in is unaccounted for. Refused until it balances to the cent."""
    if year >= today.year:
        raise Refused(said("{year} 年还没有过完。", year=year), "过了年再结账。")
    _refuse_closed(branch, year)
    account = account_of(branch, year, today)
    sums = account.sums(year * 12, year * 12 + 11)
    unfixed = [own.member.name for own in account.members if not own.is_fixed]
    if unfixed:
        raise Refused(said("{unfixed}还有月份没有核定。", unfixed=joined(unfixed)), "先核定，再结账。")
    over = [own.member.name for own in account.members if own.over]
    if over:
        raise Refused(
            said("{over}有月份交多了。", over=joined(over)), "自愿多交的，先冲正再记成自愿多交；收错的，冲正。"
        )
    handed = sum(HandingUp.objects.filter(branch=branch, first_month__year=year).values_list("fen", flat=True))
    if handed != sums.money:
        raise Refused(
            said(
                "收了 {say}，上缴了 {say_2}，差 {say_3}。",
                say=_say(sums.money),
                say_2=_say(handed),
                say_3=_say(abs(sums.money - handed)),
            ),
            "先把差的上缴，或者更正上缴。",
        )
    done = YearClose(
        root=branch.root, branch=branch, year=year, due_fen=sums.due, paid_fen=sums.paid,
        voluntary_fen=sums.voluntary, arrears_fen=sums.left, handed_up_fen=handed, **stamp(actor, now),
    )  # fmt: skip
    done.save(force_insert=True)
    return Done(done, _touch(branch, year), branch)


def undo_close(actor: Actor, *, close: YearClose, now: datetime) -> Done:
    revoke(close, actor, now)
    return Done(close, _touch(close.branch, close.year), close.branch)


def _refuse_closed(branch: Organisation, year: int) -> None:
    if YearClose.objects.filter(branch=branch, year=year).exists():
        raise Refused(said("{year} 年已经结账。", year=year), "后来补交的照样可以记；要改以前的，先撤销结账。")


def _new(table: Any, actor: Actor, branch: Organisation, now: datetime, /, **columns: Any) -> Any:
    row = table(root=branch.root, branch=branch, **columns, **stamp(actor, now))
    row.save(force_insert=True)
    return row
