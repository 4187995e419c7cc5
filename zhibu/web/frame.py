"""What every page shows around its content: the places, who is acting, own switches. No query of its own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import RoleName, User
from zhibu.account.queries import is_locked, is_told
from zhibu.base.actor import COMMITTEE, Actor, Right, Role
from zhibu.web.days import write_day
from zhibu.web.door.answers import way_back
from zhibu.web.subpages import first_of, tabs_of
from zhibu.web.wording import capital, in_a_row

HAS_ENGLISH = any((folder / "en" / "LC_MESSAGES" / "django.mo").exists() for folder in settings.LOCALE_PATHS)
"""English is offered where the catalogue is there."""
LARGE_PRINT_COOKIE = "large_print"
CONTENT = frozenset({Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW})


@dataclass(frozen=True)
class Place:
    """One of the seven places. `key` is the letter after `g`, `folder` the first part of the address."""

    name: str
    label: str | Promise
    key: str
    folder: str
    rights: frozenset[Right] = CONTENT
    url: str = ""
    is_here: bool = False


PLACES = (
    Place("today", _("今天"), "j", "", frozenset()),
    Place("meetings", _("会议"), "h", "meetings"),
    Place("members", _("党员"), "d", "members", CONTENT | {Right.SEE_OWN_ADMISSION}),
    Place("concerns", _("诉求"), "s", "concerns", CONTENT | {Right.HANDLE_CONCERNS}),
    Place("plan", _("计划"), "p", "plan"),
    Place("checkup", _("体检"), "t", "checkup"),
    Place("files", _("资料"), "z", "files", frozenset()),
)
MEMBERS_WORDS: dict[str, str | Promise] = {"members": _("我的"), "concerns": _("说事")}
SEES = frozenset({Right.SEE_BRANCH, Right.SEE_BELOW})
OWN_PAGES: tuple[tuple[str, str | Promise, frozenset[Right]], ...] = (  # behind the name: page, label, any one of these
    ("branch_profile", _("支部资料"), frozenset({Right.SEE_BRANCH})),
    ("organisations", _("所辖党组织"), frozenset({Right.SEE_BELOW})),
    ("settings", _("本单位的要求"), SEES),
    ("accounts", _("账号"), frozenset({Right.ACCOUNTS})),
    ("slips", _("登录条子"), frozenset({Right.FIRST_LOG_INS})),
    ("seconds", _("等你同意的"), frozenset({Right.SET_UP, Right.CONFIRM})),
    ("log", _("操作记录"), frozenset({Right.CONFIRM, Right.SET_UP, Right.ACCOUNTS})),
    ("reminders", _("提醒和日历"), frozenset()),
    ("tokens", _("程序用的令牌"), SEES),
    ("hooks", _("通知别的程序"), frozenset({Right.ACCOUNTS})),
    ("change_password", _("改密码"), frozenset()),
    ("second_factor", _("第二道验证"), frozenset()),
    ("log_ins", _("我的登录"), frozenset()),
)
BAR_OF_COMMITTEE: tuple[str, ...] = ("today", "meetings", "checkup")
BAR_OF_MEMBER: tuple[str, ...] = ("today", "meetings", "members", "concerns")
BAR_OF_OTHERS: tuple[str, ...] = ("today", "members", "files")
BAR_OF_HANDLER: tuple[str, ...] = ("today", "concerns", "files")
BAR_ITEMS = 4


def places_for(actor: Actor | None, path: str) -> list[Place]:
    """The places that this role has, in the fixed order, with the one that `path` lies in."""
    if actor is None:
        return []
    here = path.strip("/").split("/")[0]
    own_words = MEMBERS_WORDS if is_plain_member(actor) or actor.may(Right.SEE_OWN_ADMISSION) else {}
    return [
        replace(
            place,
            url=first_of(place.name, actor),
            is_here=place.folder == here,
            label=own_words.get(place.name, place.label),
        )
        for place in PLACES
        if not place.rights or place.rights & actor.rights
    ]


def is_plain_member(actor: Actor) -> bool:
    return actor.acting is not None and actor.acting.role in {Role.MEMBER, Role.GROUP_LEADER}


def bar_for(actor: Actor | None, places: list[Place]) -> list[Place]:
    """At most three places for the bottom bar of a phone beside 更多, or four where they are all that is used."""
    if actor is None:
        return []
    if is_plain_member(actor):
        names = BAR_OF_MEMBER
    elif actor.acting and (actor.acting.role in COMMITTEE or CONTENT & actor.rights):
        names = BAR_OF_COMMITTEE
    elif actor.may(Right.HANDLE_CONCERNS):
        names = BAR_OF_HANDLER
    else:
        names = BAR_OF_OTHERS
    return [place for place in places if place.name in names]


def own_pages_for(actor: Actor | None) -> list[dict[str, Any]]:
    """What stands behind the name in the header."""
    if actor is None:
        return []
    return [
        {"label": label, "url": reverse(name)}
        for name, label, rights in OWN_PAGES
        if not rights or rights & actor.rights
    ]


def wants_large_print(request: HttpRequest) -> bool:
    """The user's own choice; for people without log-in the cookie of this device."""
    if getattr(request, "actor", None) is not None and isinstance(request.user, User):
        return request.user.large_print
    return request.COOKIES.get(LARGE_PRINT_COOKIE) == "1"


