"""An empty list of branches to fill in: our own template. Any other table with the usual columns is read as well."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.intake.kinds import KINDS
from zhibu.intake.writing import blank_workbook
from zhibu.web.access import PageRequest, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Right.SET_UP)
@require_safe
def blank_branches(request: PageRequest) -> HttpResponse:
    kind = KINDS["branches"]
    lines = [
        _("一行一个支部。只有“支部名称”必须填，其他不知道的空着，以后在“支部资料”里补。"),
        _("上级党组织：空着就放在本级下面；写一个还没有的党总支，会跟着一起建。"),
        _("支部类型：一般、联合、临时、流动；空着按名称认。"),
        _("日期怎么写都行：2024年3月5日、2024.3.5、2024-03-05。"),
        _("届满日期空着，就按规定的任期算。不设支委会的，委员几栏都空着。"),
        _("书记和委员写姓名；同一个人兼几个职务，就在几栏里都写。其他党员以后用花名册导入。"),
        _("书记的登录名和一次性密码不用填，建好以后在“登录条子”里出。"),
    ]
    data = blank_workbook(_("支部一览"), [field.label for field in kind.fields.values()], lines)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('支部一览（空表）.xlsx'))}"
    return answer
