"""作用不明显: what the branch agreed, looked at, gave and offered. The branch is asked; nobody's name is anywhere."""

from __future__ import annotations

from zhibu.rules.bits import flag, larger, no
from zhibu.rules.conduct import judge_conduct, month_begins, quarter_days, quarters_over, year_end
from zhibu.rules.days import add_months
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.periods import period_starts
from zhibu.rules.said import month_name, said
from zhibu.rules.status import Marks
from zhibu.rules.telling import count, list_quarters, period_name, say_day


@judgement("signal-no-targets", sheet="conduct")
def no_targets(sheet: Sheet, values: Values, on: int) -> Marks:
    """Members without targets that both sides agreed on, some time after the year or the 启用日 began."""
    asked_on = larger(sheet.records_from, month_begins(sheet.year, 1)) + values.days
    asks = flag(asked_on <= on) & flag(sheet.agreed < sheet.people)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.agreed, wakes=(asked_on,), until=year_end(sheet.year)
    )


@no_targets.explained
def _no_targets(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("党员", sheet.people), count("目标双方同意的", sheet.agreed))
    if not marks.unknown:
        return Explanation(facts, "今年的目标都约定好了。" if sheet.agreed >= sheet.people else "今年的目标在约定。")
    if not sheet.agreed:
        return Explanation(facts, "今年还没有一份双方同意的目标。是没约定，还是约定了没记，请想一想。")
    return Explanation(facts, "还有党员今年的目标没有双方同意。是没约定，还是约定了没记，请想一想。")


@judgement("signal-no-look", sheet="conduct")
def no_look(sheet: Sheet, values: Values, on: int) -> Marks:
    """The last quarter that is over: agreed targets at which nobody looked together."""
    over = quarters_over(sheet.year, on, values.days)
    asks = 0
    if over:
        last = over - 1
        begins = month_begins(sheet.year, last * 3 + 1)
        open_ = (sheet.agreed_quarters >> last) & no((sheet.looked_quarters >> last) & 1)
        asks = flag(open_ & 1) & flag(sheet.records_from <= begins)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.agreed_quarters, wakes=quarter_days(sheet.year, values.days)
    )


@no_look.explained
def _no_look(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        Fact("有约定好的目标的季度", list_quarters(sheet.agreed_quarters)),
        Fact("看完了的季度", list_quarters(sheet.looked_quarters)),
    )
    if not marks.unknown:
        return Explanation(facts, "约定好的目标都按季度看过。")
    last = quarters_over(sheet.year, on, values.days) - 1
    name = period_name(sheet.year, last, 3)
    if sheet.begun_quarters >> last & 1:
        told = said("{quarter}过完了，还有人的目标没有一起看。看过没记的，照着补上就行。", quarter=name)
    else:
        told = said("{quarter}过完了，约定好的目标还没有一起看。看过没记的，照着补上就行。", quarter=name)
    return Explanation(facts, told, since=period_starts(sheet.year, 3)[last + 1])


@judgement("signal-no-task", sheet="conduct")
def no_task(sheet: Sheet, values: Values, on: int) -> Marks:
    """Somebody has had nothing to do for the branch for half a year."""
    asked_on = sheet.idle_since_known * add_months(sheet.idle_since, values.months)
    asks = sheet.idle_since_known & flag(asked_on <= on)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.people, wakes=(asked_on,), until=year_end(sheet.year)
    )


@no_task.explained
def _no_task(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    if not sheet.idle_since_known:
        return Explanation((count("党员", sheet.people),), "每名党员手上都有支部的事。")
    facts = (Fact("手上没有支部的事，最早从哪天起", say_day(sheet.idle_since)),)
    if not marks.unknown:
        return Explanation(facts, said("没有党员{months}个月没分到事。", months=values.months))
    return Explanation(
        facts,
        said("有党员{months}个月没有分到一件支部的事。是没有分，还是分了没记，请想一想。", months=values.months),
        since=add_months(sheet.idle_since, values.months),
    )


@judgement("signal-criticised-without-help", sheet="conduct")
def criticised_without_help(sheet: Sheet, values: Values, on: int) -> Marks:
    """Criticism is never alone: help begins in the same act."""
    wrong = sheet.criticised_alone_on_known & flag(sheet.criticised_alone_on <= on)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=0, wakes=(sheet.criticised_alone_on,))


