"""换届 and 补选, written: prepared, sent up, answered, candidates, counts, approval; and each taken back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.election import actions, queries
from zhibu.election.actions import NewRound
from zhibu.election.models import ANSWERS, Office, RoundKind, StepKind
from zhibu.election.queries import Standing
from zhibu.flows import elections as flow
from zhibu.member.facts import COMMITTEE_POSTS
from zhibu.member.models import Member, PostKind
from zhibu.member.queries import posts_of, roster
from zhibu.org.models import Organisation, Term
from zhibu.org.queries import own_branch, terms_of
from zhibu.rules.said import joined
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.showing import term_end
from zhibu.web.elections import showing
from zhibu.web.elections.forms import (
    NO,
    YES,
    ApprovalForm,
    ByElectionForm,
    CandidatesForm,
    CountForm,
    SetupForm,
    StepForm,
)
from zhibu.web.elections.pages import layers_for
from zhibu.web.forms import Form
from zhibu.web.wording import worded
from zhibu.web.writing import perform_form

METHODS = require_http_methods(["GET", "HEAD", "POST"])
WRITERS = (Right.RECORD, Right.ASSIGN)


def write(request: PageRequest, form: Form | None, action: Any, **arguments: Any) -> Any:
    right = Right.RECORD if request.actor.may(Right.RECORD) else Right.ASSIGN
    return perform_form(request, form, action, right=right, **arguments)


def show(request: PageRequest, form: Form, **context: Any) -> HttpResponse:
    shown = {"form": form, "lead": "", "said": (), "by_name": (), **context}
    return render(request, "elections/form.html", shown, status=422 if form.errors else 200)


def _kept(request: PageRequest, election_id: UUID) -> Standing:
    """An election of the own branch."""
    election = queries.election_for(request.actor, election_id)
    if not showing.keeps(request.actor, election):
        raise NotFound
    return queries.standing_of(election, layers_for(election.branch, request.today))


@page(Right.RECORD)
@METHODS
def new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    if running := queries.open_election(branch):
        return redirect("elections_one", running.pk)
    form = SetupForm(request.POST or None, today=request.today, initial=_from_last_term(branch))
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(lambda: write(request, form, actions.begin, branch=branch, **form.columns()))
        if done:
            key = queries.open_election(branch)
            notices.done(request, _("已开始。下一步：报换届请示。"))
            return redirect("elections_one", key.pk if key else done.result.pk)
    return show(
        request, form, title=_("开始办换届"), button=_("开始办"), back=reverse("elections"), back_label=_("换届"),
        lead=_("名额和时间还可以改，计票以前都行。"),
    )  # fmt: skip


@page(Right.RECORD)
@METHODS
def by_election(request: PageRequest) -> HttpResponse:
    """补选: what fell vacant in the term that runs. Without a running term there is nothing to fill."""
    branch = own_branch(request.actor)
    if running := queries.open_election(branch):
        return redirect("elections_one", running.pk)
    term = next(iter(terms_of(branch)), None)
    if term is None:
        raise Refused(_("还没有记这一届是哪天选的。"), _("先到“支部资料”里记上届期，再办补选。"))
    initial = _vacant(branch, term, request.today)
    form = ByElectionForm(
        request.POST or None, today=request.today, initial=initial, has_committee=term.has_committee,
        term_ends_on=term_end(branch, term),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(lambda: write(request, form, actions.begin, branch=branch, **form.columns()))
        if done:
            key = queries.open_election(branch)
            notices.done(request, _("已开始。下一步：报补选请示。"))
            return redirect("elections_one", key.pk if key else done.result.pk)
    return show(
        request, form, title=_("开始办补选"), button=_("开始办"), back=reverse("elections"), back_label=_("换届"),
        lead=_("先按名册上空着的填好了。书记要从委员里选：人选还不是委员的，委员也补选一名。"),
    )  # fmt: skip


def _vacant(branch: Organisation, term: Term, today: date) -> dict[str, Any]:
    """What is empty by the posts on record."""
    held = [row for row in posts_of(branch, today) if row.post in COMMITTEE_POSTS]
    missing = max((term.seats or 0) - len({row.member_id for row in held}), 0)
    has_secretary = any(row.post == PostKind.SECRETARY for row in held)
    return {"seats": missing or None, "elects_secretary": not has_secretary, "deputies": None}


def _from_last_term(branch: Organisation) -> dict[str, Any]:
    term = next(iter(terms_of(branch)), None)
    if term is None:
        return {"has_committee": YES, "deputies": 0}
    return {
        "ordinal": term.ordinal + 1 if term.ordinal else None,
        "has_committee": YES if term.has_committee else NO,
        "seats": term.seats,
        "deputies": 0,
        "term_ends_on": term_end(branch, term),
    }


@page(Right.RECORD)
@METHODS
def setup(request: PageRequest, election_id: UUID) -> HttpResponse:
    standing = _kept(request, election_id)
    kept = standing.setup
    if kept.is_by_election:
        return _change_by_election(request, standing)
    initial = {name: getattr(kept, name) for name in ("ordinal", "seats", "deputies", "term_ends_on", "planned_on")}
    initial["has_committee"] = YES if kept.has_committee else NO
    form = SetupForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: write(request, form, actions.change_setup, election=standing.election, **form.columns())
        )
        if done:
            notices.done(request, _("已改好。"))
            return redirect("elections_one", election_id)
    return show(request, form, title=_("改名额和时间"), button=_("存下"), **_back(standing))


def _change_by_election(request: PageRequest, standing: Standing) -> HttpResponse:
    kept = standing.setup
    names = ("seats", "elects_secretary", "deputies", "planned_on")
    form = ByElectionForm(
        request.POST or None, today=request.today, initial={name: getattr(kept, name) for name in names},
        has_committee=kept.has_committee, term_ends_on=kept.term_ends_on,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, form, actions.change_setup, election=standing.election, **form.columns())
    ):  # fmt: skip
        notices.done(request, _("已改好。"))
        return redirect("elections_one", standing.election.pk)
    return show(request, form, title=_("改名额和时间"), button=_("存下"), **_back(standing))


def _back(standing: Standing) -> dict[str, Any]:
    return {
        "back": reverse("elections_one", args=[standing.election.pk]),
        "back_label": showing.name_of(standing),
    }


@page(*WRITERS)
@METHODS
def step(request: PageRequest, election_id: UUID, kind: str) -> HttpResponse:
    """One paper that went up or came back; the last answer makes the new term."""
    election = queries.election_for(request.actor, election_id)
    layers = layers_for(election.branch, request.today)
    standing = queries.standing_of(election, layers)
    if kind not in StepKind.values:
        raise NotFound
    wanted = StepKind(kind)
    is_superior = not showing.keeps(request.actor, election)
    if is_superior and not _may_answer(request, standing, wanted):
        raise NotFound
    form = _step_form(request, standing, wanted, is_superior=is_superior)
    if request.method == "POST" and form.is_valid():
        columns = form.columns()
        if is_superior or wanted == StepKind.REVIEWED:
            columns["body"] = _acting_organisation(request, standing, wanted, is_superior=is_superior)
        if wanted == StepKind.SEATS_REDUCED:
            columns["office"] = Office.COMMITTEE
        columns |= {"election": election, "happened_on": form.cleaned_data["happened_on"], "layers": layers}
        if isinstance(form, ApprovalForm):
            posts = form.posts()
            done = form.carry_out(lambda: write(request, form, flow.approve, posts=posts, **columns))
        else:
            done = form.carry_out(lambda: write(request, form, actions.note_step, kind=wanted, **columns))
        if done:
            undo = "" if done.is_repeated else reverse("elections_step_undo", args=[done.result.pk])
            notices.done(request, _done_words(wanted, columns), undo=undo)
            return redirect("elections_one", election.pk)
    return show(
        request,
        form,
        title=showing.step_label(standing, wanted),
        button=_("记下"),
        lead=_lead(standing, wanted),
        **_back(standing),
    )


def _may_answer(request: PageRequest, standing: Standing, kind: StepKind) -> bool:
    """At the level of the acting superior: a general branch opens an approval too, and is told why not."""
    if kind not in ANSWERS:
        return False
    here = request.actor.acting.organisation_id if request.actor.acting else None
    levels = [row.pk for row in (standing.reviewer, standing.approver) if row]
    return request.actor.may(Right.ASSIGN) and here in levels


def _acting_organisation(
    request: PageRequest, standing: Standing, kind: StepKind, *, is_superior: bool
) -> Organisation | None:
    if not is_superior:
        return standing.reviewer
    here = request.actor.acting.organisation_id if request.actor.acting else None
    return next((row for row in (standing.reviewer, standing.approver) if row and row.pk == here), None)


def _step_form(request: PageRequest, standing: Standing, kind: StepKind, *, is_superior: bool) -> StepForm:
    branch = standing.election.branch
    bodies = queries.superiors_of(branch)
    chosen = standing.approver
    initial = {"happened_on": request.today, "body": str(chosen.pk) if chosen else ""}
    arguments: dict[str, Any] = {
        "today": request.today, "bodies": bodies, "is_superior": is_superior, "initial": initial,
    }  # fmt: skip
    if kind != StepKind.APPROVED:
        return StepForm(request.POST or None, kind=kind, **arguments)
    won = flow.posts_won(standing, {})
    names = [name for name, post in won.items() if post == PostKind.COMMITTEE_MEMBER]
    held = {row.member.name: str(row.post) for row in posts_of(branch, request.today)}
    return ApprovalForm(request.POST or None, names=names, posts=held, **arguments)


def _lead(standing: Standing, kind: StepKind) -> str:
    if kind == StepKind.APPROVED and standing.setup.is_by_election:
        return _("记下以后，补上来的职务自动记好，别人的不变，届期不变。")
    if kind == StepKind.APPROVED:
        return _("记下以后，新一届的届期和职务自动记好：没有再当选的从选举那天离任。")
    if kind == StepKind.SEATS_REDUCED:
        return _("只差很少的，到会有选举权的多数人同意，可以减少名额，不再选。差多少算少，规定没有写数。")
    if kind == StepKind.ENDED:
        return _("办到这里为止，记录都留着。以后可以重新开始。")
    return ""


def _done_words(kind: StepKind, columns: dict[str, Any]) -> str:
    if columns.get("agreed") is False:
        return _("已记下。按意见改好，再报一次。")
    if kind == StepKind.APPROVED:
        return _("已记下。届期和职务已经更新。")
    return _("已记下。")


@page(Right.RECORD)
@METHODS
def candidates(request: PageRequest, election_id: UUID, office: str) -> HttpResponse:
    """Ticked from those who may be elected, in the order of strokes."""
    standing = _kept(request, election_id)
    wanted = _office(standing, office)
    layers = layers_for(standing.election.branch, request.today)
    people = _eligible(standing, wanted, request.today)
    initial = {"members": [str(member.pk) for member in standing.nominees.get(wanted, [])]}
    form = CandidatesForm(request.POST or None, today=request.today, initial=initial, people=people)
    ticked = request.POST.getlist("members") if form.is_bound else initial["members"]
    number = len(form.people.keys() & ticked)
    said, is_enough = showing.candidates_said(standing, wanted, number, request.today, layers)
    is_short = form.is_bound and not is_enough
    if request.method == "POST" and form.is_valid():
        if is_short and not form.cleaned_data["as_it_was"]:
            form.add_error("as_it_was", _("候选人少了。再提几个人选；已经这样办了的，勾上这里照实记下。"))
        elif form.carry_out(
            lambda: write(
                request, form, actions.nominate, election=standing.election, office=wanted, members=form.chosen()
            )
        ):
            notices.done(request, _("已定好，名单按姓氏笔画排。"))
            return redirect("elections_one", election_id)
    if not is_short:
        form.fields.pop("as_it_was", None)
    title = _("%(office)s候选人") % {"office": wanted.label}
    return show(request, form, title=title, button=_("定下"), said=[said], **_back(standing))


def _office(standing: Standing, office: str) -> Office:
    if office not in Office.values or Office(office) not in standing.setup.offices:
        raise NotFound
    return Office(office)


def _eligible(standing: Standing, office: Office, today: date) -> list[Member]:
    """Full members with their rights; officers of a committee come from those elected into it."""
    branch = standing.election.branch
    may = {person.member_id for person in queries.electors_of(branch, today)}
    people = [member for member in roster(branch, today) if member.pk in may]
    if office not in standing.setup.by_the_meeting:
        of_committee = _committee(standing, today)
        people = [member for member in people if member.name in of_committee] if of_committee else people
    return queries.in_stroke_order(people)


def _committee(standing: Standing, today: date) -> set[str]:
    """Who elects the officers and may be one: those just elected; in a by-election also those who hold a seat."""
    outcome = standing.outcomes.get(Office.COMMITTEE)
    names = set(outcome.elected) if outcome else set()
    if standing.setup.is_by_election:
        held = posts_of(standing.election.branch, today)
        names |= {row.member.name for row in held if row.post in COMMITTEE_POSTS}
    return names


@page(Right.RECORD)
@METHODS
def count(request: PageRequest, election_id: UUID, office: str) -> HttpResponse:
    """The tally sheet, typed once: the meeting's record, the outcome and every paper follow."""
    standing = _kept(request, election_id)
    wanted = _office(standing, office)
    if not standing.nominees.get(wanted):
        return redirect("elections_candidates", election_id, office)
    outcome = standing.outcomes[wanted]
    if outcome.coming is None:
        return redirect("elections_one", election_id)
    layers = layers_for(standing.election.branch, request.today)
    form = _count_form(request, standing, wanted)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        numbers = {name: given[name] for name in ("happened_on", "due", "present", "issued", "returned", "counters")}
        made = NewRound(
            wanted,
            outcome.coming,
            seats=outcome.seats_open,
            over_voted=given["over_voted"] or 0,
            spoiled=given["spoiled"] or 0,
            gathering=UUID(given["gathering"]) if given["gathering"] else None,
            votes=form.votes(),
            **numbers,
        )
        done = form.carry_out(lambda: write(request, form, flow.count, election=standing.election, new=made))
        if done:
            undo = "" if done.is_repeated else reverse("elections_count_undo", args=[done.result.pk])
            fresh = queries.standing_of(standing.election, layers).outcomes[wanted]
            notices.done(request, showing.sentence_of(fresh), undo=undo)
            return redirect("elections_one", election_id)
    title = _("计票：选%(office)s") % {"office": wanted.label}
    due = form.initial["due"]
    return show(
        request, form, title=title, button=_("记下"), lead=_count_lead(outcome.coming, outcome.seats_open),
        said=[showing.quorum_said(due, request.today, layers)] if due else [], by_name=form.by_name(),
        **_back(standing),
    )  # fmt: skip


