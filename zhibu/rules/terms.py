"""When a term ends, and until when the election may wait. Shared by the texts that speak of terms."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no, pick
from zhibu.rules.days import add_months, add_years
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values
from zhibu.rules.said import joined, said
from zhibu.rules.sheets import COMMUNITY, VILLAGE
from zhibu.rules.state import judge_deed, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import say_day


def is_village(sheet: Sheet) -> Whole:
    """1 for branches of villages and communities."""
    return flag(sheet.domain == VILLAGE) | flag(sheet.domain == COMMUNITY)


def has_terms(sheet: Sheet) -> Whole:
    """1 where there are terms at all: a committee, and not a temporary branch."""
    return flag(sheet.has_committee) & not_temporary(sheet)


def term_end(sheet: Sheet, values: Values) -> Whole:
    """The recorded last day of the term; where none is recorded, the day of the election plus the years of the text.

    ``values`` needs years_village and years_other. 0 when neither day is known.
    """
    years = pick(is_village(sheet), values.years_village, values.years_other)
    return pick(sheet.ends_on_known, sheet.ends_on, add_years(sheet.elected_on, years))


def approved_in_time(sheet: Sheet, end: Whole) -> Whole:
    """1 when a delay was approved by the higher organisation on or before the last day of the term."""
    approved = flag(sheet.extended_to_known) & flag(sheet.extension_approved_on_known)
    return approved & flag(sheet.extension_approved_on <= end)


def election_deadline(sheet: Sheet, values: Values) -> Whole:
    """The last day for the election: the end of the term, or of a delay that was approved before that end."""
    end = term_end(sheet, values)
    longer = approved_in_time(sheet, end) & flag(sheet.extended_to > end)
    return pick(longer, sheet.extended_to, end)


def judge_extension(sheet: Sheet, values: Values) -> Marks:
    """A change of the day of the election: approved on or before the end of the term, and by no more than the months
    given.

    ``values`` needs months_max. Judged by the text in force on the day the term ends.
    """
    end = term_end(sheet, values)
    put_off = flag(sheet.extended_to_known)
    too_far = put_off & flag(sheet.extended_to > add_months(end, values.months_max))
    too_early = sheet.next_elected_on_known & flag(sheet.next_elected_on < add_months(end, -values.months_max))
    approved = flag(sheet.extension_approved_on_known)
    late = put_off & approved & flag(sheet.extension_approved_on > end)
    return judge_deed(
        values,
        end,
        (Status.BREACHED, too_far | too_early | late),
        (Status.UNKNOWN, no(approved)),
        applies=has_terms(sheet) & flag(end > 0) & (put_off | too_early),
        rest=Status.MET,
    )


def explain_extension(sheet: Sheet, values: Values, marks: Marks) -> Explanation:
    """What is recorded of the delay, and which of the two limits it passes."""
    end = term_end(sheet, values)
    latest = add_months(end, values.months_max)
    parts = []
    if sheet.extended_to_known and sheet.extended_to > latest:
        parts.append(
            said(
                "延期到{extended_to}，比届满日{end}晚了一年以上",
                extended_to=say_day(sheet.extended_to),
                end=say_day(end),
            )
        )
    if sheet.next_elected_on_known and sheet.next_elected_on < add_months(end, -values.months_max):
        parts.append(
            said(
                "{next_elected_on}就换届了，比届满日{end}早了一年以上",
                next_elected_on=say_day(sheet.next_elected_on),
                end=say_day(end),
            )
        )
    if sheet.extension_approved_on_known and sheet.extended_to_known and sheet.extension_approved_on > end:
        parts.append(
            said(
                "批复是{extension_approved_on}，在届满日{end}以后",
                extension_approved_on=say_day(sheet.extension_approved_on),
                end=say_day(end),
            )
        )
    sentence = {
        Status.NOT_APPLICABLE: "没有延期换届，或者不按这一条看。",
        Status.UNKNOWN: said("延期到{extended_to}，没有上级批复的记录。", extended_to=say_day(sheet.extended_to)),
        Status.MET: said(
            "延期到{extended_to}，{extension_approved_on}批复，在一年以内。",
            extended_to=say_day(sheet.extended_to),
            extension_approved_on=say_day(sheet.extension_approved_on),
        ),
        Status.BREACHED: joined(parts, "；") + "。",
    }
    return Explanation(term_facts(sheet), sentence[marks.status()], since=end if marks.breached else None)


def term_facts(sheet: Sheet) -> tuple[Fact, ...]:
    """The days of a term, as recorded."""
    return (
        Fact("选出日", say_day(sheet.elected_on)),
        Fact("登记的届满日", say_day(sheet.ends_on)),
        Fact("延期到", say_day(sheet.extended_to)),
        Fact("延期批复日", say_day(sheet.extension_approved_on)),
        Fact("下一届选出日", say_day(sheet.next_elected_on)),
    )
