"""Targets, decisions and ledgers for programs: what the page shows to whoever let the program in, and no more."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, PASSWORD, START, TODAY, acting, do
from tests.web.api.program import Program
from tests.web.targets.agreeing import agreed, in_help, praised
from tests.web.workshop import Workshop, built, workshop
from zhibu.account.actions import grant_role, open_account
from zhibu.account.models import User
from zhibu.account.tokens import Scope
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.base.models import LookTrace
from zhibu.meeting.models import ItemKind
from zhibu.member.models import Details
from zhibu.target.actions.looks import NewLook, SeenLine, look_at
from zhibu.target.models import Book, Outcome
from zhibu.work.models import Task, TaskSource

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def looked_at(workshop: Workshop, book: Book, quarter: int = 3) -> None:
    first, second, third = book.lines.order_by("order")
    seen = [
        SeenLine(first.thread, Outcome.REACHED, ""),
        SeenLine(second.thread, Outcome.NOT_REACHED, "换了新设备"),
        SeenLine(third.thread, Outcome.PARTLY, ""),
    ]
    do(
        workshop.actor("secretary"), look_at, Right.SEE_TARGETS, TODAY, NOW, branch=workshop.branch, year=2026,
        quarter=quarter, looks=[NewLook(book.member, seen)], happened_on=date(2026, 10, 8),
    )  # fmt: skip


def give_log_in(workshop: Workshop, number: int, role: Role) -> str:
    keeper, name = acting(workshop.enterprise.company, Role.ADMINISTRATOR), f"api-{role}"
    user = do(
        keeper, open_account, Right.ACCOUNTS, username=name, display_name=workshop.members[number].name,
        password=PASSWORD, member=workshop.members[number],
    )  # fmt: skip
    given = {"organisation": workshop.branch, "role": role, "since": START, "for_user": None}
    do(keeper, grant_role, Right.ACCOUNTS, user=user, **given)
    return name


def said(answer: Any) -> str:
    """The answer in plain letters: on the wire Chinese is written in escapes."""
    return json.dumps(answer.json(), ensure_ascii=False)


def queries_of(program: Program, path: str, **asked: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert program.get(path, **asked).status_code == 200
    return len(seen)


def test_targets_are_read_with_what_was_seen_of_them_and_the_person_sees_who_looked(workshop: Workshop) -> None:
    book = agreed(workshop, 2, contact=3)
    looked_at(workshop, book)
    in_help(workshop, 2)
    program = Program(workshop, "secretary", Scope.TARGETS)
    (told,) = program.get("targets").json()["items"]
    assert (told["name"], told["year"], told["member_agreed_on"]) == (book.member.name, 2026, "2026-03-02")
    assert [line["content"] for line in told["lines"]] == ["带一名新工人独立上岗", "设备零误停", "写一页操作提示"]
    assert told["lines"][1]["seen"] == [
        {"quarter": 3, "looked_on": "2026-10-08", "outcome": "not_reached", "cause": "换了新设备"}
    ]
    assert told == program.get(f"targets/{book.member_id}").json()
    trace = {"subject": book.member_id, "looker": program.user.pk}
    assert LookTrace.objects.filter(**trace).count() == 1
    assert program.get("targets", year=2025).json()["items"] == []
    assert program.get(f"targets/{book.member_id}", year=2025).status_code == 404
    assert "跟岗" not in said(program.get("targets"))


def test_a_contact_reads_those_answered_for_and_others_nobody(workshop: Workshop) -> None:
    mine, other = agreed(workshop, 2, contact=3), agreed(workshop, 5)
    contact = Program(workshop, give_log_in(workshop, 3, Role.DISCIPLINE_MEMBER))
    assert [row["member"] for row in contact.get("targets").json()["items"]] == [str(mine.member_id)]
    assert contact.get(f"targets/{mine.member_id}").status_code == 200
    assert contact.get(f"targets/{other.member_id}").status_code == 404
    outsider = Program(workshop, "outsider")
    assert outsider.get("targets").json()["items"] == []
    assert outsider.get(f"targets/{mine.member_id}").status_code == 404
    for who in ("organiser", "clerk"):
        assert Program(workshop, who).get("targets").status_code == 403
        assert Program(workshop, who).get(f"targets/{mine.member_id}").status_code == 403
    assert Program(workshop, "secretary", Scope.MEMBERS).get("targets").status_code == 403


def test_a_token_opens_no_targets_while_its_person_may_not(workshop: Workshop) -> None:
    """For some days after two people gave a new password."""
    agreed(workshop, 2)
    program = Program(workshop, "secretary")
    User.objects.filter(pk=program.user.pk).update(recovered_on=clock.today())
    assert program.get("targets").status_code == 403
    opened = [row["key"] for row in program.get("people-ledgers").json()]
    assert "targets" not in opened and "roster" in opened
    User.objects.filter(pk=program.user.pk).update(recovered_on=clock.today() - timedelta(days=9))
    assert program.get("targets").status_code == 200


def decided(workshop: Workshop, program: Program, day: date, **changes: Any) -> dict[str, Any]:
    item = {
        "kind": "committee_meeting", "topic": "冬季安全", "decision": "查一遍冬季用电",
        "owner": str(workshop.members[2].pk), "due_on": (TODAY + timedelta(days=9)).isoformat(), **changes,
    }  # fmt: skip
    given = {"happened_on": day.isoformat(), "title": "支委会", "items": [item], "another": True}
    sent = program.post("gatherings", given, str(uuid.uuid4()))
    assert sent.status_code == 201, sent.json()
    told: dict[str, Any] = sent.json()
    return told


def test_a_decision_is_written_with_its_gathering_and_followed_to_the_end(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    saved = decided(workshop, program, TODAY - timedelta(days=2))
    asked = {"since": (TODAY - timedelta(days=2)).isoformat()}
    (told,) = program.get("decisions", **asked).json()["items"]
    assert (told["gathering"], told["decision"]) == (saved["id"], "查一遍冬季用电")
    assert told["owner"] == workshop.members[2].name and told["task"]["state"] == "taken_over"
    done = {"words": "查完了"}
    assert program.post(f"tasks/{told['task']['id']}/finish", done, str(uuid.uuid4())).status_code == 200
    (told,) = program.get("decisions", **asked).json()["items"]
    assert told["task"]["state"] == "done" and told["task"]["closed_on"]
    assert program.get("decisions", until=(TODAY - timedelta(days=3)).isoformat()).json()["items"] == []
    decided(workshop, program, TODAY - timedelta(days=1), owner=None, due_on=None)
    first = program.get("decisions", per_page=1, **asked).json()
    assert first["next_page"] == 2 and first["items"][0]["task"] is None  # nobody and no day: nothing to follow
    assert program.get("decisions", per_page=1, page=2, **asked).json()["items"] == [told]
    assert Program(workshop, "outsider").get("decisions", branch=str(workshop.branch.pk)).status_code == 404
    assert Program(workshop, "secretary", Scope.GATHERINGS).get("decisions").status_code == 403
    organiser, asked = Program(workshop, "organiser"), {**asked, "branch": str(workshop.branch.pk)}
    (_new, above) = organiser.get("decisions", **asked).json()["items"]
    assert above["decision"] == told["decision"] and above["task"] is None  # the branch's own work is its own
    stranger = {"kind": "party_lesson", "decision": "x", "owner": str(uuid.uuid4())}
    given = {"happened_on": TODAY.isoformat(), "items": [stranger]}
    assert program.post("gatherings", given, str(uuid.uuid4())).status_code == 404


def test_ledgers_are_those_of_the_page_without_talks_and_help(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    of_work, of_people = ({row["key"] for row in program.get(path).json()} for path in ("ledgers", "people-ledgers"))
    assert of_work == {"meetings", "theme-days", "life", "decisions", "year-plan", "work"}
    assert of_people == {"roster", "dues", "admission", "targets", "praise", "appraisal-ballots"}
    looked_at(workshop, agreed(workshop, 2))
    praised(workshop, 2)
    for key in of_people:
        drawn = program.get(f"people-ledgers/{key}").json()
        assert all(len(row) == len(drawn["columns"]) for row in drawn["items"]), key
        assert program.get(f"ledgers/{key}").status_code == 404
        assert bool(drawn["items"]) or key not in {"roster", "targets", "praise"}, key
    for key in ("talks", "help", "concerns"):
        assert {program.get(f"{kind}/{key}").status_code for kind in ("ledgers", "people-ledgers")} == {404}
    assert Program(workshop, "secretary", Scope.LEDGERS).get("people-ledgers").status_code == 403
    assert Program(workshop, "secretary", Scope.LEDGERS).get("people-ledgers/roster").status_code == 403
    other = Program(workshop, "outsider")
    assert other.get("people-ledgers/roster", branch=str(workshop.branch.pk)).status_code == 404


def test_ledgers_ask_for_the_right_of_each_and_cover_telephone_numbers_for_a_superior(workshop: Workshop) -> None:
    Details.objects.filter(member=workshop.members[2]).update(phone="13900001234")
    clerk, above = Program(workshop, "clerk"), Program(workshop, "organiser")
    assert {row["key"] for row in clerk.get("people-ledgers").json()} == {"roster", "admission"}
    assert clerk.get("people-ledgers/dues").status_code == 404
    assert "work" not in {row["key"] for row in above.get("ledgers").json()}
    place = {"branch": str(workshop.branch.pk)}
    assert above.get("ledgers/work", **place).status_code == 404
    assert above.get("people-ledgers/targets", **place).status_code == 404
    covered = said(above.get("people-ledgers/roster", **place))
    assert workshop.members[2].name in covered and "13900001234" not in covered
    assert "13900001234" in said(Program(workshop, "secretary").get("people-ledgers/roster"))


def test_no_ledger_tells_a_program_what_came_from_a_concern(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    task = program.post("tasks", {"title": "修好更衣室的灯"}, str(uuid.uuid4())).json()["id"]
    assert "修好更衣室的灯" in said(program.get("ledgers/work"))
    Task.objects.filter(thread=task).update(source=TaskSource.CONCERN_PLAN)
    assert "修好更衣室的灯" not in said(program.get("ledgers/work"))


def test_more_rows_cost_no_more_queries(workshop: Workshop) -> None:
    program = Program(workshop, "secretary")
    looked_at(workshop, agreed(workshop, 1))
    decided(workshop, program, TODAY - timedelta(days=9))
    for path in ("targets", "decisions", "people-ledgers/targets"):
        program.get(path)  # the trace of the day is there
    few = [queries_of(program, path) for path in ("targets", "decisions", "people-ledgers/targets")]
    for number in (2, 4, 5):
        looked_at(workshop, agreed(workshop, number))
        decided(workshop, program, TODAY - timedelta(days=number))
    program.get("targets")
    assert few == [queries_of(program, path) for path in ("targets", "decisions", "people-ledgers/targets")]
    assert len(program.get("targets").json()["items"]) == 4
    assert ItemKind.COMMITTEE_MEETING in {row["kind"] for row in program.get("decisions").json()["items"]}