def _count_lead(kind: RoundKind, seats: int) -> str:
    words = {"kind": kind.label, "seats": seats}
    return _("%(kind)s，选 %(seats)d 名。照计票单抄，数对不上会告诉你差在哪里。") % words


def _count_form(request: PageRequest, standing: Standing, office: Office) -> CountForm:
    branch, outcome = standing.election.branch, standing.outcomes[office]
    members = {member.name: member for member in standing.nominees.get(office, [])}
    names = list(members)
    if outcome.coming == RoundKind.RUN_OFF:
        names = [name for name in names if name in outcome.tied] or list(outcome.tied)
        members |= {
            name: member
            for name, member in flow.members_elected(standing.election).items()
            if name in outcome.tied and name not in members
        }
    elif outcome.elected:
        names = [name for name in names if name not in outcome.elected]
    kind = showing.kind_of_meeting(standing, office)
    electors = queries.electors_of(branch, request.today)
    due = len(electors) if kind.value == "general_meeting" else len(_committee(standing, request.today))
    since = standing.setup.recorded_at.date().replace(month=1, day=1)
    initial: dict[str, Any] = {"happened_on": _last_day(outcome) or request.today, "due": due or None}
    last = outcome.rounds[-1].round if outcome.rounds else None
    if last is not None:
        initial |= {"due": last.due, "present": last.present, "gathering": str(last.gathering or "")}
    return CountForm(
        request.POST or None,
        today=request.today,
        initial=initial,
        names=names,
        gatherings=[(str(key), title) for key, title in flow.gathering_days(branch, kind, since)],
        people=electors,
        members=members,
    )


