"""The way of a concern through pages: from the phone to solved, up and back, past those whom it names."""

import pytest
from django.test import Client

from tests.concern.clock import Clock
from tests.concern.unit import Unit, raise_concern, the_only, token_in
from tests.web.sending import send, text_of
from zhibu.concern.models import Concern, State

pytestmark = pytest.mark.django_db
PLAN = {"can_do": "12 月 1 日起 23 点供热餐", "next_on": "2026-12-01"}


def look(receipt: str) -> str:
    return text_of(Client().post("/say/receipt/", {"receipt": receipt}))


def answer(receipt: str, act: str, words: str = "", concern: Concern | None = None) -> str:
    browser = Client()
    page = browser.post("/say/receipt/", {"receipt": receipt})
    data = {"token": token_in(page), "concern": str((concern or the_only()).pk), "act": act, "words": words}
    said = browser.post("/say/answer/", data)
    assert said.status_code == 200, text_of(said)
    return text_of(said)


def work(unit: Unit, who: str, what: str, concern: Concern | None = None, **fields: str) -> None:
    concern = concern or the_only()
    sent = send(unit.browser(who), f"/concerns/inbox/{concern.pk}/{what}/", **fields)
    assert sent.status_code == 302, text_of(sent)


def in_inbox(unit: Unit, who: str) -> str:
    return text_of(unit.browser(who).get("/concerns/inbox/"))


def test_from_phone_to_solved_without_a_name(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "夜班吃不上热饭")
    assert len(receipt) == 16
    assert not Concern.objects.exists()
    assert "等着明天早上交出去" in look(receipt)
    assert "夜班吃不上热饭" not in in_inbox(unit, "zhou")
    day.pass_days()
    assert "夜班吃不上热饭" in in_inbox(unit, "zhou")
    assert "夜班吃不上热饭" in in_inbox(unit, "li")
    assert "夜班吃不上热饭" not in in_inbox(unit, "kong")
    assert "最晚 11月27日 告诉你打算" in look(receipt)
    work(unit, "zhou", "plan", **PLAN)
    seen = look(receipt)
    assert "承办人：周海燕" in seen and "12 月 1 日起 23 点供热餐" in seen
    work(unit, "zhou", "news", words="灶台装好了", next_on="2026-12-05")
    work(unit, "zhou", "done", words="23 点有热饭了")
    assert "办好了吗？" in look(receipt) and "办了，等你说" in look(receipt) and "本人" not in look(receipt)
    said = answer(receipt, "solved", "谢谢")
    assert "明天早上交给受理人" in said
    assert the_only().state == State.DONE
    day.pass_days()
    assert the_only().state == State.SOLVED
    assert "有没有因此受到不好的对待" in look(receipt)


def test_named_is_known_to_the_named_handler_only(unit: Unit, day: Clock) -> None:
    handler = str(unit.user("li").pk)
    raise_concern(unit, "孩子上学没着落", called="郭师傅", reached_by="分机 204", handler=handler)
    day.pass_days()
    address = f"/concerns/inbox/{the_only().pk}/"
    assert "郭师傅" in text_of(unit.browser("li").get(address))
    assert "郭师傅" not in text_of(unit.browser("zhou").get(address))
    assert unit.browser("kong").get(address).status_code == 404


def test_unsolved_goes_one_level_up_and_comes_back(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "更衣室没有暖气", desk=unit.desk(at_branch=True))
    day.pass_days()
    assert "更衣室没有暖气" in in_inbox(unit, "secretary")
    assert "更衣室没有暖气" not in in_inbox(unit, "zhou")
    work(unit, "secretary", "plan", **PLAN)
    work(unit, "secretary", "done", words="报修了")
    answer(receipt, "unsolved", "还是冷")
    day.pass_days()
    assert "更衣室没有暖气" not in in_inbox(unit, "secretary")
    assert "更衣室没有暖气" in in_inbox(unit, "zhou")
    assert "交给上一级" in look(receipt)
    work(unit, "zhou", "hand-on", place=unit.desk(at_branch=True), words="钱批了，请支部装上")
    assert "更衣室没有暖气" in in_inbox(unit, "secretary")
    work(unit, "secretary", "plan", can_do="周五装暖气", next_on="2026-12-02")
    work(unit, "secretary", "done", words="装好了")
    answer(receipt, "solved")
    day.pass_days()
    assert the_only().state == State.SOLVED


