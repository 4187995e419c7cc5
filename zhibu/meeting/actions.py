"""Writes of organisational life: record, correct and undo a gathering; plan one; note a talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.parts import Models
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done, SheetKind, Touch, conduct, yearly
from zhibu.meeting import queries
from zhibu.meeting.models import (
    LEAVES,
    MADE_UP,
    Attendance,
    Confirmed,
    Gathering,
    Grades,
    Item,
    ItemKind,
    Session,
    Stage,
    Talk,
    TalkKind,
    Tally,
    VoteMatter,
)
from zhibu.meeting.reach import check_reach
from zhibu.member.models import Member
from zhibu.org.models import Organisation, PartyGroup
from zhibu.rules.said import said

PORTION = 500  # rows in one statement


@dataclass
class NewTally:
    """Numbers of one vote, as counted on paper."""

    due_to_vote: int
    present: int
    in_favour: int
    against: int = 0
    abstained: int = 0
    said_passed: bool | None = None
    matter: str = VoteMatter.ORDINARY
    is_secret: bool | None = None
    handed_out: int | None = None
    returned: int | None = None
    spoiled: int = 0
    written_in_favour: int = 0
    written_other: int = 0
    counters: str = ""


@dataclass
class NewGrades:
    """How many were given which grade (民主评议). Counts only."""

    excellent: int
    qualified: int
    basically_qualified: int = 0
    unqualified: int = 0


@dataclass
class NewItem:
    kind: ItemKind
    topic: str = ""
    points: str = ""
    decision: str = ""
    owner: UUID | None = None  # the member who carries the decision out; for anybody else `owner_name`
    owner_name: str = ""
    due_on: date | None = None
    presenter: str = ""
    papers_sent_on: date | None = None
    tally: NewTally | None = None
    grades: NewGrades | None = None


@dataclass
class NewSession:
    held_on: date
    starts: time | None = None
    place: str = ""
    present: int | None = None


@dataclass
class NewGathering:
    """Everything of one gathering, entered once. `attendance` maps member to a `Presence` value, where somebody
    studied later with the leave behind it (`studied_later:leave_ill`)."""

    branch: Organisation
    happened_on: date
    items: list[NewItem]
    title: str = ""
    group: PartyGroup | None = None
    every_group: bool = False
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    host: str = ""
    recorder: str = ""
    guests: str = ""
    due: int | None = None
    present: int | None = None
    attendance: dict[UUID, str] = field(default_factory=dict)
    sessions: list[NewSession] = field(default_factory=list)
    source: str = Source.TYPED
    source_note: str = ""
    amendment: str = ""
    batch: Any = None
    plan_reason: str = ""
    is_proposed: bool = False


def check_gathering(new: NewGathering, today: date, stage: Stage, standing: Gathering | None = None) -> None:
    """All contradictions at once, each at its field, in plain words. A plan whose day has passed keeps its day."""
    problems: dict[str, str] = {}
    if not new.items:
        problems["kinds"] = "选一下这次是什么会，可以选几种。"
    if stage == Stage.HELD and new.happened_on > today:
        problems["happened_on"] = said(
            "{happened_on} 还没有到。还没开的会请先“定时间”。", happened_on=f"{new.happened_on:%Y-%m-%d}"
        )
    if (
        stage == Stage.PLANNED
        and new.happened_on < today
        and not (standing and standing.happened_on == new.happened_on)
    ):
        problems["happened_on"] = said(
            "{happened_on} 已经过去。开过的会请直接“记一次会”。", happened_on=f"{new.happened_on:%Y-%m-%d}"
        )
    founded = new.branch.founded_on
    if founded and new.happened_on < founded:
        problems["happened_on"] = said("支部 {founded} 才成立，日期要在那之后。", founded=f"{founded:%Y-%m-%d}")
    if new.starts and new.ends and new.ends <= new.starts:
        problems["ends"] = said(
            "结束时间 {ends} 要晚于开始时间 {starts}。", ends=f"{new.ends:%H:%M}", starts=f"{new.starts:%H:%M}"
        )
    if new.due is not None and new.present is not None and new.present > new.due:
        problems["present"] = said(
            "实到 {present} 人多于应到 {due} 人，看看哪个数写错了。", present=new.present, due=new.due
        )
    if new.present is not None and sum(session.present or 0 for session in new.sessions) > new.present:
        problems["sessions"] = said(
            "另几场到的人加起来多于实到 {present} 人。一个人到了两场，也只算一次。", present=new.present
        )
    for item in new.items:
        if item.tally:
            problems.update(check_tally(item.tally))
        if item.papers_sent_on and item.papers_sent_on > new.happened_on:
            problems["papers_sent_on"] = said(
                "材料 {papers_sent_on} 发的，晚于开会那天。", papers_sent_on=f"{item.papers_sent_on:%Y-%m-%d}"
            )
        if item.due_on and item.due_on < new.happened_on:
            problems["due_on"] = said(
                "时限 {due_on} 早于开会那天 {happened_on}。",
                due_on=f"{item.due_on:%Y-%m-%d}",
                happened_on=f"{new.happened_on:%Y-%m-%d}",
            )
    if new.source == Source.PAPER and not new.source_note.strip():
        problems["source_note"] = "写上是哪一本、第几页，比如“2025 年会议记录本第 12 页”。"
    if problems:
        raise Invalid(problems)


def check_tally(tally: NewTally) -> dict[str, str]:
    numbers = [value for value in vars(tally).values() if isinstance(value, int)]
    if min(numbers) < 0:
        return {"in_favour": "票数和人数不能是负数。"}
    if tally.present > tally.due_to_vote:
        return {
            "tally_present": said(
                "到会有表决权 {present} 人，多于应到 {due_to_vote} 人。",
                present=tally.present,
                due_to_vote=tally.due_to_vote,
            )
        }
    votes = tally.in_favour + tally.against + tally.abstained
    if votes > tally.present:
        return {
            "in_favour": said(
                "赞成、反对、弃权合计 {votes} 票，多于到会 {present} 人。", votes=votes, present=tally.present
            )
        }
    return check_ballots(tally, votes)


def check_ballots(tally: NewTally, votes: int) -> dict[str, str]:
    """Paper ballots add up, and nobody counts both in the room and by a written opinion."""
    written, absent = tally.written_in_favour + tally.written_other, tally.due_to_vote - tally.present
    if written > absent:
        sentence = said("会前书面意见 {written} 份，没到会的只有 {absent} 人。", written=written, absent=absent)
        return {"written_in_favour": said("{sentence}到会的人不算书面意见，一个人只算一次。", sentence=sentence)}
    if tally.handed_out is not None and tally.handed_out > tally.present:
        return {
            "handed_out": said(
                "发出 {handed_out} 张票，多于到会有表决权 {present} 人。",
                handed_out=tally.handed_out,
                present=tally.present,
            )
        }
    if tally.returned is None:
        return {}
    if tally.handed_out is None or tally.returned > tally.handed_out:
        return {
            "returned": said(
                "收回 {returned} 张票，多于发出 {handed_out} 张。",
                returned=tally.returned,
                handed_out=tally.handed_out or 0,
            )
        }
    if votes + tally.spoiled != tally.returned:
        counted = said("赞成、反对、弃权和无效票合计 {votes} 张", votes=votes + tally.spoiled)
        return {
            "returned": said(
                "{counted}，收回的是 {returned} 张，看看哪个数写错了。", counted=counted, returned=tally.returned
            )
        }
    return {}


CAMPAIGNS = frozenset({ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL})
GATHERED: Models = frozenset({Gathering, Item, Tally, Session, Attendance})


@dataclass(frozen=True)
class Content:
    """What decides which sheets a gathering can change. As it stands here: everything it might."""

    kinds: frozenset[str] = CAMPAIGNS
    has_votes: bool = True
    has_grades: bool = True

    def __or__(self, other: "Content") -> "Content":
        return Content(self.kinds | other.kinds, self.has_votes or other.has_votes, self.has_grades or other.has_grades)


def content_of(new: NewGathering, standing: Gathering | None = None) -> Content:
    """Of a gathering as it was entered, and of the version that it corrects."""
    entered = Content(
        frozenset(str(item.kind) for item in new.items),
        any(item.tally for item in new.items),
        any(item.grades for item in new.items),
    )
    if standing is None:
        return entered
    rows = list(standing.items.values_list("kind", "tally__id", "grades__id"))
    kinds = frozenset(kind for kind, _tally, _grades in rows)
    return entered | Content(kinds, any(row[1] for row in rows), any(row[2] for row in rows))


def touched_by(branch: Organisation, *days: date, content: Content = Content()) -> set[Touch]:
    """The sheets that gatherings on these days can change.

    The first half of a year also counts for the campaigns (组织生活会, 民主评议) of the year before.
    """
    wrote = GATHERED | {Grades} if content.has_grades else GATHERED
    years = {day.year for day in days}
    if CAMPAIGNS & content.kinds:
        years |= {day.year - 1 for day in days if day.month <= 6}
    touched = {Touch(SheetKind.BRANCH_YEAR, branch.pk, year, wrote) for year in years}
    for day in days:  # an appraisal is compared with the one before it, minutes with those of half a year
        touched |= conduct(branch.pk, day.year, day.year + 1, wrote=wrote)
    if content.has_votes or ItemKind.COMMITTEE_MEETING in content.kinds:  # a committee needs its quorum, vote or not
        touched.add(Touch(SheetKind.RESOLUTION, branch.pk, wrote=wrote))
    return touched


def gathering_columns(new: NewGathering, stage: Stage) -> dict[str, Any]:
    """The gathering's own row, who wrote it and where it belongs aside."""
    return {
        "happened_on": new.happened_on,
        "group": new.group,
        "every_group": new.every_group,
        "is_proposed": new.is_proposed,
        "plan_reason": new.plan_reason,
        "stage": stage,
        "starts": new.starts,
        "ends": new.ends,
        "title": new.title.strip() or "、".join(dict.fromkeys(str(ItemKind(item.kind).label) for item in new.items)),
        "place": new.place.strip(),
        "host": new.host.strip(),
        "recorder": new.recorder.strip(),
        "guests": new.guests.strip(),
        "due": new.due,
        "present": new.present,
        "source": new.source,
        "source_note": new.source_note.strip(),
        "amendment": new.amendment.strip(),
    }


