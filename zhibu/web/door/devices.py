"""A word or two for a device, as its owner would call it. Nothing finer is kept."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhibu.web.wording import worded

PHONES = ("Mobile", "Android", "iPhone", "HarmonyOS")
PROGRAMS = (  # the first that fits: later ones call themselves by the names of earlier ones
    ("wxwork", gettext_lazy("企业微信")),
    ("MicroMessenger", gettext_lazy("微信")),
    ("DingTalk", gettext_lazy("钉钉")),
    ("Lark", gettext_lazy("飞书")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


BETWEEN = " · "


def device_of(request: HttpRequest) -> str:
    """手机 · 微信, 电脑 · Chrome, kept in Chinese; empty when the browser does not say."""
    told = request.headers.get("User-Agent", "")
    if not told:
        return ""
    program = next((name for word, name in PROGRAMS if word in told), "")
    with override(settings.LANGUAGE_CODE):
        kind = _("手机") if any(word in told for word in PHONES) else _("电脑")
        return BETWEEN.join(filter(None, (kind, str(program))))


def device_words(kept: str) -> str:
    """As this reader says it."""
    return BETWEEN.join(worded(part) for part in kept.split(BETWEEN))
