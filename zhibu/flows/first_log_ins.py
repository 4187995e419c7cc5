"""The first log-ins of branches: one for each secretary who has none, with a one-time password for a slip of paper.

For whoever keeps the accounts, and for the organiser who set the branches up: only where nobody of the branch has ever
taken up a log-in, and only for the secretary. Whoever holds a log-in already is never touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhibu.account.actions import give_password, grant_role, one_time_password, open_account
from zhibu.account.models import RoleGrant, User
from zhibu.account.queries import branches_begun
from zhibu.base.actor import Actor, Role
from zhibu.base.errors import Refused
from zhibu.base.paths import below
from zhibu.base.touched import Done
from zhibu.flows.claiming import tell_of_opening
from zhibu.member.models import PostHolding, PostKind
from zhibu.member.names import syllables
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said

AT_ONCE = 40  # slips of one press: each password takes a moment to be hashed
LONGEST = 40  # letters of a log-in name


@dataclass(frozen=True)
class Waiting:
    """A branch whose secretary has not taken up a log-in. `user`: the unused log-in, handed out on `given_on`."""

    branch: Organisation
    holding: PostHolding
    user: User | None = None
    given_on: date | None = None


@dataclass(frozen=True)
class Slip:
    """What stands on one slip of paper. The password is nowhere else."""

    branch: Organisation
    name: str
    username: str
    password: str


def waiting_below(actor: Actor, today: date) -> list[Waiting]:
    """Branches of the subtree with a secretary and without anybody who has taken up a log-in, in tree order."""
    rows = (
        PostHolding.objects.on(today)
        .filter(below(actor.path, "organisation__path"), post=PostKind.SECRETARY)
        .filter(organisation__kind=OrganisationKind.BRANCH)
        .exclude(organisation__dissolved_on__lte=today)
        .exclude(organisation__in=branches_begun(today))
        .select_related("organisation", "member")
        .order_by("organisation__path")
    )
    holdings = list(rows)
    grants = (
        RoleGrant.objects.on(today)
        .filter(organisation__in=[row.organisation_id for row in holdings], role=Role.SECRETARY.value)
        .filter(user__is_active=True, user__password_is_given=True)
        .select_related("user")
    )
    given = {grant.organisation_id: grant for grant in grants}
    return [
        Waiting(row.organisation, row, grant.user if grant else None, grant.since if grant else None)
        for row in holdings
        for grant in (given.get(row.organisation_id),)
    ]


def write_slips(actor: Actor, *, branch_ids: Sequence[UUID], today: date, now: datetime) -> Done:
    """Open the missing log-ins, and give a fresh password to unused ones. The slips are in the result, once.

    Refused when one of the branches does not wait any more, or too many are asked for: then nothing is written.
    """
    if not branch_ids:
        raise Refused("还没有选支部。", "至少选一个。", "branches")
    if len(branch_ids) > AT_ONCE:
        raise Refused(said("一次最多 {at_once} 张。", at_once=AT_ONCE), "分几次来。", "branches")
    waiting = {row.branch.pk: row for row in waiting_below(actor, today)}
    missing = [key for key in branch_ids if key not in waiting]
    if missing:
        raise Refused("选的支部里有的已经有人登录过了。", "重新打开这一页再选。", "branches")
    slips = [_slip(actor, waiting[key], today, now) for key in branch_ids]
    first = waiting[branch_ids[0]].branch
    return Done(slips, set(), first)


ACTS = frozenset({write_slips.__name__})


def _slip(actor: Actor, row: Waiting, today: date, now: datetime) -> Slip:
    password = one_time_password()
    name = row.holding.member.name
    if row.user is not None:
        give_password(actor, user=row.user, password=password, now=now)
        return Slip(row.branch, name, row.user.username, password)
    member = row.holding.member
    has_log_in = User.objects.filter(member=member).exists()
    user: User = open_account(
        actor, username=_free_name(name), display_name=name, password=password,
        member=None if has_log_in else member, now=now, is_given=True,
    ).result  # fmt: skip
    grant_role(actor, user=user, organisation=row.branch, role=Role.SECRETARY, since=today, now=now)
    tell_of_opening(actor, user, today)
    return Slip(row.branch, name, user.username, password)


def _free_name(name: str) -> str:
    """The name in pinyin; with a number behind it where it is taken."""
    plain = "".join(letter for letter in "".join(syllables(name)) if letter.isascii() and letter.isalnum())
    wanted = (plain or "shuji")[: LONGEST - 4]
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(
        found
        for number in range(1, len(taken) + 2)
        if (found := wanted + (str(number) if number > 1 else "")) not in taken
    )
