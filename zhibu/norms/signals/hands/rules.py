"""举手通过: papers on the day, votes without a word, short meetings, studied last. A unanimous vote is nothing."""

from __future__ import annotations

from zhibu.rules.bits import flag
from zhibu.rules.conduct import judge_conduct, more_than_half
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.status import Marks
from zhibu.rules.telling import count


@judgement("signal-papers-same-day", sheet="conduct")
def papers_same_day(sheet: Sheet, values: Values, on: int) -> Marks:
    """Meetings whose papers went out on the day itself, among those that say when."""
    enough = flag(sheet.papers_known >= values.least)
    wrong = enough & more_than_half(sheet.papers_same_day, sheet.papers_known)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=enough)


@papers_same_day.explained
def _papers_same_day(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("写了材料发出日的会", sheet.papers_known, unit="次"),
        count("其中当天才发的", sheet.papers_same_day, unit="次"),
    )
    return Explanation(
        facts,
        said(
            "{papers_known}次会写了材料哪天发的，{papers_same_day}次是当天。",
            papers_known=sheet.papers_known,
            papers_same_day=sheet.papers_same_day,
        ),
    )


@judgement("signal-votes-without-words", sheet="conduct")
def votes_without_words(sheet: Sheet, values: Values, on: int) -> Marks:
    """Votes before which nothing that was said was written down."""
    enough = flag(sheet.votes >= values.least)
    wrong = enough & more_than_half(sheet.votes_without_words, sheet.votes)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=enough)


@votes_without_words.explained
def _votes_without_words(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("有表决的会", sheet.votes, unit="次"),
        count("其中没有发言要点的", sheet.votes_without_words, unit="次"),
    )
    asked = "是没讨论，还是没记，请想一想。" if marks.breached else ""
    return Explanation(
        facts,
        said(
            "{votes}次表决，{votes_without_words}次没有发言要点。{asked}",
            votes=sheet.votes,
            votes_without_words=sheet.votes_without_words,
            asked=asked,
        ),
    )


@judgement("signal-short-meetings", sheet="conduct")
def short_meetings(sheet: Sheet, values: Values, on: int) -> Marks:
    """General and committee meetings shorter than twenty minutes, among those with both times."""
    enough = flag(sheet.timed_meetings >= values.least)
    wrong = enough & more_than_half(sheet.short_meetings, sheet.timed_meetings)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=enough)


@short_meetings.explained
def _short_meetings(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("写了起止时间的大会、支委会", sheet.timed_meetings, unit="次"),
        count("其中不到20分钟的", sheet.short_meetings, unit="次"),
    )
    return Explanation(
        facts,
        said(
            "{timed_meetings}次大会、支委会写了时间，{short_meetings}次不到20分钟。",
            timed_meetings=sheet.timed_meetings,
            short_meetings=sheet.short_meetings,
        ),
    )


@judgement("signal-decided-before-studied", sheet="conduct")
def decided_before_studied(sheet: Sheet, values: Values, on: int) -> Marks:
    """Major matters in the wrong order; without a day of study a question. Only where studying first is asked."""
    asked = flag(sheet.studies_first)
    wrong, asks = asked & flag(sheet.matters_out_of_order), asked & flag(sheet.matters_not_studied)
    return judge_conduct(sheet, values, on, wrong=wrong, asks=asks, enough=asked & flag(sheet.matters_decided))


@decided_before_studied.explained
def _decided_before_studied(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("定了的重大事项", sheet.matters_decided, unit="件"),
        count("其中先定先办、后研究的", sheet.matters_out_of_order, unit="件"),
        count("其中没有研究记录的", sheet.matters_not_studied, unit="件"),
    )
    decided = sheet.matters_decided
    if marks.breached:
        told = said(
            "今年定了{decided}件重大事项，{wrong}件先定先办、后研究。",
            decided=decided,
            wrong=sheet.matters_out_of_order,
        )
    elif marks.unknown:
        told = said(
            "今年定了{decided}件重大事项，{without}件没有研究的记录。是没研究，还是没记，请想一想。",
            decided=decided,
            without=sheet.matters_not_studied,
        )
    else:
        told = said("今年定了{decided}件重大事项，都是先研究。", decided=decided)
    return Explanation(facts, told)