def test_at_the_top_the_desk_goes_on(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "工资条看不懂")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="讲过了")
    answer(receipt, "unsolved")
    day.pass_days()
    concern = the_only()
    assert (concern.state, concern.desk_line) == (State.RECEIVED, "first")
    assert concern.plan_by is not None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "王玉兰分活不公平"),
        ({"involved": ["desk"]}, "书记分活不公平"),
    ],
)
def test_about_the_secretary_it_goes_to_another_desk_and_she_sees_nothing(
    unit: Unit, day: Clock, fields: dict, words: str
) -> None:
    receipt = raise_concern(unit, words, desk=unit.desk(at_branch=True), **fields)
    day.pass_days()
    assert words not in in_inbox(unit, "secretary")
    assert words in in_inbox(unit, "zhou")
    address = f"/concerns/inbox/{the_only().pk}/"
    assert unit.browser("secretary").get(address).status_code == 404
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="谈过了")
    answer(receipt, "unsolved")
    day.pass_days()
    assert words not in in_inbox(unit, "secretary")


def test_about_the_superior_the_second_desk_takes_it_and_escalation_passes_them_over(unit: Unit, day: Clock) -> None:
    both = [str(unit.user(who).pk) for who in ("zhou", "li")]
    receipt = raise_concern(unit, "领导收了东西", involved=both, about_a_person="on")
    day.pass_days()
    assert "领导收了东西" not in in_inbox(unit, "zhou") + in_inbox(unit, "li")
    assert "领导收了东西" in in_inbox(unit, "kong")
    work(unit, "kong", "plan", **PLAN)
    work(unit, "kong", "done", words="查过了")
    answer(receipt, "unsolved")
    day.pass_days()
    assert "领导收了东西" not in in_inbox(unit, "zhou") + in_inbox(unit, "li")
    assert "领导收了东西" in in_inbox(unit, "kong")
    assert the_only().about_a_person


def test_ill_treatment_goes_to_the_second_desk(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "饭菜太咸")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="换了厨师")
    answer(receipt, "solved")
    day.pass_days()
    answer(receipt, "treated_badly", "班长给我穿小鞋")
    day.pass_days()
    assert "班长给我穿小鞋" in in_inbox(unit, "kong")
    assert "班长给我穿小鞋" not in in_inbox(unit, "zhou")
    assert "班长给我穿小鞋" in look(receipt)


def test_no_answer_for_two_weeks_is_ended_as_not_confirmed(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "饭菜太咸")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="换了厨师")
    day.pass_days(14)
    assert the_only().state == State.DONE
    day.pass_days(1)
    assert the_only().state == State.UNCONFIRMED


def test_an_honest_end_needs_a_second_person_and_can_be_contested(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "想提前拿年终奖")
    day.pass_days()
    fields = {
        "end": "unlawful", "reason": "年底才核算", "article": "工资支付规定", "instead": "可以申请困难补助",
        "second": str(unit.user("kong").pk),
    }  # fmt: skip
    work(unit, "zhou", "end", **fields)
    assert the_only().state == State.CHECKING
    assert "请孔令工再看一遍" in look(receipt)
    assert "想提前拿年终奖" in in_inbox(unit, "kong")
    work(unit, "kong", "judge", agrees="yes", words="同意")
    assert the_only().state == State.ENDED
    answer(receipt, "contested", "困难补助要等半年")
    day.pass_days()
    assert the_only().state == State.RECEIVED


def test_second_person_who_disagrees_sends_it_back(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "想换班")
    day.pass_days()
    fields = {"end": "not_a_concern", "reason": "私事", "instead": "找班长", "second": str(unit.user("li").pk)}
    work(unit, "zhou", "end", **fields)
    work(unit, "li", "judge", agrees="no", words="能帮一把")
    assert the_only().state == State.RECEIVED
    assert the_only().owner == unit.user("zhou").pk


