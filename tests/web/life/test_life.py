"""The organisational life meeting and the appraisal as a way through pages, from opinions heard to what was mended."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from tests.web.workshop import Workshop
from zhibu.meeting.models import AppraisalBallots, Grades, ItemKind, LifeYear, TalkKind
from zhibu.work.models import Mend, MendSource

pytestmark = pytest.mark.django_db
LIFE = "/meetings/life/"


@pytest.fixture
def secretary(workshop: Workshop) -> Client:
    return workshop.browser("secretary")


def said(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def held(workshop: Workshop, day: date = date(2026, 11, 20)) -> object:
    kinds = (ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL)
    return workshop.held(day, *kinds, title="年度组织生活会", due=8, present=7, host="王玉兰")


def test_an_empty_year_says_what_to_do(secretary: Client) -> None:
    page = secretary.get(LIFE)
    assert "还没有记。可以印征求意见表" in said(page)
    assert "定时间" in said(page)
    assert "系统不代写" in said(page)


def test_the_way_of_one_year(workshop: Workshop, secretary: Client) -> None:
    prepared = {
        "theme": "敢担当", "theme_fixed_on": "2026-10-20", "studied_on": "2026-10-28", "heard_on": "2026-11-05",
        "sheets_out": "20", "sheets_back": "18", "heard": "夜班热餐\n例会太长",
    }  # fmt: skip
    secretary.post(f"{LIFE}2026/prepare/", prepared)
    keys = [str(workshop.members[number].pk) for number in (2, 4)]
    talk = {"talker": str(workshop.members[0].pk), "partners": keys, "happened_on": "2026-11-10"}
    secretary.post("/concerns/talks/new/", {**talk, "kind": TalkKind.BEFORE_MEETING})
    gathering = held(workshop)
    secretary.post(f"{LIFE}2026/meeting/", {"examined": "yes", "criticised": "yes", "directed": "yes"})
    days = dict.fromkeys(("self_on", "mutual_on", "test_on", "assessed_on"), "2026-11-20")
    secretary.post(f"{LIFE}2026/appraisal/", {**days, "ballots_out": "7", "ballots_back": "7", "ballots_valid": "7"})
    mend = {
        "fact": "例会太长", "measure": "例会不超过四十分钟", "source": "life", "due_on": "2026-12-20",
        "owner": str(workshop.members[0].pk),
    }  # fmt: skip
    secretary.post("/checkup/mending/new/", mend)

    page = said(secretary.get(LIFE))
    for words in ("敢担当", "发出 20 份，收回 18 份", "谈过", "年度组织生活会", "例会不超过四十分钟", "在改"):
        assert words in page, words
    assert "接着要做：措施都办完的日子" in page
    assert "各步都有，先后也对" in page, "the appraisal's four steps"
    record = LifeYear.objects.get()
    assert (record.theme, record.examined, record.ballots_valid) == ("敢担当", True, 7)
    assert Mend.objects.get().source == MendSource.LIFE

    report = said(secretary.get(f"/files/papers/life-report/{gathering.pk}/"))  # type: ignore[attr-defined]
    assert "发出征求意见表20份，收回18份" in report
    assert "收回测评票7张，有效票7张" in report
    opinions = said(secretary.get(f"/files/papers/life-opinions/{workshop.branch.pk}/?year=2026"))
    assert "夜班热餐" in opinions


def test_no_step_is_called_missing_before_it_is_its_turn(workshop: Workshop, secretary: Client) -> None:
    held(workshop)
    page = said(secretary.get(LIFE))
    assert "没有记录：定主题的日子、学习的日子、谈心谈话的日子、听意见的日子" in page


def test_wrong_order_is_said(workshop: Workshop, secretary: Client) -> None:
    held(workshop)
    secretary.post(f"{LIFE}2026/prepare/", {"heard_on": "2026-11-22"})
    assert "先后反了" in said(secretary.get(LIFE))


@pytest.mark.parametrize(
    ("part", "data", "field", "sentence"),
    [
        ("prepare", {"sheets_out": "5", "sheets_back": "6"}, "sheets_back", "收回 6 份，比发出的 5 份还多"),
        ("prepare", {"heard_on": "2026-12-24"}, "heard_on", "还没到"),
        ("appraisal", {"ballots_out": "5", "ballots_back": "6"}, "ballots_back", "收回 6 张票，比发出的 5 张还多"),
        ("appraisal", {"ballots_back": "5", "ballots_valid": "6"}, "ballots_valid", "有效票 6 张，比收回的 5 张还多"),
    ],
)
def test_numbers_that_cannot_be(secretary: Client, part: str, data: dict, field: str, sentence: str) -> None:
    page = secretary.post(f"{LIFE}2026/{part}/", data)
    assert page.status_code == 422
    assert any(sentence in words for words in page.context["form"].errors[field])


def ballots(workshop: Workshop, **more: str) -> dict[str, str]:
    """Eight full members, seven valid ballots: two excellent, the rest qualified."""
    data = {"ballots_out": "7", "ballots_back": "7", "ballots_valid": "7"}
    for number in range(len(workshop.members)):
        data |= {f"excellent_{number}": "5", f"qualified_{number}": "2"}
        data[f"given_{number}"] = "excellent" if number < 2 else "qualified"
    return {**data, **more}


def test_ballots_are_typed_once_for_sheet_ledger_and_record(workshop: Workshop, secretary: Client) -> None:
    held(workshop)
    sheet = secretary.post(f"{LIFE}2026/appraisal/count/", {**ballots(workshop), "download": "1"})
    text = "\n".join(
        cell.text for table in Document(BytesIO(sheet.content)).tables for row in table.rows for cell in row.cells
    )
    assert "王玉兰" in text
    assert "优秀 2 人，合格 6 人" in text
    assert not LifeYear.objects.exists()

    secretary.post(f"{LIFE}2026/appraisal/count/", ballots(workshop))
    grades = Grades.objects.get(item__gathering__revoked_at__isnull=True)
    assert (grades.excellent, grades.qualified) == (2, 6)
    assert LifeYear.objects.get().ballots_valid == 7
    assert "优秀 2，合格 6" in said(secretary.get(LIFE))
    assert "王玉兰" in said(secretary.get("/files/ledgers/appraisal-ballots/"))
    paper = f"/files/papers/appraisal-count/{workshop.branch.pk}/?year=2026"
    assert "<td>5</td>" in said(secretary.get(paper)).replace(' class="center"', "")
    form = secretary.get(f"{LIFE}2026/appraisal/count/").context["form"]
    assert form["qualified_3"].value() == 2
    again = secretary.post(f"{LIFE}2026/appraisal/count/", ballots(workshop, excellent_0="6", qualified_0="1"))
    assert again.status_code == 302
    assert AppraisalBallots.objects.filter(branch=workshop.branch).count() == 8
    assert AppraisalBallots.versions.filter(branch=workshop.branch).count() == 9, "one row was corrected"


def test_more_than_a_third_excellent_is_said(workshop: Workshop, secretary: Client) -> None:
    held(workshop)
    more = {f"given_{number}": "excellent" for number in range(3)}
    page = secretary.post(f"{LIFE}2026/appraisal/count/", {**ballots(workshop, **more), "check": "1"})
    assert "多1人" in said(page)
    assert page.context["form"]["excellent_0"].value() == "5", "nothing typed is lost"


def test_more_votes_than_ballots_are_refused_at_the_member(workshop: Workshop, secretary: Client) -> None:
    held(workshop)
    page = secretary.post(f"{LIFE}2026/appraisal/count/", ballots(workshop, excellent_3="9"))
    assert page.status_code == 422
    assert "四档合计 11 票，多于有效票 7 张" in page.context["form"].errors["excellent_3"][0]


def test_who_sees_what(workshop: Workshop, secretary: Client) -> None:
    secretary.post(f"{LIFE}2026/prepare/", {"heard": "只在支部里看的意见", "sheets_back": "3"})
    organiser = workshop.browser("organiser")
    page = said(organiser.get(f"{LIFE}?branch={workshop.branch.pk}"))
    assert "收回 3 份" in page
    assert "只在支部里看的意见" not in page
    assert organiser.get(f"/files/papers/life-opinions/{workshop.branch.pk}/?year=2026").status_code == 404
    assert workshop.browser("outsider").get(f"{LIFE}?branch={workshop.branch.pk}").status_code in (200, 404)
    assert "收回 3 份" not in said(workshop.browser("outsider").get(LIFE))
    assert workshop.browser("member").get(LIFE).status_code in (403, 404)
    held(workshop)
    secretary.post(f"{LIFE}2026/appraisal/count/", ballots(workshop))
    paper = f"/files/papers/appraisal-count/{workshop.branch.pk}/?year=2026"
    assert "<td>5</td>" not in said(organiser.get(paper)).replace(' class="center"', "")
    assert workshop.browser("clerk").get(f"{LIFE}2026/appraisal/count/").status_code in (403, 404)
