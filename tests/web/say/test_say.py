"""The pages of 说事: no session, no cookie, no line in a log; bad input is refused in a sentence."""

import gzip
import io
import logging
import re
import time

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.concern.clock import Clock
from tests.concern.unit import Unit, raise_concern, the_only, token_in
from tests.web.sending import text_of
from zhibu.account.models import LogIn
from zhibu.base.models import LogEntry, LookTrace, Outgoing, Posted
from zhibu.cli.say import TRACKING, WANTED
from zhibu.concern.models import Concern
from zhibu.concern.redrawing import redraw
from zhibu.concern.waiting import Waiting
from zhibu.web.say import pages

pytestmark = pytest.mark.django_db
KB = 1024


def picture(size: tuple[int, int] = (900, 700), kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def send(unit: Unit, browser: Client | None = None, **fields: object):
    browser = browser or Client()
    token = token_in(browser.get(unit.address))
    data = {"token": token, "words": "饭菜太咸", "kind": "opinion", "desk": unit.desk(), **fields}
    return browser.post(unit.address, data)


@pytest.mark.parametrize("address", ["/say/", "/say/receipt/", "/say/nowhere/", "/say/999/"])
def test_no_page_sets_a_cookie_or_looks_at_one(unit: Unit, address: str) -> None:
    browser = unit.browser("secretary")
    answer = browser.get(address)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "王玉兰" not in text_of(answer).replace("王玉兰看", ""), "it does not know who is logged in"
    assert "csrf" not in text_of(answer)


def test_everything_a_page_fetches_lies_below_say(unit: Unit) -> None:
    """A style sheet fetched elsewhere would leave a line in another log: somebody opened 说事 at this second."""
    page = text_of(Client().get(unit.address))
    fetched = re.findall(r'(?:<link[^>]*? href|<script[^>]*? src|<img[^>]*? src)="([^"]+)"', page)
    assert len(fetched) == 2 and all(address.startswith("/say/") for address in fetched)
    for address in fetched:
        plain = Client().get(address)
        packed = Client(HTTP_ACCEPT_ENCODING="gzip").get(address)
        assert plain.status_code == 200 and gzip.decompress(packed.content) == plain.content
        assert plain.headers["Cache-Control"] == "public, max-age=86400" and "ETag" not in plain.headers
        assert not plain.cookies


def test_every_answer_has_the_headers_that_the_self_check_asks_for(unit: Unit) -> None:
    for answer in (
        Client().get(unit.address),
        Client().get("/say/nowhere/"),
        Client().post("/say/receipt/", {"receipt": "0"}),
        Client().post("/say/receipt/", {"receipt": "0"}, headers={"origin": "https://elsewhere.example"}),
    ):
        assert all(value in answer.headers[name] for name, value in WANTED.items())
        assert not {name.lower() for name in answer.headers} & set(TRACKING)
        assert not answer.cookies


def test_nothing_is_written_but_the_waiting_file(unit: Unit) -> None:
    browser = unit.browser("member")
    token = token_in(browser.get(unit.address))
    counts = [model.objects.count() for model in (LogIn, LogEntry, LookTrace, Outgoing, Posted, Concern)]
    with CaptureQueriesContext(connection) as queries:
        browser.post(unit.address, {"token": token, "words": "x", "kind": "opinion", "desk": unit.desk()})
    assert not [query for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
    assert [model.objects.count() for model in (LogIn, LogEntry, LookTrace, Outgoing, Posted, Concern)] == counts
    assert not [
        query
        for query in queries.captured_queries
        if "session" in query["sql"] or 'account_user".' in query["sql"][:30]
    ]


def test_not_a_line_comes_into_the_log(unit: Unit, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raise_concern(unit, "饭菜太咸")
    Client().post("/say/receipt/", {"receipt": "1"})
    Client().get("/say/nowhere/")
    Client().post(unit.address, {"words": ""}, headers={"origin": "https://elsewhere.example"})
    assert [record for record in caplog.records if "say" in record.getMessage()] == []


def test_an_unforeseen_error_has_no_minute_in_any_log(
    unit: Unit, day: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(pages, "submit", broken)
    answer = send(unit)
    assert answer.status_code == 500
    assert "没有交上去" in text_of(answer)
    assert caplog.records == []


@pytest.mark.logs_errors
def test_the_next_release_says_where_it_was(unit: Unit, day: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "submit", lambda *_, **__: 1 / 0)
    send(unit)
    day.pass_days()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_not_taken(unit: Unit, headers: dict[str, str]) -> None:
    data = {"token": token_in(Client().get(unit.address)), "words": "x", "kind": "opinion", "desk": unit.desk()}
    assert Client().post(unit.address, data, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"origin": "http://testserver"}, {"sec-fetch-site": "same-origin"}, {}])
def test_a_form_from_here_is_taken(unit: Unit, headers: dict[str, str]) -> None:
    data = {"token": token_in(Client().get(unit.address)), "words": "x", "kind": "opinion", "desk": unit.desk()}
    assert "只显示这一次" in text_of(Client().post(unit.address, data, headers=headers))


def test_a_replayed_form_is_refused_with_the_words_still_there(unit: Unit, day: Clock) -> None:
    data = {"token": token_in(Client().get(unit.address)), "words": "饭菜太咸", "kind": "opinion", "desk": unit.desk()}
    assert Client().post(unit.address, data).status_code == 200
    again = Client().post(unit.address, data)
    assert again.status_code == 422
    assert "没有重复交" in text_of(again) and ">\n饭菜太咸" in text_of(again)
    day.pass_days()
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "gAAAAAB" + "x" * 100])
def test_without_a_token_of_ours_nothing_is_taken(unit: Unit, token: str) -> None:
    data = {"token": token, "words": "饭菜太咸", "kind": "opinion", "desk": unit.desk()}
    answer = Client().post(unit.address, data)
    assert answer.status_code == 422
    assert "再按一次就行" in text_of(answer) and "饭菜太咸" in text_of(answer)


