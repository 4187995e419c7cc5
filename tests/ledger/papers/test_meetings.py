"""会议记录 and 主题党日记录: everything of one gathering, for those who may see it, names only where they belong."""

from datetime import time
from typing import Any
from uuid import uuid4

import pytest

from tests.ledger.papers.reading import opened
from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.base.errors import NotFound
from zhibu.ledger.papers.catalogue import PAPERS, drawn, file_name, paper_of
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.word import word_of
from zhibu.meeting.actions import NewItem, NewTally
from zhibu.meeting.models import Gathering, ItemKind, Presence, Stage


@pytest.fixture
def meeting(workshop: Workshop) -> Gathering:
    items = [
        NewItem(ItemKind.GENERAL_MEETING, topic="夜班就餐", points="李晓明：吃不上热饭。\n钱文博（不同意见）：先试。",
                decision="23 点供热餐", tally=NewTally(7, 6, 5, 0, 1)),
        NewItem(ItemKind.THEME_DAY, topic="擦洗机床", points="两个班组一起", decision="修好三台"),
    ]  # fmt: skip
    away = {workshop.members[1].pk: Presence.LEAVE_ILL, workshop.members[4].pk: Presence.ABSENT}
    return workshop.held(
        TODAY, items=items, title="四季度大会", starts=time(19), ends=time(20, 30), place="三楼会议室", host="王玉兰",
        recorder="单雪", due=8, present=6, attendance=away,
    )  # fmt: skip


def cells(workshop: Workshop, who: str, key: str, record: Any) -> dict[str, str]:
    """Label and value of every grid of the Word file."""
    asked = Asked(workshop.actor(who), record, TODAY, TODAY.year)
    document = opened(word_of(drawn(paper_of(key), asked)[1]))
    said: dict[str, str] = {}
    for table in document.tables:
        for row in table.rows:
            texts = list(dict.fromkeys((cell._tc, cell.text) for cell in row.cells))
            for (_label, label), (_value, value) in zip(texts[::2], texts[1::2], strict=True):
                said[label] = value
    return said


def test_keys_are_unique_and_an_unknown_one_is_not_found() -> None:
    assert len({paper.key for paper in PAPERS}) == len(PAPERS)
    with pytest.raises(NotFound):
        paper_of("points")


def test_the_record_holds_everything_of_the_meeting(workshop: Workshop, meeting: Gathering) -> None:
    said = cells(workshop, "secretary", "meeting-record", meeting.pk)
    assert said["时间"] == "2026年11月23日 星期一 19:00—20:30"
    assert said["类型"] == "支部党员大会、主题党日"
    assert (said["应到"], said["实到"]) == ("8 人", "6 人")
    assert said["请假"] == "1 人：李晓明（生病）"
    assert said["缺席"] == "1 人：钱文博"
    assert said["表决"] == "应到会有表决权 7 人，到会 6 人；赞成 5 票，反对 0 票，弃权 1 票"


def test_names_of_those_away_stay_with_those_who_keep_the_records(workshop: Workshop, meeting: Gathering) -> None:
    said = cells(workshop, "organiser", "meeting-record", meeting.pk)
    assert said["请假"] == "1 人：生病 1 人"
    assert said["缺席"] == "1 人"


def test_the_theme_day_holds_its_own_items_only(workshop: Workshop, meeting: Gathering) -> None:
    said = cells(workshop, "secretary", "theme-day", meeting.pk)
    assert said["做了什么"] == "擦洗机床\n两个班组一起"
    assert said["办成的实事、后续"] == "修好三台"
    assert "热饭" not in str(said)


def test_who_may_not_see_the_record_finds_no_paper(workshop: Workshop, meeting: Gathering) -> None:
    plan = workshop.held(TODAY, ItemKind.GENERAL_MEETING, stage=Stage.PLANNED)
    strangers = [(who, meeting.pk) for who in ("outsider", "keeper", "member")]
    for who, record in (*strangers, ("secretary", plan.pk), ("secretary", uuid4())):
        with pytest.raises(NotFound):
            drawn(paper_of("meeting-record"), Asked(workshop.actor(who), record, TODAY, TODAY.year))


def test_the_file_is_named_after_branch_and_paper(workshop: Workshop, meeting: Gathering) -> None:
    asked = Asked(workshop.actor("secretary"), meeting.pk, TODAY, TODAY.year)
    assert file_name(*drawn(paper_of("meeting-record"), asked), "docx") == "一车间党支部会议记录.docx"