def role_label(actor: Actor) -> str:
    """“书记 · 一车间党支部”, with the secretary's name for a clerk."""
    if actor.acting is None:
        return str(_("今天没有角色"))
    name = capital(str(RoleName(actor.acting.role.value).label))
    if actor.acting.for_name:
        name = _("%(role)s（替%(name)s）") % {"role": name, "name": actor.acting.for_name}
    return f"{name} · {actor.acting.organisation_name}"


def recovery_words(request: HttpRequest, today: date | None) -> str:
    """Who gave this person a new password, told for two weeks on every page; and what stays shut for some days."""
    user = getattr(request, "user", None) if getattr(request, "actor", None) is not None else None
    if not isinstance(user, User) or today is None or not is_told(user, today):
        return ""
    assert user.recovered_on is not None
    words = str(_("%(day)s由%(by)s重设了你的密码。不是你要的，马上告诉上级党组织。")) % {
        "day": write_day(user.recovered_on), "by": user.recovered_by,
    }  # fmt: skip
    return in_a_row(words, str(_("重设后三天内，谈话、帮扶和本人的资料打不开。")) if is_locked(user, today) else "")


def optional_url(name: str) -> str:
    """The address, or empty while no page of that name is there (the gallery outside DEBUG)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`. Cheap: it reads only what the middleware has already fetched."""
    actor: Actor | None = getattr(request, "actor", None)
    places = places_for(actor, request.path_info)
    bar = bar_for(actor, places)
    today: date | None = getattr(request, "today", None)
    acting = actor.acting if actor else None
    place = next((place.name for place in places if place.is_here), "")
    tabs, within = (
        tabs_of(place, actor, request.path, is_plain_member=is_plain_member(actor)) if actor and place else ([], [])
    )
    return {
        "frame": {
            "actor": actor,
            "places": places,
            "bar": bar,
            "more": [place for place in places if place not in bar],
            "more_in_bar": bool(bar) and len(bar) < BAR_ITEMS and len(bar) < len(places),
            "subpages": tabs,
            "within": within,
            "rules_version": "",
            "own_pages": own_pages_for(actor),
            "role": role_label(actor) if actor else "",
            "roles": [
                {"grant": grant, "label": capital(str(RoleName(grant.role.value).label)), "is_acting": grant == acting}
                for grant in (actor.grants if actor else ())
            ],
            "large_print": wants_large_print(request),
            "language": get_language() or settings.LANGUAGE_CODE,
            "has_english": HAS_ENGLISH,
            "gallery": optional_url("gallery"),
            "here": request.get_full_path() if request.method in {"GET", "HEAD"} else way_back(request),
            "is_sample": settings.SAMPLE,
            "recovery": recovery_words(request, today),
            "yesterday": today - timedelta(days=1) if today else None,
        },
        "today": today,
    }
