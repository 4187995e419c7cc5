"""View models of the meeting pages: rows of the list, the facts of one gathering, what differs between versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.base.actor import Actor
from zhibu.ledger.gatherings import entered_by, first_written_by, writer, writers, written_by
from zhibu.meeting.models import LEAVES, Gathering, Item, ItemKind, Part, Presence, Stage, leave_reason
from zhibu.web import days
from zhibu.web.components import Fact, Mark
from zhibu.web.wording import between, bracketed

REST = (Presence.ABSENT, Presence.STUDIED_LATER, Presence.BROUGHT_HOME, Presence.GUEST)
ORDER = list(ItemKind)


@dataclass(frozen=True)
class Line:
    """One gathering in the list."""

    url: str
    day: str
    weekday: str
    title: str
    kinds: str
    present: str
    label: str = ""
    mark: Mark | None = None
    word: str = ""


@dataclass(frozen=True)
class MonthOf:
    title: str
    lines: list[Line]


def line_of(gathering: Gathering, today: date) -> Line:
    is_past_plan = gathering.stage == Stage.PLANNED and gathering.happened_on < today
    return Line(
        url=reverse("meetings_one", args=[gathering.pk]),
        day=days.write_short_day(gathering.happened_on, today),
        weekday=days.write_weekday(gathering.happened_on),
        title=gathering.title,
        kinds=kinds_of(gathering),
        present=presence_words(gathering) if gathering.stage == Stage.HELD else plan_words(gathering),
        label=gathering.how_written if gathering.stage == Stage.HELD else "",
        mark=Mark.NO_RECORD if is_past_plan else None,
        word=_("时间已过，还没记") if is_past_plan else "",
    )


def kinds_of(gathering: Gathering) -> str:
    """党课、主题党日, each once in the usual order; a group meeting with the group's name."""
    kinds = sorted({ItemKind(item.kind) for item in gathering.items.all()}, key=ORDER.index)
    words = between("、").join(str(kind.label) for kind in kinds)
    if gathering.every_group:
        return _("%(kinds)s（各组都开）") % {"kinds": words}
    return words + bracketed(gathering.group.name) if gathering.group else words


def presence_words(gathering: Gathering) -> str:
    if gathering.due is None or gathering.present is None:
        return ""
    return _("应到 %(due)d，实到 %(present)d") % {"due": gathering.due, "present": gathering.present}


def plan_words(gathering: Gathering) -> str:
    """19:00 三楼会议室"""
    return " ".join(part for part in (f"{gathering.starts:%H:%M}" if gathering.starts else "", gathering.place) if part)


def by_month(gatherings: Iterable[Gathering], today: date) -> list[MonthOf]:
    """Held gatherings, newest first, under the name of their month."""
    found = []
    for (year, month), rows in groupby(gatherings, key=lambda row: (row.happened_on.year, row.happened_on.month)):
        title = _("%(year)d年%(month)d月") % {"year": year, "month": month}
        found.append(MonthOf(title, [line_of(row, today) for row in rows]))
    return found


def when_words(gathering: Gathering) -> str:
    """2026年11月5日 星期四 19:00-20:30"""
    parts = [days.write_day(gathering.happened_on), days.write_weekday(gathering.happened_on)]
    if gathering.starts:
        parts.append("-".join(f"{moment:%H:%M}" for moment in (gathering.starts, gathering.ends) if moment))
    return " ".join(parts)


def attendance_words(gathering: Gathering) -> str:
    """应到 14 人，实到 11 人；请假 2 人（出差、值班 1，生病 1）；没到 1 人. Numbers only."""
    if gathering.due is None or gathering.present is None:
        return ""
    words = [_("应到 %(due)d 人，实到 %(present)d 人") % {"due": gathering.due, "present": gathering.present}]
    counts = dict.fromkeys(Presence, 0)
    for row in gathering.attendance.all():
        for kind in row.kinds:
            counts[kind] += 1
    words += leave_words(counts)
    words += [
        _("%(what)s %(number)d 人") % {"what": kind.label, "number": counts[kind]} for kind in REST if counts[kind]
    ]
    return between("；").join(words)


