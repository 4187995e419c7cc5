"""先不办: put off with reason and day, handed over to somebody who may do it, does not apply, and back again."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, START, TODAY, acting, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.account.actions import close_account, grant_role, open_account
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.checkup.showing import Colour
from zhibu.org.actions import record_term
from zhibu.treatment.actions import forget, hand_over
from zhibu.treatment.models import Treatment, Way
from zhibu.treatment.queries import digest_of
from zhibu.web.components import Action, Button, Cite
from zhibu.web.today import gathering
from zhibu.web.today.matters import Matter, Urgency

OWN = Matter(Urgency.RUNNING, Action("借一间会议室", button=Button("办", "/plan/")), key="test:room")
WAITED = Matter(Urgency.WAITED_FOR, Action("答复一车间的请示", button=Button("答复", "/plan/")), key="test:waited")
DUE = Matter(
    Urgency.RUNNING, Action("交党费", cite=Cite("《办法》第5条"), button=Button("交", "/plan/")), date(2026, 11, 30),
    key="test:due",
)  # fmt: skip


@pytest.fixture
def shop(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    """Three lines that stand on everybody's 今天 in the first branch, and a deputy secretary beside the secretary."""
    monkeypatch.setattr(gathering, "SOURCES", (lambda _actor, _place, _today: [OWN, WAITED, DUE],))
    monkeypatch.setattr(gathering, "to_do", lambda _findings: [])
    give_account(workshop, "deputy", "赵志强", 3, Role.DEPUTY_SECRETARY)
    yield workshop


def give_account(workshop: Workshop, who: str, name: str, number: int, role: Role) -> None:
    keeper = acting(workshop.enterprise.company, Role.ADMINISTRATOR)
    user = do(
        keeper, open_account, Right.ACCOUNTS, username=f"today-{who}", display_name=name, password="pine-river-lamp",
        member=workshop.members[number],
    )  # fmt: skip
    do(keeper, grant_role, Right.ACCOUNTS, user=user, organisation=workshop.branch, role=role, since=START)
    workshop.enterprise.users[who] = user


def address(matter: Matter, way: str) -> str:
    return f"/today/{digest_of(matter.key)}/{way}/"


def page_of(shop: Workshop, who: str = "secretary") -> str:
    return text_of(shop.browser(who).get("/"))


def open_rows(page: str) -> str:
    return page.split("先放下的")[0].split("等别人的")[0]


def test_put_off_with_reason_and_day_is_back_on_that_day(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = shop.browser("secretary")
    answer = send(browser, address(OWN, "put-off"), until="11月26日", reason="等仓库腾出来")
    assert answer.status_code == 302
    page = text_of(browser.get("/"))
    assert "已推迟，11月26日 再回到这里。" in page
    assert "/today/put-back/" in page.split("</main>")[0].split('id="not-sent"')[0]  # 撤销
    assert "借一间会议室" not in open_rows(page)
    assert "推迟到 11月26日 · 等仓库腾出来" in page
    assert "借一间会议室" in open_rows(page_of(shop, "deputy"))  # only the own list
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert "借一间会议室" in open_rows(page_of(shop))


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("2026-11-23", "要写今天以后的日子"),
        ("2026-12-24", ""),
        ("2026-12-25", "最多推迟一个月，到 2026年12月24日。"),
    ],
)
def test_at_least_a_day_and_at_most_a_month(shop: Workshop, until: str, says: str) -> None:
    answer = send(shop.browser("secretary"), address(OWN, "put-off"), until=until, reason="等一等")
    assert answer.status_code == (422 if says else 302)
    assert says in text_of(answer)


@pytest.mark.parametrize(("until", "status"), [("2026-11-30", 302), ("2026-12-01", 422)])
def test_never_beyond_the_deadline_of_an_article(shop: Workshop, until: str, status: int) -> None:
    browser = shop.browser("secretary")
    assert "最多推迟到那天" in text_of(browser.get(address(DUE, "put-off")))
    answer = send(browser, address(DUE, "put-off"), until=until, reason="等发工资")
    assert answer.status_code == status
    assert ("期限是 2026年11月30日" in text_of(answer)) == (status == 422)


@pytest.mark.parametrize("day", [30, 31])
def test_on_the_last_day_and_after_it_putting_off_is_said_to_be_pointless(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, day: int
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=day - 23))
    page = text_of(shop.browser("secretary").get(address(DUE, "put-off")))
    assert ("期限就是今天" in page) == (day == 30)
    assert ("已经过了，推迟也不会变" in page) == (day == 31)
    assert "<textarea" not in page and 'name="until"' not in page
    assert 'href="/plan/"' in page


