"""Reads of targets and help, each beginning with who asks.

`in_reach` is the one place that says whose records somebody may see: the secretary those of the branch, a committee
member those of the people answered for, everybody the own. Who stands by somebody sees that help plan besides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.meeting.models import Talk
from zhibu.member.models import Member
from zhibu.member.queries import roster
from zhibu.org.models import Organisation
from zhibu.target.models import (
    Book,
    ClosedQuarter,
    Criticism,
    HelpEnd,
    HelpLook,
    HelpPlan,
    HelpRequest,
    Honour,
    Line,
    Look,
    LookLine,
    PastHelp,
    Praise,
    TalkArranged,
    Urging,
    Word,
)

NOBODY = Q(pk__in=[])
STILL_ANSWERED_FOR = timedelta(days=90)  # a contact of last year finishes the last quarter's look


def answered_for(actor: Actor, on: date) -> QuerySet[Book]:
    """Books in which the acting committee member is named as the contact, this year's or just ended."""
    years = {on.year, (on - STILL_ANSWERED_FOR).year}
    rows = Book.objects.filter(below(actor.path, "branch__path"), contact_id=actor.member_id, year__in=years)
    return rows if actor.may(Right.CONTACT) and actor.member_id else rows.none()


def in_reach(actor: Actor, on: date) -> Q:
    """Whose records this role may see, as a condition on `branch` and `member`."""
    own = Q(member_id=actor.member_id) if actor.member_id and actor.may(Right.SEE_OWN) else NOBODY
    if actor.may(Right.SEE_TARGETS):
        return own | below(actor.path, "branch__path")
    if actor.may(Right.CONTACT):
        theirs = Q(member_id__in=answered_for(actor, on).values("member_id"))
        return own | (theirs & below(actor.path, "branch__path"))
    return own


def visible_to(actor: Actor, on: date) -> QuerySet[Book]:
    return Book.objects.filter(in_reach(actor, on))


def member_in_reach(actor: Actor, member_id: UUID | str, on: date) -> Member:
    """The member whose targets are asked for: oneself, or a member of the branch in reach. Else not found."""
    rows = Member.objects.filter(pk=member_id).select_related("branch")
    own = Q(pk=actor.member_id) if actor.member_id and actor.may(Right.SEE_OWN) else NOBODY
    if actor.may(Right.SEE_TARGETS):
        rows = rows.filter(own | below(actor.path))
    elif actor.may(Right.CONTACT):
        rows = rows.filter(own | (below(actor.path) & Q(pk__in=answered_for(actor, on).values("member_id"))))
    else:
        rows = rows.filter(own)
    found = rows.first()
    if found is None or found.branch is None:
        raise NotFound
    return found


def looks_after(actor: Actor, member: Member, on: date) -> bool:
    """May this role look at the member's lines for the branch? Nobody does that for themselves."""
    if member.pk == actor.member_id:
        return False
    if actor.may(Right.SEE_TARGETS):
        return member.path.startswith(actor.path)
    return answered_for(actor, on).filter(member=member).exists()


# --- books and looks


def book_of(member: Member, year: int) -> Book | None:
    return (
        Book.objects.filter(member=member, branch=member.branch, year=year).select_related("contact", "branch").first()
    )


def books_in(branch: Organisation, year: int) -> dict[UUID, Book]:
    """The books of one branch and year with their lines, by member. Two queries."""
    rows = Book.objects.filter(branch=branch, year=year).select_related("member", "contact").prefetch_related("lines")
    return {book.member_id: book for book in rows}


def lines_of(book: Book) -> list[Line]:
    return list(book.lines.order_by("order"))


def line_of(actor: Actor, thread: UUID | str) -> Line:
    """A line of the own standing book of any year."""
    rows = Line.objects.filter(thread=thread, book__revoked_at__isnull=True)
    found = rows.select_related("book__member", "book__branch").first()
    if found is None or found.book.member_id != actor.member_id or not actor.may(Right.SEE_OWN):
        raise NotFound
    return found


@dataclass
class Seen:
    """One quarter of one member: the look with its lines, by the line's thread."""

    look: Look
    lines: dict[UUID, LookLine] = field(default_factory=dict)


