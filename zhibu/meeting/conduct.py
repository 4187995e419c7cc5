"""How a branch went about its meetings in one year: what the signals of the six weaknesses count.

Each count is the length of a selection of gatherings or items, and the same selection is shown as evidence. So what is
counted and what is shown cannot differ. Deeds only: days, times, numbers, and whether words were written down.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from zhibu.base.asking import asked_often
from zhibu.base.clock import day_of
from zhibu.base.parts import part
from zhibu.base.records import ORDINARY_TYPING_DAYS, Source, standing_in
from zhibu.meeting.models import Attendance, Gathering, Item, ItemKind, Presence, Stage, Tally
from zhibu.member.facts import Holding
from zhibu.member.models import PostHolding, PostKind

LED = (ItemKind.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING)  # meetings that the secretary calls and presides over
PATIENCE = timedelta(days=14)  # after its day a plan may still be written up or moved
SHORT_MINUTES = 20
CLOSE_DAYS = 7
SENTENCE = 15  # signs; shorter ones are set phrases that recur in any minutes
WORDS = 60  # signs of minutes below which sameness says nothing
SAME_SHARE = (4, 5)  # of the words stand in an earlier gathering too
HOW_HELD = part(
    "life_months", "planned_months", "unheld_months", "ripens_on", "led_months", "secretary_away_months",
    "papers_known", "papers_same_day", "votes", "votes_without_words", "timed_meetings", "short_meetings",
    "counted_meetings", "half_empty_meetings", "gatherings", "closest", "closest_from", "closest_quarter", "with_words",
    "same_words", "typed_together", "typed_on", "typed_span", "studied_too_early",
    reads=(Gathering, Item, Tally, Attendance, PostHolding),
    turns=lambda sheet, today: bool(sheet.ripens_on_known) and sheet.ripens_on <= today.toordinal(),
)  # fmt: skip
_ENDS = re.compile(r"[。；;\n!?\uff01\uff1f]")
_LOOSE = re.compile(r"[\s\d,.:，、：零〇一二三四五六七八九十年月日]")


@dataclass(frozen=True)
class Topic:
    """One item of a gathering, as far as it is counted."""

    kind: str
    topic: str
    words: str
    decided: bool
    voted: bool
    papers_sent_on: date | None


@dataclass
class Held:
    """One gathering with its items. `written_on`: the day on which it was first written down as held."""

    id: UUID
    day: date
    is_held: bool
    title: str
    starts: time | None
    ends: time | None
    due: int | None
    present: int | None
    written_on: date
    is_typed: bool
    topics: list[Topic] = field(default_factory=list)
    secretary_came: bool | None = None  # None: attendance was not written down by name

    @property
    def words(self) -> str:
        return "\n".join(topic.words for topic in self.topics if topic.words.strip())

    @property
    def topics_and_words(self) -> str:
        return "\n".join(f"{topic.topic}\n{topic.words}" for topic in self.topics)

    @property
    def is_led(self) -> bool:
        return any(topic.kind in LED for topic in self.topics)

    @property
    def minutes(self) -> int | None:
        if self.starts is None or self.ends is None:
            return None
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


Deeds = Sequence[Held]
Posts = Mapping[UUID, Sequence[Holding]]


def deeds_of(branch_ids: Sequence[UUID], year: int, posts: Posts | None) -> dict[UUID, list[Held]]:
    """The gatherings of each branch from July of the year before, by day. Three queries, however many branches.

    Without `posts` nobody is asked whether the secretary came.
    """
    found: dict[UUID, list[Held]] = {branch_id: [] for branch_id in branch_ids}
    by_id: dict[UUID, tuple[UUID, Held]] = {}
    span = date(year - 1, 7, 1), date(year, 12, 31)
    for branch_id, stage, first, recorded_at, source, batch, key, *of_gathering in _gatherings(branch_ids, *span):
        written_on, is_typed = day_of(first or recorded_at), source == Source.TYPED and batch is None
        day, title, starts, ends, due, present = of_gathering
        held = Held(key, day, stage == Stage.HELD, title, starts, ends, due, present, written_on, is_typed)
        found[branch_id].append(held)
        by_id[key] = branch_id, held
    for key, kind, topic, words, decision, tally, papers_sent_on in _items(branch_ids, *span):
        topic = Topic(kind, topic, words, bool(decision), tally is not None, papers_sent_on)
        by_id[key][1].topics.append(topic)
    if posts is not None:
        _bring_attendance(by_id, posts, branch_ids, span)
    return found


@asked_often
def _gatherings(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    first_held = Gathering.versions.filter(thread=OuterRef("thread"), stage=Stage.HELD).order_by()
    return (
        Gathering.objects.filter(branch_id__in=branch_ids, happened_on__gte=first, happened_on__lte=last)
        .annotate(first=Subquery(first_held.values("thread").annotate(first=Min("recorded_at")).values("first")[:1]))
        .order_by("happened_on", "starts", "id")
        .values_list(
            "branch_id", "stage", "first", "recorded_at", "source", "batch",
            "id", "happened_on", "title", "starts", "ends", "due", "present",
        )
    )  # fmt: skip


def _of_gatherings(branch_ids: Sequence[UUID], first: date, last: date) -> Q:
    """Parts of the gatherings above."""
    spanned = Q(gathering__happened_on__gte=first, gathering__happened_on__lte=last)
    return standing_in("gathering") & spanned & Q(gathering__branch_id__in=branch_ids)


@asked_often
def _items(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = Item.objects.filter(_of_gatherings(branch_ids, first, last)).order_by("gathering_id", "order")
    return rows.values_list("gathering_id", "kind", "topic", "points", "decision", "tally__id", "papers_sent_on")


@asked_often
def _attendance(branch_ids: Sequence[UUID], members: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = Attendance.objects.filter(_of_gatherings(branch_ids, first, last), member__in=members).order_by()
    return rows.values_list("gathering_id", "member_id", "presence")


def _bring_attendance(
    gatherings: Mapping[UUID, tuple[UUID, Held]], posts: Posts, branch_ids: Sequence[UUID], span: tuple[date, date]
) -> None:
    led = {key: held for key, (_branch, held) in gatherings.items() if held.is_led and held.is_held}
    called = {key: secretary_on(posts.get(gatherings[key][0], ()), held.day) for key, held in led.items()}
    secretaries = sorted({member for member in called.values() if member})
    if not secretaries:
        return
    for key, member, presence in _attendance(branch_ids, secretaries, *span):
        if member == called.get(key):
            led[key].secretary_came = presence == Presence.PRESENT


def secretary_on(posts: Iterable[Holding], day: date) -> UUID | None:
    return next(
        (
            row.member_id
            for row in posts
            if row.post == PostKind.SECRETARY and row.since <= day and (row.until is None or row.until > day)
        ),
        None,
    )


# --- selections: what each signal counts --------------------------------------------------------------------------


def of_year(deeds: Deeds, year: int, since: date | None = None) -> list[Held]:
    """Held ones of the year, from the 启用日 on."""
    return [row for row in deeds if row.is_held and row.day.year == year and (since is None or row.day >= since)]


def unheld(deeds: Deeds, year: int, today: date) -> list[Held]:
    """Planned for a day that is two weeks past, and neither held nor moved since."""
    return [row for row in deeds if not row.is_held and row.day.year == year and row.day + PATIENCE < today]


def ripens_on(deeds: Deeds, year: int, today: date) -> date | None:
    """The next day on which a plan that stands open has waited its two weeks."""
    waiting = (row.day + PATIENCE for row in deeds if not row.is_held and row.day.year == year)
    return min((day + timedelta(days=1) for day in waiting if day >= today), default=None)


def led(held: Deeds) -> list[Held]:
    """General and committee meetings of which it is known whether the secretary came."""
    return [row for row in held if row.is_led and row.secretary_came is not None]


def without_secretary(held: Deeds) -> list[Held]:
    return [row for row in led(held) if not row.secretary_came]


def with_papers(held: Deeds) -> list[Held]:
    return [row for row in held if any(topic.decided and topic.papers_sent_on for topic in row.topics)]


def papers_same_day(held: Deeds) -> list[Held]:
    """Every paper of a decision went out on the very day."""
    return [
        row
        for row in with_papers(held)
        if all(topic.papers_sent_on >= row.day for topic in row.topics if topic.decided and topic.papers_sent_on)
    ]


def votes(held: Deeds) -> list[Held]:
    return [row for row in held if any(topic.voted for topic in row.topics)]


def votes_without_words(held: Deeds) -> list[Held]:
    """There was a vote, and nothing that was said before it was written down."""
    return [row for row in votes(held) if not any(topic.voted and topic.words.strip() for topic in row.topics)]


def timed(held: Deeds) -> list[Held]:
    return [row for row in held if row.is_led and row.minutes is not None]


def short(held: Deeds) -> list[Held]:
    return [row for row in timed(held) if (row.minutes or 0) < SHORT_MINUTES]


def counted(held: Deeds) -> list[Held]:
    """General meetings with both numbers."""
    kind = ItemKind.GENERAL_MEETING
    return [row for row in held if row.due and row.present is not None and any(t.kind == kind for t in row.topics)]


def half_empty(held: Deeds) -> list[Held]:
    return [row for row in counted(held) if row.present is not None and row.due and row.present * 2 < row.due]


def closest(held: Deeds) -> list[Held]:
    """The seven days with the most gatherings; the first such days of the year."""
    best: list[Held] = []
    for first, row in enumerate(held):
        inside = [other for other in held[first:] if other.day < row.day + timedelta(days=CLOSE_DAYS)]
        best = inside if len(inside) > len(best) else best
    return best


def with_words(held: Deeds) -> list[Held]:
    return [row for row in held if len(row.words) >= WORDS]


def same_words(deeds: Deeds, held: Deeds) -> list[Held]:
    """Four fifths of the words, sentence by sentence, stand in an earlier gathering too. Figures and days do not count.

    `deeds` are all since July of the year before: a text can come from there.
    """
    known: set[str] = set()
    wanted = {row.id for row in with_words(held)}
    found = []
    for row in deeds:
        if not row.is_held:
            continue
        sentences = _sentences(row.words)
        total = sum(map(len, sentences))
        again = sum(len(sentence) for sentence in sentences if sentence in known)
        if row.id in wanted and total and again * SAME_SHARE[1] >= total * SAME_SHARE[0]:
            found.append(row)
        known.update(sentences)
    return found


def _sentences(words: str) -> list[str]:
    tidied = (_LOOSE.sub("", part) for part in _ENDS.split(words))
    return [part for part in tidied if len(part) >= SENTENCE]


def typed_together(held: Deeds) -> list[Held]:
    """The most that were written down on one day, each more than a week late; neither from paper nor imported."""
    by_day: dict[date, list[Held]] = defaultdict(list)
    for row in held:
        if row.is_typed and (row.written_on - row.day).days > ORDINARY_TYPING_DAYS:
            by_day[row.written_on].append(row)
    return max(by_day.values(), key=len, default=[])


def studied_too_early(held: Deeds, in_force: Mapping[str, date]) -> list[Held]:
    """A text is named that was not yet in force. `in_force`: titles with the day, only those with one edition."""
    return [
        row for row in held if any(day > row.day and title in row.topics_and_words for title, day in in_force.items())
    ]


# --- columns ------------------------------------------------------------------------------------------------------


def columns(deeds: Deeds, year: int, since: date | None, today: date, in_force: Mapping[str, date]) -> dict[str, Any]:
    """The meetings' columns of one conduct sheet."""
    held = of_year(deeds, year, since)
    near, together = closest(held), typed_together(held)
    return {
        "life_months": _mask((row.day for row in deeds if row.is_held), year - 1, 7),
        "planned_months": _mask((row.day for row in deeds if not row.is_held and row.day.year == year), year, 1),
        "unheld_months": _mask((row.day for row in unheld(deeds, year, today)), year, 1),
        "ripens_on": ripens_on(deeds, year, today),
        "led_months": _mask((row.day for row in led(held)), year, 1),
        "secretary_away_months": _mask((row.day for row in without_secretary(held)), year, 1),
        "papers_known": len(with_papers(held)),
        "papers_same_day": len(papers_same_day(held)),
        "votes": len(votes(held)),
        "votes_without_words": len(votes_without_words(held)),
        "timed_meetings": len(timed(held)),
        "short_meetings": len(short(held)),
        "counted_meetings": len(counted(held)),
        "half_empty_meetings": len(half_empty(held)),
        "gatherings": len(held),
        "closest": len(near),
        "closest_from": near[0].day if near else None,
        "closest_quarter": len(_in_quarter(held, near[0].day)) if near else 0,
        "with_words": len(with_words(held)),
        "same_words": len(same_words(deeds, held)),
        "typed_together": len(together),
        "typed_on": together[0].written_on if together else None,
        "typed_span": (together[-1].day - together[0].day).days if together else 0,
        "studied_too_early": len(studied_too_early(held, in_force)),
    }


def _in_quarter(held: Deeds, day: date) -> list[Held]:
    return [row for row in held if (row.day.month - 1) // 3 == (day.month - 1) // 3]


def _mask(days: Iterable[date], year: int, month: int) -> int:
    """A bit for each month, counted from this one."""
    found = 0
    for day in days:
        found |= 1 << ((day.year - year) * 12 + day.month - month)
    return found
