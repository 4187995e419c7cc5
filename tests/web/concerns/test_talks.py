"""谈心谈话: people who lack a talk, several partners in one step, who sees what; no words anywhere."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.personas import NOW, TODAY
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.checkup.models import BranchYearSheet
from zhibu.meeting.models import Talk

pytestmark = pytest.mark.django_db


def note(workshop: Workshop, *numbers: int, who: str = "secretary", day: str = "2026-11-20", talker: int = 0):
    return send(
        workshop.browser(who),
        "/concerns/talks/new/",
        talker=str(workshop.members[talker].pk),
        partners=[str(workshop.members[number].pk) for number in numbers],
        happened_on=day,
    )


def missing(workshop: Workshop) -> dict[str, str]:
    page = workshop.browser("secretary").get("/concerns/")
    return {str(fact.label): str(fact.value) for fact in page.context["missing"]}


def test_people_are_listed_not_pairs_and_several_talks_are_one_step(workshop: Workshop) -> None:
    assert missing(workshop)["支委同党员"] == "钱文博、单雪、孙春芳、吴敏、周海涛"
    assert note(workshop, 2, 4).status_code == 302
    assert missing(workshop)["支委同党员"] == "孙春芳、吴敏、周海涛"
    assert missing(workshop)["支委之间"] == "李晓明、王玉兰、赵志强"
    note(workshop, 1, 3)
    assert missing(workshop)["支委之间"] == "都谈过了"
    assert Talk.objects.count() == 4


def test_the_page_and_the_sheet_count_the_same(workshop: Workshop) -> None:
    note(workshop, 2, 4)
    sheet = BranchYearSheet.objects.get(branch=workshop.branch, year=2026)
    names = missing(workshop)
    assert sheet.talks_missing_with_committee == len(names["支委同党员"].split("、"))
    assert sheet.talks_missing_between_members == len(names["党员之间"].split("、"))


def test_a_step_is_undone_as_a_whole(workshop: Workshop) -> None:
    note(workshop, 2, 4)
    note(workshop, 5, day="2026-11-21")
    talk = Talk.objects.filter(happened_on=date(2026, 11, 20))[0]
    assert workshop.browser("secretary").post(f"/concerns/talks/{talk.pk}/undo/").status_code == 302
    assert [talk.partner.name for talk in Talk.objects.all()] == ["孙春芳"]


def test_the_same_pair_on_the_same_day_is_noted_once_whoever_is_named_first(workshop: Workshop) -> None:
    note(workshop, 2)
    assert note(workshop, 0, talker=2).status_code == 422
    assert note(workshop, 2, 4).status_code == 302
    assert Talk.objects.count() == 2


def test_nobody_talks_with_themselves_or_tomorrow(workshop: Workshop) -> None:
    assert note(workshop, 0).status_code == 422
    assert note(workshop, 2, day="2026-11-24").status_code == 422
    assert note(workshop).status_code == 422
    assert not Talk.objects.exists()


def test_the_superior_sees_how_many_and_nobodys_name(workshop: Workshop) -> None:
    note(workshop, 2, 4)
    page = workshop.browser("organiser").get("/concerns/")
    assert [(row[0].text, row[1]) for row in page.context["counts"].rows] == [("一车间党支部", 2), ("二车间党支部", 0)]
    assert "钱文博" not in text_of(page)


def test_a_member_sees_the_own_talks_only(workshop: Workshop) -> None:
    note(workshop, 2, 4)
    page = text_of(workshop.browser("member").get("/concerns/"))
    assert "王玉兰" in page
    assert "钱文博" not in page


def test_another_branch_cannot_undo(workshop: Workshop) -> None:
    note(workshop, 2)
    talk = Talk.objects.get()
    assert workshop.browser("outsider").post(f"/concerns/talks/{talk.pk}/undo/").status_code == 404
    assert workshop.browser("member").post(f"/concerns/talks/{talk.pk}/undo/").status_code == 403
    assert Talk.objects.filter(pk=talk.pk).exists()


@pytest.mark.parametrize("who", ["secretary", "member", "organiser", "leader"])
def test_while_no_unit_has_opened_its_door_the_page_says_so(workshop: Workshop, who: str) -> None:
    page = text_of(workshop.browser(who).get("/concerns/"))
    assert "还没有开通" in page
    assert "<textarea" not in page


def test_no_field_for_words_exists() -> None:
    kept = {field.name for field in Talk._meta.get_fields()}
    assert not kept & {"content", "words", "summary", "text", "note", "remark", "topic"}


def test_a_long_year_of_talks_comes_by_pages(workshop: Workshop) -> None:
    first, second = workshop.members[0], workshop.members[2]
    Talk.objects.bulk_create(
        Talk(
            root=workshop.branch.root, branch=workshop.branch, talker=first, partner=second,
            happened_on=TODAY - timedelta(days=number), recorded_at=NOW, recorded_by=uuid4(),
        )
        for number in range(17)
    )  # fmt: skip
    secretary = workshop.browser("secretary")
    assert len(secretary.get("/concerns/").context["talks"].rows) == 10
    assert len(secretary.get("/concerns/?page=2").context["talks"].rows) == 7
