"""Reads of members. Other branches' members are not found; superiors see theirs masked and leave a trace."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.member.facts import LONGEST_PROBATION_MONTHS, is_full_member
from zhibu.member.models import (
    Category,
    Condition,
    CorrectionRequest,
    Course,
    Details,
    Member,
    Membership,
    PostHolding,
    PostKind,
    RequestState,
    Transfer,
)
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation, PartyGroup
from zhibu.rules.days import add_months

FEW = 1200  # keys that a search carries over; more hits than this are met by reading the list in its order


def visible_to(actor: Actor) -> QuerySet[Member]:
    """Members in the subtree of a role that may see the branch; for others only oneself."""
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        return Member.objects.filter(below(actor.path)).order_by("path", "sort_key", "id")
    return Member.objects.filter(pk=actor.member_id) if actor.member_id else Member.objects.none()


def own_member(actor: Actor) -> Member | None:
    """The acting person on the roster; None where the log-in belongs to nobody there."""
    if actor.member_id is None:
        return None
    return Member.objects.filter(pk=actor.member_id).select_related("branch").first()


def member_for(actor: Actor, member_id: UUID | str) -> Member:
    found = visible_to(actor).filter(pk=member_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def search(actor: Actor, text: str) -> QuerySet[Member]:
    """Of those whom one may see, by name, by pinyin or by initials (lxm → 李晓明).

    Few hits are fetched by their keys, so that no database thinks of reading the whole list in its order; many are met
    early when the list is read so.
    """
    members, text = visible_to(actor), tidy_name(text)
    if not text:
        return members
    if not text.isascii():
        return members.filter(name__contains=text)
    letters = text.lower().replace(" ", "")
    ranges = [_begins("initials", letters), _begins("sort_key", text.lower())]
    hits = {key: path for one in ranges for key, path in Member.objects.filter(one).values_list("pk", "path")[:FEW]}
    if len(hits) < FEW and (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        here = [key for key, path in hits.items() if path.startswith(actor.path)]
        return Member.objects.filter(pk__in=here).order_by("path", "sort_key", "id")
    return members.filter(Q(initials__startswith=letters) | Q(sort_key__startswith=text.lower()))


def _begins(column: str, text: str) -> Q:
    """As a range that an index answers; the prefix itself decides, whatever order the database keeps."""
    after = text[:-1] + chr(ord(text[-1]) + 1)
    return Q(**{f"{column}__gte": text, f"{column}__lt": after, f"{column}__startswith": text})


def details_of(member: Member) -> Details | None:
    return Details.objects.filter(member=member).first()


def history_of(member: Member) -> list[Details]:
    """All versions, newest first."""
    return list(Details.versions.filter(member=member).order_by("-recorded_at"))


def roster(branch: Organisation, on: date) -> list[Member]:
    """Members of a branch on a day, by pinyin."""
    here = Membership.objects.on(on).filter(branch=branch)
    return list(Member.objects.filter(pk__in=here.values("member_id")).order_by("sort_key", "id"))


@dataclass(frozen=True)
class Namesakes:
    """Of somebody about to be entered: one of this name in the branch; one of this name and birth elsewhere."""

    here: bool
    elsewhere: bool


def namesakes(branch: Organisation, name: str, birth_on: date | None) -> Namesakes:
    """Birth dates that are known and differ make two people. Never says who or where."""
    rows = Details.objects.filter(name=tidy_name(name), root=branch.root, member__branch__isnull=False)
    known = list(rows.values_list("member__branch_id", "birth_on"))
    here = any(place == branch.pk and (not birth or not birth_on or birth == birth_on) for place, birth in known)
    elsewhere = any(place != branch.pk and birth_on is not None and birth == birth_on for place, birth in known)
    return Namesakes(here, elsewhere)


def posts_of(organisation: Organisation, on: date) -> list[PostHolding]:
    """Who holds which post on a day, in the order of the posts."""
    rows = PostHolding.objects.on(on).filter(organisation=organisation).select_related("member")
    order = PostKind.values
    return sorted(rows, key=lambda row: (order.index(row.post), row.member.sort_key))


def conditions_on(branch: Organisation, on: date) -> dict[UUID, set[str]]:
    """Kinds of dated circumstances by member."""
    found: dict[UUID, set[str]] = {}
    rows = Condition.objects.on(on).filter(member__branch=branch)
    for member_id, kind in rows.values_list("member_id", "kind"):
        found.setdefault(member_id, set()).add(kind)
    return found


@dataclass
class Listed:
    """What a roster line shows of one member, fetched for a whole page at once."""

    member: Member
    details: Details | None = None
    group: str = ""
    posts: list[str] = field(default_factory=list)  # `PostKind` values in their order
    conditions: list[str] = field(default_factory=list)


def listing(members: Sequence[Member], on: date) -> list[Listed]:
    """Roster lines in the order given. Four queries, however many members."""
    found = {member.pk: Listed(member) for member in members}
    for details in Details.objects.filter(member__in=found):
        found[details.member_id].details = details
    groups = Membership.objects.on(on).filter(member__in=found, group__isnull=False)
    for member_id, name in groups.values_list("member_id", "group__name"):
        found[member_id].group = name
    order = list(PostKind.values)
    for holding in sorted(PostHolding.objects.on(on).filter(member__in=found), key=lambda row: order.index(row.post)):
        found[holding.member_id].posts.append(holding.post)
    for condition in Condition.objects.on(on).filter(member__in=found).order_by("since"):
        found[condition.member_id].conditions.append(condition.kind)
    return list(found.values())


def standing_as(member: Member, on: date) -> Category:
    """正式 or 预备 on a day, or unknown where neither a date nor a statement says so."""
    if member.full_on is None and member.joined_on is None and not member.category:
        return Category.UNKNOWN
    is_full = is_full_member(member.joined_on, member.full_on, member.category, on)
    return Category.FULL if is_full else Category.PROBATIONARY


def in_category(members: QuerySet[Member], category: str, on: date) -> QuerySet[Member]:
    """Those for whom `standing_as` gives this category, decided by the database."""
    longest_ago = _last_joining_day(on)
    by_date = Q(full_on__isnull=True, category="")
    full = (
        Q(full_on__lte=on)
        | Q(full_on__isnull=True, category=Category.FULL)
        | (by_date & Q(joined_on__isnull=False, joined_on__lte=longest_ago))
    )
    probationary = (
        Q(full_on__gt=on)
        | Q(full_on__isnull=True, category=Category.PROBATIONARY)
        | (by_date & Q(joined_on__gt=longest_ago))
    )
    return members.filter(full if category == Category.FULL else probationary)


def _last_joining_day(on: date) -> date:
    """The latest day of joining from which the longest probation has passed: sums of months end at the month's end."""
    day = add_months(on.toordinal(), -LONGEST_PROBATION_MONTHS)
    while add_months(day + 1, LONGEST_PROBATION_MONTHS) <= on.toordinal():
        day += 1
    return date.fromordinal(day)


