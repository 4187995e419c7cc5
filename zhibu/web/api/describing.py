"""The interface describes itself, OpenAPI 3.1, in Chinese and in English: one description, its sentences translated."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from zhibu.notice.models import TRIAL, Topic
from zhibu.web.access import nameless_page
from zhibu.web.api import operations
from zhibu.web.api.doors import API

ABOUT = gettext_noop(
    "程序用的接口，做网页上能做的事；诉求、谈话和帮带计划不在里面。"
    "令牌在“程序用的令牌”里开，放在 Authorization: Bearer 后面。"
    "每次写入带一个 Idempotency-Key，重发用同一个，只记一次。"
)
KEY_SAYS = gettext_noop("这件事的 UUID，重发时用同一个")
TOLD = gettext_noop(
    "有变动就告诉一声：哪一类（type）、什么时候（timestamp）、哪个党组织（data.organisation）。不说是什么事，没有人名；"
    "诉求、谈话、目标和帮带从不告诉。要内容，凭令牌来取。"
    "照 Standard Webhooks 签：webhook-signature 是“v1,”后面接 HMAC-SHA256 的 Base64，"
    "签的是 webhook-id、webhook-timestamp 和正文，中间用点连；密钥是 whsec_ 后面那段 Base64 解出来的字节。"
    "先验签；时间和自己的差五分钟以上的不要；同一个 webhook-id 只当一次，因为没收到 2xx 会再送："
    "隔 5 分钟、20 分钟、1 小时、3 小时、12 小时。回 410 就不再送；连着三天没送到也停，管理员在“今天”看得到。"
)
SIGNED = gettext_noop("验签用")
CHANGED = gettext_noop("有变动")
SAID = frozenset({"summary", "description", "title"})
assert operations  # declares what is described


@nameless_page
@require_safe
def chinese(request: HttpRequest) -> HttpResponse:
    return JsonResponse(described("zh-hans"), json_dumps_params={"ensure_ascii": False})


@nameless_page
@require_safe
def english(request: HttpRequest) -> HttpResponse:
    return JsonResponse(described("en"), json_dumps_params={"ensure_ascii": False})


def described(language: str) -> dict[str, Any]:
    schema: dict[str, Any] = dict(API.get_openapi_schema(path_prefix="/api/v1/"))
    schema["info"] = {**schema["info"], "description": ABOUT}
    for path in schema["paths"].values():
        if "post" in path and path["post"].get("security"):
            path["post"].setdefault("parameters", []).append(
                {
                    "name": "Idempotency-Key", "in": "header", "required": True, "description": KEY_SAYS,
                    "schema": {"type": "string", "format": "uuid"},
                }
            )  # fmt: skip
    schema["webhooks"] = {"changed": {"post": _told()}}
    with translation.override(language):
        found = _said(schema)
    assert isinstance(found, dict)
    return found


def _told() -> dict[str, Any]:
    """What programs that asked for it are sent: see `notice/hooks.py`."""
    words = {"type": "string"}
    kinds = [*(f"{topic}.changed" for topic in Topic.values), TRIAL]
    body = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {**words, "enum": kinds},
            "timestamp": {**words, "format": "date-time"},
            "data": {
                "type": "object",
                "required": ["organisation"],
                "properties": {"organisation": {**words, "format": "uuid"}},
            },
        },
    }
    signed = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return {
        "operationId": "changed",
        "summary": CHANGED,
        "description": TOLD,
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": SIGNED, "schema": words} for name in signed
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"2XX": {"description": "OK"}},
    }


def _said(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: gettext(value) if key in SAID and isinstance(value, str) and value else _said(value)
            for key, value in node.items()
        }
    return [_said(part) for part in node] if isinstance(node, list) else node