def record_gathering(
    actor: Actor,
    *,
    new: NewGathering,
    today: date,
    now: datetime,
    stage: Stage = Stage.HELD,
    standing: Gathering | None = None,
) -> Done:
    """One gathering with its items; with `standing`, a corrected version of that one."""
    check_reach(actor, {item.kind for item in new.items}, new.group)
    check_gathering(new, today, stage, standing)
    new.attendance = with_leaves(new.attendance, standing)
    columns = gathering_columns(new, stage)
    days = [new.happened_on]
    content = content_of(new, standing)
    if standing:
        if stage == Stage.HELD and queries.was_archived(standing) and not new.amendment.strip():
            raise Invalid({"amendment": "这份记录已经归档。写明为什么更正，原来的一份会一直留着。"})
        days.append(standing.happened_on)
        gathering = replace(standing, columns, actor, now)
    else:
        gathering = Gathering(root=new.branch.root, branch=new.branch, batch=new.batch, **columns, **stamp(actor, now))
        gathering.save(force_insert=True)
    write_parts([(gathering, new)], _threads(standing) if standing else {})
    return Done(gathering, touched_by(new.branch, *days, content=content), new.branch)


def _threads(standing: Gathering) -> dict[tuple[int, str], UUID]:
    """The lasting keys of the items of a version, by place and kind."""
    return {(order, kind): thread for order, kind, thread in standing.items.values_list("order", "kind", "thread")}


