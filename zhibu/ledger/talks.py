"""谈心谈话台账: who with whom, on which day. Nothing that was said exists to be shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.base.actor import Right
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.meeting.models import Talk, TalkKind
from zhibu.org.models import Organisation


def years(branch: Organisation) -> list[int]:
    days = Talk.objects.filter(branch=branch).order_by().dates("happened_on", "year", order="DESC")
    return [day.year for day in days]


def rows(wanted: Wanted) -> list[Row]:
    talks = Talk.objects.filter(branch=wanted.branch).select_related("talker", "partner")
    if wanted.year:
        talks = talks.filter(happened_on__year=wanted.year)
    return [
        Row(
            (
                talk.happened_on,
                talk.talker.name,
                talk.partner.name,
                str(TalkKind(talk.kind).label),
                _("有") if talk.on_paper else "",
            ),
            search=f"{talk.talker.initials} {talk.partner.initials}",
        )
        for talk in talks.order_by("happened_on", "talker__sort_key", "partner__sort_key")
    ]


LEDGER = Ledger(
    "talks",
    gettext_lazy("谈心谈话台账"),
    gettext_lazy("谁和谁、哪一天；谈了什么不记"),
    (
        Column(gettext_lazy("日期"), 14, Kind.DAY),
        Column(gettext_lazy("谈话人"), 16, Kind.MAIN),
        Column(gettext_lazy("谈话对象"), 16),
        Column(gettext_lazy("哪一种"), 16),
        Column(gettext_lazy("有无纸质记录"), 16),
    ),
    rows,
    years=years,
    right=Right.SEE_TALKS,
)
