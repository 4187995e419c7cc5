"""Writes of criticism and help. Criticism exists only in one act with help; help ends only by what was seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.base.parts import Models
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done, Touch, conduct
from zhibu.member.models import Member
from zhibu.rules.said import said
from zhibu.target.actions.praise import check_duty
from zhibu.target.models import WORDS, Criticism, Duty, HelpEnd, HelpLook, HelpPlan, HelpRequest

HELPED: Models = frozenset({Criticism, HelpLook, HelpPlan})
FEWEST_LOOKS = 2


@dataclass(frozen=True)
class NewPlan:
    """What help is: from the branch, from the person, who stands by, and at least two days to look."""

    helper: Member | None
    branch_does: str
    member_does: str
    looks_on: Sequence[date]


@dataclass(frozen=True)
class NewCriticism:
    """Said face to face: by whom, when, about what, and the person's explanation if one was offered."""

    by: Member | None
    happened_on: date | None
    duty: str
    line_content: str = ""
    explanation: str = ""


def _check_plan(new: NewPlan, member: Member, opened_on: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if new.helper is None:
        problems["helper"] = "写上谁来联系、陪着改。"
    elif new.helper.pk == member.pk:
        problems["helper"] = "联系人要是另一位同志，不能是本人。"
    for field, text, say in (
        ("branch_does", new.branch_does, "写上支部做什么。没有支部的帮助，不开帮扶。"),
        ("member_does", new.member_does, "写上本人做什么，一件小事也行。"),
    ):
        if not text.strip():
            problems[field] = say
        elif len(text.strip()) > WORDS:
            problems[field] = said("最多 {WORDS} 个字。", WORDS=WORDS)
    if len(set(new.looks_on)) < FEWEST_LOOKS:
        problems["look_2"] = said("至少约定 {FEWEST_LOOKS} 个看一看的日子。", FEWEST_LOOKS=FEWEST_LOOKS)
    early = next((number for number, day in enumerate(new.looks_on, start=1) if day < opened_on), None)
    if early:
        problems[f"look_{early}"] = said("看一看的日子要在 {opened_on} 以后。", opened_on=f"{opened_on:%Y-%m-%d}")
    return problems


def _check_criticism(new: NewCriticism, member: Member, today: date) -> dict[str, str]:
    problems = check_duty(new.duty, new.line_content)
    if new.by is None:
        problems["by"] = "写上是谁当面讲的。"
    elif new.by.pk == member.pk:
        problems["by"] = "批评要由另一位同志当面讲。"
    if new.happened_on is None:
        problems["happened_on"] = "写上哪天当面讲的。"
    elif new.happened_on > today:
        problems["happened_on"] = said(
            "{happened_on} 还没有到。先当面讲，再记。", happened_on=f"{new.happened_on:%Y-%m-%d}"
        )
    if len(new.explanation.strip()) > WORDS:
        problems["explanation"] = said("最多 {WORDS} 个字。", WORDS=WORDS)
    return problems


def open_help(
    actor: Actor,
    *,
    member: Member,
    plan: NewPlan,
    today: date,
    now: datetime,
    criticism: NewCriticism | None = None,
) -> Done:
    """Help for one member, with the criticism that it follows if there was one. One open plan at a time."""
    branch = member.branch
    if branch is None or not branch.path.startswith(actor.path):
        raise NotFound
    if member.pk == actor.member_id:
        raise Refused("不给自己开帮扶。", "请副书记或上级来办。", "helper")
    problems = _check_plan(plan, member, today)
    if criticism:
        problems = {**_check_criticism(criticism, member, today), **problems}
    if problems:
        raise Invalid(problems)
    if HelpPlan.objects.filter(member=member, closed_on__isnull=True).exists():
        raise Refused("已经有一份帮扶在办。", "先看看那一份，要改就换个办法。", "branch_does")
    made = _write_plan(actor, member, plan, today, now, chain=uuid4())
    if criticism:
        assert criticism.by and criticism.happened_on
        Criticism(
            root=branch.root,
            branch=branch,
            member=member,
            by=criticism.by,
            duty=criticism.duty,
            line_content=criticism.line_content.strip() if criticism.duty == Duty.LINE else "",
            explanation=criticism.explanation.strip(),
            happened_on=criticism.happened_on,
            plan=made.thread,
            **stamp(actor, now),
        ).save(force_insert=True)
    touched = (
        conduct(branch.pk, criticism.happened_on.year, wrote=HELPED) if criticism and criticism.happened_on else set()
    )
    return Done(made, touched, branch)


def _write_plan(actor: Actor, member: Member, new: NewPlan, today: date, now: datetime, *, chain: UUID) -> HelpPlan:
    branch = member.branch
    assert branch is not None and new.helper is not None
    made = HelpPlan(
        root=branch.root,
        branch=branch,
        member=member,
        chain=chain,
        helper=new.helper,
        branch_does=new.branch_does.strip(),
        member_does=new.member_does.strip(),
        happened_on=today,
        **stamp(actor, now),
    )
    made.save(force_insert=True)
    HelpLook.objects.bulk_create(
        HelpLook(root=branch.root, plan=made.thread, due_on=day, **stamp(actor, now))
        for day in sorted(set(new.looks_on))
    )
    return made


def undo_help(actor: Actor, *, plan: HelpPlan, now: datetime) -> Done:
    """Take back what was just opened: plan, looks and criticism together. A plan before it is open again."""
    check_not_own(actor, plan)
    if plan.closed_on:
        raise Refused("已经结束的帮扶不能撤销。", "要接着帮就再开一份。")
    for look in HelpLook.objects.filter(plan=plan.thread):
        revoke(look, actor, now)
    touched: set[Touch] = set()
    for criticism in Criticism.objects.filter(plan=plan.thread):
        revoke(criticism, actor, now)
        touched |= conduct(plan.branch_id, criticism.happened_on.year, wrote=HELPED)
    revoke(plan, actor, now)
    before = HelpPlan.objects.filter(chain=plan.chain, end=HelpEnd.ANOTHER_WAY).order_by("-closed_on", "-recorded_at")
    if earlier := before.first():
        replace(earlier, {"closed_on": None, "end": ""}, actor, now)
    return Done(plan, touched, plan.branch)


def check_not_own(actor: Actor, plan: HelpPlan) -> None:
    if plan.member_id == actor.member_id:
        raise Refused("自己的帮扶由联系人和支部来记。", "有话可以同联系人说。")


def see_help(
    actor: Actor, *, look: HelpLook, plan: HelpPlan, seen_on: date, seen: str, today: date, now: datetime,
    again_on: date | None = None,
) -> Done:  # fmt: skip
    """Somebody looked how it goes: on which day and what was seen to be done. `again_on`: one day more to look."""
    check_not_own(actor, plan)
    problems: dict[str, str] = {}
    if seen_on > today:
        problems["seen_on"] = said("{seen_on} 还没有到。", seen_on=f"{seen_on:%Y-%m-%d}")
    elif seen_on < plan.happened_on:
        problems["seen_on"] = said(
            "帮扶从 {happened_on} 开始，日期要在那天或以后。", happened_on=f"{plan.happened_on:%Y-%m-%d}"
        )
    if not seen.strip():
        problems["seen"] = "写一句看到做了什么。"
    elif len(seen.strip()) > WORDS:
        problems["seen"] = said("最多 {WORDS} 个字。", WORDS=WORDS)
    if again_on and again_on <= seen_on:
        problems["again_on"] = "再看的日子要在这次以后。"
    if problems:
        raise Invalid(problems)
    made = replace(look, {"seen_on": seen_on, "seen": seen.strip()}, actor, now)
    if again_on:
        HelpLook(root=plan.root, plan=plan.thread, due_on=again_on, **stamp(actor, now)).save(force_insert=True)
    return Done(made, organisation=plan.branch)


def _may_end(actor: Actor, plan: HelpPlan, today: date) -> None:
    check_not_own(actor, plan)
    if not actor.may(Right.HELP) or not plan.branch.path.startswith(actor.path):
        raise NotFound
    if plan.closed_on:
        raise Refused("这份帮扶已经结束了。")
    if not HelpLook.objects.filter(plan=plan.thread, seen_on__isnull=False).exists():
        raise Refused("还没有看过一次。", "先去看一次，再说怎么结束。", "end")


def _end(actor: Actor, plan: HelpPlan, end: str, today: date, now: datetime) -> HelpPlan:
    return replace(plan, {"closed_on": today, "end": end}, actor, now)


def end_as_turned(actor: Actor, *, plan: HelpPlan, today: date, now: datetime) -> Done:
    """已转变. The plan leaves every list; after a year only a number remains."""
    _may_end(actor, plan, today)
    return Done(_end(actor, plan, HelpEnd.TURNED, today, now), organisation=plan.branch)


def try_another_way(actor: Actor, *, plan: HelpPlan, new: NewPlan, today: date, now: datetime) -> Done:
    """换个办法: one act ends this plan and opens the next, so that nobody is left without help."""
    problems = _check_plan(new, plan.member, today)
    _may_end(actor, plan, today)
    if problems:
        raise Invalid(problems)
    _end(actor, plan, HelpEnd.ANOTHER_WAY, today, now)
    return Done(_write_plan(actor, plan.member, new, today, now, chain=plan.chain), organisation=plan.branch)


def ask_superior(actor: Actor, *, plan: HelpPlan, today: date, now: datetime) -> Done:
    """请上级帮. The superior hears that this branch asks, not about whom."""
    _may_end(actor, plan, today)
    ended = _end(actor, plan, HelpEnd.SUPERIOR, today, now)
    HelpRequest(root=plan.root, branch=plan.branch, plan=plan.thread, happened_on=today, **stamp(actor, now)).save(
        force_insert=True
    )
    return Done(ended, organisation=plan.branch)


def open_again(actor: Actor, *, plan: HelpPlan, now: datetime) -> Done:
    """Undo of an end: the plan is in the lists again, a request to the superior that nobody answered is taken back."""
    check_not_own(actor, plan)
    if plan.end == HelpEnd.ANOTHER_WAY:
        raise Refused("已经换了办法。", "要退回就撤销后一份。")
    for request in HelpRequest.objects.filter(plan=plan.thread, answered_on__isnull=True):
        revoke(request, actor, now)
    return Done(replace(plan, {"closed_on": None, "end": ""}, actor, now), organisation=plan.branch)


def answer_request(actor: Actor, *, request: HelpRequest, today: date, now: datetime) -> Done:
    """The superior has been in touch with the branch."""
    changes: dict[str, Any] = {"answered_on": today}
    return Done(replace(request, changes, actor, now), organisation=request.branch)


def carry_help(actor: Actor, *, members: Collection[UUID], now: datetime) -> None:
    """Open help belongs to its member: it goes on in the branch in which they are after a merger or a division."""
    elsewhere = HelpPlan.objects.filter(member__in=members, member__branch__isnull=False, closed_on__isnull=True)
    for plan in elsewhere.exclude(branch=F("member__branch")).select_related("member__branch"):
        replace(plan, {"branch": plan.member.branch, "root": plan.member.root}, actor, now)