def write_parts(
    pairs: Sequence[tuple[Gathering, NewGathering]], threads: Mapping[tuple[int, str], UUID] | None = None
) -> None:
    """Items, tallies, sessions and attendance of new gatherings, in a few statements however many there are.

    `threads` are the keys of the items of the version that is being corrected.
    """
    threads = threads or {}
    items: list[tuple[Item, NewItem]] = [
        (
            Item(
                gathering=gathering,
                root=gathering.root,
                order=order,
                thread=threads.get((order, str(item.kind)), uuid4()),
                kind=item.kind,
                topic=item.topic.strip(),
                points=item.points.strip(),
                decision=item.decision.strip(),
                owner_id=item.owner,
                owner_name=item.owner_name.strip(),
                due_on=item.due_on,
                presenter=item.presenter.strip(),
                papers_sent_on=item.papers_sent_on,
            ),
            item,
        )
        for gathering, new in pairs
        for order, item in enumerate(new.items)
    ]
    Item.objects.bulk_create((item for item, _entered in items), batch_size=PORTION)
    Tally.objects.bulk_create(
        Tally(item=item, root=item.root, **vars(entered.tally)) for item, entered in items if entered.tally
    )
    Grades.objects.bulk_create(
        Grades(item=item, root=item.root, **vars(entered.grades)) for item, entered in items if entered.grades
    )
    Session.objects.bulk_create(
        Session(gathering=gathering, root=gathering.root, **vars(session))
        for gathering, new in pairs
        for session in new.sessions
    )
    Attendance.objects.bulk_create(
        (
            _attended(gathering, member_id, presence)
            for gathering, new in pairs
            for member_id, presence in new.attendance.items()
        ),
        batch_size=PORTION,
    )