def test_a_form_from_before_the_release_is_asked_again(unit: Unit, day: Clock) -> None:
    token = token_in(Client().get(unit.address))
    day.pass_days()
    answer = Client().post(unit.address, {"token": token, "words": "x", "kind": "opinion", "desk": unit.desk()})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": ""}, "写一句是什么事就行"),
        ({"words": "长" * 501}, "最多 500 字"),
        ({"kind": "complaint"}, ""),
        ({"desk": "nowhere"}, ""),
        ({"called": "郭师傅"}, "选一位"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(unit: Unit, fields: dict[str, str], words: str) -> None:
    answer = send(unit, **fields)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_scripts_stay_text(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "<script>alert(1)</script>\0")
    day.pass_days()
    page = text_of(unit.browser("zhou").get(f"/concerns/inbox/{the_only().pk}/"))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_huge_bodies_are_refused(unit: Unit) -> None:
    answer = send(unit, enclosure=SimpleUploadedFile("x.jpg", b"x" * (13 * KB * KB)))
    assert answer.status_code == 413
    assert "内容太大" in text_of(answer)


def test_a_picture_is_drawn_anew_and_only_handlers_see_it(unit: Unit, day: Clock) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Marked-Camera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0)}
    body = picture(exif=exif, comment=b"hidden words") + b"hidden behind"
    assert b"Marked-Camera" in body
    answer = send(unit, enclosure=SimpleUploadedFile("宿舍3号楼.jpg", body))
    assert answer.status_code == 200, text_of(answer)
    day.pass_days()
    address = f"/concerns/inbox/{the_only().pk}/picture/"
    shown = unit.browser("zhou").get(address)
    assert shown.status_code == 200 and shown.content[:2] == b"\xff\xd8"
    for hidden in (b"Marked-Camera", b"hidden", b"Exif", "宿舍".encode()):
        assert hidden not in shown.content
    assert unit.browser("kong").get(address).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        picture()[:2000],
    ],
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(Exception, match="图片"):
        redraw(body)


def test_a_bomb_is_refused_unopened() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200 * KB
    began = time.perf_counter()
    with pytest.raises(Exception, match="图片"):
        redraw(out.getvalue())
    assert time.perf_counter() - began < 2


def test_a_picture_becomes_small() -> None:
    small = redraw(picture((4000, 3000)))
    assert len(small) <= 160 * KB
    assert max(Image.open(io.BytesIO(small)).size) <= 1280