def replies_words(gathering: Gathering) -> str:
    """能来 9 人；请假 2 人（出差、值班 1，生病 1）. Numbers only, before the gathering."""
    counts = dict.fromkeys(Presence, 0)
    for row in gathering.attendance.all():
        counts[Presence(row.presence)] += 1
    words = [_("能来 %(number)d 人") % {"number": counts[Presence.PRESENT]}] if counts[Presence.PRESENT] else []
    return between("；").join([*words, *leave_words(counts)])


def leave_words(counts: dict[Presence, int]) -> list[str]:
    """请假 2 人（出差、值班 1，生病 1）, or nothing."""
    leaves = [(kind, counts[kind]) for kind in LEAVES if counts[kind]]
    if not leaves:
        return []
    reasons = between("，").join(f"{leave_reason(kind)} {number}" for kind, number in leaves)
    return [_("请假 %(number)d 人（%(reasons)s）") % {"number": sum(n for _k, n in leaves), "reasons": reasons}]


@dataclass(frozen=True)
class ItemShown:
    kind: str
    topic: str
    points: str
    decision: str
    prepared: str = ""  # 赵志强讲；材料 11月20日 发的
    charge: str = ""  # 李晓明负责，2026年12月1日前
    tally: list[Fact] = field(default_factory=list)
    grades: list[Fact] = field(default_factory=list)
    verdict: Any = None  # what the article says about the vote


def item_shown(item: Item, gathering: Gathering, verdict: Any = None) -> ItemShown:
    topic = "" if item.topic == gathering.title else item.topic
    return ItemShown(
        str(ItemKind(item.kind).label),
        topic,
        item.points,
        item.decision,
        prepared_words(item),
        charge_of(item),
        tally_facts(item),
        grade_facts(item),
        verdict,
    )


def prepared_words(item: Item) -> str:
    """Who spoke to it and when its papers went out: 赵志强来讲；材料 2026年11月20日 发的."""
    who = ""
    if item.presenter:
        words = _("%(name)s授课") if item.kind == ItemKind.PARTY_LESSON else _("%(name)s来讲")
        who = words % {"name": item.presenter}
    sent = _("材料 %(day)s发的") % {"day": days.write_day(item.papers_sent_on)} if item.papers_sent_on else ""
    return between("；").join(part for part in (who, sent) if part)


def charge_of(item: Item) -> str:
    """Who carries the decision out and by when: 李晓明负责，2026年12月1日前办好."""
    who = _("%(name)s负责") % {"name": item.owner_shown} if item.owner_shown else ""
    until = _("%(day)s前办好") % {"day": days.write_day(item.due_on)} if item.due_on else ""
    return between("，").join(part for part in (who, until) if part)


def decision_words(item: Item) -> str:
    """供热餐（李晓明负责，2026年12月1日前办好）"""
    charge = charge_of(item)
    return _("%(decision)s（%(charge)s）") % {"decision": item.decision, "charge": charge} if charge else item.decision


def tally_facts(item: Item) -> list[Fact]:
    if not hasattr(item, "tally"):
        return []
    tally = item.tally
    people = ((_("应到会有表决权"), tally.due_to_vote), (_("其中到会"), tally.present))
    votes = ((_("赞成"), tally.in_favour), (_("反对"), tally.against), (_("弃权"), tally.abstained))
    ballots = (
        (
            (_("发出"), tally.handed_out),
            (_("收回"), tally.returned),
            (_("无效"), tally.spoiled or None),
        )
        if tally.handed_out is not None
        else ()
    )
    written = ((_("会前书面赞成"), tally.written_in_favour), (_("会前书面反对或弃权"), tally.written_other))
    said = {None: "", True: _("通过"), False: _("没有通过")}[tally.said_passed]
    how = {None: "", True: _("无记名投票"), False: _("举手或口头")}[tally.is_secret]
    facts = [Fact(_("表决什么"), tally.get_matter_display())] if tally.matter else []
    facts += [Fact(_("怎么投的"), how)] if how else []
    facts += [Fact(label, _("%(number)d 人") % {"number": number}) for label, number in people]
    facts += [Fact(label, _("%(number)d 张") % {"number": number}) for label, number in ballots if number is not None]
    facts += [Fact(label, _("%(number)d 票") % {"number": number}) for label, number in votes]
    facts += [Fact(label, _("%(number)d 份") % {"number": number}) for label, number in written if number]
    facts += [Fact(_("监票、计票"), tally.counters)] if tally.counters else []
    return [*facts, Fact(_("会上宣布"), said)] if said else facts


