"""我已交: a member says that a month's dues were paid. It is no payment: who keeps the dues confirms it, or says that
the money was not seen. A month that is settled asks nothing more, whoever settled it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.dues.accounts import BranchAccount, account_of
from zhibu.dues.actions import record_payment
from zhibu.dues.models import Claim, ClaimState
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.month_runs import first_day, month_number, say_month
from zhibu.rules.said import said


def say_paid(
    actor: Actor, *, branch: Organisation, member: Member, month: date, happened_on: date, now: datetime, today: date
) -> Done:
    """The member's own word. Said once for a month until somebody has answered."""
    month = month.replace(day=1)
    if actor.member_id != member.pk:
        raise Refused("只能替自己说。", "别人交的，请本人按，或者由书记记。")
    if not month <= today or happened_on > today:
        raise Refused(said("{month_number}还没有到。", month_number=say_month(month_number(month))), "到了那个月再说。")
    own = account_of(branch, month.year, today).of(member.pk)
    row = own.month(month_number(month)) if own else None
    if row is None or not row.left:
        raise Refused(
            said("{month_number}没有要交的，或者已经记下交了。", month_number=say_month(month_number(month))),
            "看看下面按月的记录。",
        )
    if waiting_of(member, month):
        raise Refused("已经告诉支部了。", "等书记或者组织委员核对。")
    claim = Claim(
        root=branch.root, branch=branch, member=member, month=month, happened_on=happened_on, **stamp(actor, now)
    )
    claim.save(force_insert=True)
    return Done(claim, set(), branch)


def take_back(actor: Actor, *, claim: Claim, now: datetime) -> Done:
    """The member pressed by mistake."""
    if claim.state != ClaimState.WAITING:
        raise Refused("支部已经答复过了。", "数目不对，找书记或者组织委员说。")
    revoke(claim, actor, now)
    return Done(claim, set(), claim.branch)


def confirm(actor: Actor, *, claim: Claim, now: datetime, today: date) -> Done:
    """The money is there: it is recorded as paid on the day the member named. The result is the payment."""
    own = account_of(claim.branch, claim.month.year, today).of(claim.member_id)
    row = own.month(month_number(claim.month)) if own else None
    if row is None or not row.left:
        raise Refused("这个月已经记下交了。", "不用再记。")
    done = record_payment(
        actor, branch=claim.branch, member=claim.member, fen=row.left, happened_on=claim.happened_on,
        first_month=claim.month, now=now, today=today,
    )  # fmt: skip
    replace(claim, {"state": ClaimState.CONFIRMED}, actor, now)
    return done


def not_seen(actor: Actor, *, claim: Claim, now: datetime) -> Done:
    """The money did not arrive: the member reads so, and can say it again when it is cleared up."""
    if claim.state != ClaimState.WAITING:
        raise Refused("这一条已经答复过。")
    fresh = replace(claim, {"state": ClaimState.NOT_SEEN}, actor, now)
    return Done(fresh, set(), claim.branch)


def waiting_of(member: Member, month: date) -> Claim | None:
    found: Claim | None = Claim.objects.filter(member=member, month=month, state=ClaimState.WAITING).first()
    return found


def waiting_in(account: BranchAccount) -> list[Claim]:
    """What members of a branch said of a year and nobody has answered, where the month is still open; oldest first."""
    rows = Claim.objects.filter(
        branch=account.branch_id,
        state=ClaimState.WAITING,
        month__gte=first_day(account.year * 12),
        month__lt=first_day(account.year * 12 + 12),
    )
    return [
        row for row in rows.select_related("member").order_by("happened_on", "recorded_at") if _is_open(account, row)
    ]


def _is_open(account: BranchAccount, claim: Claim) -> bool:
    own = account.of(claim.member_id)
    row = own.month(month_number(claim.month)) if own else None
    return bool(row and row.left)


def latest_of(member: Member, months: Sequence[date]) -> dict[date, Claim]:
    """By month the last thing said."""
    rows = Claim.objects.filter(member=member, month__in=months).order_by("recorded_at")
    return {row.month: row for row in rows}
