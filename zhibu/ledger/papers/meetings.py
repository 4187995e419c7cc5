"""Papers of organisational life: 会议记录 with lines for the signatures, and 主题党日记录."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.ledger.gatherings import writers, written
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.kinds import Asked, Found, Paper
from zhibu.ledger.papers.shapes import Field, FormPaper, Grid, Part, Shape, Signatures
from zhibu.meeting import queries
from zhibu.meeting.models import Gathering, Item, ItemKind, Presence, Stage

WEEKDAYS = "一二三四五六日"
LEAVES = (Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL)
HEAD = ("会议名称", "类型", "时间", "地点", "主持人", "记录人", "另一场")
WIDE_HEAD = ("会议名称", "类型", "时间", "另一场")
POINTS = "发言要点（含不同意见）"
SAID = {None: "", True: "通过", False: "没有通过"}


def find(asked: Asked) -> Found:
    """A held gathering that the actor may see."""
    gathering = queries.gathering_for(asked.actor, asked.record)
    if gathering.stage == Stage.PLANNED:
        raise NotFound
    return Found(gathering, gathering.branch)


def find_theme_day(asked: Asked) -> Found:
    found = find(asked)
    if not any(item.kind == ItemKind.THEME_DAY for item in found.record.items.all()):
        raise NotFound
    return found


def record(found: Found, asked: Asked) -> Shape:
    """会议记录: everything of one gathering, signed by host and recorder."""
    gathering: Gathering = found.record
    items = list(gathering.items.all())
    parts: list[Part] = [Grid([*_head(gathering), *_attendance(gathering, names=sees_names(asked.actor))])]
    for number, item in enumerate(items, start=1):
        title = f"议题{numerals.chinese(number)}" if len(items) > 1 else ""
        parts.append(Grid(_item(item, gathering), title=title, name="各项议题"))
    parts += [_written(gathering), Signatures(["主持人签名", "记录人签名", "日期"])]
    return FormPaper(f"{found.branch.name}会议记录", parts)


def blank_record(branch: str) -> Shape:
    """Every line that a 会议记录 can have, to be filled in by pen."""
    head = [Field(label, wide=label in WIDE_HEAD) for label in HEAD]
    away = [Field(label, wide=True) for label in ("请假", "缺席", "列席", "补学", "送学上门")]
    item = [Field("议题", wide=True), Field(POINTS, wide=True, lines=9), Field("决定", wide=True, lines=3)]
    item += [Field("责任人"), Field("时限")]
    item += [Field(label, wide=True) for label in ("表决", "评议结果", "题目", "提纲、要点")]
    return FormPaper(
        f"{branch}会议记录",
        [
            Grid([*head, Field("应到"), Field("实到"), *away]),
            Grid(item, name="各项议题"),
            Grid([Field("记录时间", wide=True)]),
            Signatures(["主持人签名", "记录人签名", "日期"]),
        ],
    )


def _written(gathering: Gathering) -> Grid:
    return Grid([Field("记录时间", written(gathering, writers([gathering])), wide=True)])


def theme_day(found: Found, asked: Asked) -> Shape:
    """主题党日记录: only the theme day's own items, and what came of them."""
    gathering: Gathering = found.record
    items = [item for item in gathering.items.all() if item.kind == ItemKind.THEME_DAY]
    done = "\n".join(text for item in items for text in (item.topic, item.points) if text)
    decided = "\n".join(item.decision for item in items if item.decision)
    fields = [
        Field("主题", gathering.title, wide=True),
        Field("时间", when(gathering), wide=True),
        Field("地点", gathering.place),
        Field("组织人", gathering.host),
        Field("记录人", gathering.recorder),
        *_attendance(gathering, names=False),
        Field("做了什么", done, wide=True, lines=6),
        Field("办成的实事、后续", decided, wide=True, lines=4),
    ]
    return FormPaper(
        f"{found.branch.name}主题党日记录",
        [Grid(fields), _written(gathering), Signatures(["组织人签名", "记录人签名", "日期"])],
    )


def blank_theme_day(branch: str) -> Shape:
    labels = ("时间", "地点", "组织人", "记录人", "应到", "实到")
    away = [Field(label, wide=True) for label in ("请假", "缺席", "列席", "补学", "送学上门")]
    done = [Field("做了什么", wide=True, lines=9), Field("办成的实事、后续", wide=True, lines=5)]
    head = [Field("主题", wide=True), *(Field(label, wide=label == "时间") for label in labels)]
    fields = [*head, *away, *done]
    return FormPaper(
        f"{branch}主题党日记录",
        [
            Grid(fields),
            Grid([Field("记录时间", wide=True)]),
            Signatures(["组织人签名", "记录人签名", "日期"]),
        ],
    )


def sees_names(actor: Actor) -> bool:
    """Who was away and why is for those who keep the records of this branch."""
    return actor.may(Right.SEE_BRANCH)