def grade_facts(item: Item) -> list[Fact]:
    if not hasattr(item, "grades"):
        return []
    grades = item.grades
    rows = (
        (_("优秀"), grades.excellent),
        (_("合格"), grades.qualified),
        (_("基本合格"), grades.basically_qualified),
        (_("不合格"), grades.unqualified),
    )
    return [Fact(label, _("%(number)d 人") % {"number": number}) for label, number in rows]


def facts_of(gathering: Gathering) -> list[Fact]:
    """What stands at the head of one gathering; empty fields are left out."""
    rows = [
        (_("类型"), kinds_of(gathering)),
        (_("时间"), when_words(gathering)),
        (_("地点"), gathering.place),
        (_("主持人"), gathering.host),
        (_("记录人"), gathering.recorder),
        (_("到会"), attendance_words(gathering)),
        (_("列席"), gathering.guests),
        *((_("另一场"), session_words(session)) for session in gathering.sessions.all()),
    ]
    return [Fact(label, value) for label, value in rows if value]


def session_words(session: Any) -> str:
    parts = [days.write_day(session.held_on), f"{session.starts:%H:%M}" if session.starts else "", session.place]
    if session.present is not None:
        parts.append(_("到 %(number)d 人") % {"number": session.present})
    return " ".join(part for part in parts if part)


def absent_names(gathering: Gathering) -> list[Fact]:
    """Who was not simply there, by category, with names: for the branch's own committee and for the paper."""
    named: dict[str, list[str]] = {}
    for row in sorted(gathering.attendance.all(), key=lambda row: row.member.sort_key):
        if row.presence != Presence.PRESENT:
            why = _("（%(why)s）") % {"why": leave_reason(row.away)} if row.away else ""
            named.setdefault(row.presence, []).append(row.member.name + why)
    return [Fact(kind.label, between("、").join(named[kind])) for kind in Presence if kind in named]


def writing_words(gathering: Gathering, names: dict[UUID, str]) -> str:
    """张代办代王书记记，2026年11月5日 20:14; of this version alone."""
    return between("，").join(
        part for part in (written_by(gathering, names), moment_words(gathering.recorded_at)) if part
    )


def moment_words(moment: datetime) -> str:
    here = localtime(moment)
    return f"{days.write_day(here.date())} {here:%H:%M}"


def history_words(gathering: Gathering, names: dict[UUID, str]) -> str:
    """Who wrote it down first and when, and who changed it last: 王书记记，…；张代办代王书记改，…."""
    words = [first_written_by(gathering, names), moment_words(gathering.written_at)]
    if gathering.written_at != gathering.recorded_at:
        who = writer(gathering.recorded_by, gathering.on_behalf_of, names)
        changed = _("%(who)s改") % {"who": who} if who else _("改过")
        words[1] += f"；{changed}"
        words.append(moment_words(gathering.recorded_at))
    return between("，").join(word for word in words if word)


def ledger_links(gathering: Gathering) -> list[Fact]:
    """The ledgers in which this gathering stands, each with its address."""
    query = f"?branch={gathering.branch_id}&year={gathering.happened_on.year}"
    return [
        Fact(ledger.title, "", reverse("files_ledger", args=[ledger.key]) + query) for ledger in entered_by(gathering)
    ]


@dataclass(frozen=True)
class Version:
    """One version in the history: who, when, what became of it, and what it changed against the one before."""

    heading: str
    state: str
    is_standing: bool
    changes: list["Difference"]
    facts: list[Fact]
    items: list[ItemShown]


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def versions_shown(versions: Sequence[Gathering], with_names: bool) -> list[Version]:
    """Newest first, as given. with_names: also who was away, for those who may see it."""
    names = writers(versions)
    older = {row.pk: row for row in versions}
    replaced = {row.replaces for row in versions}
    return [
        Version(
            heading=writing_words(row, names),
            state=_state_of(row, replaced),
            is_standing=row.revoked_at is None,
            changes=differences(older[row.replaces], row, with_names) if row.replaces in older else [],
            facts=facts_of(row),
            items=[item_shown(item, row) for item in row.items.all()],
        )
        for row in versions
    ]


