"""Going to people and what comes back: events, visits, help, slips, the notice board, the numbers of a quarter."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.concern.clock import Clock
from tests.concern.test_way import PLAN, answer, look, work
from tests.concern.unit import Unit, raise_concern, the_only, token_in
from tests.web.sending import send, text_of
from zhibu.concern.care import CareEvent, CareVisit
from zhibu.concern.care_queries import quarter_of
from zhibu.concern.models import Concern, Slip
from zhibu.concern.quarters import K, Quarter, quarters_before, suppressed

pytestmark = pytest.mark.django_db
COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30))


def test_a_slip_is_written_on_paper_typed_in_by_another_and_answered_by_whoever_wrote_it(
    unit: Unit, day: Clock
) -> None:
    leader = unit.browser("leader")
    page = text_of(leader.post("/concerns/heard/slips/"))
    receipts = [part.split("<")[0].replace(" ", "") for part in page.split('class="receipt">')[1:]]
    codes = [part.split("<")[0].strip() for part in page.split("录入号 ")[1:]]
    assert len(receipts) == len(codes) == 8
    assert not Slip.objects.filter(receipt__in=receipts).exists(), "only digests are kept"
    form = leader.get("/concerns/heard/")
    data = {
        "token": token_in(form),
        "words": "焊接间通风不好",
        "kind": "opinion",
        "desk": unit.desk(),
        "slip": codes[0],
    }
    assert "本人同意" in text_of(leader.post("/concerns/heard/", data))
    done = text_of(leader.post("/concerns/heard/", {**data, "agreed": "on"}))
    assert "凭条在本人手里" in done and receipts[0] not in done.replace(" ", "")
    day.pass_days()
    assert the_only().channel == "slip"
    assert "焊接间通风不好" in look(receipts[0])
    again = {**data, "agreed": "on", "token": token_in(leader.get("/concerns/heard/"))}
    assert "没有这张纸条" in text_of(leader.post("/concerns/heard/", again))
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="装了两台风机")
    answer(receipts[0], "solved")
    day.pass_days()
    assert the_only().state == "solved"


def test_heard_on_a_phone_gives_a_receipt_for_the_person(unit: Unit, day: Clock) -> None:
    secretary = unit.browser("secretary")
    form = secretary.get("/concerns/heard/")
    data = {"token": token_in(form), "words": "想学数控", "kind": "suggestion", "desk": unit.desk(), "agreed": "on"}
    done = text_of(secretary.post("/concerns/heard/", data))
    receipt = done.split('class="receipt">')[1].split("<")[0].replace(" ", "")
    day.pass_days()
    assert "想学数控" in look(receipt)


def test_an_event_proposes_a_visit_until_somebody_went(unit: Unit) -> None:
    people = unit.enterprise.members
    secretary = unit.browser("secretary")
    sent = send(
        secretary, "/concerns/visits/event/new/", occasion="illness", whom=str(people[3].pk), happened_on="2026-11-20",
        visitor=str(people[1].pk), visit_by="2026-11-25",
    )  # fmt: skip
    assert sent.status_code == 302
    event = CareEvent.objects.get()
    assert people[3].name in text_of(secretary.get("/concerns/visits/"))
    assert f"去看{people[3].name}" in text_of(secretary.get("/"))
    assert f"去看{people[3].name}" not in text_of(unit.browser("member").get("/"))
    went = send(
        secretary, f"/concerns/visits/new/?event={event.pk}", happened_on="2026-11-22", visitor=str(people[1].pk)
    )
    assert went.status_code == 302
    assert CareVisit.objects.get().member == people[3]
    assert f"去看{people[3].name}" not in text_of(secretary.get("/"))
    assert "现在没有等着去看的人" in text_of(secretary.get("/concerns/visits/"))


@pytest.mark.parametrize(
    ("occasion", "visitor", "words"),
    [("late_wages", 1, "选班组"), ("illness", 3, "换一位")],
)
def test_an_event_that_does_not_fit_is_refused(unit: Unit, occasion: str, visitor: int, words: str) -> None:
    people = unit.enterprise.members
    sent = send(
        unit.browser("secretary"), "/concerns/visits/event/new/", occasion=occasion, whom=str(people[3].pk),
        happened_on="2026-11-20", visitor=str(people[visitor].pk), visit_by="2026-11-25",
    )  # fmt: skip
    assert sent.status_code == 422
    assert words in text_of(sent)


def test_help_and_deeds_are_listed_and_undone(unit: Unit) -> None:
    secretary = unit.browser("secretary")
    member = str(unit.enterprise.members[2].pk)
    for page, fields in (
        ("visits/helps", {"member": member, "occasion": "hardship", "amount": "300.50", "came_from": "union"}),
        ("board/deeds", {"what": "修好了车棚", "result": "下雨有地方停车"}),
    ):
        assert send(secretary, f"/concerns/{page}/new/", happened_on="2026-11-20", **fields).status_code == 302
    assert "300.50" in text_of(secretary.get("/concerns/visits/helps/"))
    assert "300.50" in text_of(unit.browser("member").get("/concerns/")), "everybody sees what is kept about them"
    assert "300.50" not in text_of(unit.browser("leader").get("/concerns/"))
    listed = text_of(secretary.get("/concerns/board/deeds/"))
    address = listed.split('action="/concerns/care/deed/')[1].split('"')[0]
    secretary.post(f"/concerns/care/deed/{address}")
    assert "修好了车棚" not in text_of(secretary.get("/concerns/board/deeds/"))


@pytest.mark.parametrize("who", ["member", "leader", "organiser", "keeper", "outsider"])
def test_care_is_the_committees(unit: Unit, who: str) -> None:
    for page in ("visits", "visits/helps"):
        answer_ = unit.browser(who).get(f"/concerns/{page}/")
        assert answer_.status_code == (200 if who == "outsider" else 403)
        assert "王玉兰" not in text_of(answer_)


def test_a_text_for_everybody_needs_the_raisers_yes(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "夜班到凌晨只有冷馒头，想吃口热的")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    address = f"/concerns/inbox/{the_only().pk}/offer/"
    quoted = send(unit.browser("zhou"), address, question="能不能", reply="夜班到凌晨只有冷馒头，现在有了")
    assert "本人的原话" in text_of(quoted)
    work(unit, "zhou", "offer", question="夜班能不能吃上热饭", reply="23 点供热餐，凭工牌领")
    board = unit.browser("member")
    assert "23 点供热餐" not in text_of(board.get("/concerns/board/"))
    browser = Client()
    page = browser.post("/say/receipt/", {"receipt": receipt})
    about = text_of(page).split('name="about" value="')[1].split('"')[0]
    data = {"token": token_in(page), "concern": str(the_only().pk), "act": "agreed", "about": about, "name": "老郭"}
    browser.post("/say/answer/", data)
    day.pass_days()
    shown = text_of(board.get("/concerns/board/"))
    assert "23 点供热餐" in shown and "老郭" in shown


def test_what_is_said_about_a_person_is_in_no_number_and_no_text(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "班长骂人", about_a_person="on")
    day.pass_days()
    address = f"/concerns/inbox/{the_only().pk}/"
    assert "写可以公开的答复" not in text_of(unit.browser("zhou").get(address))
    refused = send(unit.browser("zhou"), f"{address}offer/", question="怎么管", reply="谈过了")
    assert "不能写成公开的答复" in text_of(refused)


def test_quarters_show_no_small_number(unit: Unit, day: Clock) -> None:
    for number in range(7):
        raise_concern(unit, f"第{number}件事")
    day.pass_days()
    Concern.objects.update(released_on=date(2026, 8, 3))
    keys = list(Concern.objects.values_list("pk", flat=True))
    Concern.objects.filter(pk__in=keys[:6]).update(topic="pay")
    page = text_of(unit.browser("secretary").get("/concerns/board/quarter/"))
    assert "2026年第3季度" in page
    assert "工资和社保" not in page, "one in the rest would come out by subtraction"
    assert ">7<" in page


@given(counts=COUNTS, unnamed=st.integers(0, 12))
def test_every_number_shown_is_at_least_k_and_so_is_the_rest(counts: dict[str, int], unnamed: int) -> None:
    told = suppressed(counts, unnamed)
    total = unnamed + sum(counts.values())
    assert all(count >= K for count in told.shown.values())
    assert told.other == 0 or told.other >= K
    hidden = total - sum(told.shown.values())
    assert hidden == 0 or hidden >= K or not told.shown
    assert all(told.shown[label] == counts[label] for label in told.shown)


@given(day_=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_quarters_fit_together(day_: date) -> None:
    first, last = quarter_of(day_)
    assert first <= day_ <= last
    assert all(row.days()[1] <= first for row in quarters_before(day_))
    for row in quarters_before(day_):
        assert row.before().days()[1] == row.days()[0]
    assert Quarter(2026, 4).days() == (date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("who", "page"), [("leader", "/concerns/"), ("secretary", "/concerns/"), ("zhou", "/concerns/inbox/")]
)
def test_whoever_hears_something_finds_where_to_enter_it(unit: Unit, who: str, page: str) -> None:
    assert "记听到的事" in text_of(unit.browser(who).get(page))
    assert f'href="{page}"' in text_of(unit.browser(who).get("/concerns/heard/")), "and the way back"
    assert "记听到的事" not in text_of(unit.browser("member").get("/concerns/"))
