"""Robots of groups: 企业微信, 钉钉, 飞书. One small POST of plain text to a host that is known.

They answer 200 also when they refuse, with a code in the body; so the body is read. No redirect is followed, and no
address or answer ever comes into a log or a message.
"""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult

from django.conf import settings

from zhibu.base.errors import Refused
from zhibu.notice.models import RobotKind
from zhibu.notice.posting import parts_of, post
from zhibu.notice.trouble import Trouble

KNOWN = {
    RobotKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    RobotKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send"),
    RobotKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/"),
}
TOO_FAST = frozenset({45009, 130101, 11232, 9499})
"""“Too many calls”, as the three say it: tried again later. With any other code the address is refused."""


def kind_of(address: str) -> RobotKind:
    """Which robot an address belongs to. Refused unless it is one of the three, or on a host that is allowed."""
    parts = parts_of(address)
    for kind, (host, path) in KNOWN.items():
        if parts.hostname == host and parts.scheme == "https" and parts.path.startswith(path) and parts.port is None:
            return kind
    if _is_allowed(parts):
        return next((kind for kind, (_host, path) in KNOWN.items() if parts.path.startswith(path)), RobotKind.WECOM)
    raise Refused(
        "这不是企业微信、钉钉或飞书群机器人的地址。",
        "在群里建一个机器人，把它给的网址整个复制过来；自己搭的要先由管理员放行。",
        "address",
    )


def _is_allowed(parts: SplitResult) -> bool:
    """Hosts of the unit's own, named by the deployment: host or host:port, http too."""
    return parts.scheme in ("http", "https") and parts.netloc in settings.ROBOT_HOSTS


def send(kind: str, address: str, text: str) -> None:
    """Deliver one text. `Trouble` when it was not taken."""
    try:
        kind_of(address)
    except Refused as error:
        raise Trouble("机器人的地址不在放行的范围里。", is_final=True) from error
    parts = parts_of(address)
    try:
        status, answer = post(parts, _body(kind, text))
    except (OSError, http.client.HTTPException) as error:
        raise Trouble("连不上群机器人的服务器。") from error
    if status >= 500 or status == 429:
        raise Trouble("群机器人的服务器忙，过一会儿再试。")
    code = _code(answer)
    if status == 200 and code == 0:
        return
    if code in TOO_FAST:
        raise Trouble("群机器人说发得太快，过一会儿再试。")
    raise Trouble("群机器人没有收，可能是机器人被删了，重新贴一次地址。", is_final=True)


def _body(kind: str, text: str) -> bytes:
    if kind == RobotKind.FEISHU:
        content: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    else:
        content = {"msgtype": "text", "text": {"content": text}}
    return json.dumps(content, ensure_ascii=False).encode()


def _code(answer: bytes) -> int:
    """0: taken. The three write it as `errcode`, `code` or `StatusCode`."""
    try:
        given = json.loads(answer)
    except ValueError:
        return -1
    if not isinstance(given, Mapping):
        return -1
    found = next((given[name] for name in ("errcode", "code", "StatusCode") if name in given), -1)
    return found if isinstance(found, int) else -1
