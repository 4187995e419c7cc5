"""Writes of the list to mend. The work is a task of its own; here stands what was found, and who saw it mended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.work.models import Mend, MendSource, Task
from zhibu.work.queries import owners_of


def take_up(
    actor: Actor,
    *,
    branch: Organisation,
    fact: str,
    measure: str,
    now: datetime,
    today: date,
    source: MendSource = MendSource.OWN,
    weakness: str = "",
    norm: str = "",
    open_then: Sequence[str] = (),
) -> Done:
    """Put one thing on the list. The caller's flow makes its task."""
    problems = {}
    if not fact.strip():
        problems["fact"] = "写一句看到了什么问题。"
    if not measure.strip():
        problems["measure"] = "写一句打算怎么改。"
    if problems:
        raise Invalid(problems)
    mend = Mend(
        root=branch.root, branch=branch, happened_on=today, source=source, weakness=weakness, norm=norm,
        fact=fact.strip()[:300], measure=measure.strip()[:100], open_then=sorted(open_then), **stamp(actor, now),
    )  # fmt: skip
    mend.save(force_insert=True)
    return Done(mend, set(), branch)


def accept(actor: Actor, *, mend: Mend, tasks: Sequence[Task], words: str, today: date, now: datetime) -> Done:
    """验收: somebody else than those who did it says that it is mended, and what was seen."""
    if mend.accepted_on:
        raise Refused("这一条已经验收过了。")
    if not tasks or any(task.is_open for task in tasks):
        raise Refused("措施还没办完，不能验收。", "先把任务办完，写上结果。")
    doers = {owner.member_id for owners in owners_of(tasks).values() for owner in owners}
    if actor.member_id is None or actor.member_id in doers:
        raise Refused("验收要由没有参与办的党员来做。", "请另一名支委或党员验收。")
    if not words.strip():
        raise Refused("写一句你看到了什么，为什么算改好了。", field="words")
    by = Member.objects.get(pk=actor.member_id)
    changes = {"accepted_on": today, "accepted_by": by, "accepted_words": words.strip()[:200]}
    return Done(replace(mend, changes, actor, now), set(), mend.branch)


def reopen(actor: Actor, *, mend: Mend, now: datetime) -> Done:
    """Take an acceptance back: it was not mended after all."""
    changes = {"accepted_on": None, "accepted_by": None, "accepted_words": ""}
    return Done(replace(mend, changes, actor, now), set(), mend.branch)


def strike(actor: Actor, *, mend: Mend, now: datetime) -> Done:
    """Undo: it was put on the list by mistake."""
    revoke(mend, actor, now)
    return Done(mend, set(), mend.branch)


def carry(actor: Actor, *, mends: Iterable[Mend], to: Organisation, now: datetime) -> None:
    """What is not mended yet stands on the list of the branch in which its work goes on."""
    for mend in list(mends):
        replace(mend, {"branch": to, "root": to.root}, actor, now)
