"""The operations: what the pages do, for programs. Concerns, talks and help plans are not here and will not be."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Query, Status

from zhibu.account.tokens import Scope
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Overtaken, Refused
from zhibu.base.looks import leave_traces
from zhibu.base.touched import Done
from zhibu.checkup import queries as checkup
from zhibu.checkup.looking import look
from zhibu.checkup.showing import Shown, check_up
from zhibu.dues import actions as dues_actions
from zhibu.dues import queries as dues_queries
from zhibu.dues.accounts import account_of
from zhibu.flows.decisions import record_gathering, undo_gathering
from zhibu.flows.write import was_sent
from zhibu.ledger import gatherings as gathering_ledgers
from zhibu.ledger import work as work_ledger
from zhibu.ledger import year_plan
from zhibu.ledger.catalogue import ledgers_for
from zhibu.ledger.sheet import Ledger, Wanted, draw
from zhibu.meeting import queries as meeting
from zhibu.meeting.actions import NewGathering, NewItem
from zhibu.meeting.models import Gathering, Item
from zhibu.member import queries as member
from zhibu.org.models import Organisation
from zhibu.org.queries import branch_for, own_branch, tree
from zhibu.questions import answer_json, list_json
from zhibu.rules.month_runs import first_day
from zhibu.rules.said import said
from zhibu.target import queries as target
from zhibu.target.models import Book
from zhibu.target.quarters import QUARTERS
from zhibu.web.api import shapes
from zhibu.web.api.doors import ApiRequest, key_of, operation
from zhibu.web.branch_choice import has_own_branch, leave_look
from zhibu.web.notices import in_time_to_undo
from zhibu.web.writing import perform
from zhibu.work import actions as work_actions
from zhibu.work import queries as work
from zhibu.work.actions import NewTask
from zhibu.work.models import Task, TaskSource

OF_WORK = frozenset(ledger.key for ledger in (*gathering_ledgers.LEDGERS, year_plan.LEDGER, work_ledger.LEDGER))
"""Ledgers of the branch's work. The others name people: a token opens them only where that was chosen by itself."""
NOT_FOR_PROGRAMS = frozenset({"talks", "help"})
BRANCH = (Right.SEE_BRANCH, Right.SEE_BELOW)
TARGETS = (Right.SEE_TARGETS, Right.CONTACT)
FIRST_YEAR, LAST_YEAR = 1949, 2200
PageNumber = Annotated[int, Query(1, ge=1, le=10_000)]
PerPage = Annotated[int, Query(50, ge=1, le=200)]
Year = Annotated[int | None, Query(None, ge=FIRST_YEAR, le=LAST_YEAR)]


def _cut(rows: Any, page: int, per_page: int) -> tuple[list[Any], int | None]:
    """One page, and the number of the next: no counting of what is not shown."""
    first = (page - 1) * per_page
    found = list(rows[first : first + per_page + 1])
    return found[:per_page], page + 1 if len(found) > per_page else None


def _branch(request: ApiRequest, branch: UUID | None) -> Organisation:
    """The own branch, or the one named; a superior's look leaves its trace, as on the page."""
    if has_own_branch(request.actor):
        own = own_branch(request.actor)
        if branch is not None and branch != own.pk:
            raise NotFound
        return own
    if branch is None:
        raise Refused("还没写看哪个支部。", "加上 branch，编号在 organisations 里。", "branch")
    found = branch_for(request.actor, branch)
    leave_look(request, found)
    return found


@operation(
    "get", "/organisations", says=_("所辖党组织"), scope=Scope.ORGANISATIONS, rights=BRANCH, gives=shapes.Organisations
)
def organisations(request: ApiRequest, page: PageNumber, per_page: PerPage) -> Any:
    rows = [own_branch(request.actor)] if has_own_branch(request.actor) else tree(request.actor, request.today)
    items, following = _cut(rows, page, per_page)
    return {"items": items, "next_page": following}


