"""Praise by deed and consent; commendation step by step, within the usual share."""

import pytest

from tests.web.sending import send, text_of
from tests.web.targets.agreeing import agreed
from tests.web.workshop import Workshop
from zhibu.target.models import Honour, Praise

pytestmark = pytest.mark.django_db
NEW = "/members/targets/praise/new/"


def praise(workshop: Workshop, who: str = "secretary", **changes: str):
    given = {"deed": "替班 6 次让同事住院陪护", "happened_on": "2026-11-10", **changes}
    return send(workshop.browser(who), NEW, **given)


def test_praise_is_read_by_comrades_only_with_consent(workshop: Workshop) -> None:
    assert praise(workshop, member=str(workshop.members[2].pk)).status_code == 302
    leader, member = workshop.browser("leader"), workshop.browser("member")
    assert "替班 6 次" not in text_of(leader.get("/members/targets/praise/"))
    publish = f"/members/targets/praise/{Praise.objects.get().pk}/publish/"
    assert workshop.browser("secretary").post(publish, {"public": "1"}).status_code == 403
    assert leader.post(publish, {"public": "1"}).status_code == 404
    assert member.post(publish, {"public": "1"}).status_code == 302
    assert "替班 6 次" in text_of(leader.get("/members/targets/praise/"))


def test_a_colleague_who_is_no_member_is_praised_with_consent(workshop: Workshop) -> None:
    page = praise(workshop, name="白师傅")
    assert page.status_code == 422 and "has_consent" in page.context["form"].errors
    assert praise(workshop, name="白师傅", has_consent="on").status_code == 302
    assert "白师傅" in text_of(workshop.browser("leader").get("/members/targets/praise/"))


@pytest.mark.parametrize("changes", [{}, {"name": "甲", "deed": ""}, {"name": "甲", "happened_on": "2026-12-01"}])
def test_somebody_did_something_on_a_day_that_has_come(workshop, changes) -> None:
    assert praise(workshop, **{"has_consent": "on", **changes}).status_code == 422
    assert not Praise.objects.exists()


def test_another_branch_and_plain_members_cannot_write_or_take_back(workshop: Workshop) -> None:
    praise(workshop, member=str(workshop.members[2].pk))
    undo = f"/members/targets/praise/{Praise.objects.get().pk}/undo/"
    assert workshop.browser("outsider").post(undo).status_code == 404
    assert workshop.browser("member").post(undo).status_code == 403
    assert workshop.browser("member").get(NEW).status_code == 403
    assert workshop.browser("secretary").post(undo).status_code == 302


def nominate(workshop: Workshop, **changes):
    nominees = [str(workshop.members[number].pk) for number in (1, 2, 4)]
    given = {"title": "优秀共产党员", "places": "2", "nominees": nominees, "happened_on": "2026-11-02", **changes}
    return send(workshop.browser("secretary"), "/members/targets/honours/new/", **given)


def test_commendation_goes_step_by_step(workshop: Workshop) -> None:
    agreed(workshop, 2)
    assert nominate(workshop).status_code == 302
    honour = Honour.objects.get()
    here = f"/members/targets/honours/{honour.thread}/"
    browser, member = workshop.browser("secretary"), workshop.browser("member")
    assert member.get(here).status_code == 404
    votes = {f"votes_{workshop.members[number].pk}": count for number, count in ((1, 6), (2, 7), (4, 2))}
    vote = {"voted_on": "2026-11-05", "due_to_vote": "8", "present": "7", **votes}
    too_many = {**vote, f"votes_{workshop.members[1].pk}": "9", "chosen": [str(workshop.members[2].pk)]}
    page = browser.post(f"{here}vote/", too_many)
    assert page.status_code == 422 and f"votes_{workshop.members[1].pk}" in page.context["form"].errors
    everybody = {**vote, "chosen": [str(workshop.members[number].pk) for number in (1, 2, 4)]}
    assert browser.post(f"{here}vote/", everybody).status_code == 422
    chosen = {**vote, "chosen": [str(workshop.members[number].pk) for number in (1, 2)]}
    assert browser.post(f"{here}vote/", chosen).status_code == 302
    notice = {"shown_from": "2026-11-09", "shown_until": "2026-11-13"}
    assert browser.post(f"{here}notice/", {**notice, "shown_until": "2026-11-01"}).status_code == 422
    assert browser.post(f"{here}notice/", notice).status_code == 302
    shown = text_of(member.get(here))
    assert "单雪" in shown and "钱文博" not in shown
    assert browser.post(f"{here}send/", {"submitted_on": "2026-11-13"}).status_code == 422
    assert browser.post(f"{here}send/", {"submitted_on": "2026-11-16"}).status_code == 302
    deeds = text_of(browser.get(f"{here}deeds/{workshop.members[2].pk}/"))
    assert "单雪" in deeds and "主要事迹" in deeds
    assert browser.post(f"{here}undo/").status_code == 302
    assert Honour.objects.get().submitted_on is None


def test_more_than_a_third_needs_the_document_that_allows_it(workshop: Workshop) -> None:
    page = nominate(workshop, places="3")
    assert page.status_code == 422
    assert "最多 2 人" in str(page.context["form"].errors["places"])
    assert "优秀共产党员" in text_of(page)
    assert nominate(workshop, places="3", above_share_by="公司党委〔2026〕9号").status_code == 302
