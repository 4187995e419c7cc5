"""六个弱项 and 整改台账 through pages: seen, begun, done, accepted by somebody else, compared a quarter later."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.web.workshop import Workshop
from zhibu.checkup.models import Finding
from zhibu.checkup.weaknesses import WEAKNESSES, definitions_of
from zhibu.meeting.models import ItemKind
from zhibu.norms.model import WEAKNESSES as NAMES
from zhibu.work.models import Mend, Task
from zhibu.work.to_mend import Compared, OnList, Way, compare

pytestmark = pytest.mark.django_db


def test_each_of_the_six_has_measures_and_a_definition() -> None:
    assert [weakness.key for weakness in WEAKNESSES] == list(NAMES)
    for weakness in WEAKNESSES:
        assert len(weakness.measures) >= 3
        assert len({measure.key for measure in weakness.measures}) == len(weakness.measures)
    for key in NAMES:
        norms = definitions_of(key)
        assert norms
        assert all(norm.misleads_zh for norm in norms if norm.strength_class == "signal")


def test_signals_of_orders_stay_with_the_branch(workshop: Workshop) -> None:
    for month in (1, 3, 5, 7):
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY)
    assert Finding.objects.filter(norm="signal-typed-together", branch=workshop.branch).exists()
    own = workshop.browser("secretary").get("/checkup/").content.decode()
    assert "一天里补记了好几次会" in own
    assert "只有本支部看得到" in own
    above = workshop.browser("organiser").get(f"/checkup/branches/{workshop.branch.pk}/").content.decode()
    assert "补记" not in above
    later = date(2027, 3, 1)
    with time_machine.travel(later, tick=False):
        above = workshop.browser("organiser").get(f"/checkup/branches/{workshop.branch.pk}/").content.decode()
    assert "一天里补记" not in above


def test_from_a_weakness_to_the_mend(workshop: Workshop) -> None:
    for month in (1, 3, 5, 7):
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY)
    browser = workshop.browser("secretary")
    page = browser.get("/checkup/weaknesses/").content.decode()
    assert all(name in page for name in NAMES.values())
    page = browser.get("/checkup/weaknesses/orders/").content.decode()
    assert "一天里补记了好几次会" in page
    assert "怎么数的" in page
    address = "/checkup/weaknesses/orders/own-thing/"
    assert "哪天前办好" in browser.get(address).content.decode()
    member = workshop.members[0]
    answer = browser.post(address, {"owner": str(member.pk), "due_on": "2027-02-23"})
    assert answer.status_code == 302
    mend, task = Mend.objects.get(), Task.objects.get()
    assert (mend.weakness, task.source_key, task.due_on) == ("orders", mend.thread, date(2027, 2, 23))
    assert "signal-typed-together" in mend.open_then
    assert "在改" in browser.get("/checkup/mending/").content.decode()

    refused = browser.post(f"/checkup/mending/{mend.thread}/accept/", {"words": "看了"})
    assert refused.status_code == 422
    assert "措施还没办完" in refused.content.decode()

    undone = browser.post(f"/checkup/mending/{mend.pk}/undo/")
    assert undone.status_code == 302
    assert not Mend.objects.exists()
    assert not Task.objects.exists()


def test_a_plain_member_and_the_superior_do_not_see_the_branch_s_own_list(workshop: Workshop) -> None:
    workshop.browser("secretary").post(
        "/checkup/mending/new/", {"fact": "夜班没有热饭", "measure": "食堂送到车间", "source": "own"}
    )
    assert Mend.objects.count() == 1
    assert workshop.browser("member").get("/checkup/mending/").status_code == 403
    assert workshop.browser("member").get("/checkup/weaknesses/").status_code == 403
    above = workshop.browser("organiser").get(f"/checkup/mending/?branch={workshop.branch.pk}").content.decode()
    assert "夜班没有热饭" not in above


@pytest.mark.parametrize(
    ("then", "now", "says"),
    [
        (["a", "b"], ["a"], Compared.BETTER),
        (["a"], ["b"], Compared.SAME),
        (["a"], ["a", "b"], Compared.WORSE),
        (["a"], [], Compared.BETTER),
    ],
)
def test_then_and_now(then: list[str], now: list[str], says: Compared) -> None:
    assert compare(then, now) is says


@pytest.mark.parametrize(
    ("today", "back_on", "way"),
    [
        (date(2026, 7, 1), None, Way.WATCHED),
        (date(2026, 7, 3), None, Way.MENDED),
        (date(2026, 7, 3), date(2026, 3, 1), Way.RELAPSED),
        (date(2026, 12, 1), date(2026, 11, 1), Way.MENDED),
        (date(2026, 7, 1), date(2025, 12, 1), Way.WATCHED),
    ],
)
def test_a_relapse_is_watched_for_two_quarters(today: date, back_on: date | None, way: Way) -> None:
    mend = Mend(accepted_on=date(2025, 12, 31) + timedelta(days=0), happened_on=date(2025, 6, 1))
    assert OnList(mend, [], back_on).way(today) is way
