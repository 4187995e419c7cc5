"""The daily release: what waited comes to the desks, shuffled, under new random keys, with the day and nothing else."""

import base64
import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.concern.desks import around, first_place, named_in, other_place, place_above
from zhibu.concern.folding import settle
from zhibu.concern.models import RAISERS, Act, Bypass, Channel, Concern, ConcernStep, Enclosure, Raiser, Slip, State
from zhibu.concern.promises import Promises
from zhibu.concern.queries import due_for_silence, passed_over_in
from zhibu.concern.steps import append
from zhibu.org.models import Organisation

RAISE = "raise"
SURVEY = "survey"  # a sheet of a small survey: it waits here too and is counted elsewhere
CLOSED_FOR_ANSWERS = frozenset({State.SOLVED})


def take_in(contents: Iterable[bytes], today: date) -> int:
    """Write all that waited, in the order given (it is random). Inside the caller's transaction.

    What was written by an earlier try, broken off before the file was emptied, is known by its receipt or token.
    """
    promises = Promises()
    read = [json.loads(content) for content in contents]
    raised = [item for item in read if item["act"] == RAISE]
    said = [item for item in read if item["act"] not in {RAISE, SURVEY}]
    return sum(_raise(item, today, promises) for item in raised) + sum(_say(item, today, promises) for item in said)


def sheets_in(contents: Iterable[bytes]) -> list[dict[str, Any]]:
    """The sheets of surveys among what waited."""
    return [item for item in map(json.loads, contents) if item["act"] == SURVEY]


def _raise(item: dict[str, Any], today: date, promises: Promises) -> bool:
    if Concern.objects.filter(receipt=item["receipt"]).exists():
        return False
    unit = Organisation.objects.get(pk=item["unit"])
    places = around(unit, today)
    passed_over = {UUID(key) for key in item["passed_over"]}
    chosen = next((row for row in places if row.key == item["desk"]), places[0])
    place = first_place(places, chosen, passed_over) or chosen
    concern = open_concern(
        unit=unit,
        desk=(place.organisation, place.line),
        today=today,
        passed_over=passed_over,
        promises=promises,
        channel=item.get("channel", Channel.PAGE),
        kind=item["kind"],
        words=item["words"],
        about_a_person=item["about_a_person"],
        receipt=item["receipt"],
    )
    Slip.objects.filter(receipt=item["receipt"]).delete()
    if item.get("named"):
        named = item["named"]
        Raiser.objects.create(
            root=unit.root,
            concern=concern,
            handler=UUID(named["handler"]),
            called=named["called"],
            reached_by=named["reached_by"],
        )
    if item.get("enclosure"):
        Enclosure.objects.create(root=unit.root, concern=concern, body=base64.b64decode(item["enclosure"]))
    return True


def open_concern(
    *,
    unit: Organisation,
    desk: tuple[Organisation, str],
    today: date,
    passed_over: set[UUID],
    promises: Promises,
    **columns: Any,
) -> Concern:
    """A new concern at a desk, with its promise."""
    at, line = desk
    concern = Concern(
        root=unit.root,
        unit=unit,
        released_on=today,
        first_desk_at=at,
        first_desk_line=line,
        desk_at=at,
        desk_line=line,
        state_on=today,
        **columns,
    )
    concern.save(force_insert=True)
    Bypass.objects.bulk_create([Bypass(root=unit.root, concern=concern, user=user) for user in sorted(passed_over)])
    return settle(concern, promises)


def _say(item: dict[str, Any], today: date, promises: Promises) -> bool:
    """A raiser's later word. Words about a concern that the receipt does not open are dropped: they were forged."""
    act = Act(item["act"])
    concern = Concern.objects.select_related("unit", "desk_at", "part_of").filter(pk=item["concern"]).first()
    whose = concern.part_of if concern and concern.part_of else concern
    if concern is None or whose is None or whose.receipt != item["receipt"] or act not in RAISERS:
        return False
    if ConcernStep.objects.filter(token=item["token"]).exists() or not may_say(concern, act):
        return False
    if act == Act.AGREED and item.get("about") and item["about"] != str(offered(concern)):
        return False  # another text has been offered meanwhile: the yes was to the old one
    append(concern, act, on=today, texts=item["texts"], token=item["token"])
    settle(concern, promises)
    named = _newly_named(concern, act, item["texts"].get("words", ""), today)
    if act in {Act.UNSOLVED, Act.CONTESTED}:
        escalate(concern, today, promises)
    if named:
        _past(concern, today, promises)
    if act == Act.TREATED_BADLY:
        _to_second_desk(concern, item["texts"].get("words", ""), today, promises)
    return True


