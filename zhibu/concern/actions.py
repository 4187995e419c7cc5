"""What handlers write. Every act is one step of the concern; the columns follow from the steps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from zhibu.account.models import User
from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke
from zhibu.base.touched import Done
from zhibu.concern.desks import Place, place_above, place_of
from zhibu.concern.folding import settle
from zhibu.concern.models import OPEN, Act, Bypass, Concern, ConcernStep, Enclosure, End, Raiser, State, Topic
from zhibu.concern.promises import Promises, half_a_year_after
from zhibu.concern.queries import passed_over_in, steps_of
from zhibu.concern.release import open_concern
from zhibu.concern.steps import append
from zhibu.rules.said import said

PLAN_PARTS = ("can_do", "missing", "who_can", "taken_to")
SAME_WORDS = 10
WORKABLE = frozenset({State.RECEIVED, State.PLANNED, State.PARTLY, State.WAITING})


def _step(
    actor: Actor,
    now: datetime,
    today: date,
    concern: Concern,
    act: Act,
    texts: Mapping[str, str] | None = None,
    together: Sequence[Concern] = (),
    **details: Any,
) -> Done:
    """The step, here and at those worked on together. It stands in no organisation's log."""
    promises = Promises()
    written = append(concern, act, on=today, by=(actor, now), texts=texts, **details)
    settle(concern, promises)
    for other in together:
        append(other, act, on=today, by=(actor, now), texts=texts, **details)
        settle(other, promises)
    return Done(written)


def _must_be(concern: Concern, *states: State) -> None:
    if concern.state not in states:
        raise Refused(
            said("这件事现在是“{label}”，不能这样办。", label=State(concern.state).label),
            "回到这件事的页面，看看现在能做什么。",
        )


def take_on(actor: Actor, *, concern: Concern, owner: User, today: date, now: datetime) -> Done:
    """定承办人: one of the people at the desk, never one whom the concern names."""
    _must_be(concern, *WORKABLE)
    if owner.pk not in {user.pk for user in candidates(concern, today)}:
        raise Refused("这个人不能承办这件事。", "从列出的人里选一位。", "owner")
    return _step(actor, now, today, concern, Act.TAKEN, owner=owner.pk)


def candidates(concern: Concern, on: date) -> list[User]:
    """Who can take it on: the people at its desk who are not named in it."""
    place = place_of(concern.desk_at_id, concern.desk_line, on)
    return list(place.without(passed_over_in(concern))) if place else []


def _owned(actor: Actor, concern: Concern, today: date, now: datetime) -> None:
    """Whoever writes the first plan takes the concern on."""
    if concern.owner is None:
        _step(actor, now, today, concern, Act.TAKEN, owner=actor.user_id)


def write_plan(
    actor: Actor,
    *,
    concern: Concern,
    texts: Mapping[str, str],
    next_on: date,
    together: Sequence[Concern] = (),
    today: date,
    now: datetime,
) -> Done:
    """打算: what can be done; where that is not all, what is missing, who can, where it was taken, and the next day."""
    _must_be(concern, *WORKABLE)
    _check_next(next_on, today)
    for row in (concern, *together):
        _owned(actor, row, today, now)
    return _step(actor, now, today, concern, Act.PLANNED, texts, together, next_on=next_on)


def tell_news(
    actor: Actor,
    *,
    concern: Concern,
    words: str,
    next_on: date,
    together: Sequence[Concern] = (),
    today: date,
    now: datetime,
) -> Done:
    _must_be(concern, State.PLANNED, State.WAITING, State.RESERVED)
    _check_next(next_on, today)
    if concern.state != State.PLANNED and next_on > half_a_year_after(today):
        raise Refused("再看一次的日子要在半年之内。", "写一个近一些的日子。", "next_on")
    return _step(actor, now, today, concern, Act.NEWS, {"words": words}, together, next_on=next_on)


def say_done(
    actor: Actor,
    *,
    concern: Concern,
    words: str,
    together: Sequence[Concern] = (),
    today: date,
    now: datetime,
) -> Done:
    """办了: now it is for the raiser to say whether it is solved."""
    _must_be(concern, State.PLANNED, State.WAITING)
    return _step(actor, now, today, concern, Act.DONE, {"words": words}, together)


def _check_next(next_on: date, today: date) -> None:
    if next_on <= today:
        raise Refused("下次告诉本人的日子要在今天之后。", "选一个能做到的日子。", "next_on")


