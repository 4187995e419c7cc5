"""机构调整: moved, merged, split, dissolved. What must follow in every room follows in the same write.

Members with the help they are given, cases of admission, open work, things to mend, letters that wait for an answer and
log-ins go where people expect them; sheets and findings are drawn again, and the counts above are right at once. For
ten minutes the whole act can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from zhibu.account.actions import carry_log_ins, end_roles_at
from zhibu.account.models import RoleGrant
from zhibu.admission.actions import move_case
from zhibu.admission.models import Candidate
from zhibu.admission.models import Place as CasePlace
from zhibu.base.actor import Actor
from zhibu.base.errors import Overtaken, Refused
from zhibu.base.paths import ancestors, below
from zhibu.base.records import Record
from zhibu.base.touched import Done, Touch
from zhibu.base.undoing import take_back_moment
from zhibu.checkup import counting
from zhibu.checkup.models import BranchState
from zhibu.flows.organisations import MAY_HOLD, dissolve, found_below
from zhibu.flows.rejudging import sheets_of
from zhibu.member.actions import move_member
from zhibu.member.models import Member, Membership, PostHolding
from zhibu.org import restructuring
from zhibu.org.actions import describe_unit
from zhibu.org.models import (
    BranchKind,
    Change,
    Domain,
    Organisation,
    OrganisationKind,
    Placement,
    Profile,
    Restructuring,
    Unit,
)
from zhibu.org.queries import children_of, directly_below, settings_at, tree
from zhibu.org.restructuring import Moved
from zhibu.rules.said import said
from zhibu.target.actions.helping import carry_help
from zhibu.target.models import HelpPlan
from zhibu.work import mending
from zhibu.work.actions import carry_task, end_task
from zhibu.work.models import OPEN, Mend, Submission, Task, TaskDeed, TaskOwner, TaskSource
from zhibu.work.reach import GIVEN_BY_ABOVE
from zhibu.work.upward import redirect, unanswered_below


def move(
    actor: Actor,
    *,
    organisation: Organisation,
    parent: Organisation,
    day: date,
    document: str = "",
    today: date,
    now: datetime,
) -> Done:
    """With everything below it. Whoever is above now sees it from now on, whoever was above sees it no longer."""
    _check_holds(parent, organisation)
    _move(actor, organisation, parent, day, today, now)
    act = restructuring.note(
        actor, organisation=organisation, kind=Change.MOVED, day=day, now=now, other=parent, document=document,
        moved=[organisation],
    )  # fmt: skip
    return Done(act, _sheets_below(organisation, today), organisation)


def merge(
    actor: Actor,
    *,
    organisation: Organisation,
    into: Organisation,
    day: date,
    document: str = "",
    today: date,
    now: datetime,
) -> Done:
    """`organisation` goes into another one of its kind and exists no longer; what it did stays in its own records."""
    if into.pk == organisation.pk or into.kind != organisation.kind:
        raise Refused(said("{name}并不进去。", name=into.name), "选一个同一类的党组织。", "into")
    if into.root != organisation.root and organisation.kind != OrganisationKind.PRIMARY_COMMITTEE:
        raise Refused("不在同一个基层党委。", "先调整到同一个党委下面，再并。", "into")
    touched: set[Touch] = set()
    moved: list[Organisation] = []
    if organisation.kind == OrganisationKind.BRANCH:
        touched |= _carry_people(actor, organisation, into, list(_members(organisation)), day, today, now)
        touched |= _carry_branch(actor, organisation, into, day, today, now)
    else:
        moved = list(directly_below(organisation, today))
        for child in moved:
            _check_holds(into, child)
            _move(actor, child, into, day, today, now)
            touched |= _sheets_below(child, today)
        _redirect(actor, organisation.path, into, now)
    touched |= _end(actor, organisation, day, today, now)
    act = restructuring.note(
        actor, organisation=organisation, kind=Change.MERGED, day=day, now=now, other=into, document=document,
        moved=moved, ended=[organisation],
    )  # fmt: skip
    return Done(act, touched | sheets_of(into, today), organisation)


def split(
    actor: Actor,
    *,
    organisation: Organisation,
    name: str,
    members: Sequence[Member],
    day: date,
    document: str = "",
    today: date,
    now: datetime,
) -> Done:
    """A new branch beside it, with some of its members and the open work that is theirs alone."""
    parent = _parent_of(organisation)
    chosen = {member.pk for member in members}
    if organisation.kind != OrganisationKind.BRANCH or parent is None:
        raise Refused("只有党支部能这样分。", "党总支、党委调整下面的党组织就行。")
    here = list(_members(organisation))
    if not chosen:
        raise Refused("还没有选去新支部的党员。", "至少选一名。", "members")
    if chosen >= {member.pk for member in here}:
        raise Refused("所有党员都选上了，原来的支部就空了。", "留下几名，或者改支部的名称。", "members")
    founded = found_below(
        actor, parent=parent, kind=OrganisationKind.BRANCH, name=name, founded_on=day,
        branch_kind=BranchKind(organisation.branch_kind), domain=Domain(organisation.domain), today=today, now=now,
    )  # fmt: skip
    made: Organisation = founded.result
    going = [member for member in here if member.pk in chosen]
    touched = founded.touched | _carry_people(actor, organisation, made, going, day, today, now)
    act = restructuring.note(
        actor, organisation=organisation, kind=Change.SPLIT, day=day, now=now, other=made, document=document
    )
    return Done(act, touched | sheets_of(organisation, today) | sheets_of(made, today), organisation)


def dissolve_whole(
    actor: Actor, *, organisation: Organisation, day: date, document: str = "", today: date, now: datetime
) -> Done:
    """It and all that hangs below it, from below upwards. Refused while somebody still belongs to any of it."""
    below_it = list(children_of(organisation, today))
    ending = [*sorted(below_it, key=lambda row: len(row.path), reverse=True), organisation]
    check_empty(organisation)
    touched: set[Touch] = set()
    for row in ending:
        touched |= _end(actor, row, day, today, now)
    act = restructuring.note(
        actor, organisation=organisation, kind=Change.DISSOLVED, day=day, now=now, document=document, ended=ending
    )
    return Done(act, touched, organisation)


def check_empty(organisation: Organisation) -> Done:
    """Refused while members belong to it or to anything below it, or cases of admission lie there."""
    left = Member.objects.filter(below(organisation.path)).count()
    if left:
        raise Refused(
            said("{name}还有 {members} 名党员。", name=organisation.name, members=left),
            "先把他们转到别的支部，或者把这个支部并入另一个。",
        )
    cases = Candidate.objects.filter(below(organisation.path), is_closed=False).count()
    if cases:
        raise Refused(said("还有 {cases} 份发展党员的材料。", cases=cases), "先转到别的支部。")
    return Done(organisation)


def take_back(actor: Actor, *, act: Restructuring, today: date, now: datetime) -> Done:
    """Everything as it was before the act. Refused when something of it was changed since."""
    organisation, other = act.organisation, act.other
    places = {UUID(key) for key in (*act.moved, *act.ended)} | {organisation.pk} | ({other.pk} if other else set())
    if act.revoked_at is not None:
        raise Overtaken("这次调整已经撤销了。", None)
    people = _written(Membership, "branch", places, act).values_list("member_id", flat=True)
    members, cases = set(people), set(_written(CasePlace, "branch", places, act).values_list("candidate_id", flat=True))
    rows = [model.versions.filter(**{f"{field}__in": places}) for model, field in WRITTEN]
    rows.append(Submission.versions.filter(below(organisation.path, "organisation__path")))
    if act.kind == Change.MERGED and act.moved and other:
        rows.append(Submission.versions.filter(below(other.path, "organisation__path")))
    take_back_moment(rows, written_at=act.recorded_at, written_by=act.recorded_by, actor=actor, now=now)
    Organisation.objects.filter(pk__in=act.ended).update(dissolved_on=None)
    touched: set[Touch] = set()
    for key in act.moved:
        child = Organisation.objects.get(pk=key)
        back = Placement.objects.get(organisation=child, until__isnull=True).parent
        if back is None:
            raise Refused("原来没有上级，不能这样撤销。", "再调整一次。")
        _follow(actor, restructuring.relocate(child, back))
        touched |= _sheets_below(child, today)
    if act.kind == Change.SPLIT and other:
        Organisation.objects.filter(pk=other.pk).update(dissolved_on=other.founded_on)
    _put_back(Member, members, Membership, "member")
    carry_help(actor, members=members, now=now)  # what was opened since goes back with its member
    _put_back(Candidate, cases, CasePlace, "candidate")
    if act.kind == Change.SPLIT and other:
        _check_unused(other)
    for row in Organisation.objects.filter(pk__in=places):
        touched |= sheets_of(row, today)
    restructuring.take_back_note(actor, act, now)
    return Done(act, touched, organisation)


WRITTEN: tuple[tuple[Any, str], ...] = (
    (Placement, "organisation"), (Profile, "organisation"), (PostHolding, "organisation"), (Membership, "branch"),
    (RoleGrant, "organisation"), (Unit, "branch"), (CasePlace, "branch"), (TaskDeed, "branch"), (Task, "branch"),
    (TaskOwner, "branch"), (HelpPlan, "branch"), (Mend, "branch"),
)  # fmt: skip
"""Where these acts write, and by which organisation the rows are found."""


def _written(model: Any, field: str, places: set[UUID], act: Restructuring) -> Any:
    rows = model.versions.filter(**{f"{field}__in": places})
    return rows.filter(recorded_at=act.recorded_at, recorded_by=act.recorded_by)


def _put_back(model: Any, keys: set[UUID], spells: Any, field: str) -> None:
    """The lasting rows say again what their standing spells say."""
    for row in spells.objects.filter(**{f"{field}__in": keys}, until__isnull=True).select_related("branch"):
        model.objects.filter(pk=getattr(row, f"{field}_id")).update(
            branch=row.branch, path=row.branch.path, root=row.branch.root
        )


def _check_unused(made: Organisation) -> None:
    """What was entered in the new branch since has no other place: it would lie in a branch that never was."""
    kept = [(Member, "branch"), (Candidate, "branch")]
    kept += [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Record)
        for field in model._meta.concrete_fields
        if field.related_model is Organisation and field.name in {"branch", "organisation"}
    ]
    if any(model._default_manager.filter(**{field: made}).exists() for model, field in kept):
        raise Refused(
            said("{name}已经有了自己的记录，不能整个撤销了。", name=made.name), "要合回去，就把它并入原来的支部。"
        )


def _check_holds(parent: Organisation, child: Organisation) -> None:
    if parent.dissolved_on:
        raise Refused(said("{name}已经撤销。", name=parent.name), "换一个上级党组织。", "parent")
    if child.dissolved_on:
        raise Refused(said("{name}已经撤销。", name=child.name))
    if OrganisationKind(child.kind) not in MAY_HOLD[OrganisationKind(parent.kind)]:
        raise Refused(
            said(
                "{label}下面不能直接放{label_2}。",
                label=OrganisationKind(parent.kind).label, label_2=OrganisationKind(child.kind).label,
            ),
            "换一个上级党组织。",
            "parent",
        )  # fmt: skip


def _move(
    actor: Actor, organisation: Organisation, parent: Organisation, day: date, today: date, now: datetime
) -> None:
    if directly_below(parent, today).filter(name=organisation.name).exclude(pk=organisation.pk).exists():
        raise Refused(
            said("{name}下面已经有“{name_2}”。", name=parent.name, name_2=organisation.name), "先改名称。", "parent"
        )
    moved = restructuring.place_below(actor, organisation=organisation, parent=parent, since=day, today=today, now=now)
    _follow(actor, moved)
    _redirect(actor, organisation.path, parent, now)


def _follow(actor: Actor, moved: Moved) -> None:
    """People and cases lie where their branch lies; the sums leave those above it there and come to those here."""
    for rows in (Member.objects.filter(below(moved.before)), Candidate.objects.filter(below(moved.before))):
        restructuring.carry(rows, moved)
    if moved.root != moved.root_before:
        BranchState.objects.filter(below(moved.after, "branch__path")).update(root=moved.root)
    counting.carry(moved.organisation, moved.before, moved.after)


def _redirect(actor: Actor, path: str, nearest: Organisation, now: datetime) -> None:
    """Letters that wait for somebody who stands above no longer wait for the new superior."""
    for submission in unanswered_below(path):
        if submission.to and submission.to.path not in ancestors(submission.organisation.path):
            redirect(actor, submission=submission, to=nearest, now=now)


def _members(branch: Organisation) -> Any:
    return Member.objects.filter(branch=branch).order_by("sort_key", "pk")


def _carry_people(
    actor: Actor,
    branch: Organisation,
    to: Organisation,
    people: Sequence[Member],
    day: date,
    today: date,
    now: datetime,
) -> set[Touch]:
    """Members with their log-ins, and the open work that is theirs alone. What came from above was given to the branch,
    not to them: it stays."""
    touched: set[Touch] = set()
    for member in people:
        touched |= move_member(actor, member=member, branch=to, since=day, today=today, now=now).touched
    keys = {member.pk for member in people}
    carry_help(actor, members=keys, now=now)
    carry_log_ins(actor, members=keys, from_=branch, to=to, since=day, now=now)
    words = said("随人转到{name}", name=to.name)
    return touched | _carry_tasks(actor, _theirs_alone(branch, keys), to, words, today, now)


def _theirs_alone(branch: Organisation, people: set[UUID]) -> Any:
    """Open work of the branch that nobody else does and nobody above gave it."""
    theirs = {task for task, who in _owners_in(branch).items() if who <= people}
    rows = Task.objects.filter(branch=branch, thread__in=theirs, state__in=OPEN)
    return rows.exclude(source__in=GIVEN_BY_ABOVE)


def _owners_in(branch: Organisation) -> dict[UUID, set[UUID | None]]:
    """Who does each task of the branch; None is somebody who is not on a roster."""
    owners: dict[UUID, set[UUID | None]] = {}
    for task, member_id in TaskOwner.objects.filter(branch=branch, until__isnull=True).values_list("task", "member"):
        owners.setdefault(task, set()).add(member_id)
    return owners


def _carry_branch(
    actor: Actor, branch: Organisation, into: Organisation, day: date, today: date, now: datetime
) -> set[Touch]:
    """What is left of a branch that goes into another one: open work, cases, the units it covers."""
    words = said("{name}并入{name_2}", name=branch.name, name_2=into.name)
    touched = _carry_tasks(actor, Task.objects.filter(branch=branch, state__in=OPEN), into, words, today, now)
    mending.carry(actor, mends=Mend.objects.filter(branch=branch, accepted_on=None), to=into, now=now)
    for case in Candidate.objects.filter(branch=branch, is_closed=False):
        touched |= move_case(actor, candidate=case, branch=into, since=day, today=today, now=now).touched
    for unit in Unit.objects.filter(branch=branch, until__isnull=True).select_related("branch", "organisation"):
        touched |= describe_unit(
            actor, unit=unit, since=max(day, unit.since), today=today, now=now, branch_id=into.pk
        ).touched
    return touched


def _carry_tasks(actor: Actor, tasks: Any, to: Organisation, words: str, today: date, now: datetime) -> set[Touch]:
    """With what is to be mended by them. What came to both branches from above is done once."""
    there = set(Task.objects.filter(branch=to, source=TaskSource.FROM_ABOVE).values_list("source_key", flat=True))
    touched: set[Touch] = set()
    carried: list[Task] = list(tasks.select_related("branch"))
    for task in carried:
        if task.source == TaskSource.FROM_ABOVE and task.source_key in there:
            touched |= end_task(actor, task=task, words=words, today=today, now=now).touched
        else:
            touched |= carry_task(actor, task=task, branch=to, words=words, today=today, now=now).touched
    threads = [task.source_key for task in carried if task.source == TaskSource.FINDING_MEASURE]
    mending.carry(actor, mends=Mend.objects.filter(thread__in=threads, accepted_on=None), to=to, now=now)
    return touched


def _end(actor: Actor, organisation: Organisation, day: date, today: date, now: datetime) -> set[Touch]:
    """It exists no longer: its posts and roles end, what is open there is closed with the reason."""
    words = said("{name}撤销", name=organisation.name)
    touched = _together(
        end_task(actor, task=task, words=words, today=today, now=now).touched
        for task in Task.objects.filter(branch=organisation, state__in=OPEN).select_related("branch")
    )
    touched |= dissolve(actor, organisation=organisation, day=day, today=today, now=now).touched
    end_roles_at(actor, organisation=organisation, until=day, now=now)
    return touched


def _together(found: Any) -> set[Touch]:
    return set().union(*found)


def _parent_of(organisation: Organisation) -> Organisation | None:
    above = ancestors(organisation.path)[:-1]
    return Organisation.objects.filter(path=above[-1]).first() if above else None


def _sheets_below(organisation: Organisation, today: date) -> set[Touch]:
    """Unit settings and goals come from above, so everything below is looked at again."""
    rows = Organisation.objects.filter(below(organisation.path))
    return _together(sheets_of(row, today) for row in rows)


@dataclass(frozen=True)
class Preview:
    """What an act will change, counted before anything is written."""

    branches: int
    members: int
    tasks: int = 0  # open work that goes along, or is closed
    cases: int = 0
    letters: int = 0  # that will wait for somebody else's answer
    left: tuple[str, ...] = ()  # norms whose unit setting from above holds no longer
    came: tuple[str, ...] = ()  # norms for which one holds from now on
    is_other_committee: bool = False


def preview_move(organisation: Organisation, parent: Organisation, today: date) -> Preview:
    here, there = (
        {row.norm for row in settings_at(place.path, today) if row.organisation_id != organisation.pk}
        for place in (organisation, parent)
    )
    stays = set(ancestors(parent.path))
    letters = [row for row in unanswered_below(organisation.path) if row.to and _leaves(row, organisation, stays)]
    return Preview(
        branches=sum(counting.counts_of(organisation.pk).values()),
        members=counting.members_of(organisation.pk),
        letters=len(letters),
        left=tuple(sorted(here - there)),
        came=tuple(sorted(there - here)),
        is_other_committee=organisation.root != parent.root and organisation.kind not in restructuring.SPANS_DATA,
    )


def _leaves(letter: Submission, organisation: Organisation, stays: set[str]) -> bool:
    """Sent to somebody above the subtree who will not be above it afterwards."""
    to = letter.to.path if letter.to else ""
    return organisation.path.startswith(to) and to != organisation.path and to not in stays


def preview_people(organisation: Organisation, members: Sequence[Member] | None = None) -> Preview:
    """Of a merger or an end (everybody), or of a split (these members)."""
    tasks = Task.objects.filter(below(organisation.path, "branch__path"), state__in=OPEN)
    cases = Candidate.objects.filter(below(organisation.path), is_closed=False)
    if members is not None:
        tasks = _theirs_alone(organisation, {member.pk for member in members})
    return Preview(
        branches=sum(counting.counts_of(organisation.pk).values()),
        members=counting.members_of(organisation.pk) if members is None else len(members),
        tasks=tasks.count(),
        cases=cases.count() if members is None else 0,
    )


def targets(actor: Actor, organisation: Organisation, kind: Change, today: date, text: str = "") -> Any:
    """Where it may hang, or into which it may go: of the actor's subtree, in tree order."""
    rows = tree(actor, today, text).exclude(pk=organisation.pk)
    if kind == Change.MERGED:
        rows = rows.filter(kind=organisation.kind)
        return rows if organisation.kind == OrganisationKind.PRIMARY_COMMITTEE else rows.filter(root=organisation.root)
    holding = [above for above, held in MAY_HOLD.items() if OrganisationKind(organisation.kind) in held]
    above = ancestors(organisation.path)[:-1]
    return rows.filter(kind__in=holding).exclude(below(organisation.path)).exclude(path__in=above[-1:])