def test_a_wrong_receipt_costs_the_same_work(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "饭菜太咸")
    day.pass_days()
    looks = []
    for digits in (receipt, "0000000000000000"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/say/receipt/", {"receipt": digits})
        looks.append(next(query["sql"] for query in queries.captured_queries if "receipt" in query["sql"])[:200])
    pattern = re.compile(r"[0-9a-f]{64}")
    assert pattern.sub("", looks[0]) == pattern.sub("", looks[1])


def test_a_receipt_opens_nothing_by_get(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "饭菜太咸")
    day.pass_days()
    assert "饭菜太咸" not in text_of(Client().get(f"/say/receipt/?receipt={receipt}"))
    assert Client().get("/say/answer/").status_code == 405


def test_one_receipt_cannot_speak_for_another(unit: Unit, day: Clock) -> None:
    mine, other = raise_concern(unit, "饭菜太咸"), raise_concern(unit, "班车太晚")
    day.pass_days()
    theirs = Concern.objects.get(pk=next(c.pk for c in Concern.objects.all() if c.words == "班车太晚"))
    page = Client().post("/say/receipt/", {"receipt": mine})
    data = {"token": token_in(page), "concern": str(theirs.pk), "act": "word", "words": "撤回"}
    assert Client().post("/say/answer/", data).status_code == 404
    assert "班车太晚" not in text_of(page)
    assert "班车太晚" in text_of(Client().post("/say/receipt/", {"receipt": other}))


def test_in_a_work_app_the_page_says_so(unit: Unit) -> None:
    page = text_of(Client().get(unit.address, headers={"user-agent": "Mozilla/5.0 wxwork/4.1 MicroMessenger"}))
    assert "企业微信" in page and "自己的流量" in page


def test_the_page_says_what_cannot_be_hidden(unit: Unit) -> None:
    page = text_of(Client().get(unit.address))
    for words in ("值班室 6120", "纪委 6135", "单位的网络", "那块硬盘", "周海燕、李受理", "孔令工"):
        assert words in page or "、".join(reversed(words.split("、"))) in page, words


def test_pages_are_light(unit: Unit, day: Clock) -> None:
    receipt = raise_concern(unit, "长" * 500)
    day.pass_days()
    for answer in (Client().get(unit.address), Client().post("/say/receipt/", {"receipt": receipt})):
        assert len(answer.content) <= 30 * KB


def test_submission_is_quick_besides_the_hash(unit: Unit) -> None:
    browser = Client()
    times = []
    for _ in range(7):
        token = token_in(browser.get(unit.address))
        began = time.process_time()
        browser.post(unit.address, {"token": token, "words": "饭菜太咸", "kind": "opinion", "desk": unit.desk()})
        times.append(time.process_time() - began)
    assert sorted(times)[3] < 0.15


def test_the_two_desks_are_independent(unit: Unit) -> None:
    organiser = unit.browser("organiser")
    address = f"/concerns/desks/{unit.company.pk}/independent/"
    for who in ("zhou", "secretary"):
        sent = organiser.post(address, {"name": "工会", "handlers": [str(unit.user(who).pk)]})
        assert sent.status_code == 422
    assert unit.browser("secretary").get("/concerns/desks/").status_code == 403
    assert unit.browser("keeper").get("/concerns/inbox/").status_code == 403


def test_the_poster_has_one_code_for_the_whole_unit(unit: Unit) -> None:
    address = f"/concerns/desks/{unit.company.pk}/poster/"
    posters = [
        re.search(r"<svg.*?</svg>", text_of(unit.browser(who).get(address)), re.S) for who in ("secretary", "zhou")
    ]
    assert posters[0] and posters[1] and posters[0][0] == posters[1][0]
    assert f"http://testserver{unit.address}" in text_of(unit.browser("zhou").get(address))


def test_the_keeper_of_accounts_cannot_seat_anybody(unit: Unit) -> None:
    page = text_of(unit.browser("keeper").get(f"/settings/accounts/{unit.user('member').pk}/roles/new/"))
    assert "concern_handler" not in page


def test_whoever_takes_a_seat_later_does_not_see_what_names_them(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "单雪老是迟到")
    day.pass_days()
    handlers = [str(unit.user(who).pk) for who in ("zhou", "li", "member")]
    unit.browser("organiser").post(
        f"/concerns/desks/{unit.company.pk}/first/", {"name": "单位诉求台", "handlers": handlers}
    )
    assert "老是迟到" not in text_of(unit.browser("member").get("/concerns/inbox/"))
    assert "老是迟到" in text_of(unit.browser("zhou").get("/concerns/inbox/"))


def test_own_host_name(unit: Unit, settings) -> None:
    settings.SAY_HOST = "say.example"
    settings.ALLOWED_HOSTS = [*django_settings.ALLOWED_HOSTS, "say.example"]
    assert Client().get(unit.address).headers["Location"] == f"http://say.example{unit.address}"
    own = Client(HTTP_HOST="say.example")
    assert own.get(unit.address).status_code == 200
    assert own.get("/log-in/").status_code == 404
    assert own.get("/").headers["Location"] == "/say/"


def test_a_full_disk_keeps_the_words_on_the_page(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Waiting, "_places", full)
    answer = send(unit)
    assert answer.status_code == 422
    assert "没有交上去" in text_of(answer) and "饭菜太咸" in text_of(answer)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1&" * 5000, "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"words=%ff%fe&token=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
    ids=["thousands of fields", "torn", "no boundary", "no text", "json"],
)
def test_torn_and_strange_bodies_are_refused_in_a_sentence(
    unit: Unit, caplog: pytest.LogCaptureFixture, body: bytes, kind: str
) -> None:
    for address in (unit.address, "/say/receipt/", "/say/answer/"):
        answer = Client().post(address, body, content_type=kind)
        assert answer.status_code in {413, 422}, (address, answer.status_code)
        assert "<h1" in text_of(answer)
    assert [record for record in caplog.records if "say" in record.getMessage()] == []


def test_a_name_that_is_not_ours_comes_into_no_log(unit: Unit, settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SAY_HOST = "say.example"
    answer = Client(HTTP_HOST="elsewhere.example").get(unit.address)
    assert answer.headers["Location"] == f"http://say.example{unit.address}"
    assert caplog.records == []


@pytest.mark.parametrize("act", ["solved", "unsolved", "contested", "treated_badly", "agreed", "nonsense"])
def test_an_answer_that_was_not_asked_for_is_refused(unit: Unit, day: Clock, act: str) -> None:
    receipt = raise_concern(unit, "饭菜太咸")
    day.pass_days()
    page = Client().post("/say/receipt/", {"receipt": receipt})
    data = {"token": token_in(page), "concern": str(the_only().pk), "act": act, "words": "x"}
    assert Client().post("/say/answer/", data).status_code == 422
    day.pass_days()
    assert the_only().state == "received"
