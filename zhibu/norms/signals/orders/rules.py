"""被动应付: bunched, copied, written in one sitting, dated before its text, only on orders. Never by recorder."""

from __future__ import annotations

from zhibu.rules.bits import flag, no
from zhibu.rules.conduct import judge_conduct, month_begins, more_than_half
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.status import Marks
from zhibu.rules.telling import count, say_day, say_short_day


@judgement("signal-bunched", sheet="conduct")
def bunched(sheet: Sheet, values: Values, on: int) -> Marks:
    """The closest seven days against the quarter in which they begin."""
    wrong = flag(sheet.closest >= values.least) & more_than_half(sheet.closest, sheet.closest_quarter)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=sheet.gatherings)


@bunched.explained
def _bunched(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("最密的七天里开的会", sheet.closest, unit="次"),
        Fact("从哪天起", say_day(sheet.closest_from)),
        count("那个季度开的会", sheet.closest_quarter, unit="次"),
    )
    spread = said("那个季度一共{closest_quarter}次", closest_quarter=sheet.closest_quarter)
    return Explanation(
        facts,
        said(
            "{say_short_day}起的七天里开了{closest}次会，{spread}。",
            say_short_day=say_short_day(sheet.closest_from),
            closest=sheet.closest,
            spread=spread,
        ),
    )


@judgement("signal-same-words", sheet="conduct")
def same_words(sheet: Sheet, values: Values, on: int) -> Marks:
    """Minutes that mostly stand in earlier ones."""
    return judge_conduct(sheet, values, on, wrong=flag(sheet.same_words >= values.least), enough=sheet.with_words)


@same_words.explained
def _same_words(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("写了发言要点的会", sheet.with_words, unit="次"),
        count("其中要点大半和以前一样的", sheet.same_words, unit="次"),
    )
    return Explanation(
        facts,
        said(
            "{with_words}次会写了要点，{same_words}次大半和以前的会一样。",
            with_words=sheet.with_words,
            same_words=sheet.same_words,
        ),
    )


@judgement("signal-typed-together", sheet="conduct")
def typed_together(sheet: Sheet, values: Values, on: int) -> Marks:
    """Gatherings far apart that were written down on one day."""
    wrong = flag(sheet.typed_together >= values.least) & flag(sheet.typed_span >= values.days)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=sheet.gatherings)


@typed_together.explained
def _typed_together(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("同一天补记的会", sheet.typed_together, unit="次"),
        Fact("补记那天", say_day(sheet.typed_on)),
        count("这些会前后相隔", sheet.typed_span, unit="天"),
    )
    if not sheet.typed_together:
        return Explanation(facts, "没有开会一周以后才补记的。")
    apart = said("这些会前后相隔{typed_span}天", typed_span=sheet.typed_span)
    return Explanation(
        facts,
        said(
            "{typed_on}一天补记了{typed_together}次会，{apart}。",
            typed_on=say_day(sheet.typed_on),
            typed_together=sheet.typed_together,
            apart=apart,
        ),
    )


@judgement("signal-studied-too-early", sheet="conduct")
def studied_too_early(sheet: Sheet, values: Values, on: int) -> Marks:
    """A text named in a meeting held before it was in force."""
    wrong = flag(sheet.studied_too_early >= values.least)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=sheet.gatherings)


@studied_too_early.explained
def _studied_too_early(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("学的文件那时还没有施行的会", sheet.studied_too_early, unit="次"),)
    if not sheet.studied_too_early:
        return Explanation(facts, "没有学还没施行的文件。")
    return Explanation(
        facts,
        said(
            "{studied_too_early}次会写了那时还没有施行的文件，日期是不是写错了。",
            studied_too_early=sheet.studied_too_early,
        ),
    )


@judgement("signal-only-ordered", sheet="conduct")
def only_ordered(sheet: Sheet, values: Values, on: int) -> Marks:
    """Work of the year: enough from above, none that the branch found itself."""
    asked_on = month_begins(sheet.year, values.month)
    enough = flag(sheet.ordered_work >= values.least) & flag(asked_on <= on)
    return judge_conduct(sheet, values, on, wrong=enough & no(sheet.own_work), enough=enough, wakes=(asked_on,))


@only_ordered.explained
def _only_ordered(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("支部办的事", sheet.work, unit="件"),
        count("其中上级派的", sheet.ordered_work, unit="件"),
        count("其中支部自己找的", sheet.own_work, unit="件"),
    )
    ordered = sheet.ordered_work
    if not sheet.own_work:
        return Explanation(facts, said("今年上级派了{ordered}件事，支部自己找的一件都没有。", ordered=ordered))
    told = said("今年上级派了{ordered}件事，支部自己找的{own}件。", ordered=ordered, own=sheet.own_work)
    return Explanation(facts, told)


@judgement("signal-never-asked", sheet="conduct")
def never_asked(sheet: Sheet, values: Values, on: int) -> Marks:
    """Enough work from above, and nothing asked, by word of mouth either."""
    asked_on = month_begins(sheet.year, values.month)
    enough = flag(sheet.ordered_work >= values.least) & flag(asked_on <= on)
    return judge_conduct(sheet, values, on, asks=enough & no(sheet.requests), enough=enough, wakes=(asked_on,))


@never_asked.explained
def _never_asked(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("上级派的事", sheet.ordered_work, unit="件"),
        count("请示，口头的也算", sheet.requests, unit="次"),
    )
    ordered = sheet.ordered_work
    if sheet.requests:
        told = said("今年上级派了{ordered}件事，请示过{requests}次。", ordered=ordered, requests=sheet.requests)
    else:
        told = said("今年上级派了{ordered}件事，一次都没有请示过。有没有哪件要上级定，请想一想。", ordered=ordered)
    return Explanation(facts, told)
