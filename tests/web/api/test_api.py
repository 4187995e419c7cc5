"""The interface for programs: only with a token, only what scopes and role allow, and once however often sent."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.api.program import Program
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop, built, workshop
from zhibu.account.handed_out import take_back_all
from zhibu.account.models import Token, User
from zhibu.account.tokens import Scope, holder_of
from zhibu.base import clock
from zhibu.base.actor import MAY, Right, Role
from zhibu.base.models import LogEntry, LookTrace
from zhibu.meeting.models import Gathering
from zhibu.web.api.describing import described
from zhibu.web.api.doors import API, OperationPolicy
from zhibu.work.models import Task, TaskDeed, TaskSource

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
FORBIDDEN = {Right.HANDLE_CONCERNS, Right.SEE_TALKS, Right.HELP}


def operations() -> list[tuple[str, str, OperationPolicy | None]]:
    found = []
    for _prefix, router in API._routers:
        for path, view in router.path_operations.items():
            found += [
                (path, method, getattr(one.view_func, "policy", None))
                for one in view.operations
                for method in one.methods
            ]
    return found


def test_every_operation_says_who_may_and_none_touches_what_is_closed_to_programs() -> None:
    found = operations()
    assert len(found) >= 12
    for path, method, policy in found:
        assert policy is not None, path
        assert bool(policy.scope) == bool(policy.rights), path
        assert not policy.rights & FORBIDDEN, path
        if method == "POST" and policy.scope:
            assert policy.scope.value.endswith(":write"), path
    used = {policy.scope for _path, _method, policy in found if policy and policy.scope}
    assert used == set(Scope)


def test_a_branch_reads_its_own_and_nothing_protected(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    told = program.get("organisations").json()
    assert [row["name"] for row in told["items"]] == [workshop.branch.name]
    people = program.get("members").json()["items"]
    assert people and set(people[0]) == {"id", "name", "branch", "group", "category", "posts"}
    for path in ("gatherings", "tasks", "findings", "ledgers", "dues"):
        assert program.get(path).status_code == 200, path
    key = program.get("ledgers").json()[0]["key"]
    drawn = program.get(f"ledgers/{key}").json()
    assert all(len(row) == len(drawn["columns"]) for row in drawn["items"])
    assert program.get("ledgers/roster").status_code == 404
    assert program.get("members", branch=str(uuid.uuid4())).status_code == 404
    found = program.get("findings").json()["items"]
    assert all(row["article"] and row["regulation"] and row["status"] for row in found)


def test_a_superior_names_the_branch_and_leaves_a_trace(workshop: Workshop) -> None:
    program = Program(workshop, "organiser")
    refused = program.get("members")
    assert (refused.status_code, refused.json()["field"]) == (422, "branch")
    assert program.get("members", branch=str(workshop.branch.pk)).status_code == 200
    assert LookTrace.objects.filter(subject=workshop.branch.pk).exists()
    assert program.get("dues").status_code == 403
    assert (
        program.post("gatherings", {"happened_on": "2026-01-05", "items": [{"kind": "party_lesson"}]}).status_code
        == 403
    )


def body(day: str) -> dict[str, Any]:
    return {
        "happened_on": day, "title": "一月党课", "due": 5, "present": 4,
        "items": [{"kind": "party_lesson", "topic": "学习条例", "decision": "下月再学一次"}],
    }  # fmt: skip


def test_a_gathering_is_recorded_once_however_often_it_is_sent(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    day, key = (clock.today() - timedelta(days=3)).isoformat(), str(uuid.uuid4())
    before = Gathering.objects.count()
    first, again = (program.post("gatherings", body(day), key) for _time in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == program.get(f"gatherings/{first.json()['id']}").json()
    assert Gathering.objects.count() == before + 1
    assert LogEntry.objects.filter(act="record_gathering", actor=program.user.pk).count() == 1
    twin = program.post("gatherings", body(day), str(uuid.uuid4()))
    assert twin.status_code == 409 and "已经有人记过" in twin.json()["error"]
    assert program.post("gatherings", body(day)).json()["field"] == "Idempotency-Key"
    future = (clock.today() + timedelta(days=3)).isoformat()
    refused = program.post("gatherings", body(future), str(uuid.uuid4()))
    assert (refused.status_code, refused.json()["field"]) == (422, "happened_on")
    assert program.post("gatherings", {"items": []}, str(uuid.uuid4())).json()["error"] == "有一处写得不对。"
    assert Gathering.objects.count() == before + 1


def test_a_token_opens_only_its_scopes_and_ends_with_day_role_and_account(workshop: Workshop) -> None:
    program = Program(workshop, "secretary", Scope.GATHERINGS)
    assert program.get("gatherings").status_code == 200
    assert program.get("members").status_code == 403
    row, today = Token.objects.get(), clock.today()
    assert program.secret not in json.dumps(list(Token.objects.values("digest", "label")))
    assert holder_of(program.secret, row.until) and not holder_of(program.secret, row.until + timedelta(days=1))
    assert holder_of(program.secret + "x", today) is None
    Token.objects.update(grant=uuid.uuid4())
    assert program.get("gatherings").status_code == 401
    Token.objects.update(grant=row.grant)
    User.objects.filter(pk=row.user_id).update(is_active=False)
    assert program.get("gatherings").status_code == 401
    User.objects.filter(pk=row.user_id).update(is_active=True)
    take_back_all(row.user_id, clock.now())
    refused = program.get("gatherings")
    assert refused.status_code == 401 and refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.json()["error"].startswith("令牌不对")


def test_a_session_opens_nothing_here(workshop: Workshop) -> None:
    assert workshop.browser("secretary").get("/api/v1/members").status_code == 401


def test_the_law_is_open_to_everybody() -> None:
    told = Client().get("/api/v1/questions").json()
    assert {"question", "facts", "answer"} <= set(told[0])
    ask = {"question": "vote.ordinary", "facts": {"due_to_vote": 15, "present": 12, "in_favour": 8}}
    answer = Client().post("/api/v1/ask", json.dumps(ask), content_type="application/json").json()
    assert answer["cites"] and answer["answer"]
    ask["facts"]["present"] = "many"
    wrong = Client().post("/api/v1/ask", json.dumps(ask), content_type="application/json")
    assert wrong.status_code == 422 and wrong.json()["field"] == "present"


def test_pages_follow_one_another(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    everybody, page, names = program.get("members", per_page=200).json()["items"], 1, []
    while page:
        told = program.get("members", per_page=2, page=page).json()
        names += [row["id"] for row in told["items"]]
        page = told["next_page"]
    assert names == [row["id"] for row in everybody]


def test_it_describes_itself_in_both_languages() -> None:
    chinese, english = described("zh-hans"), described("en")
    assert chinese["openapi"].startswith("3.1")
    assert chinese["paths"]["/api/v1/gatherings"]["post"]["summary"] == "记一次会"
    assert chinese["paths"].keys() == english["paths"].keys()
    said = json.dumps(english["paths"], ensure_ascii=False) + english["info"]["description"]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said)


def test_a_token_is_made_shown_once_and_stopped_on_a_page(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    made = text_of(send(browser, "/settings/tokens/", label="办公系统", scopes=[Scope.GATHERINGS.value]))
    secret = made.split('<code class="once">')[1].split("<")[0]
    read = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/gatherings", headers=read).status_code == 200
    page = text_of(browser.get("/settings/tokens/"))
    assert "办公系统" in page and secret not in page
    browser.post(f"/settings/tokens/{Token.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/gatherings", headers=read).status_code == 401
    assert send(browser, "/settings/tokens/", label="x", scopes=[]).status_code == 422
    assert workshop.browser("member").get("/settings/tokens/").status_code == 403


def test_no_scope_reaches_beyond_what_the_role_is_offered(workshop: Workshop) -> None:
    form = workshop.browser("organiser").get("/settings/tokens/").context["form"]
    offered = {value for value, _label in form.fields["scopes"].choices}
    assert Scope.RECORD_GATHERINGS not in offered and Scope.DUES not in offered
    assert Right.RECORD not in MAY[Role.ORGANISER]


def test_a_task_is_made_moved_and_finished_once_and_what_is_closed_stays_closed(workshop: Workshop) -> None:
    program, key = Program(workshop, "secretary"), str(uuid.uuid4())
    given = {"title": "查一遍冬季用电", "due_on": (clock.today() + timedelta(days=9)).isoformat()}
    made, again = (program.post("tasks", given, key) for _time in range(2))
    assert made.status_code == again.status_code == 201 and made.json() == again.json()
    task = made.json()["id"]
    did = {"words": "一车间查完了"}
    assert program.post(f"tasks/{task}/progress", did, str(uuid.uuid4())).status_code == 200
    assert program.post(f"tasks/{task}/progress", did).json()["field"] == "Idempotency-Key"
    assert program.post(f"tasks/{task}/take-over", {}, str(uuid.uuid4())).status_code == 422
    key = str(uuid.uuid4())
    done, again = (program.post(f"tasks/{task}/finish", did, key) for _time in range(2))
    assert done.json() == again.json() and done.json()["state"] == "done"
    assert Program(workshop, "outsider").post(f"tasks/{task}/finish", did, str(uuid.uuid4())).status_code == 404
    Task.objects.filter(thread=task).update(source=TaskSource.CONCERN_PLAN)
    assert program.post(f"tasks/{task}/progress", did, str(uuid.uuid4())).status_code == 404
    assert task not in [row["id"] for row in program.get("tasks", open_only="false").json()["items"]]
    reader = Program(workshop, "secretary", Scope.TASKS)
    assert reader.post("tasks", given, str(uuid.uuid4())).status_code == 403


def test_the_step_just_recorded_on_a_task_is_undone_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(workshop, "secretary")
    task = program.post("tasks", {"title": "查一遍冬季用电"}, str(uuid.uuid4())).json()
    address = f"tasks/{task['id']}"
    assert program.post(f"{address}/undo", {}, str(uuid.uuid4())).status_code == 422  # nothing was done yet
    begun = program.post(f"{address}/progress", {"words": "一车间查完了"}, str(uuid.uuid4())).json()
    assert program.post(f"{address}/finish", {"words": "都查完了"}, str(uuid.uuid4())).json()["state"] == "done"
    key = str(uuid.uuid4())
    first, again = (program.post(f"{address}/undo", {}, key) for _time in range(2))
    assert first.json() == again.json() == begun  # open again; the progress of before stands
    assert Program(workshop, "outsider").post(f"{address}/undo", {}, str(uuid.uuid4())).status_code == 404
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert program.post(f"{address}/undo", {}, str(uuid.uuid4())).status_code == 422
    assert TaskDeed.objects.filter(task=task["id"]).count() == 1


def test_a_gathering_just_recorded_is_undone(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    day = (clock.today() - timedelta(days=3)).isoformat()
    saved = program.post("gatherings", body(day), str(uuid.uuid4())).json()["id"]
    key = str(uuid.uuid4())
    first, again = (program.post(f"gatherings/{saved}/undo", {}, key) for _time in range(2))
    assert first.json() == again.json() == {"undone": saved}
    assert program.get(f"gatherings/{saved}").status_code == 404