def _attended(gathering: Gathering, member_id: UUID, code: str) -> Attendance:
    presence, _colon, away = code.partition(":")
    return Attendance(gathering=gathering, root=gathering.root, member_id=member_id, presence=presence, away=away)


def with_leaves(new: Mapping[UUID, str], standing: Gathering | None) -> dict[UUID, str]:
    """补学 and 送学上门 keep the leave that was known before, so that it is not lost by saying more."""
    if standing is None or not any(code in MADE_UP for code in new.values()):
        return dict(new)
    before = {row.member_id: row.away or row.presence for row in standing.attendance.all()}
    return {
        key: f"{code}:{before[key]}" if code in MADE_UP and before.get(key) in LEAVES else code
        for key, code in new.items()
    }


def as_entered(gathering: Gathering) -> NewGathering:
    """Everything of a written version as it was entered, so that one thing of it can be changed. Four queries."""
    return NewGathering(
        branch=gathering.branch,
        happened_on=gathering.happened_on,
        items=[_item_entered(item) for item in queries.items_of(gathering)],
        title=gathering.title,
        group=gathering.group,
        every_group=gathering.every_group,
        plan_reason=gathering.plan_reason,
        starts=gathering.starts,
        ends=gathering.ends,
        place=gathering.place,
        host=gathering.host,
        recorder=gathering.recorder,
        guests=gathering.guests,
        due=gathering.due,
        present=gathering.present,
        attendance={row.member_id: row.code for row in gathering.attendance.all()},
        sessions=[
            NewSession(row.held_on, row.starts, row.place, row.present)
            for row in gathering.sessions.order_by("held_on")
        ],
        source=gathering.source,
        source_note=gathering.source_note,
    )


def _item_entered(item: Item) -> NewItem:
    tally: Tally | None = getattr(item, "tally", None)
    grades: Grades | None = getattr(item, "grades", None)
    return NewItem(
        kind=ItemKind(item.kind),
        topic=item.topic,
        points=item.points,
        decision=item.decision,
        owner=item.owner_id,
        owner_name=item.owner_name,
        due_on=item.due_on,
        presenter=item.presenter,
        papers_sent_on=item.papers_sent_on,
        tally=NewTally(**{field.name: getattr(tally, field.name) for field in fields(NewTally)}) if tally else None,
        grades=NewGrades(**{field.name: getattr(grades, field.name) for field in fields(NewGrades)})
        if grades
        else None,
    )


