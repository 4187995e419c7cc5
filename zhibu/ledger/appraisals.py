"""民主评议票数: the counted ballots of a year as the form has them, by pinyin, for those who lead the count."""

from django.utils.translation import gettext_lazy

from zhibu.base.actor import Right
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.meeting.models import AppraisalBallots, Grade
from zhibu.org.models import Organisation

COUNTS = ("issued", "returned", "valid", "excellent", "qualified", "basically_qualified", "unqualified")


def years(branch: Organisation) -> list[int]:
    rows = AppraisalBallots.objects.filter(branch=branch).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def rows(wanted: Wanted) -> list[Row]:
    found = AppraisalBallots.objects.filter(branch=wanted.branch).select_related("member")
    if wanted.year:
        found = found.filter(year=wanted.year)
    return [
        Row(
            (
                row.year,
                row.member.name,
                *("" if (count := getattr(row, name)) is None else count for name in COUNTS),
                str(Grade(row.result).label) if row.result else "",
            ),
            search=row.member.initials,
        )
        for row in found.order_by("year", "member__sort_key", "member_id")
    ]


LEDGER = Ledger(
    "appraisal-ballots",
    gettext_lazy("民主评议票数"),
    gettext_lazy("每个人的票数和评定，按姓名排，照票决统计表"),
    (
        Column(gettext_lazy("年度"), 8, Kind.NUMBER),
        Column(gettext_lazy("姓名"), 14, Kind.MAIN),
        Column(gettext_lazy("发出票"), 10, Kind.NUMBER),
        Column(gettext_lazy("收回票"), 10, Kind.NUMBER),
        Column(gettext_lazy("有效票"), 10, Kind.NUMBER),
        Column(gettext_lazy("优秀"), 8, Kind.NUMBER),
        Column(gettext_lazy("合格"), 8, Kind.NUMBER),
        Column(gettext_lazy("基本合格"), 10, Kind.NUMBER),
        Column(gettext_lazy("不合格"), 8, Kind.NUMBER),
        Column(gettext_lazy("评定"), 12),
    ),
    rows,
    years=years,
    right=Right.KEEP_APPRAISALS,
)
