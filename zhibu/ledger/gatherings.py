"""Ledgers of organisational life: 三会一课, 主题党日, 组织生活会和民主评议, 决议: views of the same gatherings."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.account.queries import names_of
from zhibu.base.clock import day_of
from zhibu.base.records import Record
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Text, Wanted
from zhibu.meeting import queries
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage
from zhibu.org.models import Organisation

THREE_MEETINGS = (
    ItemKind.GENERAL_MEETING,
    ItemKind.COMMITTEE_MEETING,
    ItemKind.GROUP_MEETING,
    ItemKind.PARTY_LESSON,
)
THEME = (ItemKind.THEME_DAY,)
TALLY = ("due_to_vote", "present", "in_favour", "against", "abstained")
CAMPAIGNS = (ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL)
NUMBER = Kind.NUMBER

COLUMNS = (
    Column(gettext_lazy("日期"), 12, Kind.DAY),
    Column(gettext_lazy("类型"), 20),
    Column(gettext_lazy("主题"), 28, Kind.MAIN),
    Column(gettext_lazy("地点"), 14),
    Column(gettext_lazy("主持"), 10),
    Column(gettext_lazy("记录"), 10),
    Column(gettext_lazy("应到"), 6, NUMBER),
    Column(gettext_lazy("实到"), 6, NUMBER),
    Column(gettext_lazy("议题和决定"), 40),
    Column(gettext_lazy("记录时间"), 24),
)
DECISION_COLUMNS = (
    Column(gettext_lazy("日期"), 12, Kind.DAY),
    Column(gettext_lazy("会议"), 16),
    Column(gettext_lazy("议题"), 28, Kind.MAIN),
    Column(gettext_lazy("决定"), 48),
    Column(gettext_lazy("责任人"), 10),
    Column(gettext_lazy("时限"), 12, Kind.DAY),
    Column(gettext_lazy("应到有表决权"), 14, NUMBER),
    Column(gettext_lazy("到会"), 6, NUMBER),
    Column(gettext_lazy("赞成"), 6, NUMBER),
    Column(gettext_lazy("反对"), 6, NUMBER),
    Column(gettext_lazy("弃权"), 6, NUMBER),
)


def years(branch: Organisation) -> list[int]:
    return queries.years_of(Gathering.objects.filter(branch=branch, stage=Stage.HELD))


def held(wanted: Wanted, kinds: Sequence[str]) -> Iterable[Gathering]:
    """Held gatherings with an item of these kinds, in order of day, with their items. Four queries at most."""
    rows = Gathering.objects.filter(branch=wanted.branch, stage=Stage.HELD).select_related("group")
    if wanted.year:
        rows = queries.in_year(rows, wanted.year)
    asked = [wanted.kind] if wanted.kind in kinds else list(kinds)
    rows = rows.filter(pk__in=Item.objects.filter(kind__in=asked).values("gathering"))
    rows = queries.with_first_writing(rows).prefetch_related(queries.PARTS[0])
    return rows.order_by("happened_on", "starts", "id")


def drawer_of(kinds: Sequence[ItemKind]) -> Callable[[Wanted], list[Row]]:
    """The function that draws the ledger of these kinds."""

    def rows(wanted: Wanted) -> list[Row]:
        gatherings = list(held(wanted, kinds))
        names = writers(gatherings)
        return [_row(gathering, kinds, names) for gathering in gatherings]

    return rows


def _row(gathering: Gathering, kinds: Sequence[str], names: dict[UUID, str]) -> Row:
    """Only the kinds of this ledger are named: a theme day held with a general meeting stands in both ledgers."""
    own = [item for item in gathering.items.all() if item.kind in kinds]
    labels = list(dict.fromkeys(str(ItemKind(item.kind).label) for item in own))
    kind = _("、").join(labels)
    if gathering.group:
        kind += _("（%(group)s）") % {"group": gathering.group.name}
    return Row(
        (
            gathering.happened_on,
            kind,
            gathering.title,
            gathering.place,
            gathering.host,
            gathering.recorder,
            gathering.due,
            gathering.present,
            "\n".join(line for item in own for line in _said(item, gathering)),
            written(gathering, names),
        ),
        gathering.pk,
    )


def _said(item: Item, gathering: Gathering) -> list[str]:
    """Topic and decision of one item; a topic that only repeats the title is left out."""
    lines = [item.topic] if item.topic and item.topic != gathering.title else []
    if item.decision:
        lines.append(_("决定：%(decision)s") % {"decision": item.decision})
    if item.owner_shown:
        lines.append(_("责任人：%(name)s") % {"name": item.owner_shown})
    if item.due_on:
        lines.append(_("时限：%(day)s") % {"day": item.due_on.isoformat()})
    if hasattr(item, "tally"):
        words = {"due": item.tally.due_to_vote, "present": item.tally.present, "yes": item.tally.in_favour}
        lines.append(_("表决：应到 %(due)d，到会 %(present)d，赞成 %(yes)d") % words)
    return lines


def decisions(wanted: Wanted) -> list[Row]:
    """One line for each item that decided or voted on something."""
    found = []
    for gathering in held(wanted, list(ItemKind)):
        for item in gathering.items.all():
            tally = getattr(item, "tally", None)
            if not item.decision and tally is None:
                continue
            numbers = (
                (tally.due_to_vote, tally.present, tally.in_favour, tally.against, tally.abstained) if tally else ()
            )
            label = str(ItemKind(item.kind).label)
            said = (item.topic or gathering.title, item.decision, item.owner_shown, item.due_on)
            cells = (gathering.happened_on, label, *said, *numbers)
            found.append(Row((*cells, *(None,) * (len(DECISION_COLUMNS) - len(cells))), gathering.pk))
    return found


def writers(records: Iterable[Record]) -> dict[UUID, str]:
    """Names of those who wrote these records and of those for whom they wrote. One query."""
    columns = ("recorded_by", "on_behalf_of", "first_written_by", "first_written_for")
    return names_of({key for record in records for name in columns if (key := getattr(record, name, None))})


def written_by(record: Record, names: dict[UUID, str]) -> str:
    """王书记记; for a clerk both names: 张代办代王书记记."""
    return _("%(who)s记") % {"who": who} if (who := writer(record.recorded_by, record.on_behalf_of, names)) else ""


def first_written_by(record: Record, names: dict[UUID, str]) -> str:
    """The same of who wrote it down first, where the query brought that along."""
    first = getattr(record, "first_written_by", None)
    if first is None:
        return written_by(record, names)
    who = writer(first, getattr(record, "first_written_for", None), names)
    return _("%(who)s记") % {"who": who} if who else ""


def writer(by: UUID, on_behalf_of: UUID | None, names: dict[UUID, str]) -> str:
    if on_behalf_of in names:
        return _("%(writer)s代%(secretary)s") % {"writer": names.get(by, ""), "secretary": names[on_behalf_of]}
    return names.get(by, "")


def written(gathering: Gathering, names: dict[UUID, str]) -> str:
    """Day of the first writing, by whom, and 补记, 据纸质原件录入 or 导入."""
    parts = [f"{day_of(gathering.written_at):%Y-%m-%d}", first_written_by(gathering, names), gathering.how_written]
    return " ".join(part for part in parts if part)


def choices(kinds: Sequence[ItemKind]) -> tuple[tuple[str, Text], ...]:
    return tuple((kind.value, kind.label) for kind in kinds)


LEDGERS = (
    Ledger(
        "meetings",
        gettext_lazy("三会一课台账"),
        gettext_lazy("党员大会、支委会、党小组会、党课"),
        COLUMNS,
        drawer_of(THREE_MEETINGS),
        choices(THREE_MEETINGS),
        years,
    ),
    Ledger(
        "theme-days",
        gettext_lazy("主题党日台账"),
        gettext_lazy("每次主题党日：时间、地点、做了什么"),
        COLUMNS,
        drawer_of(THEME),
        (),
        years,
    ),
    Ledger(
        "life",
        gettext_lazy("组织生活会和民主评议台账"),
        gettext_lazy("组织生活会、民主评议党员"),
        COLUMNS,
        drawer_of(CAMPAIGNS),
        choices(CAMPAIGNS),
        years,
    ),
    Ledger(
        "decisions",
        gettext_lazy("决议台账"),
        gettext_lazy("每一项决定和表决的票数"),
        DECISION_COLUMNS,
        decisions,
        tuple(ItemKind.choices),
        years,
    ),
)


def entered_by(gathering: Gathering) -> list[Ledger]:
    """The ledgers in which this gathering stands, by itself."""
    items = list(gathering.items.all())
    kinds = {item.kind for item in items}
    has_decision = any(item.decision or hasattr(item, "tally") for item in items)
    stands = {
        "meetings": bool(kinds & set(THREE_MEETINGS)),
        "theme-days": bool(kinds & set(THEME)),
        "life": bool(kinds & set(CAMPAIGNS)),
        "decisions": has_decision,
    }
    return [ledger for ledger in LEDGERS if stands[ledger.key]]