def looks_of(members: Iterable[Member] | QuerySet[Member], year: int) -> dict[UUID, dict[int, Seen]]:
    """Looks of one year, by member and quarter. Two queries, however many members."""
    found: dict[UUID, dict[int, Seen]] = defaultdict(dict)
    rows = Look.objects.filter(member__in=list(members), year=year).prefetch_related("lines").order_by("quarter")
    for look in rows:
        found[look.member_id][look.quarter] = Seen(look, {row.line: row for row in look.lines.all()})
    return found


def look_for(actor: Actor, look_id: UUID | str, on: date) -> Look:
    found = Look.objects.filter(in_reach(actor, on), pk=look_id).select_related("member__branch", "branch").first()
    if found is None or not looks_after(actor, found.member, on):
        raise NotFound
    return found


def words_of(members: Sequence[Member], year: int) -> dict[UUID, list[Word]]:
    """The members' own sentences in a year, by line, newest first. One query."""
    found: dict[UUID, list[Word]] = defaultdict(list)
    rows = Word.objects.filter(member__in=members, happened_on__year=year)
    for row in rows.order_by("-happened_on", "-recorded_at"):
        found[row.line].append(row)
    return found


def word_for(actor: Actor, word_id: UUID | str) -> Word:
    found = Word.objects.filter(pk=word_id, member_id=actor.member_id).select_related("branch", "member").first()
    if found is None or not actor.may(Right.SEE_OWN):
        raise NotFound
    return found


def closed_quarter(branch: Organisation, year: int, quarter: int) -> ClosedQuarter | None:
    return ClosedQuarter.objects.filter(branch=branch, year=year, quarter=quarter).first()


def people_of(actor: Actor, branch: Organisation, on: date) -> list[Member]:
    """Members of the branch whose targets this role keeps in view, by pinyin; without oneself for a contact."""
    members = roster(branch, on)
    if actor.may(Right.SEE_TARGETS):
        return members
    mine = set(answered_for(actor, on).values_list("member_id", flat=True))
    return [member for member in members if member.pk in mine]


def shown_books(branch: Organisation, year: int) -> list[Book]:
    """Books whose members agreed that comrades may read the lines, by pinyin."""
    rows = Book.objects.filter(branch=branch, year=year, shown_since__isnull=False, branch_agreed_on__isnull=False)
    return list(rows.select_related("member").prefetch_related("lines").order_by("member__sort_key", "id"))


# --- praise and urging


def praise_visible_to(actor: Actor, branch: Organisation) -> QuerySet[Praise]:
    """All of the branch for the secretary; for comrades what was published with consent, and the own."""
    rows = Praise.objects.filter(branch=branch).select_related("member").order_by("-happened_on", "-recorded_at")
    if actor.may(Right.SEE_TARGETS):
        return rows
    if not actor.may(Right.SEE_OWN):
        return rows.none()
    own = Q(member_id=actor.member_id) if actor.member_id else NOBODY
    return rows.filter(Q(consent_on__isnull=False) | own)


def praise_for(actor: Actor, praise_id: UUID | str) -> Praise:
    rows = Praise.objects.filter(below(actor.path, "branch__path"), pk=praise_id).select_related("branch", "member")
    found = rows.first()
    if found is None or not (actor.may(Right.SEE_TARGETS) or (actor.member_id and found.member_id == actor.member_id)):
        raise NotFound
    return found


def praise_to_undo(actor: Actor, praise_id: UUID | str) -> Praise:
    """In the branch: any for the secretary, for a contact only what was written by the same person."""
    rows = Praise.objects.filter(below(actor.path, "branch__path"), pk=praise_id).select_related("branch")
    if not actor.may(Right.SEE_TARGETS):
        rows = rows.filter(recorded_by=actor.user_id) if actor.may(Right.CONTACT) else rows.none()
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def praises_of(member: Member, year: int | None = None) -> list[Praise]:
    rows = Praise.objects.filter(member=member)
    rows = rows.filter(happened_on__year=year) if year else rows
    return list(rows.order_by("-happened_on"))


def urgings_of(actor: Actor, member: Member, on: date) -> list[Urging]:
    rows = Urging.objects.filter(in_reach(actor, on), member=member).select_related("by")
    return list(rows.order_by("-happened_on"))