def _last_day(outcome: Any) -> date | None:
    return outcome.rounds[-1].round.happened_on if outcome.rounds else None


@page(*WRITERS)
@require_POST
def undo_step(request: PageRequest, step_id: UUID) -> HttpResponse:
    """As long as the election runs; an approval within ten minutes, then the pages of terms and posts correct it."""
    found = queries.step_for(request.actor, step_id)
    keeps = showing.keeps(request.actor, found.election)
    mine = request.actor.user_id == found.recorded_by
    if not (keeps or mine):
        raise NotFound
    if found.election.is_closed:
        notices.in_time_to_undo(found.recorded_at, request.now)
    action = flow.undo_approval if found.kind == StepKind.APPROVED else actions.undo_step
    write(request, None, action, step=found)
    notices.note(request, _("已撤销。"))
    return redirect("elections_one", found.election_id)


@page(Right.RECORD)
@require_POST
def undo_round(request: PageRequest, round_id: UUID) -> HttpResponse:
    found = queries.round_for(request.actor, round_id)
    if not showing.keeps(request.actor, found.election):
        raise NotFound
    try:
        write(request, None, actions.undo_round, row=found)
        notices.note(request, _("已撤销，照计票单再记一次。"))
    except Refused as error:
        notices.note(request, worded(joined((error.reason, error.next_step), "")))
    return redirect("elections_one", found.election_id)
