"""`zhibu say`: looks whether a deployment keeps what 说事 promises, and prints what the proxy in front has to say."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from django.conf import settings

from zhibu.base import clock
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser

SNIPPET = """# nginx：放进这个站点的 server { … } 里。说事的请求不写访问日志、不写错误日志、不带来源地址。
location /say {
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
TRACKING = ("set-cookie", "x-request-id", "x-trace-id", "x-correlation-id", "server-timing", "etag", "report-to", "nel")
WATCHED = ("raven", "sentry", "opentelemetry", "newrelic", "elastic")


def describe(parser: ChineseParser) -> None:
    parser.add_argument("address", nargs="?", metavar="网址", help="说事的网址，比如 https://说事的域名/say/")
    parser.add_argument("--log", action="append", default=[], metavar="文件", help="代理的日志文件，可以写几个")
    parser.add_argument("--snippet", action="store_true", help="只打印 nginx 的配置")
    parser.epilog = "查不过就退出码 1。改了代理、日志、监控以后都要再查一遍。"


def carry_out(arguments: Arguments) -> int:
    if arguments.snippet:
        say(SNIPPET)
        return 0
    found = list(_settings())
    if arguments.address:
        found += _answers(arguments.address)
    for name in arguments.log:
        found += _lines(Path(name))
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
    if settings.ADMINS or any("AdminEmail" in str(handler.get("class", "")) for handler in handlers):
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


def _answers(address: str) -> Iterator[str]:
    """What the outside says when the page is opened, with a cookie that must come to nothing."""
    request = urllib.request.Request(address, headers={"Cookie": "sessionid=self-check"})  # noqa: S310 (checked below)
    if not address.startswith(("http://", "https://")):
        yield f"看不懂网址 {address}。"
        return
    if address.startswith("http://") and not address.startswith(("http://127.0.0.1", "http://localhost")):
        yield "没有用 https：路上的人能看到内容。"
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
            yield from _headers(answer)
    except (urllib.error.URLError, OSError) as error:
        yield f"{address} 打不开：{error}。"


def _headers(answer: HTTPResponse) -> Iterator[str]:
    headers = {name.lower(): value for name, value in answer.getheaders()}
    for name, value in WANTED.items():
        if value not in headers.get(name, ""):
            yield f"回答里没有 {name}: {value}，是代理改掉的。"
    for name in TRACKING:
        if name in headers:
            yield f"回答里有 {name}：能把一次次打开连起来。在代理里去掉。"


def _lines(file: Path) -> Iterator[str]:
    """Lines of a proxy's log that speak of 说事."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            count = sum("/say/" in line or "/say " in line for line in lines)
    except OSError as error:
        yield f"{file} 读不了：{error.strerror}。"
        return
    if count:
        yield f"{file} 里有 {count} 行记着说事的请求。关掉这个位置的日志，并删掉这些行。"
