"""Criticism only with help, help only with support, an end only by what was seen; who may see any of it."""

from datetime import date

import pytest

from tests.web.sending import send, text_of
from tests.web.targets.agreeing import agreed
from tests.web.workshop import Workshop
from zhibu.target.models import Criticism, HelpLook, HelpPlan, HelpRequest

pytestmark = pytest.mark.django_db
PERSON, HELPER = 2, 1  # 单雪 is helped, 李晓明 (group leader) stands by


def plan(workshop: Workshop, **changes: str) -> dict[str, str]:
    return {
        "branch_does": "排两天跟岗",
        "member_does": "过一遍操作单",
        "helper": str(workshop.members[HELPER].pk),
        "look_1": "2026-12-01",
        "look_2": "2026-12-15",
        **changes,
    }


def criticism(**changes: str) -> dict[str, str]:
    return {"happened_on": "2026-11-20", "duty": "organisational_life", "explanation": "夜班连着白班", **changes}


def address(workshop: Workshop, act: str, number: int = PERSON) -> str:
    return f"/members/targets/{workshop.members[number].pk}/{act}/"


def open_plan(workshop: Workshop, **changes: str) -> HelpPlan:
    page = send(workshop.browser("secretary"), address(workshop, "criticise"), **plan(workshop), **criticism())
    assert page.status_code == 302, page.context["form"].errors
    return HelpPlan.objects.get(closed_on__isnull=True)


def see(workshop: Workshop, who: str = "leader", **changes: str) -> int:
    look = HelpLook.objects.filter(seen_on__isnull=True).order_by("due_on").first()
    given = {"seen_on": "2026-11-23", "seen": "跟岗第一天来了", **changes}
    return send(workshop.browser(who), f"/members/targets/help/looks/{look.pk}/", **given).status_code


def test_criticism_and_help_are_one_act(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    said = Criticism.objects.get()
    assert said.plan == opened.thread
    assert said.by.name == "王玉兰"
    assert HelpLook.objects.filter(plan=opened.thread).count() == 2
    page = text_of(workshop.browser("secretary").get(f"/members/targets/help/{opened.thread}/"))
    assert "夜班连着白班" in page and "排两天跟岗" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"branch_does": ""}, "branch_does"),
        ({"member_does": ""}, "member_does"),
        ({"helper": ""}, "helper"),
        ({"look_2": ""}, "look_2"),
        ({"look_2": "2026-12-01"}, "look_2"),
        ({"look_1": "2026-11-01"}, "look_1"),
        ({"duty": ""}, "duty"),
        ({"happened_on": ""}, "happened_on"),
        ({"happened_on": "2026-11-24"}, "happened_on"),
        ({"by": ""}, "by"),
    ],
)
def test_neither_is_written_when_a_part_is_missing(workshop, changes, field) -> None:
    given = {**plan(workshop), **criticism(), **changes}
    page = send(workshop.browser("secretary"), address(workshop, "criticise"), **given)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not HelpPlan.objects.exists() and not Criticism.objects.exists()
    assert str(given["explanation"]) in text_of(page)