@operation(
    "get",
    "/members",
    says=_("花名册：姓名、党小组、职务，没有受保护的内容"),
    scope=Scope.MEMBERS,
    rights=BRANCH,
    gives=shapes.Members,
)
def members(request: ApiRequest, page: PageNumber, per_page: PerPage, branch: UUID | None = None) -> Any:
    place = _branch(request, branch)
    rows, following = _cut(member.visible_to(request.actor).filter(branch=place), page, per_page)
    listed = member.listing(rows, request.today)
    items = [
        {
            "id": row.member.pk,
            "name": row.member.name,
            "branch": row.member.branch_id,
            "group": row.group,
            "category": member.standing_as(row.member, request.today).value,
            "posts": row.posts,
        }
        for row in listed
    ]
    return {"items": items, "next_page": following}


@operation(
    "get", "/gatherings", says=_("一个支部的会议和活动"), scope=Scope.GATHERINGS, rights=BRANCH, gives=shapes.Gatherings
)
def gatherings(request: ApiRequest, page: PageNumber, per_page: PerPage, year: Year, branch: UUID | None = None) -> Any:
    place = _branch(request, branch)
    rows = meeting.visible_to(request.actor).filter(branch=place).order_by("-happened_on", "-starts", "id")
    rows = meeting.in_year(rows, year or request.today.year).prefetch_related(*meeting.PARTS)
    found, following = _cut(rows, page, per_page)
    return {"items": [_gathering(row) for row in found], "next_page": following}


@operation(
    "get", "/gatherings/{gathering}", says=_("一次会"), scope=Scope.GATHERINGS, rights=BRANCH, gives=shapes.GatheringOut
)
def gathering(request: ApiRequest, gathering: UUID) -> Any:
    found = meeting.gathering_for(request.actor, gathering)
    leave_look(request, found.branch)
    return _gathering(found)


@operation(
    "post", "/gatherings", says=_("记一次会"), scope=Scope.RECORD_GATHERINGS, rights=(Right.RECORD,), status=201,
    gives=shapes.GatheringOut,
)  # fmt: skip
def gathering_new(request: ApiRequest, payload: shapes.GatheringIn) -> Any:
    """As the page does, with numbers instead of names; `another` says that a second one that day is meant."""
    branch, key = own_branch(request.actor), key_of(request)
    kinds = [item.kind for item in payload.items]
    if not payload.another and not was_sent(key):
        twin = meeting.same_occasion(branch, payload.happened_on, kinds, None)
        if twin is not None:
            raise Overtaken("那一天的这种会已经有人记过了。", twin.pk)
    given = payload.dict(exclude={"items", "another"})
    items = [_new_item(request.actor, item) for item in payload.items]
    done = perform(
        request, record_gathering, right=Right.RECORD, key=key,
        new=NewGathering(branch=branch, items=items, **given),
    )  # fmt: skip
    saved = meeting.gathering_for(request.actor, done.result if done.is_repeated else done.result.pk)
    return Status(201, _gathering(saved))


@operation(
    "post", "/gatherings/{gathering}/undo", says=_("撤销刚记的会；更正过的退回上一份"), scope=Scope.RECORD_GATHERINGS,
    rights=(Right.RECORD,), gives=shapes.UndoneOut,
)  # fmt: skip
def gathering_undo(request: ApiRequest, gathering: UUID) -> Any:
    key = key_of(request)
    if was_sent(key):
        return {"undone": gathering}
    found = meeting.gathering_for(request.actor, gathering)
    perform(request, undo_gathering, right=Right.RECORD, key=key, gathering=found)
    return {"undone": gathering}


def _new_item(actor: Actor, item: shapes.ItemIn) -> NewItem:
    given = item.dict()
    if item.owner:
        given |= {"owner": member.member_for(actor, item.owner).pk, "owner_name": ""}
    return NewItem(**given)


