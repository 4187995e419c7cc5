"""职工关心的事: numbers of five and more, what lies behind them and the plan, and one press to the agenda."""

from datetime import date, time

import pytest

from tests.concern.clock import Clock
from tests.concern.test_way import PLAN, work
from tests.concern.unit import Unit, raise_concern
from tests.personas import do
from tests.web.sending import send, text_of
from zhibu.base.actor import Right
from zhibu.concern.models import Concern, Kind, Line, QuarterWord, Topic
from zhibu.concern.promises import Promises
from zhibu.concern.quarters import LONG, Counted, keeps_coming
from zhibu.concern.release import open_concern
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage

pytestmark = pytest.mark.django_db
PAGE = "/concerns/board/quarter/"
WRITE = f"{PAGE}2026-3/"


def said(unit: Unit, topic: str, count: int, on: date = date(2026, 8, 5), **columns: object) -> None:
    for number in range(count):
        open_concern(
            unit=unit.company, desk=(unit.company, Line.FIRST), today=on, passed_over=set(), promises=Promises(),
            kind=Kind.OPINION, words=f"{topic}第{number}件，原话原话原话原话", topic=topic, **columns,
        )  # fmt: skip


def test_plan_and_trouble_are_written_by_the_desk_and_read_by_all_who_see_the_numbers(unit: Unit) -> None:
    said(unit, Topic.MEALS, 6)
    page = text_of(unit.browser("zhou").get(PAGE))
    assert "吃住和通勤" in page and "还没写" in page
    sent = send(unit.browser("zhou"), f"{WRITE}meals/", trouble="夜班没人管饭", plan="后勤 10 月前定下供餐")
    assert sent.status_code == 302
    for who in ("zhou", "secretary", "organiser"):
        shown = text_of(unit.browser(who).get(PAGE))
        assert "夜班没人管饭" in shown and "后勤 10 月前定下供餐" in shown
    assert "写打算" not in text_of(unit.browser("secretary").get(PAGE))
    send(unit.browser("zhou"), f"{WRITE}meals/", plan="改到 11 月")
    assert "改到 11 月" in text_of(unit.browser("secretary").get(PAGE))
    assert QuarterWord.objects.count() == 1


def test_what_has_no_number_has_no_words(unit: Unit) -> None:
    """A plan for a topic with four would say that there is something."""
    said(unit, Topic.MEALS, 6)
    said(unit, Topic.PAY, 4)
    zhou = unit.browser("zhou")
    assert zhou.get(f"{WRITE}pay/").status_code == 404
    assert zhou.get(f"{WRITE}nothing/").status_code == 404
    assert zhou.get(f"{PAGE}2026-4/meals/").status_code == 404, "the quarter that runs"
    assert zhou.get(f"{PAGE}2020-1/meals/").status_code == 404


def test_the_wording_of_raisers_is_refused(unit: Unit) -> None:
    said(unit, Topic.MEALS, 6)
    sent = send(unit.browser("zhou"), f"{WRITE}meals/", plan="第3件，原话原话原话原话，下月办")
    assert sent.status_code == 422 and "本人的原话" in text_of(sent)


@pytest.mark.parametrize("who", ["secretary", "organiser", "member"])
def test_only_the_units_desks_write(unit: Unit, who: str) -> None:
    said(unit, Topic.MEALS, 6)
    assert unit.browser(who).get(f"{WRITE}meals/").status_code in {403, 404}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((5, 5, 5), True), ((7, 6, 5), True), ((5, 6, 5), False), ((6, 5, 0), False), ((9, 0, 9), False)],
)
def test_what_keeps_coming(counts: tuple[int, ...], expected: bool) -> None:
    assert len(counts) == LONG
    assert keeps_coming("meals", [Counted({"meals": count} if count else {}) for count in counts]) is expected


def test_a_topic_that_keeps_coming_is_said(unit: Unit) -> None:
    for on in (date(2026, 8, 5), date(2026, 5, 5), date(2026, 2, 5)):
        said(unit, Topic.MEALS, 6, on)
    assert "连着 3 个季度没有变少" in text_of(unit.browser("zhou").get(PAGE))
    assert "连着 3 个季度没有变少" not in text_of(unit.browser("zhou").get(f"{PAGE}?quarter=2026-1"))


def test_one_press_puts_it_on_the_next_agenda(unit: Unit, day: Clock) -> None:
    said(unit, Topic.MEALS, 6)
    said(unit, Topic.SAFETY, 5)
    secretary = unit.browser("secretary")
    refused = secretary.post(f"{PAGE}agenda/", {"quarter": "2026-3"})
    assert refused.status_code == 422 and "还没有定下时间的支委会" in text_of(refused)
    new = NewGathering(unit.branch, date(2026, 11, 28), [NewItem(ItemKind.COMMITTEE_MEETING)], starts=time(15))
    do(unit.actor("secretary"), record_gathering, Right.RECORD, new=new, stage=Stage.PLANNED)
    assert "列入最近的议程" in text_of(secretary.get(PAGE))
    assert secretary.post(f"{PAGE}agenda/", {"quarter": "2026-3"}).status_code == 302
    item = Item.objects.get(gathering=Gathering.objects.get())
    assert item.topic == "2026年第3季度职工关心的事：吃住和通勤、安全和设备"
    assert "列入最近的议程" not in text_of(unit.browser("zhou").get(PAGE))


def test_allegations_are_in_no_number(unit: Unit) -> None:
    said(unit, Topic.MEALS, 4)
    said(unit, Topic.MEALS, 3, about_a_person=True)
    assert "不到 5 件" in text_of(unit.browser("zhou").get(PAGE))


# --- 诉求台账 ---------------------------------------------------------------------------------------------------------


def test_the_register_has_days_and_ends_and_no_words(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "夜班吃不上热饭")
    raise_concern(unit, "周海燕不回话")
    day.pass_days()
    concern = next(row for row in Concern.objects.all() if row.words == "夜班吃不上热饭")
    work(unit, "zhou", "plan", concern, **PLAN)
    page = text_of(unit.browser("zhou").get("/concerns/inbox/register/"))
    assert "有了打算，在办" in page and "周海燕" in page and "共" not in page.split("<table")[1].split("</table")[0]
    assert "热饭" not in page and page.count("<tr") == 2, "one line; what names 周海燕 is not even counted"
    book = unit.browser("zhou").get("/concerns/inbox/register/workbook/")
    assert book.content[:2] == b"PK" and book.headers["Cache-Control"] == "no-store"
    assert "有了打算" not in text_of(unit.browser("kong").get("/concerns/inbox/register/"))


@pytest.mark.parametrize("who", ["member", "organiser", "keeper", "outsider"])
def test_the_register_is_the_handlers(unit: Unit, who: str) -> None:
    for page in ("", "workbook/"):
        assert unit.browser(who).get(f"/concerns/inbox/register/{page}").status_code == 403
