"""Papers of a branch and a year, from its records; and the blank forms that stand beside them."""

from datetime import date
from typing import Any

import pytest

from tests.ledger.papers.reading import opened
from tests.personas import TODAY, do
from tests.web.targets.agreeing import agreed
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.ledger.papers import admission, admission_forms
from zhibu.ledger.papers.catalogue import PAPERS, drawn, paper_of
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.placeholders import names_of, values_of
from zhibu.ledger.papers.shapes import FormPaper, Table
from zhibu.ledger.papers.word import word_of
from zhibu.meeting.actions import NewGrades, NewItem, note_talk
from zhibu.meeting.models import ItemKind, Stage


def shape(workshop: Workshop, key: str, who: str = "secretary", record: Any = None) -> FormPaper:
    asked = Asked(workshop.actor(who), record or workshop.branch.pk, TODAY, TODAY.year)
    found = drawn(paper_of(key), asked)[1]
    assert isinstance(found, FormPaper)
    return found


def rows(paper: FormPaper) -> list[list[str]]:
    return [list(row) for part in paper.parts if isinstance(part, Table) for row in part.rows]


def talk(workshop: Workshop) -> Any:
    arguments = {"talker": workshop.members[0], "partner": workshop.members[2], "happened_on": TODAY}
    return do(workshop.actor("secretary"), note_talk, Right.RECORD, branch=workshop.branch, **arguments)


def test_the_plan_holds_what_is_planned_beside_what_was_done(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 6), ItemKind.GENERAL_MEETING, title="一季度大会", host="王玉兰")
    workshop.held(date(2026, 12, 18), ItemKind.THEME_DAY, title="十二月党日", stage=Stage.PLANNED)
    assert rows(shape(workshop, "plan")) == [
        ["1", "一季度大会", "支部党员大会", "", "3月6日", "王玉兰", "有会议记录", "3月6日已开"],
        ["2", "十二月党日", "主题党日", "", "12月18日", "", "有会议记录", ""],
    ]


def test_the_ballot_of_an_appraisal_names_every_full_member_once(workshop: Workshop) -> None:
    names = [row[1] for row in rows(shape(workshop, "appraisal-ballot"))]
    assert sorted(names) == sorted(member.name for member in workshop.members)


def test_the_count_takes_over_what_was_recorded(workshop: Workshop) -> None:
    item = NewItem(ItemKind.DEMOCRATIC_APPRAISAL, grades=NewGrades(2, 5, 1, 0))
    workshop.held(date(2026, 2, 6), items=[item], title="民主评议")
    values = values_of(shape(workshop, "appraisal-count"))
    assert values["评定结果"] == "优秀 2 人，合格 5 人，基本合格 1 人，不合格 0 人"


def test_a_talk_has_its_people_and_its_day_and_room_for_the_pen(workshop: Workshop) -> None:
    values = values_of(shape(workshop, "talk", record=talk(workshop).pk))
    assert (values["谈话人"], values["谈话对象"], values["时间"]) == ("王玉兰", "单雪", "2026年11月23日")
    assert values["约定要办的事"] == ""
    assert [row[2:] for row in rows(shape(workshop, "talks-done"))] == [["王玉兰", "单雪"]]


@pytest.mark.parametrize("who", ["organiser", "outsider", "member", "leader"])
def test_talks_stay_in_the_branch(workshop: Workshop, who: str) -> None:
    record = talk(workshop).pk
    for key, about in (
        ("talk", record),
        ("talks-done", workshop.branch.pk),
        ("appraisal-opinions", workshop.branch.pk),
    ):
        with pytest.raises(NotFound):
            shape(workshop, key, who, about)


def test_division_and_mobile_come_from_the_roster(workshop: Workshop) -> None:
    assert ["王玉兰", "书记", ""] in rows(shape(workshop, "division"))
    (line,) = rows(shape(workshop, "mobile"))
    assert line[:2] == ["周海涛", "2025年1月1日"]


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.by_year], ids=lambda paper: paper.key)
def test_every_paper_of_a_year_is_drawn_and_another_branch_is_not_found(workshop: Workshop, paper: Any) -> None:
    asked = Asked(workshop.actor("secretary"), workshop.branch.pk, TODAY, 2026)
    opened(word_of(drawn(paper, asked)[1]))
    with pytest.raises(NotFound):
        drawn(paper, Asked(workshop.actor("outsider"), workshop.branch.pk, TODAY, 2026))


OF_A_CASE = {paper.key for paper in (*admission_forms.PAPERS, *admission.PAPERS)}  # tests/web/admission/test_papers.py


@pytest.mark.parametrize(
    "paper",
    [paper for paper in PAPERS if paper.blank and paper.draw and paper.key not in OF_A_CASE],
    ids=lambda paper: paper.key,
)
def test_a_blank_names_every_label_that_its_paper_can_have(workshop: Workshop, paper: Any) -> None:
    """Else a template of the unit's own could not ask for it."""
    item = NewItem(ItemKind.DEMOCRATIC_APPRAISAL, decision="同意", grades=NewGrades(2, 5, 1, 0))
    items = [item, NewItem(ItemKind.PARTY_LESSON), NewItem(ItemKind.THEME_DAY)]
    life = [NewItem(ItemKind.ORGANISATIONAL_LIFE_MEETING, decision="改进夜班就餐")]
    gathering = workshop.held(TODAY, items=[*items, *life], due=8, present=7)
    records = {"talk": talk(workshop).pk, "target-book": agreed(workshop, 2).thread}
    record = records.get(paper.key, gathering.pk if paper.home else workshop.branch.pk)
    drawn_shape = drawn(paper, Asked(workshop.actor("secretary"), record, TODAY, 2026))[1]
    names = names_of(paper.blank("一车间党支部"))
    values = values_of(drawn_shape)
    assert set(values) <= {*names.single, *names.lists}
    for name, labels in names.lists.items():
        value = values.get(name, [])
        assert not isinstance(value, str)
        assert all(set(row) <= set(labels) for row in value), name
