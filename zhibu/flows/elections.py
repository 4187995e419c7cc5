"""An election where it touches other rooms: the meeting that counted, the new term, the posts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import replace, revoke
from zhibu.base.touched import Done, Touch
from zhibu.checkup.term_dates import term_dates
from zhibu.election import actions
from zhibu.election.actions import NewRound
from zhibu.election.models import Election, ElectionStep, Office, Round, StepKind
from zhibu.election.outcome import Layers
from zhibu.election.queries import Standing, setup_of, standing_of
from zhibu.flows.decisions import record_gathering
from zhibu.flows.leaving import close_doors, open_doors_again
from zhibu.flows.posts import take_back_post, take_post
from zhibu.meeting.actions import NewGathering, NewItem, as_entered
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.member.actions import leave_post
from zhibu.member.models import Member, PostHolding, PostKind
from zhibu.org.actions import record_term, take_back_term
from zhibu.org.models import Organisation, Term
from zhibu.rules.said import joined, said

OF_COMMITTEE = frozenset(PostKind) - {PostKind.GROUP_LEADER}


def count(actor: Actor, *, election: Election, new: NewRound, today: date, now: datetime) -> Done:
    """A count, and the meeting at which it was: the one recorded (or planned) for that day, or a new record of it."""
    actions.check_round(new, today)
    touched: set[Touch] = set()
    if new.gathering is None:
        written = _gathering(actor, election, new, today, now)
        new.gathering, touched = written.result.thread, written.touched
    done = actions.count(actor, election=election, new=new, today=today, now=now)
    return Done(done.result, touched, election.branch)


def meeting_kind(election: Election, office: Office, *, has_committee: bool) -> ItemKind:
    """The committee's officers are elected by its own first meeting."""
    by_committee = has_committee and office != Office.COMMITTEE
    return ItemKind.COMMITTEE_MEETING if by_committee else ItemKind.GENERAL_MEETING


def _gathering(actor: Actor, election: Election, new: NewRound, today: date, now: datetime) -> Done:
    """The ledger of meetings gets it without a second entry. A plan of that day is what was held."""
    setup = election.setups.filter(revoked_at__isnull=True).get()
    kind = meeting_kind(election, new.office, has_committee=setup.has_committee)
    topic = said("选举{label}", label=new.office.label)
    planned = (
        Gathering.objects.filter(branch=election.branch, happened_on=new.happened_on, stage=Stage.PLANNED)
        .filter(items__kind=kind)
        .select_related("branch", "group")
        .first()
    )
    if planned is None:
        entered = NewGathering(
            branch=election.branch,
            happened_on=new.happened_on,
            title=said("{label}（补选）" if setup.is_by_election else "{label}（换届选举）", label=kind.label),
            items=[],
        )
    else:
        entered = as_entered(planned)
    entered.items = [item for item in entered.items if item.topic != topic]
    entered.items.append(NewItem(kind, topic=topic, decision=_result_words(new)))
    return record_gathering(actor, new=entered, today=today, now=now, stage=Stage.HELD, standing=planned)


def _result_words(new: NewRound) -> str:
    votes = joined((said("{name}赞成{in_favour}票", name=row.name, in_favour=row.in_favour) for row in new.votes), "；")
    return said(
        "发出选票{issued}张，收回{returned}张，有效票{valid}张。{votes}。",
        issued=new.issued,
        returned=new.returned,
        valid=new.valid,
        votes=votes,
    )


def approve(
    actor: Actor,
    *,
    election: Election,
    happened_on: date,
    layers: Layers,
    today: date,
    now: datetime,
    posts: Mapping[str, PostKind] | None = None,
    **columns: Any,
) -> Done:
    """The result is approved: the new term and its posts follow as records. `posts`: by name, for ordinary members.

    After a by-election the term stays as it was, and so does everybody who was not voted on.
    """
    standing = standing_of(election, layers)
    elected_on = standing.elected_on
    if elected_on is None or not standing.is_elected:
        raise Refused("还没有选完，不能批。", "先把计票结果记上。")
    if happened_on < elected_on:
        raise Refused(
            said(
                "批复 {happened_on} 早于选举那天 {elected_on}。",
                happened_on=f"{happened_on:%Y-%m-%d}",
                elected_on=f"{elected_on:%Y-%m-%d}",
            ),
            field="happened_on",
        )
    done = actions.note_step(
        actor, election=election, kind=StepKind.APPROVED, happened_on=happened_on, today=today, now=now, layers=layers,
        **columns,
    )  # fmt: skip
    if not done.result.agreed:
        return done
    branch, setup = election.branch, standing.setup
    if setup.is_by_election:
        touched = _fill(actor, standing, elected_on, posts or {}, today, now)
        actions.close(election)
        return Done(done.result, touched, branch)
    term = record_term(
        actor, organisation=branch, elected_on=elected_on, today=today, now=now, has_committee=setup.has_committee,
        ends_on=term_dates(branch, elected_on).ends_on, seats=setup.seats or None, ordinal=setup.ordinal,
    )  # fmt: skip
    touched = set(term.touched) | _hand_over(actor, standing, elected_on, posts or {}, today, now)
    actions.close(election)
    return Done(done.result, touched, branch)