def urging_for(actor: Actor, urging_id: UUID | str, on: date) -> Urging:
    rows = Urging.objects.filter(in_reach(actor, on), pk=urging_id).select_related("branch", "member")
    found = rows.first()
    if found is None or found.member_id == actor.member_id:
        raise NotFound
    return found


# --- help


def plans_visible_to(actor: Actor, on: date) -> QuerySet[HelpPlan]:
    """Open plans in reach, plans that one stands by, and those about oneself also after they ended."""
    open_now = Q(closed_on__isnull=True)
    standing_by = Q(helper_id=actor.member_id) if actor.member_id and actor.may(Right.SEE_OWN) else NOBODY
    own = Q(member_id=actor.member_id) if actor.member_id and actor.may(Right.SEE_OWN) else NOBODY
    rows = HelpPlan.objects.filter(own | (open_now & (standing_by | in_reach(actor, on))))
    return rows.select_related("member", "helper", "branch").order_by("happened_on", "id")


def plan_for(actor: Actor, thread: UUID | str, on: date) -> HelpPlan:
    found = plans_visible_to(actor, on).filter(thread=thread).first()
    if found is None:
        raise NotFound
    return found


def knows_whole_plan(actor: Actor, plan: HelpPlan, on: date) -> bool:
    """Who stands by sees the plan; the criticism before it only those who answer for the person, and the person."""
    return HelpPlan.objects.filter(in_reach(actor, on), pk=plan.pk).exists()


def plan_to_reopen(actor: Actor, thread: UUID | str) -> HelpPlan:
    """A plan just ended, for those who may take its end back."""
    rows = HelpPlan.objects.filter(below(actor.path, "branch__path"), thread=thread, closed_on__isnull=False)
    found = rows.select_related("member", "branch").first()
    if found is None or not actor.may(Right.HELP) or found.member_id == actor.member_id:
        raise NotFound
    return found


def ways_before(plan: HelpPlan) -> list[HelpPlan]:
    """What was tried before in the same chain, for those who may see the plan that follows it."""
    rows = HelpPlan.objects.filter(chain=plan.chain).exclude(pk=plan.pk).select_related("helper")
    return list(rows.order_by("happened_on"))


def help_looks_of(plans: Sequence[HelpPlan]) -> dict[UUID, list[HelpLook]]:
    """By plan, in order of day. One query."""
    found: dict[UUID, list[HelpLook]] = defaultdict(list)
    for look in HelpLook.objects.filter(plan__in=[plan.thread for plan in plans]).order_by("due_on", "recorded_at"):
        found[look.plan].append(look)
    return found


def help_look_for(actor: Actor, look_id: UUID | str, on: date) -> tuple[HelpLook, HelpPlan]:
    """A look of a plan that is open to the actor, and not about the actor."""
    look = HelpLook.objects.filter(pk=look_id).first()
    if look is None:
        raise NotFound
    plan = plan_for(actor, look.plan, on)
    if plan.member_id == actor.member_id or plan.closed_on:
        raise NotFound
    return look, plan


def criticism_of(plan: HelpPlan) -> Criticism | None:
    first = HelpPlan.objects.filter(chain=plan.chain).values("thread")
    return Criticism.objects.filter(plan__in=first).select_related("by").order_by("happened_on").first()


def criticisms_of(actor: Actor, member: Member) -> list[Criticism]:
    """For the person only: everything, also after help has ended."""
    if member.pk != actor.member_id:
        raise NotFound
    return list(Criticism.objects.filter(member=member).select_related("by").order_by("-happened_on"))


def past_help(branch: Organisation, year: int) -> dict[str, int]:
    """How many plans ended which way in a year: those still kept and those already reduced to a number."""
    rows = HelpPlan.objects.filter(branch=branch, closed_on__year=year).values_list("end").annotate(number=Count("id"))
    found: dict[str, int] = dict.fromkeys(HelpEnd.values, 0)
    for end, number in [
        *rows.order_by(),
        *PastHelp.objects.filter(branch=branch, year=year).values_list("end", "number"),
    ]:
        found[end] += number
    return found


def requests_below(actor: Actor) -> list[HelpRequest]:
    """Branches that asked their superior for help and have not been answered. Nobody's name."""
    if not actor.may(Right.SEE_BELOW):
        return []
    rows = HelpRequest.objects.filter(below(actor.path, "branch__path"), answered_on__isnull=True)
    return list(rows.select_related("branch").order_by("happened_on"))


