"""How the program is, for whoever keeps the accounts: what beats, how much room there is, the last backup."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.flows.beats import Health, Part
from zhibu.web.components import Fact

GIGABYTE = 1024**3


def facts_of(found: Health) -> list[Fact]:
    return [
        Fact(_("定时检查"), _beat(found, Part.CLOCK)),
        Fact(_("后台任务"), _beat(found, Part.WORKER)),
        Fact(_("上次备份"), _backup(found)),
        Fact(_("硬盘空位"), _room(found)),
    ]


def _beat(found: Health, part: Part) -> str:
    age = found.age(part)
    if age is None:
        return _("还没有动静。刚启动要等几分钟；一直这样，就是没有在运行。")
    said = _ago(age)
    return _("%(said)s有动静，太久了：可能停了，请看程序的窗口或日志") % {"said": said} if found.is_late(part) else said


def _backup(found: Health) -> str:
    age = found.age(Part.BACKUP)
    if age is None:
        return _("还没有备份过。装好每天的备份，见安装说明。")
    return _("%(said)s，该备份了") % {"said": _ago(age)} if found.is_late(Part.BACKUP) else _ago(age)


def _room(found: Health) -> str:
    words = {"free": f"{found.free / GIGABYTE:.1f}", "size": f"{found.size / GIGABYTE:.0f}"}
    said = _("%(free)s GB，共 %(size)s GB") % words
    return _("%(said)s，快满了") % {"said": said} if found.is_full else said


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return _("刚才")
    if minutes < 60:
        return ngettext("%(count)d 分钟前", "%(count)d 分钟前", minutes) % {"count": minutes}
    hours = minutes // 60
    if age.days < 2:
        return ngettext("%(count)d 小时前", "%(count)d 小时前", hours) % {"count": hours}
    return ngettext("%(count)d 天前", "%(count)d 天前", age.days) % {"count": age.days}
