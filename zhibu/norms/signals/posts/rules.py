"""岗位没人撑: facts for filling and supporting posts. Never a person's age or zeal."""

from __future__ import annotations

from zhibu.rules.bits import flag, no
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.state import existence_days, exists, judge_state, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count


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