def _gathering(row: Gathering) -> dict[str, Any]:
    items = [
        {
            "kind": item.kind, "topic": item.topic, "points": item.points, "decision": item.decision,
            "owner": item.owner_shown, "due_on": item.due_on,
        }
        for item in row.items.all()
    ]  # fmt: skip
    return {
        "id": row.thread, "branch": row.branch_id, "happened_on": row.happened_on, "stage": row.stage,
        "title": row.title, "place": row.place, "host": row.host, "recorder": row.recorder,
        "due": row.due, "present": row.present, "items": items,
    }  # fmt: skip


@operation(
    "get",
    "/decisions",
    says=_("会上的决定，和变成的任务办得怎样；since、until 是开会的日子"),
    scope=Scope.DECISIONS,
    rights=BRANCH,
    gives=shapes.Decisions,
)
def decisions(
    request: ApiRequest,
    page: PageNumber,
    per_page: PerPage,
    branch: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Any:
    place = _branch(request, branch)
    found, following = _cut(meeting.decisions_in(request.actor, place, since, until), page, per_page)
    tasks = work.visible_to(request.actor).filter(
        source=TaskSource.DECISION, source_key__in=[item.thread for item in found], is_confined=False
    )
    became = {task.source_key: task for task in tasks}
    return {"items": [_decision(item, place, became.get(item.thread)) for item in found], "next_page": following}


def _decision(item: Item, branch: Organisation, task: Task | None) -> dict[str, Any]:
    return {
        "id": item.thread, "branch": branch.pk, "gathering": item.gathering.thread,
        "happened_on": item.gathering.happened_on, "kind": item.kind, "topic": item.topic or item.gathering.title,
        "decision": item.decision, "owner": item.owner_shown, "due_on": item.due_on,
        "task": task and {"id": task.thread, "state": task.state, "due_on": task.due_on, "closed_on": task.closed_on},
    }  # fmt: skip


@operation(
    "get",
    "/targets",
    says=_("本支部党员一年的目标和按季回看：看得到谁的，和网页上一样"),
    scope=Scope.TARGETS,
    rights=TARGETS,
    gives=shapes.Targets,
)
def targets(request: ApiRequest, page: PageNumber, per_page: PerPage, year: Year) -> Any:
    """The secretary reads those of the branch, a contact those answered for; each of them sees that they were read."""
    rows = target.visible_to(request.actor, request.today)
    rows = rows.filter(branch=own_branch(request.actor), year=year or request.today.year)
    rows = rows.select_related("member", "contact").prefetch_related("lines").order_by("member__sort_key", "id")
    found, following = _cut(rows, page, per_page)
    return {"items": _targets(request, found), "next_page": following}


@operation(
    "get", "/targets/{member}", says=_("一个人一年的目标"), scope=Scope.TARGETS, rights=TARGETS, gives=shapes.TargetsOut
)
def targets_one(request: ApiRequest, member: UUID, year: Year) -> Any:
    person = target.member_in_reach(request.actor, member, request.today)
    book = target.book_of(person, year or request.today.year)
    if book is None:
        raise NotFound
    return _targets(request, [book])[0]


def _targets(request: ApiRequest, books: Sequence[Book]) -> list[dict[str, Any]]:
    """With a trace of the look for everybody but oneself, as opening the page leaves it."""
    if not books:
        return []
    others = [book.member_id for book in books if book.member_id != request.actor.member_id]
    leave_traces(request.actor, subjects=others, root=books[0].root, today=request.today)
    looks = target.looks_of([book.member for book in books], books[0].year)
    return [_book(book, looks.get(book.member_id, {})) for book in books]


def _book(book: Book, looks: Mapping[int, target.Seen]) -> dict[str, Any]:
    lines = [
        {
            "id": line.thread, "content": line.content, "done_when": line.done_when, "due_on": line.due_on,
            "seen": [
                {"quarter": quarter, "looked_on": look.look.happened_on, "outcome": seen.outcome, "cause": seen.cause}
                for quarter in QUARTERS
                if (look := looks.get(quarter)) and (seen := look.lines.get(line.thread))
            ],
        }
        for line in sorted(book.lines.all(), key=lambda line: line.order)
    ]  # fmt: skip
    return {
        "member": book.member_id, "name": book.member.name, "branch": book.branch_id, "year": book.year,
        "post": book.post, "contact": book.contact.name if book.contact else "",
        "branch_agreed_on": book.branch_agreed_on, "member_agreed_on": book.member_agreed_on, "lines": lines,
    }  # fmt: skip


@operation(
    "get",
    "/dues",
    says=_("本支部一年的党费，按月，单位是分"),
    scope=Scope.DUES,
    rights=(Right.KEEP_DUES,),
    gives=shapes.Dues,
)
def dues(request: ApiRequest, page: PageNumber, per_page: PerPage, year: Year) -> Any:
    branch = dues_queries.kept_branch(request.actor)
    account = account_of(branch, year or request.today.year, request.today)
    found, following = _cut(account.members, page, per_page)
    items = [
        {
            "member": row.member.pk,
            "name": row.member.name,
            "months": [
                {
                    "month": f"{first_day(month.number):%Y-%m}", "due_fen": month.due,
                    "paid_fen": month.paid + month.voluntary, "left_fen": month.left,
                }
                for month in row.months
            ],
        }
        for row in found
    ]  # fmt: skip
    return {"items": items, "next_page": following}


@operation(
    "post", "/dues/months", says=_("一个月的党费收了：除了 unpaid 里的人，都按应交的交了"), scope=Scope.COLLECT_DUES,
    rights=(Right.KEEP_DUES,), status=201, gives=shapes.CollectedOut,
)  # fmt: skip
def dues_collect(request: ApiRequest, payload: shapes.CollectIn) -> Any:
    branch = dues_queries.kept_branch(request.actor)
    year, month = map(int, payload.month.split("-"))
    done = perform(
        request, dues_actions.collect_month, right=Right.KEEP_DUES,
        key=key_of(request), branch=branch, month=date(year, month, 1), happened_on=payload.happened_on,
        unpaid=set(payload.unpaid),
    )  # fmt: skip
    kept = dues_queries.collection_for(branch, done.result) if done.is_repeated else done.result
    return Status(201, {"month": f"{kept.month:%Y-%m}", "people": kept.people, "sum_fen": kept.sum_fen})


@operation("get", "/tasks", says=_("一个支部的任务"), scope=Scope.TASKS, rights=BRANCH, gives=shapes.Tasks)
def tasks(
    request: ApiRequest, page: PageNumber, per_page: PerPage, branch: UUID | None = None, open_only: bool = True
) -> Any:
    place = _branch(request, branch)
    rows = work.visible_to(request.actor).filter(branch=place, is_confined=False)
    rows = rows.exclude(source__in=work.NOT_FOR_PROGRAMS)
    rows = (work.open_only(rows) if open_only else rows).order_by("due_on", "thread")
    found, following = _cut(rows, page, per_page)
    return {"items": [_task(row) for row in found], "next_page": following}


def _task(row: Task) -> dict[str, Any]:
    return {
        "id": row.thread, "branch": row.branch_id, "title": row.title, "source": row.source, "state": row.state,
        "due_on": row.due_on, "closed_on": row.closed_on,
    }  # fmt: skip


@operation(
    "post", "/tasks", says=_("记一件任务"), scope=Scope.WRITE_TASKS, rights=(Right.RECORD,), status=201,
    gives=shapes.TaskOut,
)  # fmt: skip
def task_new(request: ApiRequest, payload: shapes.TaskIn) -> Any:
    branch, key = own_branch(request.actor), key_of(request)
    owners = [member.member_for(request.actor, owner) for owner in payload.owners]
    new = NewTask(branch=branch, title=payload.title, purpose=payload.purpose, due_on=payload.due_on, owners=owners)
    done = perform(request, work_actions.create_task, right=Right.RECORD, key=key, new=new)
    return Status(201, _task(work.task_for(request.actor, done.result if done.is_repeated else done.result.pk)))


@operation(
    "post", "/tasks/{task}/take-over", says=_("接手上级派的任务"), scope=Scope.WRITE_TASKS, rights=(Right.RECORD,),
    gives=shapes.TaskOut,
)  # fmt: skip
def task_take_over(request: ApiRequest, task: UUID) -> Any:
    return _moved(request, task, work_actions.take_over)


@operation(
    "post", "/tasks/{task}/progress", says=_("写一句进展"), scope=Scope.WRITE_TASKS, rights=(Right.RECORD,),
    gives=shapes.TaskOut,
)  # fmt: skip
def task_progress(request: ApiRequest, task: UUID, payload: shapes.DidIn) -> Any:
    given = {"words": payload.words, "happened_on": payload.happened_on}
    return _moved(request, task, work_actions.note_progress, **given)


@operation(
    "post", "/tasks/{task}/finish", says=_("任务办好了"), scope=Scope.WRITE_TASKS, rights=(Right.RECORD,),
    gives=shapes.TaskOut,
)  # fmt: skip
def task_finish(request: ApiRequest, task: UUID, payload: shapes.DidIn) -> Any:
    given = {"result": payload.words, "happened_on": payload.happened_on}
    return _moved(request, task, work_actions.finish, **given)


@operation(
    "post", "/tasks/{task}/undo", says=_("撤销这件任务上刚记的一步"), scope=Scope.WRITE_TASKS, rights=(Right.RECORD,),
    gives=shapes.TaskOut,
)  # fmt: skip
def task_undo(request: ApiRequest, task: UUID) -> Any:
    """As on the page: the latest step, within ten minutes, by whoever wrote it."""
    found, key = _open_to_programs(request, task), key_of(request)
    if not was_sent(key):
        deed = work.own_last_deed(request.actor, found)
        if deed is None:
            raise Refused(said("这件任务上还没有你记的一步。"))
        in_time_to_undo(deed.recorded_at, request.now)
        perform(request, work_actions.undo_deed, right=Right.RECORD, key=key, deed=deed)
    return _task(work.task_for(request.actor, found.thread))


def _moved(request: ApiRequest, task: UUID, action: Callable[..., Done], **given: Any) -> dict[str, Any]:
    found, key = _open_to_programs(request, task), key_of(request)
    perform(request, action, right=Right.RECORD, key=key, task=found, **given)
    return _task(work.task_for(request.actor, found.thread))


def _open_to_programs(request: ApiRequest, task: UUID) -> Task:
    """Not what is confined, and not what came from a concern or a help plan."""
    found = work.task_for(request.actor, task)
    if found.is_confined or found.source in work.NOT_FOR_PROGRAMS:
        raise NotFound
    return found


@operation(
    "get",
    "/findings",
    says=_("一个支部的体检：看到了什么、依据哪一条、下一步"),
    scope=Scope.FINDINGS,
    rights=BRANCH,
    gives=shapes.Findings,
)
def findings(request: ApiRequest, page: PageNumber, per_page: PerPage, branch: UUID | None = None) -> Any:
    place = _branch(request, branch)
    is_own = checkup.sees_all_of(request.actor, place)
    shown = check_up(look([place], request.today)[0], request.today, gone_up_only=not is_own).findings
    found, following = _cut(shown, page, per_page)
    return {"items": [_finding(row) for row in found], "next_page": following}


def _finding(shown: Shown) -> dict[str, Any]:
    return {
        "norm": shown.norm, "about": shown.about, "title": shown.title, "says": shown.sentence,
        "status": shown.status.value, "colour": shown.colour.value, "since": shown.since, "due_on": shown.due_on,
        "regulation": shown.source.title, "article": shown.source.article,
        "facts": [{"label": fact.label_zh, "value": str(fact.value), "unit": fact.unit} for fact in shown.facts],
        "next_steps": [step.say_zh for step in shown.steps],
    }  # fmt: skip


@operation(
    "get", "/ledgers", says=_("有哪些支部工作的台账"), scope=Scope.LEDGERS, rights=BRANCH, gives=list[shapes.LedgerOut]
)
def ledgers(request: ApiRequest) -> Any:
    return _listed(_ledgers(request.actor, of_people=False))


@operation(
    "get", "/ledgers/{key}", says=_("一本台账的行"), scope=Scope.LEDGERS, rights=BRANCH, gives=shapes.LedgerRowsOut
)
def ledger(
    request: ApiRequest, key: str, page: PageNumber, per_page: PerPage, year: Year, branch: UUID | None = None
) -> Any:
    return _drawn(request, _ledgers(request.actor, of_people=False), key, page, per_page, year, branch)


@operation(
    "get",
    "/people-ledgers",
    says=_("有哪些写到个人的台账：你的角色打得开的"),
    scope=Scope.PEOPLE_LEDGERS,
    rights=BRANCH,
    gives=list[shapes.LedgerOut],
)
def people_ledgers(request: ApiRequest) -> Any:
    return _listed(_ledgers(request.actor, of_people=True))


@operation(
    "get",
    "/people-ledgers/{key}",
    says=_("一本写到个人的台账的行，和网页、Excel 上一样"),
    scope=Scope.PEOPLE_LEDGERS,
    rights=BRANCH,
    gives=shapes.LedgerRowsOut,
)
def people_ledger(
    request: ApiRequest, key: str, page: PageNumber, per_page: PerPage, year: Year, branch: UUID | None = None
) -> Any:
    return _drawn(request, _ledgers(request.actor, of_people=True), key, page, per_page, year, branch)


def _ledgers(actor: Actor, *, of_people: bool) -> dict[str, Ledger]:
    """Those that the role may read on the page, without talks and help plans."""
    return {
        ledger.key: ledger
        for ledger in ledgers_for(actor)
        if (ledger.key not in OF_WORK) == of_people and ledger.key not in NOT_FOR_PROGRAMS
    }


def _listed(found: Mapping[str, Ledger]) -> list[dict[str, Any]]:
    return [
        {"key": ledger.key, "title": str(ledger.title), "by_year": ledger.years is not None}
        for ledger in found.values()
    ]


def _drawn(
    request: ApiRequest,
    offered: Mapping[str, Ledger],
    key: str,
    page: int,
    per_page: int,
    year: int | None,
    branch: UUID | None,
) -> dict[str, Any]:
    found = offered.get(key)
    if found is None:
        raise NotFound
    place = _branch(request, branch)
    asked = (year or request.today.year) if found.years else None
    masked = not request.actor.may(Right.SEE_BRANCH)
    wanted = Wanted(branch=place, today=request.today, year=asked, masked=masked, for_program=True)
    rows, following = _cut(draw(found, wanted).rows, page, per_page)
    return {
        "key": found.key, "title": str(found.title), "branch": place.pk, "year": asked,
        "columns": _columns(found), "items": [[_value(cell) for cell in row.cells] for row in rows],
        "next_page": following,
    }  # fmt: skip


def _columns(found: Ledger) -> Sequence[dict[str, str]]:
    return [{"label": str(column.label), "kind": column.kind.value} for column in found.columns]


def _value(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, int | str | date) else str(cell)


@operation("get", "/questions", says=_("能问规定的全部问题"), gives=list[dict[str, Any]])
def questions(request: ApiRequest) -> Any:
    return list_json()


@operation("post", "/ask", says=_("问一条规定：答案、怎么算的、依据哪一条"), gives=dict[str, Any])
def ask(request: ApiRequest, payload: shapes.AskIn) -> Any:
    on = payload.on.isoformat() if payload.on else None
    told = answer_json({"question": payload.question, "on": on, "facts": payload.facts}, request.today)
    if "error" in told:
        wrong = told["error"]
        raise Refused(wrong["sentence"], field=str(wrong["field"]))
    return told
