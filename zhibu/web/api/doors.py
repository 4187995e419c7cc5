"""How a program comes in: by a token, to declared operations only. What is refused is one sentence.

An operation is declared with `operation`: the scope that the token must have and the rights that its role must have.
Reads and writes below are those of the pages: `visible_to`, the same actions, `flows.write.perform`.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from zhibu.account.tokens import Holder, Scope, holder_of
from zhibu.base.actor import Right
from zhibu.base.errors import Foreseen, Invalid, NotAllowed, NotFound, Overtaken, Refused
from zhibu.web.access import PageRequest
from zhibu.web.wording import worded

API = NinjaAPI(title="支部工作台", version="1", docs_url=None, openapi_url=None, urls_namespace="api")


class ApiRequest(PageRequest):
    """The request with whoever stands behind the token (for annotations only)."""

    auth: Holder


class Refusal(Schema):
    """Why it was not done: one sentence, what to do, and the field that it concerns."""

    error: str
    next_step: str = ""
    field: str = ""


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422), Refusal)
OPEN_REFUSALS = dict.fromkeys((400, 422), Refusal)


@dataclass(frozen=True)
class OperationPolicy:
    """`scope` None: everybody, without a token."""

    scope: Scope | None
    rights: frozenset[Right]


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        holder = holder_of(token, request.today)  # type: ignore[attr-defined]
        if holder is not None:
            request.actor = holder.actor  # type: ignore[attr-defined]
        return holder


def operation(
    method: str,
    path: str,
    *,
    says: str,
    gives: Any,
    scope: Scope | None = None,
    rights: tuple[Right, ...] = (),
    status: int = 200,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`rights`: any one is enough. Without a scope the operation is open to everybody and sees nobody's records."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if scope is not None:
                if scope not in request.auth.scopes:
                    raise NotAllowed("这个令牌没有开这一项。", "开令牌的人")
                if not any(request.actor.may(right) for right in rights):
                    raise NotAllowed("令牌背后的角色没有这个权限。")
            return function(request, *args, **kwargs)

        guarded.policy = OperationPolicy(scope, frozenset(rights))  # type: ignore[attr-defined]
        answers = {status: gives, **(REFUSALS if scope else OPEN_REFUSALS)}
        add = getattr(API, method)
        name = f"api_{function.__name__}"
        add(path, response=answers, summary=says, auth=Bearer() if scope else None, url_name=name)(guarded)
        return guarded

    return declare


def key_of(request: HttpRequest) -> UUID:
    """The idempotency key: the same request sent twice is carried out once."""
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as error:
        raise Refused(
            "缺少 Idempotency-Key，或写得不对。", "每件事给一个新的 UUID，重发时用同一个。", "Idempotency-Key"
        ) from error


def refuse(request: HttpRequest, status: int, reason: Any, next_step: Any = "", field: str = "") -> HttpResponse:
    language = "en" if request.headers.get("Accept-Language", "").startswith("en") else settings.LANGUAGE_CODE
    with translation.override(language):
        told = {"error": worded(str(reason)), "next_step": worded(str(next_step)), "field": field}
    answer = API.create_response(request, told, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@API.exception_handler(Foreseen)
def foreseen(request: HttpRequest, error: Foreseen) -> HttpResponse:
    match error:
        case Invalid():
            field, sentence = next(iter(error.problems.items()))
            return refuse(request, 422, sentence, error.next_step, field)
        case Overtaken():
            return refuse(request, 409, error.reason, error.next_step)
        case Refused():
            return refuse(request, 422, error.reason, error.next_step, error.field)
        case NotAllowed():
            return refuse(request, 403, error.reason)
        case NotFound():
            return refuse(request, 404, "没有找到。")
    raise error


@API.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refuse(request, 401, "令牌不对、到期了，或者已经停用。", "在“程序用的令牌”里开一个新的。")


@API.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [str(part) for part in error.errors[0].get("loc", ())] if error.errors else []
    field = ".".join(part for part in places if part not in {"query", "body", "path", "payload", "header"})
    return refuse(request, 422, "有一处写得不对。", "照说明里的写法改。", field)


@API.exception_handler(HttpError)
def wrong(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refuse(request, error.status_code, "读不懂这个请求。", "正文要是 JSON。")
