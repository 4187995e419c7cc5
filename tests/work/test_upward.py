"""请示 and 报告: one matter, upward only, answered once, withdrawn before an answer."""

from datetime import timedelta
from typing import Any

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Refused
from zhibu.work import upward
from zhibu.work.models import Submission, SubmissionKind, Verdict
from zhibu.work.upward import NewSubmission

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(workshop: Workshop, **columns: Any) -> Submission:
    columns = {
        "organisation": workshop.branch, "kind": SubmissionKind.REQUEST, "matter": "换一台热饭炉",
        "body": "旧炉坏了，换一台。", "happened_on": TODAY - 3 * DAY, "to": workshop.enterprise.company, **columns,
    }  # fmt: skip
    return do(workshop.actor("secretary"), upward.send, Right.RECORD, new=NewSubmission(**columns))


def answer(workshop: Workshop, submission: Submission, who: str = "organiser", **columns: Any) -> Any:
    right = Right.ASSIGN if who == "organiser" else Right.RECORD
    columns = {"verdict": Verdict.AGREED, **columns}
    return do(workshop.actor(who), upward.reply, right, submission=submission, **columns)


def test_a_request_waits_until_it_is_answered_once(workshop: Workshop) -> None:
    submission = ask(workshop, answer_by=TODAY)
    waiting = upward.unanswered(upward.visible_to(workshop.actor("organiser")))
    assert list(waiting) == [submission]
    answer(workshop, submission, words="同意，从工会经费出")
    assert not waiting.all().exists()
    with pytest.raises(Refused):
        answer(workshop, submission)


def test_a_withdrawn_request_is_not_answered_and_an_answered_one_not_withdrawn(workshop: Workshop) -> None:
    taken, kept = ask(workshop), ask(workshop, matter="另一件")
    do(workshop.actor("secretary"), upward.withdraw, Right.RECORD, submission=taken)
    standing = upward.submission_for(workshop.actor("organiser"), taken.thread)
    with pytest.raises(Refused) as refusal:
        answer(workshop, standing)
    assert "撤回" in refusal.value.reason
    answer(workshop, kept)
    with pytest.raises(Refused):
        do(workshop.actor("secretary"), upward.withdraw, Right.RECORD, submission=kept)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"body": " "}, "body"),
        ({"to": None}, "to"),
        ({"happened_on": TODAY + DAY}, "happened_on"),
        ({"answer_by": TODAY - 4 * DAY}, "answer_by"),
        ({"kind": SubmissionKind.REPORT}, "records"),
        ({"kind": SubmissionKind.ORAL, "to": None}, "to_name"),
    ],
)
def test_bad_input_is_refused_at_its_field(workshop: Workshop, columns: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(workshop, **columns)
    assert field in refusal.value.problems


def test_nothing_goes_sideways_or_to_oneself(workshop: Workshop) -> None:
    for to in (workshop.enterprise.second, workshop.branch):
        with pytest.raises(Invalid) as refusal:
            ask(workshop, to=to)
        assert "to" in refusal.value.problems
    assert upward.superiors_of(workshop.branch) == [workshop.enterprise.company]


def test_a_report_stands_on_a_record(workshop: Workshop) -> None:
    pointer = {"kind": "gathering", "key": str(workshop.branch.pk)}
    assert ask(workshop, kind=SubmissionKind.REPORT, records=[pointer]).records == [pointer]
    assert not upward.unanswered(Submission.objects.all()).exists()


def test_a_request_by_word_of_mouth_is_one_line_with_its_answer(workshop: Workshop) -> None:
    submission = ask(
        workshop, kind=SubmissionKind.ORAL, to=None, body="", to_name="党委办公室老周", answer="可以，下周换",
    )  # fmt: skip
    given = upward.reply_to(submission)
    assert given is not None
    assert (given.words, given.who, given.happened_on) == ("可以，下周换", "党委办公室老周", TODAY - 3 * DAY)


@pytest.mark.parametrize(("days", "is_fine"), [(-4, False), (-3, True), (0, True), (1, False)])
def test_an_answer_lies_between_the_request_and_today(workshop: Workshop, days: int, is_fine: bool) -> None:
    submission = ask(workshop, to=None, to_name="市局党委")
    columns = {"who": "secretary", "happened_on": TODAY + days * DAY}
    if is_fine:
        assert answer(workshop, submission, **columns).happened_on == TODAY + days * DAY
        return
    with pytest.raises(Refused):
        answer(workshop, submission, **columns)


def test_no_needs_a_word_why(workshop: Workshop) -> None:
    submission = ask(workshop)
    with pytest.raises(Refused):
        answer(workshop, submission, verdict=Verdict.NOT_AGREED)
    assert answer(workshop, submission, verdict=Verdict.NOT_AGREED, words="明年有新炉").words


def test_only_whom_it_was_sent_to_answers(workshop: Workshop) -> None:
    submission = ask(workshop)
    with pytest.raises(NotAllowed):
        answer(workshop, submission, who="secretary")


def test_who_sees_it(workshop: Workshop) -> None:
    """A canary: neither members nor other branches nor the keeper."""
    submission = ask(workshop)
    assert upward.submission_for(workshop.actor("clerk"), submission.thread) == submission
    for who in ("member", "leader", "outsider", "keeper"):
        with pytest.raises(NotFound):
            upward.submission_for(workshop.actor(who), submission.thread)