@criticised_without_help.explained
def _criticised_without_help(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    if not marks.breached:
        return Explanation((Fact("批评了没有一起帮的", "没有"),), "没有批评了不帮的。")
    facts = (Fact("哪天讲的", say_day(sheet.criticised_alone_on)),)
    return Explanation(facts, "有批评的记录，没有一起的帮扶。", since=sheet.criticised_alone_on)


@judgement("signal-all-excellent", sheet="conduct")
def all_excellent(sheet: Sheet, values: Values, on: int) -> Marks:
    """Two appraisals one after the other in which everybody was graded excellent."""
    enough = flag(sheet.graded >= values.people) & flag(sheet.graded_before >= values.people)
    everybody = flag(sheet.excellent >= sheet.graded) & flag(sheet.excellent_before >= sheet.graded_before)
    return judge_conduct(sheet, values, on, asks=enough & everybody, enough=enough)


@all_excellent.explained
def _all_excellent(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("最近一次评了等次的", sheet.graded),
        count("其中优秀", sheet.excellent),
        count("再前一次评了等次的", sheet.graded_before),
        count("其中优秀", sheet.excellent_before),
    )
    if not marks.unknown:
        return Explanation(facts, "最近两次民主评议，等次有不同。")
    asked = "有没有先自评、互评，材料有没有先看，请想一想。"
    return Explanation(facts, "最近两次民主评议，评了等次的全部是优秀。是怎样评的：" + asked)


@judgement("signal-all-reached", sheet="conduct")
def all_reached(sheet: Sheet, values: Values, on: int) -> Marks:
    """Quarters in a row, up to the last that is over, in which every line of everybody was reached."""
    over = 4 + quarters_over(sheet.year, on)
    row = (1 << values.quarters) - 1
    asks = flag((sheet.plain_quarters >> (over - values.quarters)) & row == row)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.begun_quarters,
        wakes=quarter_days(sheet.year), until=year_end(sheet.year),
    )  # fmt: skip


@all_reached.explained
def _all_reached(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (Fact("看过目标的季度", list_quarters(sheet.begun_quarters)),)
    if not marks.unknown:
        return Explanation(facts, "回看里有写原因的。")
    told = said(
        "连着{quarters}个季度，每个人每一条都写达到，没有写过一次原因。是都做到了，还是没有细看，请想一想。",
        quarters=values.quarters,
    )
    return Explanation(facts, told)


@judgement("signal-no-talk-offered", sheet="conduct")
def no_talk_offered(sheet: Sheet, values: Values, on: int) -> Marks:
    """Late in the year: members with whom nobody talked and whom nobody asked. A talk declined was offered."""
    asked_on = month_begins(sheet.year, values.month)
    asks = flag(asked_on <= on) * flag(sheet.never_offered)
    return judge_conduct(
        sheet, values, on, asks=asks, enough=sheet.people, wakes=(asked_on,), until=year_end(sheet.year)
    )


@no_talk_offered.explained
def _no_talk_offered(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("今年没谈过也没约过的党员", sheet.never_offered),)
    if not sheet.never_offered:
        return Explanation(facts, "今年每名党员都谈过，或者约过。")
    if not marks.unknown:
        return Explanation(facts, said("到{month}月还没谈过也没约过的，提醒一次。", month=month_name(values.month)))
    return Explanation(facts, "有党员今年没人找他谈过心，也没有约。是没约，还是谈了没记，请想一想。")