def when(gathering: Gathering) -> str:
    """2026年11月5日 星期四 19:00—20:30"""
    hours = "—".join(f"{moment:%H:%M}" for moment in (gathering.starts, gathering.ends) if moment)
    weekday = f"星期{WEEKDAYS[gathering.happened_on.weekday()]}"
    return " ".join(part for part in (numerals.day(gathering.happened_on), weekday, hours) if part)


def kinds_of(gathering: Gathering) -> str:
    kinds = list(dict.fromkeys(str(ItemKind(item.kind).label) for item in gathering.items.all()))
    return "、".join(kinds) + (f"（{gathering.group.name}）" if gathering.group else "")


def _head(gathering: Gathering) -> list[Field]:
    fields = [
        Field("会议名称", gathering.title, wide=True),
        Field("类型", kinds_of(gathering), wide=True),
        Field("时间", when(gathering), wide=True),
        Field("地点", gathering.place),
        Field("主持人", gathering.host),
        Field("记录人", gathering.recorder),
    ]
    for session in gathering.sessions.all():
        said = [numerals.day(session.held_on), f"{session.starts:%H:%M}" if session.starts else "", session.place]
        if session.present is not None:
            said.append(f"到 {session.present} 人")
        fields.append(Field("另一场", " ".join(part for part in said if part), wide=True))
    return fields


def _attendance(gathering: Gathering, *, names: bool) -> list[Field]:
    """Counts for every reader; who was away, by category, for those who keep the records."""
    fields = [
        Field("应到", "" if gathering.due is None else f"{gathering.due} 人"),
        Field("实到", "" if gathering.present is None else f"{gathering.present} 人"),
    ]
    by_kind: dict[str, list[str]] = {}
    for row in sorted(gathering.attendance.all(), key=lambda row: row.member.sort_key):
        for kind in row.kinds:
            by_kind.setdefault(kind, []).append(row.member.name)
    for label, kinds in (
        ("请假", LEAVES),
        ("缺席", (Presence.ABSENT,)),
        ("列席", (Presence.GUEST,)),
        ("补学", (Presence.STUDIED_LATER,)),
        ("送学上门", (Presence.BROUGHT_HOME,)),
    ):
        if said := _counted(by_kind, kinds, names=names):
            fields.append(Field(label, said, wide=True))
    return fields


def _counted(by_kind: dict[str, list[str]], kinds: Sequence[Presence], *, names: bool) -> str:
    """2 人：李晓明（出差、值班）、单雪（生病）; numbers alone where names are not for this reader."""
    total = sum(len(by_kind.get(kind, ())) for kind in kinds)
    if not total:
        return ""
    words = []
    for kind in kinds:
        reason = str(kind.label).partition("：")[2]
        people = by_kind.get(kind, [])
        if names:
            words += [f"{name}（{reason}）" if reason else name for name in people]
        elif people and reason:
            words.append(f"{reason} {len(people)} 人")
    return f"{total} 人" + (f"：{'、'.join(words)}" if words else "")


def _item(item: Item, gathering: Gathering) -> list[Field]:
    is_lesson = item.kind == ItemKind.PARTY_LESSON
    topic = item.topic or gathering.title
    fields = [
        Field("题目" if is_lesson else "议题", f"{topic}（{ItemKind(item.kind).label}）", wide=True),
        Field("提纲、要点" if is_lesson else POINTS, item.points, wide=True, lines=6),
        Field("决定", item.decision, wide=True, lines=2),
    ]
    if item.owner_shown or item.due_on:
        fields += [Field("责任人", item.owner_shown), Field("时限", numerals.day(item.due_on))]
    if hasattr(item, "tally"):
        tally = item.tally
        counted = f"应到会有表决权 {tally.due_to_vote} 人，到会 {tally.present} 人；赞成 {tally.in_favour} 票，"
        counted += f"反对 {tally.against} 票，弃权 {tally.abstained} 票"
        announced = SAID[tally.said_passed]
        fields.append(Field("表决", counted + (f"；会上宣布{announced}" if announced else ""), wide=True))
    if hasattr(item, "grades"):
        grades = item.grades
        counted = f"优秀 {grades.excellent} 人，合格 {grades.qualified} 人，基本合格 {grades.basically_qualified} 人，"
        fields.append(Field("评议结果", counted + f"不合格 {grades.unqualified} 人", wide=True))
    return fields


PAPERS = (
    Paper(
        "meeting-record",
        _("会议记录"),
        _("三会一课、组织生活会的记录，主持人和记录人签名"),
        _("一次会的记录"),
        find,
        record,
        home="meetings_one",
        blank=blank_record,
    ),
    Paper(
        "theme-day",
        _("主题党日记录"),
        _("一次主题党日：做了什么、办成什么"),
        _("一次会的记录"),
        find_theme_day,
        theme_day,
        home="meetings_one",
        blank=blank_theme_day,
    ),
)