def note_replies(
    actor: Actor, *, gathering: Gathering, attendance: Mapping[UUID, str], today: date, now: datetime
) -> Done:
    """Who said that they come or why not, before the gathering. Kept with the plan; presence is recorded when held."""
    new = as_entered(gathering)
    new.attendance = dict(attendance)
    return record_gathering(actor, new=new, today=today, now=now, stage=Stage.PLANNED, standing=gathering)


def call_off(actor: Actor, *, gathering: Gathering, now: datetime) -> Done:
    """不开了: a plan is taken back whole, whatever was changed in it before."""
    check_reach(actor, {item.kind for item in gathering.items.all()}, gathering.group)
    if gathering.stage != Stage.PLANNED:
        raise Refused("这次会已经记下来了。", "要取消它，用“撤销”。")
    revoke(gathering, actor, now)
    return Done(gathering, touched_by(gathering.branch, gathering.happened_on), gathering.branch)


def revive(actor: Actor, *, gathering: Gathering, now: datetime) -> Done:
    """A plan that was called off stands again. `gathering` is its last version."""
    check_reach(actor, {item.kind for item in gathering.items.all()}, gathering.group)
    if gathering.stage != Stage.PLANNED or Gathering.objects.filter(thread=gathering.thread).exists():
        raise Refused("这次会没有取消。", "回到会议清单看看。")
    fresh = copy_version(gathering, actor, now)
    return Done(fresh, touched_by(gathering.branch, gathering.happened_on), gathering.branch)


def undo_gathering(actor: Actor, *, gathering: Gathering, now: datetime) -> Done:
    """Take it back. A corrected gathering falls back to its earlier version; nothing is deleted."""
    check_reach(actor, {item.kind for item in gathering.items.all()}, gathering.group)
    if queries.is_archived(gathering):
        raise Refused("这份记录已经归档，不能撤销。", "有错用“更正”，写明原因。")
    revoke(gathering, actor, now)
    days = [gathering.happened_on]
    earlier = version_before(gathering)
    restored = None
    if earlier:
        restored = copy_version(earlier, actor, now)
        days.append(earlier.happened_on)
    return Done(restored, touched_by(gathering.branch, *days), gathering.branch)


def version_before(gathering: Gathering) -> Gathering | None:
    """The version that an undo falls back to.

    A version brought back by an undo is the same content again, so its own undo goes one further back. It is known by
    not being alone: a row is corrected once, and only after that correction was undone does another row replace it.
    """
    current = gathering
    while current.replaces:
        before = Gathering.versions.get(pk=current.replaces)
        if not Gathering.versions.filter(replaces=before.pk).exclude(pk=current.pk).exists():
            return before
        current = before
    return None


def copy_version(earlier: Gathering, actor: Actor, now: datetime) -> Gathering:
    """A fresh standing version with the parts of an earlier one."""
    kept = {
        column.attname: getattr(earlier, column.attname)
        for column in earlier._meta.concrete_fields
        if column.attname not in {"id", "revoked_at", "revoked_by"}
    }
    fresh = Gathering(**{**kept, **stamp(actor, now), "replaces": earlier.pk})
    fresh.save(force_insert=True)
    for item in Item.objects.filter(gathering=earlier).select_related("tally", "grades"):
        counts = [getattr(item, name) for name in ("tally", "grades") if hasattr(item, name)]
        item.pk, item.gathering = None, fresh
        item.id = Item._meta.get_field("id").get_default()
        item.save(force_insert=True)
        for numbers in counts:
            numbers.id, numbers.item = type(numbers)._meta.get_field("id").get_default(), item
            numbers.save(force_insert=True)
    for confirmed in Confirmed.objects.filter(gathering=earlier):  # the same content, so what was confirmed still is
        replace(
            confirmed,
            {"gathering": fresh, "recorded_at": confirmed.recorded_at, "recorded_by": confirmed.recorded_by},
            actor,
            now,
        )
    for model in (Session, Attendance):
        for part in model.objects.filter(gathering=earlier):
            part.id, part.gathering = model._meta.get_field("id").get_default(), fresh
            part.save(force_insert=True)
    return fresh


