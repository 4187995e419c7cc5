"""What the owner of an account is told of it, in words. Of other people only: whose log-in was opened or taken up."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.account.models import Told

WORDS: dict[str, str | Promise] = {
    "factor_added": gettext_lazy("你的账号加了第二道验证"),
    "factor_removed": gettext_lazy("你的账号去掉了一种第二道验证"),
    "new_codes": gettext_lazy("你的账号换了一批备用码"),
    "opened_own": gettext_lazy("管理员经上级同意，看你的资料一个小时"),
    "opened_member": gettext_lazy("管理员经上级同意，看你支部一名党员的资料一个小时"),
    "opened_gathering": gettext_lazy("管理员经上级同意，看你支部的一次会议记录一个小时"),
    "log_in_opened": gettext_lazy("给你开了账号"),
    "log_in_begun": gettext_lazy("你的账号第一次启用，换上了自己的密码"),
    "log_in_opened_of": gettext_lazy("有党员开了账号"),
    "log_in_begun_of": gettext_lazy("有党员的账号第一次启用"),
    "code_used": gettext_lazy("有人用备用码登录了你的账号"),
}


def told_words(row: Told) -> str:
    words = str(WORDS[row.kind])
    return _("%(what)s（%(about)s）") % {"what": words, "about": row.about} if row.about else words
