"""通知别的程序: the keeper sets it up, sees what was told, ends it; nobody sees address or secret again."""

import pytest
from django.conf import LazySettings

from tests.personas import NOW
from tests.web.sending import text_of, typed
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.models import LogEntry
from zhibu.notice.models import Delivery, Hook, State

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
PAGE, HOST = "/settings/hooks/", "oa.example.cn"
ADDRESS = f"https://{HOST}/in?key=keep-this-out"


@pytest.fixture(autouse=True)
def with_host(settings: LazySettings) -> None:
    settings.HOOK_HOSTS = [HOST]


def set_up(workshop: Workshop) -> tuple[Hook, str]:
    keeper = workshop.browser("keeper")
    given = {**typed(keeper.get(PAGE)), "label": "办公系统", "address": ADDRESS, "topics": ["gatherings", "dues"]}
    answer = keeper.post(PAGE, given)
    assert "no-store" in answer["Cache-Control"] and "keep-this-out" not in text_of(answer)
    again = keeper.post(PAGE, given)  # a second press shows nothing
    assert again.status_code == 302 and Hook.objects.count() == 1
    return Hook.objects.get(), answer.context["secret"]


def test_the_secret_is_shown_once_and_sealed(workshop: Workshop) -> None:
    hook, secret = set_up(workshop)
    keeper = workshop.browser("keeper")
    assert secret.startswith("whsec_") and hook.secret == secret
    for page in (PAGE, f"{PAGE}{hook.pk}/"):
        said = text_of(keeper.get(page))
        assert HOST in said and "会议有变动" in said
        assert secret not in said and "keep-this-out" not in said
    raw = str(list(Hook.objects.extra(select={"sealed": "secret || address"}).values("sealed")))
    assert secret not in raw and "keep-this-out" not in raw
    assert "设或停用对别的程序的通知" in text_of(keeper.get("/settings/log/"))


def test_deliveries_are_seen_and_a_stopped_one_stands_on_today(workshop: Workshop) -> None:
    hook, _secret = set_up(workshop)
    keeper = workshop.browser("keeper")
    assert keeper.post(f"{PAGE}{hook.pk}/try/").status_code == 302
    assert "等着发" in text_of(keeper.get(f"{PAGE}{hook.pk}/"))
    Delivery.objects.update(state=State.FAILED, attempts=6, status=503, trouble="对方没有收。")
    said = text_of(keeper.get(f"{PAGE}{hook.pk}/"))
    assert "对方没有收。（第 6 次，回的是 503）" in said
    Hook.objects.update(stopped_at=NOW)
    assert "给“办公系统”的通知停了" in text_of(keeper.get("/"))
    assert "重新开始" in text_of(keeper.get(f"{PAGE}{hook.pk}/"))
    keeper.post(f"{PAGE}{hook.pk}/restart/")
    assert "通知停了" not in text_of(keeper.get("/"))
    keeper.post(f"{PAGE}{hook.pk}/revoke/")
    assert keeper.get(f"{PAGE}{hook.pk}/").status_code == 404
    acts = LogEntry.objects.filter(act__endswith="_hook").values_list("act", flat=True)
    assert set(acts) == {"make_hook", "try_hook", "restart_hook", "revoke_hook"}


def test_what_is_wrong_is_said_at_its_field(workshop: Workshop, settings: LazySettings) -> None:
    settings.HOOK_HOSTS = []
    keeper = workshop.browser("keeper")
    given = {**typed(keeper.get(PAGE)), "label": "办公系统", "address": ADDRESS}
    answer = keeper.post(PAGE, given)
    assert answer.status_code == 422 and "ZHIBU_HOOK_HOSTS" in text_of(answer)


@pytest.mark.parametrize("who", ["secretary", "member", "organiser"])
def test_others_do_not_open_it(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get(PAGE).status_code == 403
    hook, _secret = set_up(workshop)
    assert workshop.browser(who).post(f"{PAGE}{hook.pk}/revoke/").status_code == 403