def is_archived(gathering: Gathering) -> bool:
    """From the confirmations that were brought along."""
    return {row.part for row in gathering.confirmations.all()} == set(Part.values)


def confirmed_words(gathering: Gathering) -> list[Fact]:
    """主持人确认：王玉兰，2026年11月5日（纸上签名）."""
    found = []
    for row in sorted(gathering.confirmations.all(), key=lambda row: row.part):
        words = {"name": row.name, "day": days.write_day(localtime(row.recorded_at).date())}
        said = _("%(name)s，%(day)s，纸上签名") if row.on_paper else _("%(name)s，%(day)s")
        found.append(Fact(_("%(part)s确认") % {"part": Part(row.part).label}, said % words))
    return found


def _state_of(row: Gathering, replaced: set[UUID | None]) -> str:
    state = _plain_state_of(row, replaced)
    return _("%(state)s，已归档") % {"state": state} if is_archived(row) else state


def _plain_state_of(row: Gathering, replaced: set[UUID | None]) -> str:
    if row.revoked_at is None:
        return _("现在用的")
    return _("后来改过") if row.pk in replaced else _("已撤销")


def plain_words(gathering: Gathering, with_names: bool) -> dict[str, str]:
    """Everything of one version as words under labels, so that two versions can be laid side by side."""
    words = {str(fact.label): str(fact.value) for fact in facts_of(gathering) if fact.label != _("另一场")}
    words[_("主题")] = gathering.title
    if with_names:
        words[_("没到的人")] = between("；").join(f"{fact.label}：{fact.value}" for fact in absent_names(gathering))
    words[_("另一场")] = between("；").join(session_words(session) for session in gathering.sessions.all())
    words[_("据")] = gathering.source_note
    words[_("为什么更正")] = gathering.amendment
    items = [item_shown(item, gathering) for item in gathering.items.all()]
    words[_("议题")] = between("；").join(item.topic for item in items if item.topic)
    words[_("说了什么")] = "\n".join(item.points for item in items if item.points)
    words[_("决定")] = "\n".join(item.decision for item in items if item.decision)
    words[_("谁来讲、材料")] = between("；").join(item.prepared for item in items if item.prepared)
    words[_("谁负责、哪天前")] = between("；").join(item.charge for item in items if item.charge)
    words[_("表决")] = between("；").join(
        between("，").join(f"{fact.label} {fact.value}" for fact in item.tally) for item in items if item.tally
    )
    return words


def differences(before: Gathering, after: Gathering, with_names: bool = True) -> list[Difference]:
    old, new = plain_words(before, with_names), plain_words(after, with_names)
    labels = list(dict.fromkeys([*old, *new]))
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def ago_words(gathering: Gathering, names: dict[UUID, str], now: Any) -> str:
    """李委员 2 分钟前改过"""
    minutes = max(int((now - gathering.recorded_at).total_seconds() // 60), 0)
    if minutes < 1:
        ago = _("刚才")
    elif minutes < 120:
        ago = ngettext("%(number)d 分钟前", "%(number)d 分钟前", minutes) % {"number": minutes}
    else:
        ago = _("%(day)s") % {"day": days.write_day(localtime(gathering.recorded_at).date())}
    who = names.get(gathering.recorded_by, _("别人"))
    return _("%(who)s%(ago)s改过这条记录") % {"who": who, "ago": f" {ago}"}


def notice_text(gathering: Gathering) -> str:
    """For copying into a group: kind, time, place and host. No other name and nothing of the agenda."""
    lines = [
        _("【通知】%(title)s") % {"title": kinds_of(gathering)},
        _("时间：%(when)s") % {"when": when_words(gathering)},
    ]
    further = [session_words(session) for session in gathering.sessions.all()]
    lines += [_("另一场：%(when)s") % {"when": when} for when in further]
    if gathering.place:
        lines.append(_("地点：%(place)s") % {"place": gathering.place})
    if gathering.host:
        lines.append(_("主持：%(host)s") % {"host": gathering.host})
    lines.append(_("来不了的，请提前跟支部说一声。"))
    return "\n".join(lines)


def own_presence(gathering: Gathering, actor: Actor) -> str:
    """For a plain member: what was noted about oneself, nothing about others."""
    for row in gathering.attendance.all():
        if row.member_id == actor.member_id:
            return row.said
    return ""