NAMING = {Act.WORD, Act.PARTLY, Act.UNSOLVED, Act.CONTESTED}
"""Words in which a handler's name counts as naming them. Who says that it is solved may say thank you."""


def _newly_named(concern: Concern, act: str, words: str, today: date) -> set[UUID]:
    """Handlers named in a later word are passed over from now on, as if the concern had named them."""
    if act not in NAMING:
        return set()
    named = named_in(words, around(concern.unit, today)) - passed_over_in(concern)
    Bypass.objects.bulk_create([Bypass(root=concern.root, concern=concern, user=user) for user in sorted(named)])
    if named:
        Concern.objects.filter(pk=concern.pk).update(about_a_person=True)
        concern.about_a_person = True
    return named


def _past(concern: Concern, today: date, promises: Promises) -> None:
    """Away from a desk where somebody named sits, and out of their hands."""
    passed_over, places = passed_over_in(concern), around(concern.unit, today)
    here = next((row for row in places if row.key == f"{concern.desk_at_id}:{concern.desk_line}"), None)
    place = first_place(places, here, passed_over) if here else None
    if place is None or (place == here and concern.owner not in passed_over):
        return
    append(concern, Act.HANDED_ON, on=today, desk_at=place.organisation.pk, desk_line=place.line)
    settle(concern, promises)


ANSWERS = {Act.SOLVED, Act.PARTLY, Act.UNSOLVED}
ENDED = {State.SOLVED, State.UNCONFIRMED, State.ENDED, State.RESERVED}


def may_say(concern: Concern, act: str) -> bool:
    """What the raiser may say as things stand. A word more is always welcome."""
    if act in ANSWERS:
        return concern.state in {State.DONE, State.UNCONFIRMED} or (
            act == Act.UNSOLVED and concern.state == State.SOLVED
        )
    if act == Act.CONTESTED:
        return concern.state in {State.ENDED, State.WAITING, State.RESERVED}
    if act in {Act.TREATED_WELL, Act.TREATED_BADLY}:
        return concern.state in ENDED
    if act in {Act.AGREED, Act.DECLINED}:
        return last_public(concern) in {Act.OFFERED, Act.AGREED}
    return act == Act.WORD


def offered(concern: Concern) -> UUID | None:
    """The key of the text that was offered last."""
    step = ConcernStep.objects.filter(concern=concern, act=Act.OFFERED).order_by("number").last()
    return step.pk if step else None


def last_public(concern: Concern) -> str:
    """The last thing that happened to a text for everybody; empty when there is none."""
    acts = (Act.OFFERED, Act.AGREED, Act.DECLINED)
    step = ConcernStep.objects.filter(concern=concern, act__in=acts).order_by("number").last()
    return step.act if step else ""


def escalate(concern: Concern, today: date, promises: Promises) -> None:
    """One level up by itself, past everybody whom the concern names. At the top the desk itself goes on."""
    place = place_above(concern.desk_at, concern.desk_line, passed_over_in(concern), today)
    if place is None:
        return
    append(concern, Act.ESCALATED, on=today, desk_at=place.organisation.pk, desk_line=place.line)
    settle(concern, promises)


def _to_second_desk(concern: Concern, words: str, today: date, promises: Promises) -> None:
    """Ill treatment after a concern is a concern of its own, at a desk where nobody sits who dealt with the first."""
    passed_over = passed_over_in(concern) | _who_dealt_with(concern)
    place = other_place(concern.desk_at, concern.desk_line, passed_over, today)
    if place is None:
        return
    open_concern(
        unit=concern.unit,
        desk=(place.organisation, place.line),
        today=today,
        passed_over=passed_over,
        promises=promises,
        channel=concern.channel,
        kind=concern.kind,
        words=words or "说事以后受到了不好的对待。",
        about_a_person=True,
        part_of=concern.part_of or concern,
    )


def _who_dealt_with(concern: Concern) -> set[UUID]:
    rows = ConcernStep.objects.filter(concern=concern).values_list("recorded_by", flat=True)
    return {key for key in rows if key.int} | ({concern.owner} if concern.owner else set())


def end_silent(today: date, promises: Promises) -> int:
    """Done and not answered for two weeks: ended as not confirmed, counted apart, never as satisfied."""
    rows = list(due_for_silence(today))
    for concern in rows:
        append(concern, Act.UNANSWERED, on=today)
        settle(concern, promises)
    return len(rows)