def posts_won(standing: Standing, chosen: Mapping[str, PostKind]) -> dict[str, PostKind]:
    """Who takes which post, by name: secretary and deputies as elected, the others as they divided the work."""
    won = dict.fromkeys(_elected(standing, Office.COMMITTEE), PostKind.COMMITTEE_MEMBER)
    won |= {name: post for name, post in chosen.items() if name in won and post in OF_COMMITTEE}
    won |= dict.fromkeys(_elected(standing, Office.DEPUTY), PostKind.DEPUTY_SECRETARY)
    won |= dict.fromkeys(_elected(standing, Office.SECRETARY), PostKind.SECRETARY)
    return won


def _elected(standing: Standing, office: Office) -> list[str]:
    outcome = standing.outcomes.get(office)
    return list(outcome.elected) if outcome else []


def members_elected(election: Election) -> dict[str, Member]:
    """By the name on the tally sheet."""
    rows = Round.objects.filter(election=election).prefetch_related("votes__member")
    return {votes.name: votes.member for row in rows for votes in row.votes.all() if votes.member}


def _fill(
    actor: Actor, standing: Standing, since: date, chosen: Mapping[str, PostKind], today: date, now: datetime
) -> set[Touch]:
    """What was won in a by-election, beside what everybody holds; a secretary still in the post gives way."""
    branch, people = standing.election.branch, members_elected(standing.election)
    touched: set[Touch] = set()
    for name, post in posts_won(standing, chosen).items():
        member = people.get(name)
        if (
            member is None
            or PostHolding.objects.filter(organisation=branch, member=member, post=post, until__isnull=True).exists()
        ):
            continue
        touched |= take_post(
            actor, member=member, organisation=branch, post=post, since=since, today=today, now=now
        ).touched
    return touched


def _hand_over(
    actor: Actor, standing: Standing, since: date, chosen: Mapping[str, PostKind], today: date, now: datetime
) -> set[Touch]:
    """Whoever holds another post than the one won leaves it that day; open work moves with the posts."""
    branch = standing.election.branch
    people = members_elected(standing.election)
    won = {
        people[name].pk: (people[name], post) for name, post in posts_won(standing, chosen).items() if name in people
    }
    touched: set[Touch] = set()
    held = PostHolding.objects.filter(organisation=branch, post__in=OF_COMMITTEE, until__isnull=True)
    kept = set()
    for holding in held.select_related("member", "organisation"):
        if holding.member_id in won and won[holding.member_id][1] == holding.post:
            kept.add(holding.member_id)
        elif holding.since < since:
            touched |= leave_post(actor, holding=holding, until=since, today=today, now=now).touched
    for key, (member, post) in won.items():
        if key not in kept:
            touched |= take_post(
                actor, member=member, organisation=branch, post=post, since=since, today=today, now=now
            ).touched
    close_doors(actor, branch, today, now)
    return touched


def undo_approval(actor: Actor, *, step: ElectionStep, today: date, now: datetime) -> Done:
    """The approval was entered by mistake: term and posts are as before it."""
    election: Election = step.election
    branch: Organisation = election.branch
    touched: set[Touch] = set()
    if step.agreed:
        for term in Term.objects.filter(organisation=branch, recorded_at=step.recorded_at):
            touched |= take_back_term(actor, term=term, today=today, now=now).touched
        rows = PostHolding.objects.filter(organisation=branch, recorded_at=step.recorded_at)
        for holding in list(rows.filter(until__isnull=True).select_related("member", "organisation")):
            touched |= take_back_post(actor, holding=holding, today=today, now=now).touched
        if not setup_of(election).is_by_election:  # a by-election ends nobody's post but a secretary's, see above
            for holding in list(PostHolding.objects.filter(organisation=branch, recorded_at=step.recorded_at)):
                replace(holding, {"until": None}, actor, now)
        open_doors_again(actor, branch, step.recorded_at, now)
        actions.reopen(election)
    revoke(step, actor, now)
    return Done(step, touched, branch)


def gathering_days(branch: Organisation, kind: ItemKind, since: date) -> list[tuple[UUID, str]]:
    """Held meetings of this kind since a day, the latest first: to say at which of them was voted."""
    rows = (
        Gathering.objects.filter(branch=branch, stage=Stage.HELD, happened_on__gte=since, items__kind=kind)
        .distinct()
        .order_by("-happened_on")
    )
    return [(row.thread, f"{row.happened_on:%Y-%m-%d} {row.title}") for row in rows[:12]]
