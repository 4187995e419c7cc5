"""记一次会, 更正, 撤销: one write per request, and whatever was typed survives every refusal."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Overtaken, Refused
from zhibu.base.models import Posted
from zhibu.flows.decisions import record_gathering, undo_gathering
from zhibu.ledger.gatherings import writers
from zhibu.meeting import queries
from zhibu.meeting.expected import Person, entitled_among, people_of
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.meeting.reach import is_limited, own_group
from zhibu.member.queries import posts_of
from zhibu.org.queries import groups_of, own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Fact
from zhibu.web.confirm import Confirm, ask_first, is_confirmed
from zhibu.web.meetings import showing
from zhibu.web.meetings.entry import MORE, Entry, Ground, as_typed, day_typed, from_record, opened
from zhibu.web.meetings.pages import list_address, may_change
from zhibu.web.meetings.presiding import hint
from zhibu.web.meetings.relaying import EVERYTHING, MATCH, read_into
from zhibu.web.wording import between
from zhibu.web.work.reporting import reported_back
from zhibu.web.writing import perform

UNDO_WITHIN = timedelta(minutes=10)


def ground_of(request: PageRequest, standing: Gathering | None = None) -> Ground:
    """What the acting role may enter: everything of the branch, or the small meetings of the own group."""
    actor = request.actor
    branch = own_branch(actor)
    was_archived = standing is not None and queries.was_archived(standing)
    if not is_limited(actor):
        return Ground(branch, groups_of(branch, request.today), list(ItemKind), request.today, standing, was_archived)
    group = own_group(actor)
    if group is None:
        raise Refused(_("名册上还没有写你在哪个党小组。"), _("请书记在“党员”里补上，再来记。"))
    return Ground(branch, [group], [ItemKind.GROUP_MEETING], request.today, standing, was_archived)


def right_of(actor: Actor) -> Right:
    return Right.RECORD_GROUP if is_limited(actor) else Right.RECORD


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    ground = ground_of(request)
    if request.method == "POST":
        return _receive(request, ground, _("记一次会"))
    kinds = [request.GET.get("kind", "")]
    kinds = [kind for kind in kinds if kind in ground.kinds] or list(ground.kinds if len(ground.kinds) == 1 else ())
    day = day_asked(request)
    people = people_of(ground.branch, day)
    entry = opened(ground, people, kinds, **preset_of(request, ground, kinds, people), happened_on=day)
    return _show(request, ground, entry, _("记一次会"))


def day_asked(request: PageRequest) -> date:
    """`?date=2026-10-08` when a finding asks for a certain day; else today. A day to come is not taken."""
    try:
        day = date.fromisoformat(request.GET.get("date", ""))
    except ValueError:
        return request.today
    return min(day, request.today)


def preset_of(request: PageRequest, ground: Ground, kinds: Sequence[str], people: Sequence[Person]) -> dict[str, Any]:
    """Place, host and recorder as last time; at first the secretary and whoever is writing."""
    preset: dict[str, Any] = {}
    if len(ground.groups) == 1:
        preset["group"] = str(ground.groups[0].thread)
    last = queries.last_of_kind(ground.branch, kinds[0]) if kinds else None
    if last:
        return {**preset, "place": last.place, "host": last.host, "recorder": last.recorder}
    chairs = [holding.member.name for holding in posts_of(ground.branch, request.today)]
    return {**preset, "host": chairs[0] if chairs else "", "recorder": request.actor.name}


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PageRequest, gathering: UUID) -> HttpResponse:
    standing = _changeable(request, gathering)
    if standing.stage != Stage.HELD:
        raise NotFound
    return _again(request, standing, _("更正会议记录"))


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: PageRequest, gathering: UUID) -> HttpResponse:
    """记下来: what was planned took place."""
    standing = _changeable(request, gathering)
    if standing.stage == Stage.HELD and request.method != "POST":
        return redirect("meetings_one", gathering=standing.pk)
    return _again(request, standing, _("记下来"))


def _changeable(request: PageRequest, gathering_id: UUID) -> Gathering:
    standing = queries.gathering_for(request.actor, gathering_id)
    if not may_change(request.actor, standing):
        raise NotFound
    return standing


def _again(request: PageRequest, standing: Gathering, title: str) -> HttpResponse:
    ground = ground_of(request, standing)
    if request.method == "POST":
        return _receive(request, ground, title)
    day = min(standing.happened_on, request.today)
    people = people_of(ground.branch, day)
    preset: dict[str, Any] = {"happened_on": day}
    if standing.stage == Stage.PLANNED:
        kinds = [item.kind for item in standing.items.all()]
        usual = preset_of(request, ground, kinds, people)
        preset |= {name: getattr(standing, name) or usual.get(name, "") for name in ("place", "host", "recorder")}
        group = standing.group.thread if standing.group else None
        preset["tally_due"] = entitled_among(people, kinds, group) or None
        preset["title"] = "" if standing.title == _default_title(kinds) else standing.title
    return _show(request, ground, from_record(ground, people, standing, **preset), title)


def _default_title(kinds: Sequence[str]) -> str:
    return between("、").join(str(ItemKind(kind).label) for kind in kinds)


def _receive(request: PageRequest, ground: Ground, title: str) -> HttpResponse:
    people = people_of(ground.branch, day_typed(request.POST, request.today))
    if any(button in request.POST for button in MORE):
        return _show(request, ground, as_typed(ground, people, request.POST), title)
    if MATCH in request.POST:
        read = read_into(request.POST, people, EVERYTHING)
        return _show(request, ground, as_typed(ground, people, read.data), title, relay=read)
    entry = Entry(ground, people, request.POST)
    if not entry.is_valid():
        return _show(request, ground, entry, title, status=422)
    if ground.standing is None and not request.POST.get("another"):
        twin = _twin(entry, ground)
        if twin:
            return _show(request, ground, entry, title, status=409, **_twin_shown(request, twin))
    opened_version = entry.form.cleaned_data["version"]
    if ground.standing and opened_version != ground.standing.pk:
        return _conflict(request, ground, entry, title)
    try:
        done = perform(
            request,
            record_gathering,
            right=right_of(request.actor),
            key=entry.form.cleaned_data["key"],
            new=entry.new(),
            standing=ground.standing,
        )
    except Overtaken:
        assert ground.standing is not None
        return _conflict(
            request, ground_of(request, queries.gathering_for(request.actor, ground.standing.pk)), entry, title
        )
    except Refused as error:
        entry.refuse(error)
        return _show(request, ground, entry, title, status=422)
    key = done.result if done.is_repeated else done.result.pk
    notices.done(request, _("已记下。"), undo=reverse("meetings_undo", args=[key]))
    return redirect("meetings_one", gathering=key)


def _twin(entry: Entry, ground: Ground) -> Gathering | None:
    """Somebody already wrote down a gathering of that day and kind, and this form was not sent before."""
    given = entry.form.cleaned_data
    if Posted.objects.filter(key=given["key"]).exists():
        return None
    return queries.same_occasion(ground.branch, given["happened_on"], given["kinds"], entry.form.group_chosen)


def _twin_shown(request: PageRequest, twin: Gathering) -> dict[str, Any]:
    rows = [*showing.facts_of(twin)]
    rows += [Fact(item.topic or item.get_kind_display(), item.decision) for item in twin.items.all() if item.decision]
    return {
        "twin": twin,
        "twin_facts": rows,
        "twin_words": showing.ago_words(twin, writers([twin]), request.now),
        "twin_url": reverse("meetings_correct", args=[twin.pk]),
    }


def _conflict(request: PageRequest, ground: Ground, entry: Entry, title: str) -> HttpResponse:
    """Somebody changed it meanwhile: both are shown, nothing typed is lost, and the person decides."""
    theirs = ground.standing
    assert theirs is not None
    data = request.POST.copy()
    data["version"] = str(theirs.pk)
    fresh = Entry(ground, entry.people, data)
    fresh.is_valid()
    opened_row = Gathering.versions.filter(pk=entry.form.cleaned_data["version"], thread=theirs.thread).first()
    context = {
        "conflict": showing.ago_words(theirs, writers([theirs]), request.now),
        "theirs": showing.differences(opened_row, theirs) if opened_row else [],
        "theirs_url": reverse("meetings_one", args=[theirs.pk]),
    }
    return _show(request, ground, fresh, title, status=409, **context)


def _show(
    request: PageRequest, ground: Ground, entry: Entry, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    problems = entry.problems()
    whole = list(entry.form.non_field_errors()) if entry.form.is_bound else []
    standing = ground.standing
    context |= {
        "title": title,
        "form": entry.form,
        "entry": entry,
        "rows": _person_rows(entry),
        "owners": entry.owners.labels(),
        "host_hint": hint(ground.branch, request.today),
        "voteless": between("、").join(person.name for person in entry.people if not person.may_vote),
        "pasted": request.POST.get("relay", ""),
        "has_roster": bool(entry.people),
        "is_limited": is_limited(request.actor),
        "problems": problems,
        "whole": whole,
        "problem_count": len(problems) + len(whole),
        "wrong": {identifier.removeprefix("id_") for identifier, _label, _sentence in problems},
        "back": reverse("meetings_one", args=[standing.pk]) if standing else list_address(request.actor, ground.branch),
        "back_label": standing.title if standing else _("会议"),
        "was_archived": ground.was_archived,
        "last_decisions": _last_decisions(request, ground) if not standing else [],
        "for_name": request.actor.acting.for_name if request.actor.acting else "",
    }
    return render(request, "meetings/form.html", context, status=status)


def _person_rows(entry: Entry) -> list[dict[str, Any]]:
    """One row for each person: name, remarks, the choice; and for the script which meetings concern them."""
    return [
        {
            "person": person,
            "field": entry.attendance[entry.attendance.name_of(person.member_id)],
            "remarks": [
                word
                for word in (
                    _("支委") if person.is_committee else "",
                    _("流动") if person.is_mobile else "",
                    _("失去联系") if person.is_lost else "",
                )
                if word
            ],
        }
        for person in entry.people
    ]


def _last_decisions(request: PageRequest, ground: Ground) -> list[Fact]:
    """What earlier meetings decided: what is not done yet, and from the last one what has nobody in charge."""
    facts = reported_back(request.actor, ground.branch, request.today)
    last = queries.last_with_decision(ground.branch)
    items = [item for item in last.items.all() if item.decision and not showing.charge_of(item)] if last else []
    return facts + [Fact(item.topic or item.gathering.title, showing.decision_words(item)) for item in items]


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: PageRequest, gathering: UUID) -> HttpResponse:
    """Within ten minutes at one press; later the page asks first. Nothing is deleted either way."""
    standing = _changeable(request, gathering)
    is_fresh = request.now - standing.recorded_at <= UNDO_WITHIN and standing.recorded_by == request.actor.user_id
    is_plan = standing.stage == Stage.PLANNED
    if not is_confirmed(request) and not (request.method == "POST" and (is_fresh or is_plan)):
        return ask_first(request, _question(standing, request.actor))
    done = perform(
        request,
        undo_gathering,
        right=right_of(request.actor),
        gathering=standing,
    )
    return _after_undo(request, standing, done.result)


def _after_undo(request: PageRequest, taken: Gathering, restored: Gathering | None) -> HttpResponse:
    if restored:
        notices.done(request, _("已撤销，回到上一份记录。"))
        return redirect("meetings_one", gathering=restored.pk)
    words = _("已取消“%(title)s”。") if taken.stage == Stage.PLANNED else _("已撤销“%(title)s”，台账里不再有它。")
    notices.done(request, words % {"title": taken.title})
    return redirect(list_address(request.actor, taken.branch))


def _question(standing: Gathering, actor: Actor) -> Confirm:
    return Confirm(
        title=_("撤销这次记录"),
        facts=(Fact(_("主题"), standing.title), *showing.facts_of(standing)),
        consequence=_("撤销以后台账和体检都不再算它。原来的内容还留着，历次版本里看得到。"),
        button=_("撤销"),
        back=reverse("meetings_one", args=[standing.pk]),
    )
