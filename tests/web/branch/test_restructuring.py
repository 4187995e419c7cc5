"""机构调整 on its pages: shown before it is done, done by one press, taken back within ten minutes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.personas import found
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.base.models import LogEntry
from zhibu.member.models import Member
from zhibu.org.models import Organisation, OrganisationKind, Restructuring

pytestmark = pytest.mark.django_db


def pressed_twice(browser: Client, address: str, **changes: object) -> str:
    """Filled in, looked at, pressed. What was shown in between."""
    seen = send(browser, address, **changes)
    assert seen.status_code == 200, text_of(seen)
    assert browser.post(address, typed(seen)).status_code == 302
    return text_of(seen)


def undo_last(browser: Client) -> int:
    return browser.post(f"/branch/restructuring/{Restructuring.objects.get().pk}/undo/").status_code


def test_moved_seen_first_and_taken_back(workshop: Workshop) -> None:
    organiser, branch = workshop.browser("organiser"), workshop.branch
    general = found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, "机关总支")
    address = f"/branch/restructuring/move/?branch={branch.pk}"

    shown = pressed_twice(organiser, address, target=str(general.pk), day="2026-11-20", document="厂党〔2026〕7号")

    assert "1 个支部、8 名党员" in shown
    branch.refresh_from_db()
    assert branch.path.startswith(general.path)
    assert "厂党〔2026〕7号" in text_of(organiser.get(f"/branch/restructuring/?branch={branch.pk}"))
    assert LogEntry.objects.order_by("-at").filter(act="move", organisation=branch.pk).exists()
    assert workshop.browser("secretary").get("/branch/").status_code == 200
    assert undo_last(organiser) == 302
    branch.refresh_from_db()
    assert not branch.path.startswith(general.path)


def test_what_was_changed_after_looking_is_shown_again(workshop: Workshop) -> None:
    organiser, branch = workshop.browser("organiser"), workshop.branch
    found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, "机关总支")
    address = f"/branch/restructuring/merge/?branch={branch.pk}"
    seen = send(organiser, address, target=str(workshop.enterprise.second.pk), day="2026-11-20")
    again = organiser.post(address, {**typed(seen), "day": "2026-11-21"})
    assert again.status_code == 200
    assert not Restructuring.objects.exists()
    assert organiser.post(address, typed(again)).status_code == 302
    assert Restructuring.objects.get().happened_on == date(2026, 11, 21)


def test_merged_and_after_ten_minutes_it_stays(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    organiser, branch, into = workshop.browser("organiser"), workshop.branch, workshop.enterprise.second
    address = f"/branch/restructuring/merge/?branch={branch.pk}"
    shown = pressed_twice(organiser, address, target=str(into.pk), day="2026-11-20")
    assert "转过去的党员" in shown
    assert Member.objects.filter(branch=into).count() == 9
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    undo_last(organiser)
    assert Member.objects.filter(branch=into).count() == 9


def test_split_with_the_articles_about_setting_up(workshop: Workshop) -> None:
    organiser, branch = workshop.browser("organiser"), workshop.branch
    going = [str(member.pk) for member in workshop.members[4:7]]
    address = f"/branch/restructuring/split/?branch={branch.pk}"
    shown = pressed_twice(organiser, address, name="三车间党支部", members=going, day="2026-11-20")
    assert "第6条" in shown
    made = Organisation.objects.get(name="三车间党支部")
    assert Member.objects.filter(branch=made).count() == 3


def test_nobody_moves_the_place_they_act_for_nor_what_they_do_not_see(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    own = workshop.enterprise.company
    assert organiser.get(f"/branch/restructuring/move/?branch={own.pk}").status_code == 404
    elsewhere = found(None, OrganisationKind.PRIMARY_COMMITTEE, "南山厂党委")
    strange = found(elsewhere, OrganisationKind.BRANCH, "一班党支部")
    assert organiser.get(f"/branch/restructuring/move/?branch={strange.pk}").status_code == 404
    page = organiser.get(f"/branch/restructuring/move/?branch={workshop.branch.pk}")
    assert str(elsewhere.pk) not in text_of(page)
    assert organiser.post(
        f"/branch/restructuring/move/?branch={workshop.branch.pk}", {"target": str(elsewhere.pk), "day": "2026-11-20"}
    ).status_code == 422  # fmt: skip


def test_ten_more_organisations_cost_no_query(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    address = f"/branch/restructuring/move/?branch={workshop.branch.pk}"
    organiser.get(address)
    with CaptureQueriesContext(connection) as few:
        organiser.get(address)
    for number in range(10):
        found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, f"第{number}总支")
    with CaptureQueriesContext(connection) as many:
        organiser.get(address)
    assert len(many) == len(few)
