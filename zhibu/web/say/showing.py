"""What a raiser sees: where the concern stands, every word said about it, and what they can answer now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.account.queries import names_of
from zhibu.concern.desks import Place, place_of
from zhibu.concern.models import Act, Concern, ConcernStep, End, Line, State
from zhibu.concern.queries import steps_of
from zhibu.concern.release import last_public, may_say
from zhibu.concern.submitting import has_answered
from zhibu.member.models import Member
from zhibu.org.models import OrganisationKind
from zhibu.web.components import Step
from zhibu.web.days import write_short_day

SMALL = 20
PARTS = {
    "can_do": gettext_lazy("能做到哪一步"),
    "missing": gettext_lazy("还差什么"),
    "who_can": gettext_lazy("谁能解决"),
    "taken_to": gettext_lazy("已替你递到哪里"),
    "article": gettext_lazy("依据哪一条"),
    "instead": gettext_lazy("可以怎么办"),
    "reason": gettext_lazy("理由"),
    "condition": gettext_lazy("什么条件成熟了再办"),
    "watcher": gettext_lazy("谁盯着"),
    "question": gettext_lazy("问"),
    "reply": gettext_lazy("答"),
    "name": gettext_lazy("署名"),
    "where": gettext_lazy("哪个支部"),
    "title": gettext_lazy("要办的事"),
    "words": "",
}


SHAPES = {
    "task": gettext_lazy("支部的任务"),
    "agenda": gettext_lazy("支部会议的议程"),
    "initiative": gettext_lazy("支部的主动工作"),
}


@dataclass(frozen=True)
class Told:
    """One line of the history: the day, what happened, the words said with it."""

    when: str
    what: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    is_raisers: bool = False


@dataclass(frozen=True)
class Progress:
    key: str
    title: str
    words: str
    state: str
    next_word: str
    steps: list[Step]
    told: list[Told]
    asks: str = ""  # which answers are asked for: done, closed, contest or none
    may_contest: bool = False
    offered: str = ""  # the key of a text for everybody that waits for the raiser's yes
    question: str = ""
    reply: str = ""
    has_answered: bool = False


def progress(concern: Concern, digest: str, today: date) -> Progress:
    rows = steps_of(concern)
    public = next((row for row in reversed(rows) if row.act == Act.OFFERED), None)
    waits = public is not None and last_public(concern) == Act.OFFERED
    said = public.texts if public and waits else {}
    return Progress(
        offered=str(public.pk) if public and waits else "",
        question=said.get("question", ""),
        reply=said.get("reply", ""),
        key=str(concern.pk),
        title=_("%(kind)s，%(day)s收到")
        % {"kind": concern.get_kind_display(), "day": _day(concern.released_on, today)},
        words=concern.words,
        state=addressed(str(State(concern.state).label)),
        next_word=next_word(concern, today),
        steps=milestones(concern, rows),
        told=[replace(line, what=addressed(line.what)) for line in told_lines(concern, rows, today)],
        asks=_asks(concern, rows),
        may_contest=may_say(concern, Act.CONTESTED),
        has_answered=has_answered(concern, digest),
    )


def addressed(text: str) -> str:
    """To the raiser, whom the handlers' pages call 本人."""
    return text.replace(_("本人"), _("你"))


def _day(day: date, today: date) -> str:
    return write_short_day(day, today)


def next_word(concern: Concern, today: date) -> str:
    """The promise that counts now."""
    day = concern.plan_by or concern.news_by or concern.review_on or concern.answer_by
    if day is None:
        return ""
    said = _day(day, today)
    if concern.state == State.DONE:
        return _("请在 %(day)s 前说一句；不说也会办结，记作没有确认。") % {"day": said}
    if concern.review_on:
        return _("%(day)s 前再看一次。") % {"day": said}
    if concern.plan_by:
        return _("最晚 %(day)s 告诉你打算。") % {"day": said}
    return _("最晚 %(day)s 再告诉你进展。") % {"day": said}


def milestones(concern: Concern, rows: Sequence[ConcernStep]) -> list[Step]:
    acts = {row.act for row in rows}
    order = [
        (_("收到"), True),
        (_("打算"), Act.PLANNED in acts),
        (_("办"), Act.DONE in acts),
        (_("你来确认"), concern.state == State.SOLVED),
    ]
    here = next((number for number, (_label, is_done) in enumerate(order) if not is_done), len(order))
    return [Step(label, is_done=is_done, is_here=number == here) for number, (label, is_done) in enumerate(order)]


def told_lines(concern: Concern, rows: Sequence[ConcernStep], today: date) -> list[Told]:
    """Newest last. The names of those who take it on and of second persons are shown."""
    keys = {row.details.get("owner") or row.details.get("second") for row in rows} - {None}
    names = {str(key): name for key, name in names_of(keys).items()}
    desk = place_of(concern.first_desk_at_id, concern.first_desk_line, today)
    received = desk.name if desk else Line(concern.first_desk_line).label
    lines = [Told(_day(concern.released_on, today), _("交到%(desk)s") % {"desk": received})]
    for row in rows:
        texts = [(str(PARTS.get(name, "")), text) for name, text in row.texts.items()]
        lines.append(Told(_day(row.on, today), _what(row, names, today), texts, row.is_raisers))
    return lines


def _what(row: ConcernStep, names: dict[str, str], today: date) -> str:
    details: dict[str, Any] = row.details
    said = str(Act(row.act).label)
    if row.act == Act.TAKEN:
        return _("承办人：%(name)s") % {"name": names.get(details["owner"], "")}
    if row.act in {Act.PLANNED, Act.NEWS} and details.get("next_on"):
        day = _day(date.fromisoformat(details["next_on"]), today)
        return _("%(what)s，%(day)s再告诉你") % {"what": said, "day": day}
    if row.act == Act.END_PROPOSED:
        end, name = End(details["end"]).label, names.get(details["second"], "")
        return _("承办人想：%(end)s。请%(name)s再看一遍") % {"end": end, "name": name}
    if row.act == Act.END_AGREED:
        return _("第二个人同意：%(end)s") % {"end": End(details["end"]).label}
    if row.act == Act.PASSED_ON:
        return _("%(what)s，成了%(shape)s") % {"what": said, "shape": SHAPES.get(details["shape"], "")}
    return said


def _asks(concern: Concern, rows: Sequence[ConcernStep]) -> str:
    if may_say(concern, Act.SOLVED):
        return "done"
    has_said = any(row.act in {Act.TREATED_WELL, Act.TREATED_BADLY} for row in rows)
    if may_say(concern, Act.TREATED_WELL) and not has_said:
        return "closed"
    return ""


def may_say_now(concern: Concern, act: str) -> bool:
    return may_say(concern, act)


def small_branches(offered: Sequence[Place]) -> list[str]:
    """Names of branches so small that somebody may be known by what they write. One query."""
    branches = [place.organisation for place in offered if place.organisation.kind == OrganisationKind.BRANCH]
    rows = Member.objects.filter(branch__in=branches).values("branch").annotate(count=Count("pk"))
    sizes = {row["branch"]: row["count"] for row in rows}
    return [branch.name for branch in branches if sizes.get(branch.pk, 0) < SMALL]