def test_a_reason_is_asked_for_and_kept_unreadable_in_the_table(shop: Workshop) -> None:
    browser = shop.browser("secretary")
    assert send(browser, address(OWN, "not-applicable")).status_code == 422
    assert send(browser, address(OWN, "not-applicable"), reason="这个月不用").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, matter FROM treatment_treatment")
        kept = str(cursor.fetchall())
    assert "不用" not in kept and "room" not in kept


def test_does_not_apply_is_kept_visible_and_taken_back(shop: Workshop) -> None:
    browser = shop.browser("secretary")
    send(browser, address(OWN, "not-applicable"), reason="这个月不用")
    page = text_of(browser.get("/"))
    assert "借一间会议室" not in open_rows(page)
    assert "不适用 · 这个月不用" in page
    row = Treatment.objects.get()
    assert browser.post(f"/today/put-back/{row.pk}/").status_code == 302
    assert "借一间会议室" in open_rows(text_of(browser.get("/")))
    assert browser.post(f"/today/put-back/{row.pk}/").status_code == 404
    assert Treatment.versions.count() == 1


def test_after_a_year_it_is_forgotten_and_asked_once_more(shop: Workshop) -> None:
    send(shop.browser("secretary"), address(OWN, "not-applicable"), reason="这个月不用")
    forget(NOW + timedelta(days=365))
    assert Treatment.versions.exists()
    forget(NOW + timedelta(days=365, seconds=1))
    assert not Treatment.versions.exists()
    assert "借一间会议室" in open_rows(page_of(shop))


def test_where_somebody_waits_it_cannot_be_declared_away(shop: Workshop) -> None:
    page = page_of(shop)
    assert address(WAITED, "not-applicable") not in page
    assert "有人在等你的答复" in text_of(shop.browser("secretary").get(address(WAITED, "not-applicable")))


def test_handed_over_the_receiver_sees_from_whom_and_gives_it_back(shop: Workshop) -> None:
    secretary, deputy = shop.browser("secretary"), shop.browser("deputy")
    receiver = str(shop.enterprise.users["deputy"].pk)
    form = text_of(secretary.get(address(OWN, "hand-over")))
    assert "赵志强（副书记）" in form and "郑外人" not in form and "王玉兰（" not in form
    send(secretary, address(OWN, "hand-over"), receiver=receiver, reason="我出差")
    mine, theirs = text_of(secretary.get("/")), text_of(deputy.get("/"))
    assert "借一间会议室" not in open_rows(mine)
    assert "11月23日交给赵志强 · 我出差" in mine
    assert "王玉兰 11月23日交给你：我出差" in theirs
    assert theirs.index("借一间会议室") < theirs.index("交党费")  # somebody waits for it

    send(deputy, address(OWN, "put-off"), until="11月25日", reason="明天去借")
    assert "对方推迟到 11月25日：明天去借" in page_of(shop)
    row = Treatment.objects.get(way=Way.HANDED)
    assert deputy.post(f"/today/put-back/{row.pk}/").status_code == 302
    assert "借一间会议室" in open_rows(page_of(shop))


def test_nothing_goes_round_in_a_circle(shop: Workshop) -> None:
    secretary, deputy = (shop.enterprise.users[who] for who in ("secretary", "deputy"))
    send(shop.browser("secretary"), address(OWN, "hand-over"), receiver=str(deputy.pk), reason="我出差")
    assert "王玉兰（" not in text_of(shop.browser("deputy").get(address(OWN, "hand-over")))
    given: dict[str, Any] = {"organisation": shop.branch, "matter": digest_of(OWN.key), "reason": "还是你办"}
    with pytest.raises(Refused, match="王玉兰交出来的"):
        do(shop.actor("deputy"), hand_over, Right.SEE_OWN, TODAY, NOW, receiver=secretary, **given)


def test_what_was_handed_to_somebody_who_left_comes_back_by_itself(shop: Workshop) -> None:
    deputy = shop.enterprise.users["deputy"]
    send(shop.browser("secretary"), address(OWN, "hand-over"), receiver=str(deputy.pk), reason="我出差")
    do(acting(shop.enterprise.company, Role.ADMINISTRATOR), close_account, Right.ACCOUNTS, user=deputy)
    assert "借一间会议室" in open_rows(page_of(shop))


def test_somebody_else_cannot_touch_it_and_what_is_not_on_the_list_is_not_there(shop: Workshop) -> None:
    send(shop.browser("secretary"), address(OWN, "not-applicable"), reason="这个月不用")
    row = Treatment.objects.get()
    assert shop.browser("deputy").post(f"/today/put-back/{row.pk}/").status_code == 404
    for way in ("put-off", "hand-over", "not-applicable"):
        assert shop.browser("secretary").get(f"/today/{'0' * 32}/{way}/").status_code == 404


def test_the_same_form_sent_twice_is_one_treatment(shop: Workshop) -> None:
    browser = shop.browser("secretary")
    page = browser.get(address(OWN, "put-off"))
    data = {"key": page.context["form"]["key"].value(), "until": "11月26日", "reason": "等一等"}
    assert [browser.post(address(OWN, "put-off"), data).status_code for _ in range(2)] == [302, 302]
    assert Treatment.versions.count() == 1


