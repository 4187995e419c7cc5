"""`zhibu say`: looks whether a deployment keeps what 说事 promises, and prints what the proxy in front has to say.

The check behaves like people: it opens the page, a page that is not there, a form from elsewhere and a wrong receipt,
each with a mark of its own, and then looks for the mark and for 说事 in the logs that are named.
"""

import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from zhibu.base import clock
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser

SNIPPET = """# nginx：放进这个站点的 server { … } 里。
# 说事的请求不写访问日志、不写错误日志、不带来源地址，内容不落到代理的硬盘上。
# “^~”让它先于别的 location：样式和图标也在 /say/ 下面，不会被另一条规则记下来。
location ^~ /say {
    access_log off;
    error_log /dev/null crit;
    log_not_found off;
    proxy_set_header X-Forwarded-For "";
    proxy_set_header X-Real-IP "";
    proxy_set_header Forwarded "";
    proxy_set_header X-Request-ID "";
    proxy_set_header Cookie "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_request_buffering off;
    proxy_buffering off;
    proxy_cache off;
    client_max_body_size 14m;
    proxy_pass http://127.0.0.1:8000;
}
"""
WANTED = {"cache-control": "no-store", "referrer-policy": "same-origin"}
TRACKING = (
    "set-cookie", "x-request-id", "x-trace-id", "x-correlation-id", "traceparent", "server-timing", "etag", "report-to",
    "reporting-endpoints", "nel", "x-cache", "cf-ray",
)  # fmt: skip
WATCHED = ("raven", "sentry", "opentelemetry", "newrelic", "elastic", "silk", "debug_toolbar", "prometheus")
MAILING = ("AdminEmail", "SMTPHandler", "HTTPHandler")
TIMEOUT = 15


def describe(parser: ChineseParser) -> None:
    parser.add_argument("address", nargs="?", metavar="网址", help="说事的网址，比如 https://说事的域名/say/")
    parser.add_argument("--log", action="append", default=[], metavar="文件", help="代理的日志文件，可以写几个")
    parser.add_argument("--snippet", action="store_true", help="只打印 nginx 的配置")
    parser.epilog = "查不过就退出码 1。改了代理、日志、监控以后都要再查一遍。"


def carry_out(arguments: Arguments) -> int:
    if arguments.snippet:
        say(SNIPPET)
        return 0
    mark = f"selfcheck{secrets.token_hex(8)}"
    found = list(_settings())
    if arguments.address:
        found += _answers(arguments.address, mark)
    for name in arguments.log:
        found += _lines(Path(name), mark)
    for line in found:
        complain(f"不行：{line}")
    if not arguments.address:
        say("没有给网址，只查了本机的设置。完整的自查：zhibu say 网址 --log 代理的日志文件")
    if found:
        return 1
    say(f"{clock.today():%Y-%m-%d} 自查过，没有发现会记下说事的地方。网络上别的设备记什么，这里查不到。")
    return 0


def _settings() -> Iterator[str]:
    """What this machine would write down by itself."""
    if settings.DEBUG:
        yield "ZHIBU_DEBUG 是 1：出错的页面会写出请求的内容。正式使用要设成 0。"
    logging: dict[str, Any] = settings.LOGGING
    handlers = logging.get("handlers", {}).values()
    if settings.ADMINS or any(sign in str(row.get("class", "")) for row in handlers for sign in MAILING):
        yield "出错时会发邮件：邮件里有请求的时间和地址。去掉 ADMINS 和发邮件的日志。"
    waiting = Path(settings.DATA) / "waiting"
    if waiting.exists() and waiting.stat().st_mode & 0o077:
        yield f"{waiting} 别的用户也能看。改成只有运行程序的用户能看。"
    for word in WATCHED:
        if any(word in name.lower() for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)):
            yield f"装了监控（{word}）：它会记下每个请求。"
    first = [name for name in settings.MIDDLEWARE if "session" in name.lower() or "SayMiddleware" in name]
    if not first or "SayMiddleware" not in first[0]:
        yield "说事的通道没有排在会话前面。"


def _answers(address: str, mark: str) -> Iterator[str]:
    """What the outside says when people come: with a cookie that must come to nothing, and by ways that fail."""
    if not address.startswith(("http://", "https://")):
        yield f"看不懂网址 {address}。"
        return
    if address.startswith("http://") and urlsplit(address).hostname not in {"127.0.0.1", "localhost"}:
        yield "没有用 https：路上的人能看到内容。"
    try:
        seen = [
            _headers_of(address, mark),
            _headers_of(urljoin(address, f"/say/{mark}/"), mark),
            _headers_of(urljoin(address, "/say/receipt/"), mark, b"receipt=0000000000000000"),
            _headers_of(urljoin(address, "/say/receipt/"), mark, b"receipt=0", Origin="https://elsewhere.example"),
        ]
        # The other pages may be in the log, so this one comes without the mark.
        cookies = _headers_of(urljoin(address, "/in/log-in/"), "zhibu").get_all("Set-Cookie", [])
    except OSError as error:
        yield f"{address} 打不开：{error}。"
        return
    yield from dict.fromkeys(line for headers in seen for line in _headers(headers))
    if not all("path=/in" in cookie.lower() for cookie in cookies):
        yield "登录的 Cookie 没有限在 /in/ 下面：浏览器会把它带到说事来，是代理改掉的。"


def _headers_of(address: str, mark: str, body: bytes | None = None, **more: str) -> Message:
    """The headers of any answer, also of 403 and 404."""
    own = {"Cookie": f"sessionid={mark}", "User-Agent": mark, **more}
    request = urllib.request.Request(address, data=body, headers=own)  # noqa: S310 (http and https only, see above)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            found: Message = answer.headers
    except urllib.error.HTTPError as error:
        with error:
            found = error.headers
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OSError(f"回答是 {error.code}") from error
    return found


def _headers(headers: Message) -> Iterator[str]:
    for name, value in WANTED.items():
        if value not in headers.get(name, ""):
            yield f"回答里没有 {name}: {value}，是代理改掉的。"
    for name in TRACKING:
        if name in headers:
            yield f"回答里有 {name}：能把一次次打开连起来。在代理里去掉。"


def _lines(file: Path, mark: str) -> Iterator[str]:
    """Lines of a log that speak of 说事, as an address or as where somebody came from, or of this very check."""
    signs = ("/say/", "/say ", '/say"', "/say?", "/say,", mark)
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            count = sum(any(sign in line for sign in signs) for line in lines)
    except OSError as error:
        yield f"{file} 读不了：{error.strerror}。"
        return
    if count:
        yield f"{file} 里有 {count} 行记着说事的请求。关掉这个位置的日志，并删掉这些行。"
