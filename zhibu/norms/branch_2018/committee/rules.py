"""The branch committee (articles 20 and 21): when there is one, how large, which posts, and what a vacancy asks."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no, pick
from zhibu.rules.days import add_months
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.sheets import DISCIPLINE_MEMBER, ORGANISATION_MEMBER, POSTS, PUBLICITY_MEMBER, SECRETARY
from zhibu.rules.state import existence_days, exists, judge_state, lasts, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, named_bits, say_day, say_span, yes_or_no

REQUIRED_POSTS = SECRETARY | ORGANISATION_MEMBER | PUBLICITY_MEMBER | DISCIPLINE_MEMBER


def _asked(sheet: Sheet, on: int) -> Whole:
    return not_temporary(sheet) & exists(sheet, on)


def _grace_end(sheet: Sheet, values: Values) -> Whole:
    return sheet.crossed_seven_on_known * add_months(sheet.crossed_seven_on, values.grace_months)


def _committee_facts(sheet: Sheet) -> tuple[Fact, ...]:
    return (
        count("正式党员", sheet.full_members, sheet.full_members_known),
        yes_or_no("设有支委会", sheet.has_committee, sheet.has_committee_known),
        Fact("人数过7人界线的日子", say_day(sheet.crossed_seven_on)),
    )


@judgement("committee-required-seven", sheet="branch")
def committee_required(sheet: Sheet, values: Values, on: int) -> Marks:
    """Seven full members and no committee: due for the time given since there were seven, then overdue."""
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.full_members_known)),
        (Status.NOT_APPLICABLE, flag(sheet.full_members < values.full_members_min)),
        (Status.UNKNOWN, no(sheet.has_committee_known)),
        (Status.MET, flag(sheet.has_committee)),
        (Status.DUE, lasts(sheet.crossed_seven_on_known, sheet.crossed_seven_on, values.grace_months, on)),
        applies=_asked(sheet, on),
        rest=Status.OVERDUE,
        wakes=(*existence_days(sheet), _grace_end(sheet, values) + 1),
    )


@committee_required.explained
def _committee_required(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    due = _grace_end(sheet, values) if marks.due else None
    people = said("有正式党员{full_members}人", full_members=sheet.full_members)
    sentence = {
        Status.UNKNOWN: "正式党员人数或者有没有支委会还没有登记。",
        Status.NOT_APPLICABLE: said(
            "正式党员不到{full_members_min}人的支部和临时支部，不按这一条看。", full_members_min=values.full_members_min
        ),
        Status.MET: said("{people}，已经设了支委会。", people=people),
        Status.DUE: said(
            "{people}，{crossed_seven_on}刚满{full_members_min}人，还没有设支委会。",
            people=people,
            crossed_seven_on=say_day(sheet.crossed_seven_on),
            full_members_min=values.full_members_min,
        ),
        Status.OVERDUE: said("{people}，没有设支委会。", people=people),
    }
    since = sheet.crossed_seven_on or None
    return Explanation(_committee_facts(sheet), sentence[marks.status()], since if marks.overdue else None, due)


@judgement("no-committee-below-seven", sheet="branch")
def no_committee(sheet: Sheet, values: Values, on: int) -> Marks:
    """A committee below seven full members: due for the time given since the number fell, then a contradiction."""
    small = sheet.full_members_known & flag(sheet.full_members <= values.full_members_max)
    within = lasts(sheet.crossed_seven_on_known, sheet.crossed_seven_on, values.grace_months, on)
    return judge_state(
        values,
        on,
        (Status.MET, no(sheet.has_committee)),
        (Status.DUE, within),
        applies=_asked(sheet, on) & small & sheet.has_committee_known,
        rest=Status.BREACHED,
        wakes=(*existence_days(sheet), _grace_end(sheet, values) + 1),
    )


@no_committee.explained
def _no_committee(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    due = _grace_end(sheet, values) if marks.due else None
    people = said(
        "有正式党员{full_members}人，不到{number}人",
        full_members=sheet.full_members,
        number=values.full_members_max + 1,
    )
    sentence = {
        Status.NOT_APPLICABLE: "这一条只看正式党员不足7人、支委会情况已经登记的支部。",
        Status.MET: said("{people}，没有设支委会。", people=people),
        Status.DUE: said(
            "{people}，是{crossed_seven_on}降下来的，还设着支委会。",
            people=people,
            crossed_seven_on=say_day(sheet.crossed_seven_on),
        ),
        Status.BREACHED: said("{people}，设了支委会。", people=people),
    }
    since = sheet.crossed_seven_on or None
    return Explanation(_committee_facts(sheet), sentence[marks.status()], since if marks.breached else None, due)


def _seats(sheet: Sheet) -> Whole:
    """The seats fixed at the election; the people in post where no seats were recorded."""
    return pick(sheet.seats_known, sheet.seats, sheet.committee_members)


@judgement("committee-size", sheet="branch")
def committee_size(sheet: Sheet, values: Values, on: int) -> Marks:
    """Fewer seats than the least, or more than the most."""
    seats = _seats(sheet)
    known = flag(sheet.seats_known) | flag(sheet.committee_members_known)
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(known)),
        (Status.BREACHED, flag(seats < values.seats_min) | flag(seats > values.seats_max)),
        applies=_asked(sheet, on) & flag(sheet.has_committee),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@committee_size.explained
def _committee_size(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    seats = _seats(sheet)
    usual = (
        ""
        if seats <= values.seats_usual
        else said(
            "，比常见的{seats_min}至{seats_usual}人多", seats_min=values.seats_min, seats_usual=values.seats_usual
        )
    )
    sentence = {
        Status.UNKNOWN: "支委有几人还没有登记。",
        Status.NOT_APPLICABLE: "没有支委会的支部，不按这一条看人数。",
        Status.MET: said("支委会{seats}人{usual}。", seats=seats, usual=usual),
        Status.BREACHED: said(
            "支委会{seats}人，应在{seats_min}至{seats_max}人之间。",
            seats=seats,
            seats_min=values.seats_min,
            seats_max=values.seats_max,
        ),
    }
    facts = (
        count("选举时定的名额", sheet.seats, sheet.seats_known),
        count("现任支委", sheet.committee_members, sheet.committee_members_known),
    )
    return Explanation(facts, sentence[marks.status()])


@judgement("committee-posts", sheet="branch")
def committee_posts(sheet: Sheet, values: Values, on: int) -> Marks:
    """A required post without a holder. While a recorded vacancy waits for its by-election the post is only due."""
    missing = REQUIRED_POSTS & ~sheet.posts
    within = lasts(sheet.vacant_since_known, sheet.vacant_since, values.by_election_months, on)
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.posts_known)),
        (Status.MET, no(missing)),
        (Status.DUE, within),
        applies=_asked(sheet, on) & flag(sheet.has_committee),
        rest=Status.OVERDUE,
        wakes=(*existence_days(sheet), _by_election_end(sheet, values) + 1),
    )


@committee_posts.explained
def _committee_posts(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    missing = named_bits(REQUIRED_POSTS & ~sheet.posts, POSTS)
    due = _by_election_end(sheet, values) if marks.due else None
    sentence = {
        Status.UNKNOWN: "支委的分工还没有登记。",
        Status.NOT_APPLICABLE: "没有支委会的支部，不按这一条看分工。",
        Status.MET: "书记和组织、宣传、纪检委员都有人担任。",
        Status.DUE: said("{missing}空着，等着补选。", missing=missing),
        Status.OVERDUE: said("{missing}没有人担任。", missing=missing),
    }
    since = sheet.vacant_since or None
    facts = (Fact("有人担任的职务", named_bits(sheet.posts, POSTS) if sheet.posts_known else "没有登记"),)
    return Explanation(facts, sentence[marks.status()], since if marks.overdue else None, due)


def _by_election_end(sheet: Sheet, values: Values) -> Whole:
    return sheet.vacant_since_known * add_months(sheet.vacant_since, values.by_election_months)


@judgement("vacancy-by-election", sheet="branch")
def vacancy(sheet: Sheet, values: Values, on: int) -> Marks:
    """A vacant seat or post: due from the day it fell vacant, overdue after the time set for the by-election.

    A seat that is seen to be empty without a day, or a branch without a secretary, is due until the day is recorded.
    """
    short = sheet.seats_known & sheet.committee_members_known & flag(sheet.committee_members < sheet.seats)
    no_secretary = sheet.posts_known & no(sheet.posts & SECRETARY)
    undated = no(sheet.vacant_since_known) & (short | no_secretary)
    within = lasts(sheet.vacant_since_known, sheet.vacant_since, values.by_election_months, on)
    return judge_state(
        values,
        on,
        (Status.DUE, undated | within),
        (Status.OVERDUE, flag(sheet.vacant_since_known)),
        (Status.UNKNOWN, no(sheet.posts_known)),
        applies=_asked(sheet, on),
        rest=Status.MET,
        wakes=(*existence_days(sheet), _by_election_end(sheet, values) + 1),
    )


@vacancy.explained
def _vacancy(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    due = _by_election_end(sheet, values) if marks.due and sheet.vacant_since_known else None
    since = sheet.vacant_since or None
    began = said("{vacant_since}起有职务空着", vacant_since=say_day(sheet.vacant_since))
    sentence = {
        Status.UNKNOWN: "职务有没有空缺还没有登记。",
        Status.NOT_APPLICABLE: "这个支部不按这一条看。临时支部的书记和委员由上级指定。",
        Status.MET: "没有登记的空缺。",
        Status.DUE: said("{began}，提醒在{due}前补选。", began=began, due=say_day(due))
        if due
        else "有职务空着，哪天空的还没有登记。",
        Status.OVERDUE: said("{began}，已经{on}，还没有补选。", began=began, on=say_span(on, since or on)),
    }
    facts = (
        Fact("最早空缺日", say_day(sheet.vacant_since)),
        count("现任支委", sheet.committee_members, sheet.committee_members_known),
        count("选举时定的名额", sheet.seats, sheet.seats_known),
    )
    return Explanation(facts, sentence[marks.status()], since if not marks.met else None, due)
