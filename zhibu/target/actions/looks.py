"""Writes of quarterly looks: one member or the whole branch in one step; closing and opening a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.base.parts import Models
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done, conduct
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import WORDS, ClosedQuarter, Look, LookLine, Outcome
from zhibu.target.quarters import first_day
from zhibu.target.queries import answered_for, books_in, closed_quarter, looks_of

LOOKS: Models = frozenset({Look, LookLine})


@dataclass(frozen=True)
class SeenLine:
    """What was seen of one line: `outcome` is a value of `Outcome`."""

    line: UUID
    outcome: str = Outcome.REACHED
    cause: str = ""


@dataclass(frozen=True)
class NewLook:
    member: Member
    lines: Sequence[SeenLine] = field(default_factory=tuple)


def outcome_field(line: UUID) -> str:
    return f"outcome_{line}"


def cause_field(line: UUID) -> str:
    return f"cause_{line}"


def _problems(new: NewLook) -> dict[str, str]:
    problems: dict[str, str] = {}
    for seen in new.lines:
        if seen.outcome not in Outcome.values:
            problems[outcome_field(seen.line)] = "从“达到、部分达到、没达到”里选一个。"
        elif seen.outcome == Outcome.NOT_REACHED and not seen.cause.strip():
            problems[cause_field(seen.line)] = "没达到的，两个人一起写一句原因。"
        if len(seen.cause.strip()) > WORDS:
            problems[cause_field(seen.line)] = said("原因最多 {WORDS} 个字。", WORDS=WORDS)
    return problems


def look_at(
    actor: Actor,
    *,
    branch: Organisation,
    year: int,
    quarter: int,
    looks: Sequence[NewLook],
    happened_on: date,
    today: date,
    now: datetime,
    on_paper: bool = False,
    source_note: str = "",
) -> Done:
    """The looks of one quarter, for one member or many. A look that is there already is corrected."""
    if not looks:
        raise Refused("还没有选这次看了谁。", "勾上看过的人。", "looked")
    check_quarter(branch, year, quarter, today)
    problems = {key: text for new in looks for key, text in _problems(new).items()}
    if happened_on > today:
        problems["happened_on"] = said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}")
    if happened_on < first_day(year, quarter):
        problems["happened_on"] = said(
            "第 {quarter} 季度从 {first_day} 开始，日期要在那天或以后。",
            quarter=quarter,
            first_day=f"{first_day(year, quarter):%Y-%m-%d}",
        )
    if problems:
        raise Invalid(problems)
    _check_reach(actor, [new.member for new in looks], branch, today)
    books = books_in(branch, year)
    before = looks_of([new.member for new in looks], year)
    source = {
        "source": Source.PAPER if on_paper else Source.TYPED,
        "source_note": source_note.strip() if on_paper else "",
    }
    made = []
    for new in looks:
        book = books.get(new.member.pk)
        if book is None or not book.is_agreed:
            raise Refused(said("{name}今年的目标还没有约定好，先约定再看。", name=new.member.name), field="looked")
        standing = before.get(new.member.pk, {}).get(quarter)
        if standing:
            look = replace(standing.look, {"happened_on": happened_on, **source}, actor, now)
        else:
            look = Look(
                root=branch.root,
                branch=branch,
                member=new.member,
                year=year,
                quarter=quarter,
                happened_on=happened_on,
                **source,
                **stamp(actor, now),
            )
            look.save(force_insert=True)
        known = {line.thread: line for line in book.lines.all()}
        LookLine.objects.bulk_create(
            LookLine(
                root=branch.root,
                look=look,
                line=seen.line,
                order=known[seen.line].order,
                content=known[seen.line].content,
                outcome=seen.outcome,
                cause=seen.cause.strip(),
            )
            for seen in new.lines
            if seen.line in known
        )
        made.append(look)
    return Done(made[0], conduct(branch.pk, year, year + 1, wrote=LOOKS), branch)


def _check_reach(actor: Actor, members: Sequence[Member], branch: Organisation, on: date) -> None:
    """All of them in one question: the secretary's branch, or the people answered for; nobody oneself."""
    if any(member.branch_id != branch.pk for member in members):
        raise NotFound
    if any(member.pk == actor.member_id for member in members):
        raise Refused("自己的目标由联系人来看。", "请联系支委一起看，记在这里。", "looked")
    if actor.may(Right.SEE_TARGETS) and branch.path.startswith(actor.path):
        return
    mine = set(answered_for(actor, on).values_list("member_id", flat=True))
    if not {member.pk for member in members} <= mine:
        raise NotFound


def check_quarter(branch: Organisation, year: int, quarter: int, today: date) -> None:
    if first_day(year, quarter) > today:
        raise Refused(
            said("{year} 年第 {quarter} 季度还没有开始。", year=year, quarter=quarter), "到了再看。", "happened_on"
        )
    if closed_quarter(branch, year, quarter):
        raise Refused(
            said("{year} 年第 {quarter} 季度已经看完、收起来了。", year=year, quarter=quarter),
            "要补就先重新打开这个季度。",
            "happened_on",
        )


def undo_look(actor: Actor, *, look: Look, today: date, now: datetime) -> Done:
    """Take back this look and those written in the same step; what stood before stands again."""
    check_quarter(look.branch, look.year, look.quarter, today)
    written = {"recorded_at": look.recorded_at, "recorded_by": look.recorded_by}
    for one in Look.objects.filter(branch=look.branch, year=look.year, quarter=look.quarter, **written):
        before = Look.versions.filter(pk=one.replaces).first() if one.replaces else None
        if before is None:
            revoke(one, actor, now)
            continue
        names = ("happened_on", "source", "source_note")
        restored = replace(one, {name: getattr(before, name) for name in names}, actor, now)
        lines = list(LookLine.objects.filter(look=before))
        for line in lines:
            line.id, line.look = uuid4(), restored
        LookLine.objects.bulk_create(lines)
    return Done(look, conduct(look.branch_id, look.year, look.year + 1, wrote=LOOKS), look.branch)


def close_quarter(actor: Actor, *, branch: Organisation, year: int, quarter: int, today: date, now: datetime) -> Done:
    """The looks of this quarter are finished."""
    check_quarter(branch, year, quarter, today)
    closed = ClosedQuarter(root=branch.root, branch=branch, year=year, quarter=quarter, **stamp(actor, now))
    closed.save(force_insert=True)
    return Done(closed, conduct(branch.pk, year, wrote=frozenset({ClosedQuarter})), branch)


def open_quarter(actor: Actor, *, branch: Organisation, year: int, quarter: int, now: datetime) -> Done:
    closed = closed_quarter(branch, year, quarter)
    if closed is None:
        raise NotFound
    revoke(closed, actor, now)
    return Done(closed, conduct(branch.pk, year, wrote=frozenset({ClosedQuarter})), branch)
