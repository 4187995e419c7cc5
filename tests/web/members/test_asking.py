"""A member asks that something is put right; the branch answers; the own page and the export show all of it."""

from datetime import date

import pytest

from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.ledger.own_data import own_data
from zhibu.member.models import CorrectionRequest

pytestmark = pytest.mark.django_db


def ask(workshop: Workshop) -> CorrectionRequest:
    answer = send(workshop.browser("member"), "/members/me/correction/", column="birth_on", wanted="1977年6月1日")
    assert answer.status_code == 302
    return CorrectionRequest.objects.get()


def test_a_request_waits_on_today_and_its_answer_is_read_by_the_member(workshop: Workshop) -> None:
    row = ask(workshop)
    secretary = workshop.browser("secretary")
    assert "答复单雪：" in text_of(secretary.get("/"))
    address = f"/members/correction/{row.pk}/"
    assert send(secretary, address, is_changed="no").status_code == 422
    assert send(secretary, address, is_changed="no", answer="档案上是5月1日").status_code == 302
    assert "档案上是5月1日" in text_of(workshop.browser("member").get("/members/"))
    assert "答复单雪：" not in text_of(secretary.get("/"))


def test_the_same_thing_is_asked_once_and_only_about_oneself(workshop: Workshop) -> None:
    row = ask(workshop)
    twice = send(workshop.browser("member"), "/members/me/correction/", column="birth_on", wanted="别的")
    assert twice.status_code == 422
    assert workshop.browser("outsider").get(f"/members/correction/{row.pk}/").status_code == 404
    assert workshop.browser("member").get(f"/members/correction/{row.pk}/").status_code == 403


def test_the_export_has_a_section_for_everything_that_is_kept(workshop: Workshop) -> None:
    ask(workshop)
    data = own_data(workshop.members[2], date(2026, 11, 23))
    assert {"党费核定", "党费按月交的", "党费单独记的", "组织关系接转", "支部以外的培训", "请支部改的资料"} <= set(data)
    assert data["请支部改的资料"][0]["应当是"] == "1977年6月1日"
