"""年度会议计划台账: what was planned, why, and what came of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.meeting import queries
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.org.models import Organisation


def years(branch: Organisation) -> list[int]:
    return queries.years_of(Gathering.objects.filter(branch=branch))


def rows(wanted: Wanted) -> list[Row]:
    """Planned, held by the plan, and held beside it; the plan's day and the fact's day side by side. Three queries."""
    gatherings = Gathering.objects.filter(branch=wanted.branch).select_related("group")
    if wanted.year:
        gatherings = queries.in_year(gatherings, wanted.year)
    found = list(gatherings.prefetch_related("items").order_by("happened_on", "starts", "id"))
    plans = queries.planned_versions(found)
    return [_row(gathering, plans.get(gathering.thread), wanted) for gathering in found]


def _row(gathering: Gathering, plan: Gathering | None, wanted: Wanted) -> Row:
    is_held = gathering.stage == Stage.HELD
    plan = plan if is_held else gathering
    kinds = list(dict.fromkeys(str(ItemKind(item.kind).label) for item in gathering.items.all()))
    group = _("（%(group)s）") % {"group": gathering.group.name} if gathering.group else ""
    if is_held:
        state = _("已开") if plan else _("已开，计划外")
    else:
        state = _("已定") if gathering.happened_on >= wanted.today else _("没有记录")
    return Row(
        (
            plan.happened_on if plan else None,
            gathering.title,
            _("、").join(kinds) + group,
            plan.plan_reason if plan else "",
            gathering.happened_on if is_held else None,
            state,
        ),
        gathering.pk,
    )


LEDGER = Ledger(
    "year-plan",
    gettext_lazy("年度会议计划"),
    gettext_lazy("计划哪天开什么、为什么、实际哪天开"),
    (
        Column(gettext_lazy("计划日期"), 12, Kind.DAY),
        Column(gettext_lazy("主题"), 28, Kind.MAIN),
        Column(gettext_lazy("类型"), 28),
        Column(gettext_lazy("为什么"), 48),
        Column(gettext_lazy("实际日期"), 12, Kind.DAY),
        Column(gettext_lazy("情况"), 14),
    ),
    rows,
    years=years,
)
