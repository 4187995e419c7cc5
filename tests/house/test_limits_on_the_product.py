"""Regulations that bind the program itself: each limit among the norms has a test that fails when it is broken."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver, reverse

from tests.house.test_fields import WHOLE_NAMES, forbidden_parts
from zhibu import norms
from zhibu.cli.main import COMMANDS
from zhibu.questions import list_questions
from zhibu.rules.sheets import SHEETS

PACKAGE = Path(__file__).resolve().parents[2] / "zhibu"
WEB = PACKAGE / "web"
LIMITS = {norm.id: norm for norm in norms.library().norms.values() if norm.use == "limit"}
SENSORS = re.compile(
    r"geolocation|getUserMedia|mediaDevices|\bcapture=|\bcapture\b\s*:|accept=.image|accept=.video|DeviceMotion|watchPosition"
)
COUNTERS = re.compile(
    r"sendBeacon|visibilitychange|beforeunload|pagehide|setInterval\([^)]*(?:fetch|post)", re.IGNORECASE
)
INSTALLING = re.compile(
    r"serviceWorker|beforeinstallprompt|rel=.manifest|applinks|itms-|\.apk\b|应用商店|下载客户端|安装率|使用率|活跃度"
)
TRADING = re.compile(r"购物|商城|下单|付款码|收银|广告|优惠券|会员价|price|checkout|shopping|advert", re.IGNORECASE)
MARKING = re.compile(r"积分|得分|打分|评分|排名|排行|名次|打卡|在线时长|学习时长|点赞|转发数|浏览量|阅读量|登录次数")
ABOUT_THE_LIMIT = re.compile(r"不|没有|拒|别")
"""A sentence may name a thing in order to say that it is not there."""

NOT_MEANT = {"group_opinion_on": "the day on which a Party group was heard on an admission; what it said is not kept"}
KEPT_BY = {
    "app-no-checkin-points-online-time": (
        "test_no_name_for_points_or_time",
        "test_no_page_shows_them",
        "test_no_sensor",
    ),
    "app-no-clicks-as-assessment": (
        "test_no_name_for_points_or_time",
        "test_no_sensor",
        "test_nothing_is_counted_in_secret",
    ),
    "app-no-forced-install": ("test_nothing_to_install", "test_no_log_ins_are_kept"),
    "app-no-random-forms": ("test_ledgers_own_nothing", "test_no_question_asks_who_you_are"),
    "app-no-commerce": ("test_no_trade",),
    "app-complaint-function": ("test_there_is_a_place_for_concerns",),
    "burden-no-trace-as-merit": ("test_no_photo_is_asked_for", "test_no_page_shows_them"),
    "burden-no-frequent-forms": ("test_ledgers_own_nothing",),
    "burden-report-once": ("test_ledgers_own_nothing",),
    "burden-one-app-per-department": ("test_nothing_to_install",),
}


def texts(*suffixes):
    """(name, text) of every file of the pages with one of these endings."""
    for file in sorted(WEB.rglob("*")):
        if file.suffix in suffixes and "vendor" not in file.parts:
            yield file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8")


def found(pattern, *suffixes):
    return sorted({f"{name}: {hit}" for name, text in texts(*suffixes) for hit in pattern.findall(text)})


def test_every_limit_has_its_tests_and_every_test_its_limit():
    assert set(LIMITS) == set(KEPT_BY)
    for names in KEPT_BY.values():
        assert names and all(callable(globals().get(name)) for name in names)


def test_limits_mark_nobody():
    library = norms.library()
    assert not set(LIMITS) & (set(library.judgements) | set(library.cases) | set(library.worked_answers))
    assert all(norm.topic == "burden" for norm in LIMITS.values())


def names_that_the_product_knows():
    """Names of columns of sheets, of facts and answers of questions, and of commands."""
    for kind in SHEETS.values():
        yield from kind.fields
    for question in list_questions():
        yield from (ask.name for ask in question.asks)
        yield from (column.name for ask in question.asks for column in ask.columns)
        yield from (told.name for told in question.tells)
    yield from (command.name for command in COMMANDS)


def test_no_name_for_points_or_time():
    """Tables are looked at by test_fields; here whatever else has a name."""
    wrong = {name for name in names_that_the_product_knows() if forbidden_parts(name)}
    assert wrong == set(NOT_MEANT)


def test_no_page_shows_them():
    lines = [
        f"{name}: {line.strip()}"
        for name, text in texts(".html", ".js", ".py")
        for line in text.splitlines()
        if MARKING.search(line) and not ABOUT_THE_LIMIT.search(line)
    ]
    assert lines == []


def test_no_sensor():
    assert found(SENSORS, ".html", ".js", ".py") == []


def test_nothing_is_counted_in_secret():
    """No page reports how long it was open or what was pressed."""
    assert found(COUNTERS, ".html", ".js") == []


def test_nothing_to_install():
    """One web page for phone and desktop: no second application, no worker in the browser, no rates of use."""
    assert found(INSTALLING, ".html", ".js", ".py") == []


def test_no_log_ins_are_kept():
    user = apps.get_model("account", "User")
    fields = {field.name for field in user._meta.get_fields()}
    assert not fields & (WHOLE_NAMES | {"last_login"})


def test_no_trade():
    assert found(TRADING, ".html") == []


def test_no_photo_is_asked_for():
    """A meeting is whole without any picture: no table has a field of images, and no file is compulsory."""
    kinds = {
        f"{model.__name__}.{field.name}": (field.get_internal_type(), getattr(field, "blank", True))
        for model in apps.get_models()
        if model.__module__.startswith("zhibu.")
        for field in model._meta.get_fields()
        if field.concrete
    }
    assert kinds
    assert [name for name, (kind, _blank) in kinds.items() if kind == "ImageField"] == []
    gatherings = [name for name in kinds if name.startswith(("Gathering.", "Item.", "Attendance."))]
    assert gatherings
    assert [name for name in gatherings if kinds[name][0] == "FileField" and not kinds[name][1]] == []


def test_ledgers_own_nothing():
    """Recorded once: a ledger, an export or a report of figures has no table that somebody would have to fill."""
    rooms = {model.__module__.split(".")[1] for model in apps.get_models() if model.__module__.startswith("zhibu.")}
    assert {"org", "meeting"} <= rooms
    assert "ledger" not in rooms


def test_no_question_asks_who_you_are():
    """The calculators ask what the sum needs and keep nothing: no name, no unit, no telephone."""
    personal = re.compile(r"姓名|单位名称|电话|手机|身份证|住址")
    for question in list_questions():
        for ask in question.asks:
            assert not (ask.required and personal.search(ask.label_zh)), f"{question.name}: {ask.name}"


def test_there_is_a_place_for_concerns():
    assert get_resolver().resolve(reverse("concerns")).url_name == "concerns"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (SENSORS, "navigator.geolocation.getCurrentPosition(go)"),
        (SENSORS, '<input type="file" accept="image/*" capture="user">'),
        (COUNTERS, 'navigator.sendBeacon("/t", spent)'),
        (INSTALLING, 'navigator.serviceWorker.register("/w.js")'),
        (INSTALLING, "本月安装率 98%"),
        (TRADING, "积分商城"),
        (MARKING, "本月积分 12，排名第 3"),
    ],
)
def test_what_would_be_found(pattern, text):
    assert pattern.search(text)
