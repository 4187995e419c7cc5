"""What a branch answers to its findings. Answers are records: kept, visible, and taken back by revoking."""

from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done, SheetKind, Touch, yearly
from zhibu.checkup.drawing import ANSWERABLE, spread_periods
from zhibu.checkup.models import Answer, AnswerKind, Confirmation
from zhibu.org.models import Organisation
from zhibu.rules.said import said


def answer_finding(
    actor: Actor,
    *,
    branch: Organisation,
    sheet: SheetKind,
    norm: str,
    subject: UUID,
    year: int,
    periods: int,
    kind: AnswerKind,
    reason: str,
    now: datetime,
    period_months: int = 0,
) -> Done:
    """没开, 已并入 or 不适用 for some periods of one finding. 已并入 and 不适用 need a reason.

    `period_months`: how long one period was when the branch answered, where a unit setting made it another than usual.
    没开 is kept as months, so that it goes on meaning the same when that setting changes.
    """
    reason = reason.strip()
    if kind != AnswerKind.NOT_HELD and len(reason) < 2:
        raise Refused("写一句原因，比如“并入当月党员大会”。", field="reason")
    if kind == AnswerKind.NOT_HELD and norm not in ANSWERABLE:
        raise Refused("这一条不是按期开的会，不能说“没开”。", "可以写“不适用”的原因。", "kind")
    if periods <= 0:
        raise Refused("选一下是哪几个月(季度)。", field="periods")
    if kind == AnswerKind.NOT_HELD:
        usual = ANSWERABLE[norm][1]
        periods = spread_periods(periods, period_months if usual < 12 and period_months else usual)
    answer = Answer(
        root=branch.root,
        branch=branch,
        norm=norm,
        subject=subject,
        year=year,
        periods=periods,
        kind=kind,
        reason=reason[:200],
        **stamp(actor, now),
    )
    answer.save(force_insert=True)
    return Done(answer, {Touch(sheet, branch.pk, year if sheet.is_yearly else 0, frozenset({Answer}))}, branch)


def take_back_answer(actor: Actor, *, answer: Answer, sheet: SheetKind, now: datetime) -> Done:
    revoke(answer, actor, now)
    year = answer.year if sheet.is_yearly else 0
    return Done(answer, {Touch(sheet, answer.branch_id, year, frozenset({Answer}))}, answer.branch)


def confirm_month(actor: Actor, *, branch: Organisation, month: date, today: date, now: datetime) -> Done:
    """Everything held in this month is recorded. From then on what is missing was not held."""
    month = month.replace(day=1)
    if (month.year, month.month) >= (today.year, today.month):
        raise Refused(
            said("{year}年{month}月还没有过完。", year=month.year, month=month.month), "月底以后再确认。", "month"
        )
    if Confirmation.objects.filter(branch=branch, month=month).exists():
        raise Refused(said("{year}年{month}月已经确认过了。", year=month.year, month=month.month), field="month")
    confirmation = Confirmation(root=branch.root, branch=branch, month=month, **stamp(actor, now))
    confirmation.save(force_insert=True)
    return Done(confirmation, _month_touched(branch.pk, month), branch)


def open_month_again(actor: Actor, *, confirmation: Confirmation, now: datetime) -> Done:
    revoke(confirmation, actor, now)
    return Done(confirmation, _month_touched(confirmation.branch_id, confirmation.month), confirmation.branch)


def _month_touched(branch_id: UUID, month: date) -> set[Touch]:
    """The first half of a year also counts for the campaigns of the year before, the second for pauses of the next."""
    years = (month.year - 1, month.year) if month.month <= 6 else (month.year, month.year + 1)
    return yearly(branch_id, years, frozenset({Confirmation}))
