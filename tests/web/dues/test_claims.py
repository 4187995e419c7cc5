"""我已交: the member's word, the keeper's answer, and who cannot say or answer it."""

from datetime import date

import pytest

from tests.personas import TODAY
from tests.web.dues.keeping import collect, fixed
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.dues.models import Claim, ClaimState, Payment
from zhibu.ledger.own_dues import sections

pytestmark = pytest.mark.django_db
MONTH = "2026-11-01"


@pytest.fixture
def kept(workshop: Workshop) -> Workshop:
    return fixed(workshop)


def say(workshop: Workshop, month: str = MONTH, who: str = "member") -> Claim:
    assert workshop.browser(who).post("/members/dues/said/", {"month": month}).status_code == 302
    return Claim.objects.get(state=ClaimState.WAITING)


def test_said_by_the_member_confirmed_by_the_secretary(kept: Workshop) -> None:
    own, keeper = kept.browser("member"), kept.browser("secretary")
    assert "我已交" in text_of(own.get("/"))
    claim = say(kept)
    assert claim.member_id == kept.actor("member").member_id
    assert not Payment.objects.exists(), "a word is no payment"
    assert "等支部核对" in text_of(own.get("/members/dues/"))
    assert "我已交" not in text_of(own.get("/"))
    assert "核对 1 笔党费" in text_of(keeper.get("/"))
    assert "本人说已经交了的" in text_of(keeper.get("/members/dues/?month=2026-11"))
    assert keeper.post(f"/members/dues/said/{claim.pk}/received/").status_code == 302
    payment = Payment.objects.get()
    assert (payment.member_id, payment.month, payment.happened_on) == (claim.member_id, date(2026, 11, 1), TODAY)
    assert "本人说已经交了的" not in text_of(keeper.get("/members/dues/?month=2026-11"))
    assert Claim.objects.get().state == ClaimState.CONFIRMED
    assert "收到了" in str([row for rows in sections().values() for row in rows(claim.member, TODAY)])


def test_not_seen_is_told_and_can_be_said_again(kept: Workshop) -> None:
    claim = say(kept)
    kept.browser("secretary").post(f"/members/dues/said/{claim.pk}/not-seen/")
    page = text_of(kept.browser("member").get("/members/dues/"))
    assert "支部还没有收到" in page
    assert "我已交" in page
    assert say(kept).pk != claim.pk


def test_a_month_ticked_meanwhile_asks_nothing_more(kept: Workshop) -> None:
    claim = say(kept)
    collect(kept, 11)
    keeper = kept.browser("secretary")
    assert "本人说已经交了的" not in text_of(keeper.get("/members/dues/?month=2026-11"))
    assert "已经记下交了" in text_of(keeper.post(f"/members/dues/said/{claim.pk}/received/"))
    assert "已经记下交了" in text_of(kept.browser("member").post("/members/dues/said/", {"month": MONTH}))


def test_pressed_by_mistake_pressed_twice_and_months_to_come(kept: Workshop) -> None:
    own = kept.browser("member")
    claim = say(kept)
    assert "已经告诉支部了" in text_of(own.post("/members/dues/said/", {"month": MONTH}))
    assert own.post(f"/members/dues/said/{claim.pk}/undo/").status_code == 302
    assert not Claim.objects.exists()
    assert "还没有到" in text_of(own.post("/members/dues/said/", {"month": "2026-12-01"}))
    assert own.post("/members/dues/said/", {"month": "no month"}).status_code == 404
    assert not Claim.objects.exists()


def test_nobody_answers_or_takes_back_what_is_not_theirs(kept: Workshop) -> None:
    claim = say(kept)
    for who in ("outsider", "leader", "member", "organiser"):
        answer = kept.browser(who).post(f"/members/dues/said/{claim.pk}/received/")
        assert answer.status_code in (403, 404), who
    for who in ("outsider", "secretary", "leader"):
        assert kept.browser(who).post(f"/members/dues/said/{claim.pk}/undo/").status_code in (403, 404), who
    assert Claim.objects.get().state == ClaimState.WAITING
    assert not Payment.objects.exists()