def request_for(actor: Actor, request_id: UUID | str) -> HelpRequest:
    found = (
        HelpRequest.objects.filter(below(actor.path, "branch__path"), pk=request_id).select_related("branch").first()
    )
    if found is None or not actor.may(Right.SEE_BELOW):
        raise NotFound
    return found


# --- commendation


def honours_visible_to(actor: Actor, branch: Organisation) -> QuerySet[Honour]:
    """All for the secretary; for comrades from the public notice on."""
    rows = Honour.objects.filter(branch=branch).order_by("-happened_on", "id").prefetch_related("nominees__member")
    if actor.may(Right.SEE_TARGETS):
        return rows
    return rows.filter(shown_from__isnull=False) if actor.may(Right.SEE_OWN) else rows.none()


def honour_for(actor: Actor, thread: UUID | str) -> Honour:
    """The standing version by its lasting key."""
    found = Honour.objects.filter(below(actor.path, "branch__path"), thread=thread).select_related("branch")
    honour = found.prefetch_related("nominees__member").first()
    if honour is None or not honours_visible_to(actor, honour.branch).filter(pk=honour.pk).exists():
        raise NotFound
    return honour


# --- talks arranged


def talks_arranged(actor: Actor, branch: Organisation) -> list[TalkArranged]:
    """Those of the branch for who keeps the list of talks; for others those in which they take part."""
    rows = TalkArranged.objects.filter(branch=branch).select_related("talker", "partner").order_by("planned_on", "id")
    if not actor.may(Right.SEE_TALKS):
        own = Q(talker_id=actor.member_id) | Q(partner_id=actor.member_id) if actor.member_id else NOBODY
        rows = rows.filter(own)
    return list(rows)


def open_arranged(actor: Actor, branch: Organisation, talks: Iterable[Talk]) -> list[TalkArranged]:
    """Arranged and not yet held: no talk of the two since it was arranged."""
    held: dict[frozenset[UUID], date] = {}
    for talk in talks:
        pair = frozenset({talk.talker_id, talk.partner_id})
        held[pair] = max(held.get(pair, talk.happened_on), talk.happened_on)
    return [
        row
        for row in talks_arranged(actor, branch)
        if held.get(frozenset({row.talker_id, row.partner_id}), date.min) < day_of(row.recorded_at)
    ]


def talk_arranged_for(actor: Actor, arranged_id: UUID | str) -> TalkArranged:
    rows = TalkArranged.objects.filter(below(actor.path, "branch__path"), pk=arranged_id)
    if not actor.may(Right.SEE_TALKS):
        rows = (
            rows.filter(Q(talker_id=actor.member_id) | Q(partner_id=actor.member_id))
            if actor.member_id
            else rows.none()
        )
    found = rows.select_related("branch", "talker", "partner").first()
    if found is None:
        raise NotFound
    return found


# --- counts


@dataclass(frozen=True)
class Totals:
    """What a superior sees of a subtree: numbers of people and plans, never a place below and never a name."""

    members: int
    agreed: int
    looked_at: int
    in_help: int
    ended: Mapping[str, int]


def totals_below(actor: Actor, year: int, quarter: int, last: date) -> Totals:
    """As things stood on the last day of a finished quarter."""
    here = below(actor.path, "branch__path")
    plans = HelpPlan.objects.filter(here, happened_on__lte=last)
    ended = plans.filter(closed_on__lte=last, closed_on__year=year).values_list("end").annotate(number=Count("id"))
    found: dict[str, Any] = dict.fromkeys(HelpEnd.values, 0)
    found.update(dict(ended.order_by()))
    return Totals(
        members=Member.objects.filter(below(actor.path), branch__isnull=False).count(),
        agreed=Book.objects.filter(here, year=year, branch_agreed_on__lte=last, member_agreed_on__lte=last).count(),
        looked_at=Look.objects.filter(here, year=year, quarter=quarter).count(),
        in_help=plans.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=last)).count(),
        ended=found,
    )


def past_plans(actor: Actor, member: Member) -> list[HelpPlan]:
    """Only the person reads what has ended."""
    if member.pk != actor.member_id:
        return []
    rows = HelpPlan.objects.filter(member=member, closed_on__isnull=False).select_related("helper")
    return list(rows.order_by("-closed_on"))
