"""Writes of term elections. A count is recorded as it was; what does not count is said, and stays.

Refused is only what cannot be: days to come, numbers that do not add up, an answer by who may only review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.election.models import (
    ANSWERS,
    Election,
    ElectionStep,
    Nominee,
    Office,
    Round,
    RoundKind,
    Setup,
    StepKind,
    Votes,
)
from zhibu.election.outcome import Layers
from zhibu.election.queries import may_approve, setup_of
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said


@dataclass
class NewVotes:
    name: str
    in_favour: int
    against: int = 0
    abstained: int = 0
    member: Member | None = None
    is_write_in: bool = False


@dataclass
class NewRound:
    """One count. `gathering` is the thread of the meeting."""

    office: Office
    kind: RoundKind
    happened_on: date
    seats: int
    due: int
    present: int
    issued: int
    returned: int
    over_voted: int = 0
    spoiled: int = 0
    counters: str = ""
    gathering: UUID | None = None
    votes: Sequence[NewVotes] = field(default_factory=list)

    @property
    def valid(self) -> int:
        return self.returned - self.over_voted - self.spoiled


def _check_setup(columns: Mapping[str, Any]) -> None:
    problems: dict[str, str] = {}
    if columns.get("is_by_election"):
        if not (columns["seats"] or columns["deputies"] or columns["elects_secretary"]):
            raise Refused("写上补选什么：几名委员，或者书记、副书记。", field="seats")
        return
    if columns["has_committee"] and not columns["seats"]:
        problems["seats"] = "设支委会的，写上要选几名委员。"
    if columns["has_committee"] and columns["seats"] and columns["deputies"] + 1 > columns["seats"]:
        problems["deputies"] = said("书记、副书记从 {seats} 名委员里选，副书记写多了。", seats=columns["seats"])
    if problems:
        raise Invalid(problems)


def begin(actor: Actor, *, branch: Organisation, now: datetime, **columns: Any) -> Done:
    """A 换届 or 补选 is prepared. Columns as in `Setup`; one at a time in a branch."""
    if Election.objects.filter(branch=branch, is_closed=False).exists():
        raise Refused("这个支部已经在办选举了。", "打开正在办的那一次。")
    _check_setup(columns)
    if not columns["has_committee"]:
        columns["seats"] = 0
    election = Election(root=branch.root, branch=branch)
    election.save(force_insert=True)
    Setup(root=branch.root, election=election, **columns, **stamp(actor, now)).save(force_insert=True)
    return Done(election, organisation=branch)


def change_setup(actor: Actor, *, election: Election, now: datetime, **columns: Any) -> Done:
    """How many are elected, or when: corrected. Seats stay as they are once ballots were counted."""
    _check_open(election)
    _check_setup(columns)
    if not columns["has_committee"]:
        columns["seats"] = 0
    standing = setup_of(election)
    counted = Round.objects.filter(election=election).exists()
    fixed = ("has_committee", "seats", "deputies", "elects_secretary")
    if counted and any(columns.get(name, getattr(standing, name)) != getattr(standing, name) for name in fixed):
        raise Refused("已经计过票了，名额不能再改。", "计票记错了，先撤销那一轮。", "seats")
    replace(standing, columns, actor, now)
    return Done(election, organisation=election.branch)


def _check_open(election: Election) -> None:
    if election.is_closed:
        raise Refused("这一次选举已经办完了。", "要改，先撤销最后的批复。")


def note_step(
    actor: Actor,
    *,
    election: Election,
    kind: StepKind,
    happened_on: date,
    today: date,
    now: datetime,
    layers: Layers = (),
    agreed: bool | None = None,
    body: Organisation | None = None,
    body_name: str = "",
    is_authorised: bool = False,
    number: str = "",
    words: str = "",
    office: str = "",
) -> Done:
    """Something went up or came back. Who may only review does not approve (question `election.approver`)."""
    _check_open(election)
    if happened_on > today:
        raise Refused(
            said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), "办了以后再记。", "happened_on"
        )
    if kind in ANSWERS:
        _check_answer(kind, happened_on, agreed, body, body_name, number, words, layers, is_authorised=is_authorised)
    step = ElectionStep(
        root=election.root,
        election=election,
        kind=kind,
        happened_on=happened_on,
        agreed=agreed if kind in ANSWERS else None,
        body=body,
        body_name=body_name.strip(),
        number=number.strip(),
        words=words.strip(),
        office=office,
        **stamp(actor, now),
    )
    step.save(force_insert=True)
    if kind == StepKind.ENDED:
        close(election)
    return Done(step, organisation=election.branch)


def _check_answer(
    kind: StepKind, on: date, agreed: bool | None, body: Organisation | None, body_name: str, number: str, words: str,
    layers: Layers, *, is_authorised: bool,
) -> None:  # fmt: skip
    if body is None and not body_name.strip():
        raise Refused("写上是哪一级答复的。", field="body")
    if agreed is None:
        raise Refused("选一下同意没有。", field="agreed")
    if not agreed and not words.strip():
        raise Refused("没有同意的，写一句为什么、要怎么改。", field="words")
    if body is None or kind == StepKind.REVIEWED:
        return
    answer = may_approve(body, on, layers, is_authorised=is_authorised)
    if answer.answer.get("may_approve") is False:
        raise Refused(
            said("{name}只审核，不能批。{next_step}", name=body.name, next_step=answer.next_step),
            "有授权的，勾上授权，写明文件。",
            "body",
        )
    if is_authorised and answer.answer.get("reviews") and not number.strip():
        raise Refused("授权总支批的，写上是哪份文件授权的。", field="number")


def undo_step(actor: Actor, *, step: ElectionStep, now: datetime) -> Done:
    """Take it back; an election that it ended goes on."""
    revoke(step, actor, now)
    if step.kind == StepKind.ENDED:
        Election.objects.filter(pk=step.election_id).update(is_closed=False)
    return Done(step, organisation=step.election.branch)


def close(election: Election) -> None:
    election.is_closed = True
    Election.objects.filter(pk=election.pk).update(is_closed=True)


def reopen(election: Election) -> None:
    election.is_closed = False
    Election.objects.filter(pk=election.pk).update(is_closed=False)


def nominate(actor: Actor, *, election: Election, office: Office, members: Sequence[Member], now: datetime) -> Done:
    """The list of candidates for one office, as a whole. Whether they are enough was asked before."""
    _check_open(election)
    if not members:
        raise Refused("选一下候选人。", field="members")
    if Round.objects.filter(election=election, office=office).exists():
        raise Refused("这个职务已经计过票了，候选人不能再改。", "计票记错了，先撤销那一轮。", "members")
    standing = {row.member_id: row for row in Nominee.objects.filter(election=election, office=office)}
    wanted = {member.pk for member in members}
    for key, row in standing.items():
        if key not in wanted:
            revoke(row, actor, now)
    for member in members:
        if member.pk not in standing:
            Nominee(root=election.root, election=election, office=office, member=member, **stamp(actor, now)).save(
                force_insert=True
            )
    return Done(election, organisation=election.branch)


def check_round(new: NewRound, today: date) -> None:
    """Everything that cannot be, each at its field. What merely does not count is recorded and said afterwards."""
    problems: dict[str, str] = {}
    if new.happened_on > today:
        problems["happened_on"] = said(
            "{happened_on} 还没有到。计完票再记。", happened_on=f"{new.happened_on:%Y-%m-%d}"
        )
    if new.present > new.due:
        problems["present"] = said(
            "到会 {present} 人，多于应到 {due} 人，看看哪个数写错了。", present=new.present, due=new.due
        )
    if new.issued > new.present:
        problems["issued"] = said(
            "发出 {issued} 张票，多于到会有选举权的 {present} 人。", issued=new.issued, present=new.present
        )
    if new.valid < 0:
        problems["spoiled"] = said(
            "作废的 {number} 张，比收回的 {returned} 张还多。",
            number=new.over_voted + new.spoiled,
            returned=new.returned,
        )
    elif twice := _named_twice(new):
        problems["write_ins"] = said("“{twice}”写了两次。一个人的票只记一处。", twice=twice)
    elif new.returned <= new.issued:  # with more the election is void, whatever the names were given
        problems |= _votes_problems(new)
    if problems:
        raise Invalid(problems)


def _named_twice(new: NewRound) -> str:
    names = [votes.name for votes in new.votes]
    return next((name for name in names if names.count(name) > 1), "")


def _votes_problems(new: NewRound) -> dict[str, str]:
    for votes in new.votes:
        cast = votes.in_favour + votes.against + votes.abstained
        if cast > new.valid:
            return {
                "votes": said(
                    "{name}：赞成、不赞成、弃权合计 {cast} 票，多于有效票 {valid} 张。",
                    name=votes.name,
                    cast=cast,
                    valid=new.valid,
                )
            }
        if votes.against + votes.abstained and cast != new.valid and not votes.is_write_in:
            return {
                "votes": said(
                    "{name}：合计 {cast} 票，有效票是 {valid} 张，看看哪个数写错了。",
                    name=votes.name,
                    cast=cast,
                    valid=new.valid,
                )
            }
    total, most = sum(votes.in_favour for votes in new.votes), new.seats * new.valid
    if total > most:
        return {
            "votes": said(
                "赞成票一共 {total} 票。{valid} 张有效票，每张最多选 {seats} 人，最多 {most} 票。",
                total=total,
                valid=new.valid,
                seats=new.seats,
                most=most,
            )
        }
    return {}


def count(actor: Actor, *, election: Election, new: NewRound, today: date, now: datetime) -> Done:
    """One count from the tally sheet."""
    _check_open(election)
    check_round(new, today)
    columns = {name: value for name, value in vars(new).items() if name != "votes"}
    row = Round(root=election.root, election=election, **columns, **stamp(actor, now))
    row.counters = row.counters.strip()
    row.save(force_insert=True)
    Votes.objects.bulk_create(Votes(round=row, root=row.root, **vars(votes)) for votes in new.votes)
    return Done(row, organisation=election.branch)


def undo_round(actor: Actor, *, row: Round, now: datetime) -> Done:
    """Take a count back: it is typed anew from the same sheet."""
    _check_open(row.election)
    revoke(row, actor, now)
    return Done(row, organisation=row.election.branch)
