"""One member's page: everything kept, who looked, corrections that notice each other, and spells."""

from datetime import date, timedelta

import pytest

from tests.personas import NOW, TODAY, do
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.base.models import LookTrace
from zhibu.member.actions import correct_details
from zhibu.member.models import Condition, Details, Membership, PostHolding, PostKind
from zhibu.member.queries import details_of

pytestmark = pytest.mark.django_db


def page_of(workshop: Workshop, number: int, more: str = "") -> str:
    return f"/members/{workshop.members[number].pk}/{more}"


def test_a_look_by_somebody_else_leaves_one_trace_a_day_that_the_member_sees(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    for _time in range(3):
        organiser.get(page_of(workshop, 2))
    trace = LookTrace.objects.get(subject=workshop.members[2].pk)
    assert (trace.day, trace.looker) == (TODAY, workshop.enterprise.users["organiser"].pk)
    own = workshop.browser("member").get("/members/")
    assert "林组织员" in text_of(own)


def test_the_own_look_leaves_no_trace(workshop: Workshop) -> None:
    workshop.browser("secretary").get(page_of(workshop, 0))
    workshop.browser("member").get("/members/")
    assert not LookTrace.objects.exists()


def test_the_superior_sees_the_phone_only_on_asking(workshop: Workshop) -> None:
    details = details_of(workshop.members[2])
    do(workshop.actor("secretary"), correct_details, Right.RECORD, details=details, phone="13802050002")
    organiser = workshop.browser("organiser")
    assert "13802050002" not in text_of(organiser.get(page_of(workshop, 2)))
    assert "13802050002" in text_of(organiser.get(page_of(workshop, 2, "?phone=1")))


@pytest.mark.parametrize("who", ["outsider", "member", "leader", "keeper"])
def test_others_do_not_open_the_page(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get(page_of(workshop, 3)).status_code in {403, 404}
    assert not LookTrace.objects.exists()


def test_another_branchs_member_is_not_found(workshop: Workshop) -> None:
    for more in ("", "edit/", "post/", "leave/", "group/", "condition/"):
        assert workshop.browser("outsider").get(page_of(workshop, 3, more)).status_code == 404, more


def test_a_correction_keeps_the_earlier_version_and_names_the_writer(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    answer = send(secretary, page_of(workshop, 2, "edit/"), job="质检员")
    assert answer.status_code == 302
    versions = Details.versions.filter(member=workshop.members[2])
    assert sorted(version.job for version in versions) == ["", "质检员"]
    shown = text_of(secretary.get(page_of(workshop, 2)))
    assert "岗位：— → 质检员" in shown
    assert "王玉兰" in shown


def test_a_month_is_still_a_month_after_another_field_was_corrected(workshop: Workshop) -> None:
    details = details_of(workshop.members[2])
    do(
        workshop.actor("secretary"),
        correct_details,
        Right.RECORD,
        details=details,
        birth_on=date(1980, 5, 1),
        birth_precision="month",
    )
    secretary = workshop.browser("secretary")
    assert typed(secretary.get(page_of(workshop, 2, "edit/")))["birth_on"] == "1980年5月"
    send(secretary, page_of(workshop, 2, "edit/"), job="质检员")
    fresh = details_of(workshop.members[2])
    assert fresh is not None
    assert (fresh.job, fresh.birth_on, fresh.birth_precision) == ("质检员", date(1980, 5, 1), "month")


def test_somebody_elses_change_in_between_is_shown_and_then_either_may_stand(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    opened = typed(secretary.get(page_of(workshop, 2, "edit/")))
    send(workshop.browser("clerk"), page_of(workshop, 2, "edit/"), phone="13900000000")
    answer = secretary.post(page_of(workshop, 2, "edit/"), {**opened, "job": "质检员"})
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "13900000000" in shown
    assert "质检员" in shown  # what was typed is still there
    again = secretary.post(page_of(workshop, 2, "edit/"), {**typed(answer), "job": "质检员", "phone": "13900000000"})
    assert again.status_code == 302
    fresh = details_of(workshop.members[2])
    assert fresh is not None
    assert (fresh.job, fresh.phone) == ("质检员", "13900000000")


def test_what_a_clerk_writes_carries_both_names(workshop: Workshop) -> None:
    send(workshop.browser("clerk"), page_of(workshop, 2, "edit/"), job="质检员")
    assert "方代办 代 王玉兰" in text_of(workshop.browser("secretary").get(page_of(workshop, 2)))


def test_a_new_secretary_ends_the_earlier_one_and_undo_restores_both(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, page_of(workshop, 3, "post/"), post="secretary", since="2026-11-20")
    held = PostHolding.objects.filter(organisation=workshop.branch, post=PostKind.SECRETARY)
    assert {(row.member.name, row.until) for row in held} == {("王玉兰", date(2026, 11, 20)), ("赵志强", None)}
    fresh = held.get(until__isnull=True)
    assert secretary.post(f"/members/post/{fresh.pk}/undo/").status_code == 302
    assert [(row.member.name, row.until) for row in held.all()] == [("王玉兰", None)]


def test_after_ten_minutes_there_is_no_undo(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, page_of(workshop, 4, "post/"), post="publicity_member", since="2026-11-20")
    holding = PostHolding.objects.get(post=PostKind.PUBLICITY_MEMBER)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10, seconds=1))
    assert secretary.post(f"/members/post/{holding.pk}/undo/").status_code == 422
    assert PostHolding.objects.filter(pk=holding.pk).exists()


def test_a_circumstance_is_noted_by_category_and_ended(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, page_of(workshop, 4, "condition/"), kind="mobile", since="2026-10-01")
    again = send(secretary, page_of(workshop, 4, "condition/"), kind="mobile", since="2026-11-01")
    assert again.status_code == 422
    condition = Condition.objects.get(member=workshop.members[4])
    send(secretary, f"/members/condition/{condition.pk}/end/", until="2026-11-20")
    assert Condition.objects.get(member=workshop.members[4]).until == date(2026, 11, 20)


def test_the_superior_moves_a_member_and_posts_there_end(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    answer = send(
        organiser, page_of(workshop, 1, "move/"), branch=str(workshop.enterprise.second.pk), since="2026-11-20"
    )
    assert answer.status_code == 302
    workshop.members[1].refresh_from_db()
    assert workshop.members[1].branch == workshop.enterprise.second
    assert PostHolding.objects.get(member=workshop.members[1]).until == date(2026, 11, 20)
    assert workshop.browser("secretary").get(page_of(workshop, 1)).status_code == 404


def test_a_secretary_cannot_move_somebody_elsewhere(workshop: Workshop) -> None:
    assert workshop.browser("secretary").get(page_of(workshop, 1, "move/")).status_code == 403


def test_leaving_ends_the_membership_and_keeps_the_past(workshop: Workshop) -> None:
    send(workshop.browser("secretary"), page_of(workshop, 5, "leave/"), until="2026-11-20")
    assert Membership.objects.filter(member=workshop.members[5]).order_by("-since")[0].until == date(2026, 11, 20)
    assert "孙春芳" not in text_of(workshop.browser("secretary").get("/members/"))


def test_a_group_is_changed_from_a_day_on(workshop: Workshop) -> None:
    send(
        workshop.browser("secretary"),
        page_of(workshop, 2, "group/"),
        group=str(workshop.groups[1].pk),
        since="2026-11-01",
    )
    standing = Membership.objects.get(member=workshop.members[2], until__isnull=True)
    assert (standing.group, standing.since) == (workshop.groups[1], date(2026, 11, 1))
