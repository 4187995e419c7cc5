"""Help from above, sent and taken: the superior offers, the branch takes it or says not now, the branch ends it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said
from zhibu.work.models import Support, SupportAnswer

WORDS = 200


def visible_to(actor: Actor) -> QuerySet[Support]:
    """What the own organisation sent, or was sent: the two sides of a help, and nobody else."""
    if actor.acting is None or not (actor.may(Right.ASSIGN) or actor.may(Right.SEE_BRANCH)):
        return Support.objects.none()
    here = actor.acting.organisation_id
    rows: QuerySet[Support] = Support.objects.filter(Q(sender_id=here) | Q(branch_id=here))
    return rows.select_related("sender", "branch").order_by("-happened_on", "-recorded_at")


def support_for(actor: Actor, support_id: UUID | str) -> Support:
    """By any version: what was answered meanwhile is found as it stands now."""
    threads = Support.versions.filter(Q(pk=support_id) | Q(thread=support_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).first()
    if found is None:
        raise NotFound
    return found


def open_only(rows: QuerySet[Support]) -> QuerySet[Support]:
    return rows.filter(closed_on__isnull=True).exclude(answer=SupportAnswer.DECLINED)


def open_by_branch(actor: Actor, branches: Iterable[UUID]) -> dict[UUID, list[Support]]:
    """What the own organisation has under way in these branches, newest first. One query."""
    found: dict[UUID, list[Support]] = {}
    for row in open_only(visible_to(actor)).filter(branch_id__in=list(branches)):
        found.setdefault(row.branch_id, []).append(row)
    return found


def send(
    actor: Actor, *, sender: Organisation, branch: Organisation, what: str, who: str, due_on: date, today: date,
    now: datetime,
) -> Done:  # fmt: skip
    """Offer help. Refused (fields `what`, `who`, `due_on`): nothing said, a day that is over."""
    if branch.kind != OrganisationKind.BRANCH or sender.pk == branch.pk or not branch.path.startswith(actor.path):
        raise NotFound
    if sender.pk != (actor.acting and actor.acting.organisation_id):
        raise NotFound
    problems = {}
    if not what.strip():
        problems["what"] = "写一句去帮什么。"
    if not who.strip():
        problems["who"] = "写上谁去帮。"
    if due_on < today:
        problems["due_on"] = said("{due_on} 已经过去了。", due_on=f"{due_on:%Y-%m-%d}")
    if problems:
        raise Invalid(problems)
    support = Support(
        root=branch.root, sender=sender, branch=branch, what=what.strip()[:WORDS], who=who.strip()[:60],
        due_on=due_on, happened_on=today, **stamp(actor, now),
    )  # fmt: skip
    support.save(force_insert=True)
    return Done(support, set(), branch)


def answer(actor: Actor, *, support: Support, takes: bool, words: str, today: date, now: datetime) -> Done:
    """The branch takes the help, or says not now. 先不用 needs a word, so that the other side knows what would help."""
    _is_of_the_branch(actor, support)
    if support.answer:
        raise Refused("已经回过话了。", "要改口，就和上级说一声，请他们再派一次。")
    if not takes and not words.strip():
        raise Refused("写一句为什么先不用，或者换什么样的帮助更合适。", field="words")
    changes = {
        "answer": SupportAnswer.TAKEN if takes else SupportAnswer.DECLINED,
        "answered_on": today,
        "answer_words": words.strip()[:WORDS],
    }
    return Done(replace(support, changes, actor, now), set(), support.branch)


def close(actor: Actor, *, support: Support, words: str, today: date, now: datetime) -> Done:
    """The branch says that the help is over, and what it brought. Whoever was helped has the last word."""
    _is_of_the_branch(actor, support)
    if support.answer != SupportAnswer.TAKEN:
        raise Refused("先回话接了这次帮助，才能说它结束。")
    if support.closed_on:
        raise Refused("这次帮助已经结束了。")
    if not words.strip():
        raise Refused("写一句帮成了什么；没帮上也照实写。", field="words")
    changes = {"closed_on": today, "outcome": words.strip()[:WORDS]}
    return Done(replace(support, changes, actor, now), set(), support.branch)


def withdraw(actor: Actor, *, support: Support, now: datetime) -> Done:
    """The sender takes it back while the branch has not answered."""
    if actor.acting is None or actor.acting.organisation_id != support.sender_id:
        raise NotFound
    if support.answer:
        raise Refused("支部已经回话，不能撤回了。", "有变化就直接和支部说。")
    revoke(support, actor, now)
    return Done(support, set(), support.branch)


def reopen(actor: Actor, *, support: Support, now: datetime) -> Done:
    """Undo of the branch's last word: of the end, else of the answer."""
    _is_of_the_branch(actor, support)
    changes = (
        {"closed_on": None, "outcome": ""}
        if support.closed_on
        else {"answer": SupportAnswer.WAITING, "answered_on": None, "answer_words": ""}
    )
    return Done(replace(support, changes, actor, now), set(), support.branch)


def _is_of_the_branch(actor: Actor, support: Support) -> None:
    if actor.acting is None or actor.acting.organisation_id != support.branch_id:
        raise NotFound


def sent_below(path: str, first: date, last: date) -> QuerySet[Support]:
    """Help that reached a subtree between two days, both included, whoever sent it."""
    rows: QuerySet[Support] = Support.objects.filter(below(path, "branch__path"), happened_on__range=(first, last))
    return rows