def in_group(members: QuerySet[Member], group: UUID, on: date) -> QuerySet[Member]:
    """Members of a Party group on a day; `group` is its thread."""
    rows = Membership.objects.on(on).filter(group__thread=group)
    return members.filter(pk__in=rows.values("member_id"))


def group_of(member_id: UUID | None, on: date) -> PartyGroup | None:
    """The Party group that a member belongs to on a day."""
    row = Membership.objects.on(on).filter(member_id=member_id, group__isnull=False).select_related("group").first()
    return row.group if row else None


def comrades(actor: Actor, on: date) -> list[Member]:
    """Members of the own branch. What may be shown of them to a plain member is the name."""
    own = Membership.objects.on(on).filter(member_id=actor.member_id).select_related("branch").first()
    return roster(own.branch, on) if own else []


def led_group(actor: Actor, on: date) -> list[Member]:
    """For the leader of a Party group (acting as such): the members of the own group, by pinyin; else nobody."""
    if actor.acting is None or actor.acting.role != Role.GROUP_LEADER:
        return []
    group = group_of(actor.member_id, on)
    if group is None or group.branch_id != actor.acting.organisation_id:
        return []
    return list(in_group(Member.objects.filter(branch_id=group.branch_id), group.thread, on).order_by("sort_key", "id"))