def hand_on(actor: Actor, *, concern: Concern, place: Place, words: str, today: date, now: datetime) -> Done:
    """To another desk, with the reason that the raiser reads. Passed-over people stay passed over."""
    _must_be(concern, *WORKABLE)
    if (place.organisation.pk, place.line) == (concern.desk_at_id, concern.desk_line):
        raise Refused("它现在就在这个台。", "换一个台。", "place")
    if not place.without(passed_over_in(concern)):
        raise Refused("那个台没有能看这件事的人。", "换一个台。", "place")
    at, line = place.organisation.pk, place.line
    return _step(actor, now, today, concern, Act.HANDED_ON, {"words": words}, desk_at=at, desk_line=line)


def propose_end(
    actor: Actor,
    *,
    concern: Concern,
    end: End,
    texts: Mapping[str, str],
    second: User,
    review_on: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    """One of the honest ends, with its reason: holds when the second person agrees; the raiser may contest."""
    _must_be(concern, *WORKABLE)
    if end == End.RESERVED and place_above(concern.desk_at, concern.desk_line, passed_over_in(concern), today):
        raise Refused("上面还有一级没有答复过，不能到这里就停。", "本人不满意，会自动交给上一级。", "end")
    if end in {End.WHEN_RIPE, End.RESERVED}:
        if review_on is None or not today < review_on <= half_a_year_after(today):
            raise Refused("再看一次的日子要在今天之后、半年之内。", "写一个日子。", "review_on")
    else:
        review_on = None
    if second.pk == actor.user_id or second.pk not in {user.pk for user in seconds(concern, actor, today)}:
        raise Refused("第二个人要另选一位。", "从列出的人里选。", "second")
    _owned(actor, concern, today, now)
    return _step(
        actor, now, today, concern, Act.END_PROPOSED, texts, end=end.value, second=second.pk, review_on=review_on
    )


def seconds(concern: Concern, actor: Actor, on: date) -> list[User]:
    """Who can look at an honest end: others at this desk, the other desk of the same place, and the desk above."""
    passed_over = passed_over_in(concern) | {actor.user_id}
    places = [place_of(concern.desk_at_id, line, on) for line in (concern.desk_line, *_others(concern.desk_line))]
    places.append(place_above(concern.desk_at, concern.desk_line, passed_over, on))
    found = {user.pk: user for place in places if place for user in place.without(passed_over)}
    return list(found.values())


def _others(line: str) -> tuple[str, ...]:
    return ("independent",) if line == "first" else ("first",)


def judge_end(actor: Actor, *, concern: Concern, agrees: bool, words: str, today: date, now: datetime) -> Done:
    """The second person, on their own."""
    _must_be(concern, State.CHECKING)
    if concern.second != actor.user_id:
        raise Refused("这件事请了另一位来看。", "等那一位看过再说。")
    proposed = next(step for step in reversed(steps_of(concern)) if step.act == Act.END_PROPOSED)
    if not agrees:
        return _step(actor, now, today, concern, Act.END_REFUSED, {"words": words})
    kept = {name: proposed.details[name] for name in ("end", "review_on") if name in proposed.details}
    return _step(actor, now, today, concern, Act.END_AGREED, {"words": words}, **kept)


def reopen(actor: Actor, *, concern: Concern, words: str, today: date, now: datetime) -> Done:
    """The handler takes it up again: something new came out, or conditions are ripe."""
    if concern.state in OPEN - {State.WAITING}:
        raise Refused("这件事还开着。", "接着办就行。")
    return _step(actor, now, today, concern, Act.REOPENED, {"words": words})


def join(actor: Actor, *, concerns: Sequence[Concern], today: date, now: datetime) -> Done:
    """One plan for several: from now on a plan or news can be written for all of them; each raiser answers apart."""
    if len(concerns) < 2:
        raise Refused("至少选两件，才好一起办。", field="concerns")
    for concern in concerns:
        _must_be(concern, *WORKABLE)
    if len({(row.desk_at_id, row.desk_line) for row in concerns}) > 1:
        raise Refused("不在同一个台的事不能一起办。", "先转到一个台。", "concerns")
    group = next((row.group for row in concerns if row.group), None) or uuid4()
    dones = [_step(actor, now, today, row, Act.JOINED, group=group) for row in concerns if row.group != group]
    return dones[0] if dones else Done(concerns[0])


def split(actor: Actor, *, concern: Concern, words: str, today: date, now: datetime) -> Done:
    """A second matter in the same words becomes a concern of its own under the same receipt."""
    _must_be(concern, *WORKABLE)
    part = open_concern(
        unit=concern.unit,
        desk=(concern.desk_at, concern.desk_line),
        today=today,
        passed_over=passed_over_in(concern),
        promises=Promises(),
        channel=concern.channel,
        kind=concern.kind,
        words=words,
        about_a_person=concern.about_a_person,
        part_of=concern.part_of or concern,
    )
    return _step(actor, now, today, concern, Act.SPLIT, part=part.pk)


def check_leaves_the_desk(actor: Actor, concern: Concern, *texts: str) -> None:
    """What is written for others in handlers' words: no allegation, nobody passed over, no wording, no name.

    The name is compared for the one handler who knows it; for everybody else an answer would be a way to find it out.
    """
    if concern.about_a_person or passed_over_in(concern):
        raise Refused("这件事说到了人，不能写给别人看。", "在受理台里接着办，把打算和进展告诉本人。")
    plain = "".join("".join(texts).split())
    if quotes(concern, plain):
        raise Refused("这里有本人的原话。", "换成自己的话来写，别让人从写法上认出来。", "title")
    raiser = identity_of(actor, concern)
    if raiser and any(name and name in plain for name in (raiser.called, raiser.reached_by)):
        raise Refused("这里有本人的称呼或者电话。", "是谁提的，只有你知道。写事情就行。", "title")


def note_passed_on(
    actor: Actor,
    *,
    concern: Concern,
    texts: Mapping[str, str],
    shape: str,
    key: UUID,
    together: Sequence[Concern] = (),
    today: date,
    now: datetime,
) -> Done:
    """The plan goes on as work of a branch. `key` leads from here to there; nothing there leads back."""
    _must_be(concern, State.PLANNED, State.PARTLY, State.WAITING)
    return _step(actor, now, today, concern, Act.PASSED_ON, texts, together, shape=shape, key=key)


def mark_about_a_person(actor: Actor, *, concern: Concern, about: bool) -> Done:
    """The handler sees that it tells of a person's conduct. It never becomes a task, item, figure or text."""
    Concern.objects.filter(pk=concern.pk).update(about_a_person=about)
    concern.about_a_person = about
    return Done(concern)


def name_topic(actor: Actor, *, concern: Concern, topic: Topic) -> Done:
    """What it is about, for the numbers of a quarter."""
    Concern.objects.filter(pk=concern.pk).update(topic=topic)
    concern.topic = topic
    return Done(concern)


def offer_public(actor: Actor, *, concern: Concern, question: str, reply: str, today: date, now: datetime) -> Done:
    """可公开答复: a text in the handler's own words. It is shown when the raiser agrees to this very text."""
    if concern.about_a_person:
        raise Refused("说的是某个人的做法，不能写成公开的答复。")
    if quotes(concern, question + reply):
        raise Refused("这里有本人的原话。", "换成自己的话来写，别让人从写法上认出来。", "reply")
    return _step(actor, now, today, concern, Act.OFFERED, {"question": question, "reply": reply})


def quotes(concern: Concern, text: str) -> bool:
    """Ten characters and more, or the whole of it, as the raiser wrote them: nobody would write that by chance."""
    said, plain = "".join(concern.words.split()), "".join(text.split())
    last = max(1, len(said) - SAME_WORDS + 1)
    return any(said[place : place + SAME_WORDS] in plain for place in range(last))


def take_back(actor: Actor, *, step: ConcernStep, today: date, now: datetime) -> Done:
    """Undo the last step of one's own on the same day. What the raiser has answered stays as it is."""
    concern = step.concern
    last = steps_of(concern)[-1]
    if last.pk != step.pk or step.recorded_by != actor.user_id or step.on != today or step.act == Act.SPLIT:
        raise Refused("这一步不能撤了。", "写一条进展，把要改的说清楚。")
    revoke(step, actor, now)
    settle(concern)
    return Done(step)


def identity_of(actor: Actor, concern: Concern) -> Raiser | None:
    """Only for the handler whom the raiser named."""
    return Raiser.objects.filter(concern=concern, handler=actor.user_id).first()


def picture_of(concern: Concern) -> bytes | None:
    row = Enclosure.objects.filter(concern=concern).first()
    return bytes(row.body) if row else None


def pass_over_newcomer(user: User, concerns: Sequence[Concern]) -> None:
    """Somebody takes a seat: concerns that name this person stay unseen by them."""
    named = [row for row in concerns if user.display_name and user.display_name in "".join(row.words.split())]
    Bypass.objects.bulk_create(
        [Bypass(root=row.root, concern=row, user=user.pk) for row in named], ignore_conflicts=True
    )


def known_step(concern: Concern, step_id: UUID) -> ConcernStep | None:
    return ConcernStep.objects.filter(concern=concern, pk=step_id).select_related("concern__unit").first()
