"""岗位没人撑: facts for filling and supporting posts. Never a person's age or zeal."""

from __future__ import annotations

from zhibu.rules.bits import flag, no
from zhibu.rules.conduct import judge_conduct, month_begins, year_end
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import month_name, said
from zhibu.rules.sheets import DEPUTY_SECRETARY, POSTS
from zhibu.rules.state import existence_days, exists, judge_state, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, named_bits


@judgement("signal-many-posts-one-person", sheet="branch")
def many_posts(sheet: Sheet, values: Values, on: int) -> Marks:
    """The most posts that one person holds in the branch."""
    return judge_state(
        values,
        on,
        (Status.NOT_APPLICABLE, no(sheet.most_posts_known)),
        (Status.BREACHED, flag(sheet.most_posts >= values.posts)),
        applies=exists(sheet, on) & not_temporary(sheet),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@many_posts.explained
def _many_posts(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("一个人最多担任的职务", sheet.most_posts, sheet.most_posts_known, "个"),)
    return Explanation(
        facts,
        said("支部里有人同时担任{most_posts}个职务。", most_posts=sheet.most_posts)
        if sheet.most_posts
        else "职务还没有登记。",
    )


@judgement("signal-no-deputy", sheet="branch")
def no_deputy(sheet: Sheet, values: Values, on: int) -> Marks:
    """A committee large enough for a deputy secretary has none: who leads when the secretary is away?"""
    return judge_state(
        values,
        on,
        (Status.NOT_APPLICABLE, no(sheet.posts_known & sheet.seats_known)),
        (Status.NOT_APPLICABLE, flag(sheet.seats < values.seats)),
        (Status.UNKNOWN, no(sheet.posts & DEPUTY_SECRETARY)),
        applies=exists(sheet, on) & not_temporary(sheet),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@no_deputy.explained
def _no_deputy(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("支委名额", sheet.seats, sheet.seats_known, "名"),
        Fact("有人担任的职务", named_bits(sheet.posts, POSTS) if sheet.posts_known else "没有登记"),
    )
    if not marks.unknown:
        return Explanation(facts, "有副书记，书记不在时有人主持。" if marks.met else "名额少，不要求有副书记。")
    return Explanation(
        facts, said("支委{seats}名，没有副书记。书记不在时谁主持、谁接班，请想一想。", seats=sheet.seats)
    )


@judgement("signal-untrained", sheet="conduct")
def untrained(sheet: Sheet, values: Values, on: int) -> Marks:
    """Late in the year: somebody in a post of the committee without any course noted. A question, nobody by name."""
    asked_on = month_begins(sheet.year, values.month)
    asks = flag(asked_on <= on) * flag(sheet.untrained)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.in_post, wakes=(asked_on,), until=year_end(sheet.year)
    )


@untrained.explained
def _untrained(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("上半年就任的书记、委员", sheet.in_post),
        count("其中今年没有培训记录的", sheet.untrained),
    )
    if not sheet.untrained:
        return Explanation(facts, "书记、委员今年都参加过培训。")
    if not marks.unknown:
        return Explanation(facts, said("到{month}月还没有培训记录的，提醒一次。", month=month_name(values.month)))
    return Explanation(
        facts,
        said("有{untrained}名书记、委员今年没有培训记录。是没去，还是去了没记，请想一想。", untrained=sheet.untrained),
    )