def test_naming_one_of_a_desk_sends_it_past_the_whole_desk(unit: Unit, day: Clock) -> None:
    """Whoever sits beside the one who is named does not have to keep it from them."""
    raise_concern(unit, "周海燕上次没回话")
    day.pass_days()
    for who in ("zhou", "li"):
        assert "上次没回话" not in in_inbox(unit, who)
    assert "上次没回话" in in_inbox(unit, "kong")


def test_where_every_desk_has_somebody_named_the_others_see_it(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "周海燕和孔令工互相推")
    day.pass_days()
    assert "互相推" in in_inbox(unit, "he")
    for who in ("zhou", "kong", "secretary"):
        assert "互相推" not in in_inbox(unit, who)


@pytest.mark.parametrize("act", ["word", "unsolved"])
def test_a_handler_named_later_is_passed_over_from_then_on(unit: Unit, day: Clock, act: str) -> None:
    receipt = raise_concern(unit, "工资条看不懂")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="讲过了")
    answer(receipt, act, "周海燕只说了一句")
    day.pass_days()
    concern = the_only()
    assert "工资条看不懂" not in in_inbox(unit, "zhou") + in_inbox(unit, "li")
    assert "工资条看不懂" in in_inbox(unit, "kong")
    assert (concern.owner, concern.about_a_person, concern.desk_line) == (None, True, "independent")
    assert unit.browser("zhou").get(f"/concerns/inbox/{concern.pk}/").status_code == 404
    assert "转给别的受理台" in look(receipt)


def test_thanks_send_nobody_away(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "工资条看不懂")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    work(unit, "zhou", "done", words="讲过了")
    answer(receipt, "solved", "谢谢周海燕")
    day.pass_days()
    assert "谢谢周海燕" in text_of(unit.browser("zhou").get(f"/concerns/inbox/{the_only().pk}/"))


def test_an_answer_at_the_top_is_looked_at_again(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "想提前拿年终奖")
    day.pass_days()
    end = {"end": "reserved", "reason": "公司定的", "review_on": "2026-12-20", "second": str(unit.user("kong").pk)}
    work(unit, "zhou", "end", **end)
    work(unit, "kong", "judge", agrees="yes", words="同意")
    assert the_only().state == State.RESERVED
    assert "再看一次" not in text_of(unit.browser("zhou").get("/"))
    day.pass_days(25)
    assert "再看一次" in text_of(unit.browser("zhou").get("/"))
    too_late = send(
        unit.browser("zhou"), f"/concerns/inbox/{the_only().pk}/news/", words="问过了", next_on="2027-08-01"
    )
    assert too_late.status_code == 422 and "半年之内" in text_of(too_late)
    work(unit, "zhou", "news", words="问过公司，明年三月再议", next_on="2027-03-10")
    assert "3月10日 前再看一次" in look(receipt)
    assert "再看一次" not in text_of(unit.browser("zhou").get("/"))


def test_no_owner_and_what_is_late_is_said_to_the_line_and_to_nobody_else(unit: Unit, day: Clock) -> None:
    """A finding for those at the desk: no owner, plan late, news late."""
    raise_concern(unit, "班车总是晚到")
    day.pass_days()

    def told() -> dict[str, str]:
        pages = {who: text_of(unit.browser(who).get("/")) for who in ("zhou", "li", "kong", "secretary", "organiser")}
        return {who: page for who, page in pages.items() if "班车总是晚到" in page}

    seen = told()
    assert set(seen) == {"zhou", "li"} and "定承办人：班车总是晚到" in seen["li"]
    work(unit, "zhou", "take", owner=str(unit.user("zhou").pk))
    day.pass_days(4)
    seen = told()
    assert set(seen) == {"zhou", "li"} and "告诉打算：班车总是晚到" in seen["li"]
    work(unit, "zhou", "plan", can_do="换车队", next_on="2026-12-05")
    assert told() == {}
    day.pass_days(9)
    seen = told()
    assert set(seen) == {"zhou", "li"} and "告诉进展：班车总是晚到" in seen["li"]
