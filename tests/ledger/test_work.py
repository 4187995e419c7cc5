"""The list of work of a year, and 请示 and 报告 as official documents."""

from datetime import timedelta

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.ledger import work as ledger
from zhibu.ledger.papers import work as papers
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.sheet import Wanted
from zhibu.work import actions, upward
from zhibu.work.actions import NewTask
from zhibu.work.models import Submission, SubmissionKind, TaskSource
from zhibu.work.upward import NewSubmission

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def make(workshop: Workshop, title: str, **columns: object) -> None:
    new = NewTask(**{"branch": workshop.branch, "title": title, **columns})
    do(workshop.actor("secretary"), actions.create_task, Right.RECORD, new=new)


def test_the_list_of_a_year_leaves_help_plans_out(workshop: Workshop) -> None:
    make(workshop, "今年的", due_on=TODAY, owners=[workshop.members[2]])
    make(workshop, "明年的", due_on=TODAY + timedelta(days=60))
    make(workshop, "没有日子的")
    make(workshop, "帮扶的", due_on=TODAY, source=TaskSource.HELP_PLAN, source_key=workshop.branch.pk)
    rows = ledger.rows(Wanted(workshop.branch, TODAY, year=2026))
    assert {row.cells[0] for row in rows} == {"今年的", "没有日子的"}
    assert next(row for row in rows if row.cells[0] == "今年的").cells[3] == "单雪"
    assert [row.cells[0] for row in ledger.rows(Wanted(workshop.branch, TODAY, year=2027))] == ["明年的"]


def sent(workshop: Workshop, kind: SubmissionKind) -> Submission:
    new = NewSubmission(
        workshop.branch, kind, "更换夜班热饭炉", TODAY, to=workshop.enterprise.company, body="旧炉坏了。\n拟换一台。",
        records=[{"kind": "gathering", "key": str(workshop.branch.pk)}],
    )  # fmt: skip
    return do(workshop.actor("secretary"), upward.send, Right.RECORD, new=new)


def asked(workshop: Workshop, submission: Submission, who: str = "secretary") -> Asked:
    return Asked(workshop.actor(who), submission.thread, TODAY, TODAY.year)


def test_a_request_has_one_addressee_its_signer_and_the_closing_sentence(workshop: Workshop) -> None:
    question = asked(workshop, sent(workshop, SubmissionKind.REQUEST))
    shape = papers.request(papers.find_request(question), question)
    assert (shape.title, shape.to) == ("关于更换夜班热饭炉的请示", "北山机械厂党委")
    assert [paragraph.text for paragraph in shape.paragraphs] == ["旧炉坏了。", "拟换一台。", "妥否，请批示。"]
    assert (shape.signer, shape.signed_by, shape.dated) == ("王玉兰", "一车间党支部", TODAY)
    with pytest.raises(NotFound):
        papers.find_report(question)
    with pytest.raises(NotFound):
        papers.find_request(Asked(workshop.actor("outsider"), question.record, TODAY, TODAY.year))


def test_a_report_asks_for_nothing(workshop: Workshop) -> None:
    question = asked(workshop, sent(workshop, SubmissionKind.REPORT))
    shape = papers.report(papers.find_report(question), question)
    assert shape.title.endswith("的报告")
    assert "请批示" not in "".join(paragraph.text for paragraph in shape.paragraphs)
