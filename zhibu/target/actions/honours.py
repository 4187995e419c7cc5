"""Writes of commendation (评优): nominate, vote as counted on paper, show publicly, send up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import Honour, Nominee


def nominate(
    actor: Actor,
    *,
    branch: Organisation,
    title: str,
    places: int,
    nominees: Sequence[Member],
    happened_on: date,
    today: date,
    now: datetime,
    most: int | None = None,
    above_share_by: str = "",
) -> Done:
    """Who is proposed for which title. `most`: as many as is usual; more needs the document that allows it."""
    problems: dict[str, str] = {}
    if not title.strip():
        problems["title"] = "写上评什么，比如“优秀共产党员”。"
    if not nominees:
        problems["nominees"] = "选一下提名了谁。"
    elif places > len(nominees):
        problems["places"] = said(
            "名额 {places} 个，提名只有 {nominees_count} 人。", places=places, nominees_count=len(nominees)
        )
    if places < 1:
        problems["places"] = "名额至少 1 个。"
    elif most is not None and places > most and not above_share_by.strip():
        problems["places"] = said(
            "一般不超过三分之一，这里最多 {most} 人。今年的通知另有规定的，在下面写上是哪份通知。", most=most
        )
    if happened_on > today:
        problems["happened_on"] = said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}")
    if any(member.branch_id != branch.pk for member in nominees):
        problems["nominees"] = "只能提名本支部的党员。"
    if problems:
        raise Invalid(problems)
    honour = Honour(
        root=branch.root,
        branch=branch,
        title=title.strip(),
        places=places,
        notice_above_share=above_share_by.strip(),
        happened_on=happened_on,
        **stamp(actor, now),
    )
    honour.save(force_insert=True)
    Nominee.objects.bulk_create(Nominee(root=branch.root, honour=honour, member=member) for member in nominees)
    return Done(honour, organisation=branch)


def _change(
    honour: Honour, columns: Mapping[str, Any], actor: Actor, now: datetime, votes: Mapping[UUID, int] | None = None,
    chosen: frozenset[UUID] | None = None,
) -> Honour:  # fmt: skip
    rows = list(honour.nominees.all())
    fresh = replace(honour, dict(columns), actor, now)
    Nominee.objects.bulk_create(
        Nominee(
            root=fresh.root,
            honour=fresh,
            member_id=row.member_id,
            in_favour=votes[row.member_id] if votes is not None else row.in_favour,
            is_chosen=row.member_id in chosen if chosen is not None else row.is_chosen,
        )
        for row in rows
    )
    return fresh


def vote(
    actor: Actor,
    *,
    honour: Honour,
    voted_on: date,
    due_to_vote: int,
    present: int,
    votes: Mapping[UUID, int],
    chosen: frozenset[UUID],
    today: date,
    now: datetime,
) -> Done:
    """The count of the branch's vote, and who was chosen. People decide who; the program adds nothing up."""
    problems: dict[str, str] = {}
    if honour.shown_from:
        raise Refused("已经公示了，票数不再改。", "写错了先撤回公示。", "voted_on")
    if voted_on > today:
        problems["voted_on"] = said("{voted_on} 还没有到。", voted_on=f"{voted_on:%Y-%m-%d}")
    elif voted_on < honour.happened_on:
        problems["voted_on"] = said(
            "{happened_on} 提名的，表决要在那天或以后。", happened_on=f"{honour.happened_on:%Y-%m-%d}"
        )
    if present > due_to_vote:
        problems["present"] = said(
            "到会 {present} 人多于应到 {due_to_vote} 人。", present=present, due_to_vote=due_to_vote
        )
    for member_id, count in votes.items():
        if count > present:
            problems[f"votes_{member_id}"] = said("{count} 票多于到会 {present} 人。", count=count, present=present)
    if not chosen:
        problems["chosen"] = "选一下评上了谁。"
    elif len(chosen) > honour.places:
        problems["chosen"] = said(
            "名额 {places} 个，选了 {chosen_count} 人。", places=honour.places, chosen_count=len(chosen)
        )
    if problems:
        raise Invalid(problems)
    columns = {"voted_on": voted_on, "due_to_vote": due_to_vote, "present": present}
    return Done(_change(honour, columns, actor, now, votes, chosen), organisation=honour.branch)


def show_publicly(
    actor: Actor, *, honour: Honour, shown_from: date, shown_until: date, today: date, now: datetime
) -> Done:
    problems: dict[str, str] = {}
    if honour.voted_on is None:
        raise Refused("先记表决，再公示。", field="shown_from")
    if shown_from < honour.voted_on:
        problems["shown_from"] = said("{voted_on} 表决的，公示要在那天或以后。", voted_on=f"{honour.voted_on:%Y-%m-%d}")
    if shown_until < shown_from:
        problems["shown_until"] = "公示结束的日子要在开始以后。"
    if problems:
        raise Invalid(problems)
    columns = {"shown_from": shown_from, "shown_until": shown_until}
    return Done(_change(honour, columns, actor, now), organisation=honour.branch)


def send_up(actor: Actor, *, honour: Honour, submitted_on: date, today: date, now: datetime) -> Done:
    if honour.shown_until is None:
        raise Refused("先公示，再报送。", field="submitted_on")
    if submitted_on > today:
        raise Refused(said("{submitted_on} 还没有到。", submitted_on=f"{submitted_on:%Y-%m-%d}"), field="submitted_on")
    if submitted_on <= honour.shown_until:
        raise Refused(
            said("公示到 {shown_until}，结束以后再报送。", shown_until=f"{honour.shown_until:%Y-%m-%d}"),
            field="submitted_on",
        )
    return Done(_change(honour, {"submitted_on": submitted_on}, actor, now), organisation=honour.branch)


def undo_honour(actor: Actor, *, honour: Honour, now: datetime) -> Done:
    """One step back: the sending, the notice, the vote, then the nomination itself."""
    if honour.submitted_on:
        made = _change(honour, {"submitted_on": None}, actor, now)
    elif honour.shown_from:
        made = _change(honour, {"shown_from": None, "shown_until": None}, actor, now)
    elif honour.voted_on:
        nobody: dict[str, Any] = {"voted_on": None, "due_to_vote": None, "present": None}
        votes = {row.member_id: None for row in honour.nominees.all()}
        made = _change(honour, nobody, actor, now, votes, frozenset())  # type: ignore[arg-type]
    else:
        revoke(honour, actor, now)
        made = honour
    return Done(made, organisation=honour.branch)