def note_talk(
    actor: Actor,
    *,
    branch: Organisation,
    talker: Member,
    partner: Member,
    happened_on: date,
    today: date,
    now: datetime,
    on_paper: bool = False,
    kind: str = TalkKind.ORDINARY,
    agreed: str = "",
) -> Done:
    """That two people talked, and when. Never what was said; `agreed` is a thing that both will do."""
    if talker.pk == partner.pk:
        raise Refused("谈话双方不能是同一个人。", "换一位。", "partner")
    if happened_on > today:
        raise Refused(
            said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), "谈过以后再记。", "happened_on"
        )
    talk = Talk(
        root=branch.root,
        branch=branch,
        talker=talker,
        partner=partner,
        happened_on=happened_on,
        on_paper=on_paper,
        kind=kind,
        agreed=agreed.strip(),
        **stamp(actor, now),
    )
    talk.save(force_insert=True)
    return Done(talk, yearly(branch.pk, [happened_on.year], frozenset({Talk})), branch)


def note_talks(
    actor: Actor,
    *,
    branch: Organisation,
    talker: Member,
    partners: Sequence[Member],
    happened_on: date,
    today: date,
    now: datetime,
    on_paper: bool = False,
    kind: str = TalkKind.ORDINARY,
    agreed: str = "",
) -> Done:
    """One person talked with several, one by one, on the same day. A pair noted for that day stays noted once."""
    if agreed.strip() and len(partners) > 1:
        raise Refused("约好的事是两个人之间的。", "一次写一位，别的人再记一次。", "agreed")
    if not partners:
        raise Refused("选一下同谁谈的。", field="partners")
    standing = Talk.objects.filter(branch=branch, happened_on=happened_on).values_list("talker_id", "partner_id")
    known = {frozenset(pair) for pair in standing}
    fresh = [partner for partner in partners if frozenset({talker.pk, partner.pk}) not in known]
    if not fresh:
        raise Refused(
            said("{happened_on} 的这次谈话已经记过了。", happened_on=f"{happened_on:%Y-%m-%d}"),
            "看看下面的清单。",
            "partners",
        )
    dones = [
        note_talk(
            actor,
            branch=branch,
            talker=talker,
            partner=partner,
            happened_on=happened_on,
            today=today,
            now=now,
            on_paper=on_paper,
            kind=kind,
            agreed=agreed,
        )
        for partner in fresh
    ]
    return Done(dones[0].result, set().union(*(done.touched for done in dones)), branch)


def undo_talks(actor: Actor, *, talk: Talk, now: datetime) -> Done:
    """Take back this talk and those that were noted with it in the same step."""
    together = Talk.objects.filter(
        branch=talk.branch, talker=talk.talker, happened_on=talk.happened_on, recorded_at=talk.recorded_at
    )
    touched: set[Touch] = set()
    for one in together.select_related("branch"):
        touched |= undo_talk(actor, talk=one, now=now).touched
    return Done(talk, touched, talk.branch)


def confirm_talk(actor: Actor, *, talk: Talk, today: date, now: datetime) -> Done:
    """The other one says that it took place. Nobody has to, and nothing follows from leaving it."""
    return Done(replace(talk, {"confirmed_on": today}, actor, now), organisation=talk.branch)


def undo_talk(actor: Actor, *, talk: Talk, now: datetime) -> Done:
    revoke(talk, actor, now)
    return Done(talk, yearly(talk.branch_id, [talk.happened_on.year], frozenset({Talk})), talk.branch)