def masked(phone: str) -> str:
    """138****5678: what a superior sees before asking for the number."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else ("****" if phone else "")


def memberships_of(member: Member) -> list[Membership]:
    """Newest first."""
    return list(
        Membership.objects.filter(member=member).select_related("branch", "group").order_by("-since", "-recorded_at")
    )


def holdings_of(member: Member) -> list[PostHolding]:
    """Newest first."""
    return list(PostHolding.objects.filter(member=member).select_related("organisation").order_by("-since"))


def conditions_of(member: Member) -> list[Condition]:
    """Newest first."""
    return list(Condition.objects.filter(member=member).order_by("-since"))


def holding_for(actor: Actor, holding_id: UUID | str) -> PostHolding:
    """A post in the subtree of the acting role; elsewhere it does not exist."""
    rows = PostHolding.objects.filter(below(actor.path, "organisation__path"), pk=holding_id)
    found = rows.select_related("member__branch", "organisation").first()
    if found is None or not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        raise NotFound
    return found


def condition_for(actor: Actor, condition_id: UUID | str) -> Condition:
    found = Condition.objects.filter(pk=condition_id, member__in=visible_to(actor)).select_related("member__branch")
    condition = found.first()
    if condition is None:
        raise NotFound
    return condition


def ended_posts(organisation: Organisation, on: date) -> list[PostHolding]:
    """Posts of this organisation that were left, newest first."""
    rows = PostHolding.objects.filter(organisation=organisation, until__lte=on).select_related("member")
    return list(rows.order_by("-until", "member__sort_key"))


def count_by_branch(branch_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Members today, by branch. One query."""
    rows = Member.objects.filter(branch__in=branch_ids).values_list("branch_id").annotate(total=Count("id"))
    return dict(rows.order_by())


def count_by_group(branch: Organisation, on: date) -> dict[UUID, int]:
    """Members of each Party group on a day, by the group's thread. One query."""
    rows = Membership.objects.on(on).filter(branch=branch, group__isnull=False)
    return dict(rows.values_list("group__thread").annotate(total=Count("id")).order_by())


def people_of(organisation: Organisation) -> list[Member]:
    """Members of the organisation and everything below it, by pinyin: who can take up its posts."""
    return list(Member.objects.filter(below(organisation.path)).order_by("sort_key", "id"))


def first_induction(holding: PostHolding) -> date | None:
    """The first day of the training for whoever has newly taken a post, after taking it."""
    rows = Course.objects.filter(member=holding.member_id, is_induction=True, happened_on__gte=holding.since)
    return rows.order_by("happened_on").values_list("happened_on", flat=True).first()


def corrections_asked(branch: Organisation) -> QuerySet[CorrectionRequest]:
    """What members of the branch asked to be put right, not answered yet."""
    return CorrectionRequest.objects.filter(member__branch=branch, state=RequestState.OPEN).select_related("member")


def correction_for(actor: Actor, request_id: UUID) -> CorrectionRequest:
    rows = CorrectionRequest.objects.filter(below(actor.path, "member__path"), pk=request_id)
    found: CorrectionRequest | None = rows.select_related("member__branch").first()
    if found is None:
        raise NotFound
    return found


def transfers_to_receive(branch: Organisation) -> QuerySet[Transfer]:
    """Letters on the way to the branch."""
    return Transfer.objects.filter(destination=branch, received_on__isnull=True).select_related("member")
