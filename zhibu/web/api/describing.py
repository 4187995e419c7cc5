"""The interface describes itself, OpenAPI 3.1, in Chinese and in English: one description, its sentences translated."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from zhibu.web.access import nameless_page
from zhibu.web.api import operations
from zhibu.web.api.doors import API

ABOUT = gettext_noop(
    "程序用的接口，做网页上能做的事；诉求、谈话和帮带计划不在里面。"
    "令牌在“程序用的令牌”里开，放在 Authorization: Bearer 后面。"
    "每次写入带一个 Idempotency-Key，重发用同一个，只记一次。"
)
KEY_SAYS = gettext_noop("这件事的 UUID，重发时用同一个")
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
    with translation.override(language):
        found = _said(schema)
    assert isinstance(found, dict)
    return found


def _said(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: gettext(value) if key in SAID and isinstance(value, str) and value else _said(value)
            for key, value in node.items()
        }
    return [_said(part) for part in node] if isinstance(node, list) else node