def test_a_finding_keeps_its_own_answer_and_a_late_binding_one_is_not_put_off(workshop: Workshop) -> None:
    """An election that is late by a binding text: the page says so and leads on to 说明."""
    do(
        acting(workshop.branch, Role.SECRETARY), record_term, Right.RECORD,
        organisation=workshop.branch, elected_on=date(2023, 10, 12), ends_on=date(2026, 10, 12), seats=3,
    )  # fmt: skip
    browser = workshop.browser("secretary")
    actor = workshop.actor("secretary")
    rows = [row for row in gathering.matters_of(actor, workshop.branch, TODAY) if row.is_finding]
    assert len({row.key for row in rows}) == len(rows)
    assert all(row.answer_url in text_of(browser.get("/")) for row in rows[:3])
    late = next(row for row in rows if "term-election" in row.key and row.harm == 0)
    page = text_of(browser.get(address(late, "put-off")))
    assert "已经过了，推迟也不会变" in page
    assert late.answer_url in page
    clerk = next(row for row in gathering.matters_of(workshop.actor("clerk"), workshop.branch, TODAY))
    assert clerk.answer_url == ""
    assert "书记" in text_of(workshop.browser("clerk").get(address(clerk, "not-applicable")))


def test_a_finding_is_handed_only_to_who_may_do_it(workshop: Workshop) -> None:
    actor = workshop.actor("secretary")
    row = next(row for row in gathering.matters_of(actor, workshop.branch, TODAY) if row.is_finding)
    able = gathering.able_to_do(row, digest_of(row.key), actor, workshop.branch, TODAY)
    assert {one.role for one in able} <= {Role.CLERK}  # not the group's leader, not the plain member


@pytest.mark.parametrize(
    ("status", "colour", "last"),
    [
        ("due", Colour.RED, date(2026, 12, 1)),
        ("overdue", Colour.RED, date(2026, 10, 1)),
        ("overdue", Colour.AMBER, date(2026, 11, 30)),
        ("breached", Colour.AMBER, date(2026, 11, 30)),
        ("unknown", Colour.GREY, None),
    ],
)
def test_how_long_a_finding_can_rest(status: str, colour: Colour, last: date | None) -> None:
    from types import SimpleNamespace

    from zhibu.rules.status import Status

    shown: Any = SimpleNamespace(
        status=Status(status), colour=colour, due_on=date(2026, 12, 1), since=date(2026, 10, 1), is_signal=False
    )
    assert gathering._last_day(shown, TODAY) == last


def test_every_role_can_put_its_lines_aside(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "SOURCES", (lambda _actor, _place, _today: [OWN],))
    monkeypatch.setattr(gathering, "OF_KEEPER", (lambda _actor, _place, _today: [OWN],))
    for who in ("secretary", "clerk", "leader", "member", "organiser", "keeper"):
        browser = workshop.browser(who)
        assert address(OWN, "put-off") in text_of(browser.get("/")), who
        assert send(browser, address(OWN, "put-off"), until="11月26日", reason="等一等").status_code == 302, who
        assert "借一间会议室" not in open_rows(text_of(browser.get("/"))), who


@pytest.mark.parametrize("who", ["secretary", "leader", "member", "organiser", "keeper"])
def test_a_finished_day_is_said_to_everybody(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    monkeypatch.setattr(gathering, "SOURCES", ())
    monkeypatch.setattr(gathering, "OF_KEEPER", ())
    monkeypatch.setattr(gathering, "to_do", lambda _findings: [])
    assert "今天没有要办的事。" in page_of(workshop, who)


def test_treatments_cost_the_same_however_many(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Matter(Urgency.RUNNING, OWN.action, key=f"test:{number}") for number in range(12)]
    monkeypatch.setattr(gathering, "SOURCES", (lambda _actor, _place, _today: many,))
    deputy = shop.enterprise.users["deputy"]
    given = {"organisation": shop.branch, "receiver": deputy, "reason": "我出差"}

    def cost(rows: list[Matter]) -> int:
        for row in rows:
            do(
                shop.actor("secretary"), hand_over, Right.SEE_OWN, TODAY, NOW, matter=digest_of(row.key), **given
            )  # fmt: skip
        browser = shop.browser("secretary")
        browser.get("/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        return len(queries)

    assert cost(many[:2]) == cost(many[2:])


def test_the_keeper_is_told_of_log_ins_that_nobody_took_up(workshop: Workshop) -> None:
    workshop.enterprise.users["member"].__class__.objects.filter(username="member").update(password_is_given=True)
    page = page_of(workshop, "keeper")
    assert "1 个账号发了一周还没用" in page
    assert "单雪" not in page