def test_no_plan_on_oneself_and_the_person_does_not_stand_by_alone(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert browser.get(address(workshop, "help", 0)).status_code == 404
    own = {**plan(workshop), "helper": str(workshop.members[PERSON].pk)}
    page = send(browser, address(workshop, "help"), **own)
    assert page.status_code == 422 and "helper" in page.context["form"].errors


def test_an_action_refuses_a_plan_on_oneself_too(workshop: Workshop) -> None:
    from tests.personas import NOW, TODAY, do
    from zhibu.base.actor import Right
    from zhibu.base.errors import Refused
    from zhibu.target.actions.helping import NewPlan, open_help

    new = NewPlan(workshop.members[1], "陪着", "来开会", [date(2026, 12, 1), date(2026, 12, 9)])
    with pytest.raises(Refused, match="不给自己"):
        do(workshop.actor("secretary"), open_help, Right.HELP, TODAY, NOW, member=workshop.members[0], plan=new)


def test_it_ends_only_when_somebody_has_looked(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    end = f"/members/targets/help/{opened.thread}/end/"
    browser = workshop.browser("secretary")
    assert browser.post(end, {"end": "turned"}).status_code == 422
    assert browser.post(end, {"end": "因为到期"}).status_code == 302
    assert HelpPlan.objects.get().closed_on is None
    assert see(workshop) == 302
    assert browser.post(end, {"end": "turned"}).status_code == 302
    assert HelpPlan.objects.get().end == "turned"
    listed = text_of(browser.get("/members/targets/help/"))
    assert "单雪" not in listed and "排两天跟岗" not in listed
    assert browser.get(f"/members/targets/help/{opened.thread}/").status_code == 404
    assert workshop.browser("leader").get(f"/members/targets/help/{opened.thread}/").status_code == 404
    own = workshop.browser("member").get(f"/members/targets/help/{opened.thread}/")
    assert "排两天跟岗" in text_of(own)


def test_another_way_ends_one_and_opens_the_next_in_one_act(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    see(workshop)
    browser = workshop.browser("secretary")
    end = browser.post(f"/members/targets/help/{opened.thread}/end/", {"end": "another_way"})
    assert end.headers["Location"].endswith("/another/")
    assert HelpPlan.objects.get().closed_on is None
    wrong = send(browser, end.headers["Location"], **plan(workshop, branch_does=""))
    assert wrong.status_code == 422 and HelpPlan.objects.get().closed_on is None
    assert send(browser, end.headers["Location"], **plan(workshop, branch_does="调到白班一个月")).status_code == 302
    second = HelpPlan.objects.get(closed_on__isnull=True)
    assert second.chain == opened.chain
    page = text_of(browser.get(f"/members/targets/help/{second.thread}/"))
    assert "调到白班一个月" in page and "排两天跟岗" in page and "夜班连着白班" in page
    assert browser.post(f"/members/targets/help/{second.thread}/undo/").status_code == 302
    assert HelpPlan.objects.get().closed_on is None


def test_the_superior_is_asked_without_a_name(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    see(workshop)
    workshop.browser("secretary").post(f"/members/targets/help/{opened.thread}/end/", {"end": "superior"})
    organiser = workshop.browser("organiser")
    page = text_of(organiser.get("/members/targets/"))
    assert "一车间党支部" in page and "单雪" not in page and "跟岗" not in page
    request = HelpRequest.objects.get()
    assert workshop.browser("outsider").post(f"/members/targets/help/requests/{request.pk}/answer/").status_code == 403
    assert organiser.post(f"/members/targets/help/requests/{request.pk}/answer/").status_code == 302
    assert "请上级帮的支部" not in text_of(organiser.get("/members/targets/"))


def test_undo_takes_plan_looks_and_criticism_together(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    workshop.browser("secretary").post(f"/members/targets/help/{opened.thread}/undo/")
    assert not (HelpPlan.objects.exists() or HelpLook.objects.exists() or Criticism.objects.exists())


def test_an_end_is_taken_back_in_time(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    see(workshop)
    browser = workshop.browser("secretary")
    browser.post(f"/members/targets/help/{opened.thread}/end/", {"end": "superior"})
    assert browser.post(f"/members/targets/help/{opened.thread}/reopen/").status_code == 302
    assert HelpPlan.objects.get().closed_on is None and not HelpRequest.objects.exists()


def test_one_open_plan_at_a_time(workshop: Workshop) -> None:
    open_plan(workshop)
    assert send(workshop.browser("secretary"), address(workshop, "help"), **plan(workshop)).status_code == 422


def test_whoever_stands_by_sees_the_plan_and_notes_looks_but_not_the_criticism(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    page = text_of(workshop.browser("leader").get(f"/members/targets/help/{opened.thread}/"))
    assert "排两天跟岗" in page and "夜班连着白班" not in page and "已转变" not in page
    assert see(workshop, "leader", again_on="2026-12-30") == 302
    assert HelpLook.objects.filter(plan=opened.thread).count() == 3
    assert workshop.browser("leader").post(f"/members/targets/help/{opened.thread}/end/").status_code == 403


def test_the_person_reads_it_and_changes_nothing(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    browser = workshop.browser("member")
    assert "排两天跟岗" in text_of(browser.get(f"/members/targets/help/{opened.thread}/"))
    look = HelpLook.objects.first()
    assert browser.get(f"/members/targets/help/looks/{look.pk}/").status_code == 404


def test_a_reminder_keeps_no_words(workshop: Workshop) -> None:
    from zhibu.target.models import Urging

    agreed(workshop, PERSON)
    given = {"duty": "line:设备零误停", "happened_on": "2026-11-20"}
    assert send(workshop.browser("secretary"), address(workshop, "remind"), **given).status_code == 302
    urging = Urging.objects.get()
    assert (urging.duty, urging.line_content) == ("line", "设备零误停")
    assert "王玉兰提醒" in text_of(workshop.browser("member").get("/members/targets/"))
    assert not {field.name for field in Urging._meta.get_fields()} & {"words", "text", "content", "note", "remark"}
    assert workshop.browser("member").post(f"/members/targets/reminders/{urging.pk}/undo/").status_code == 403
