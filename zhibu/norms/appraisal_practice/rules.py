"""Yearly notices on the appraisal: the share of the highest grade."""

from __future__ import annotations

from zhibu.rules.bits import flag, larger, no, smaller
from zhibu.rules.branch_years import asked_from
from zhibu.rules.days import month_of, year_of
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.periods import period_starts
from zhibu.rules.said import said
from zhibu.rules.state import not_temporary
from zhibu.rules.status import Marks, Status, sort_out
from zhibu.rules.telling import count
from zhibu.rules.votes import exceeds


@judgement("democratic-appraisal-excellent-cap", sheet="branch_year", months=12)
def excellent_cap(sheet: Sheet, values: Values, on: int) -> Marks:
    """More than a third graded excellent, of the full members who were graded. No day changes it.

    A deed and no duty of the year: it is looked at also where the branch, or its records, began during the year, if an
    appraisal was held in that month or later.
    """
    last = period_starts(sheet.year, 12, values.closes_after_months)[-1] - 1
    begun = asked_from(sheet)
    month = smaller(larger((year_of(begun) - sheet.year) * 12 + month_of(begun) - 1, 0), 18)
    since = no(month) | flag(sheet.democratic_appraisal_held >> month)
    lawful = flag(values.lawful_from <= last <= values.lawful_to)
    asked = not_temporary(sheet) & sheet.appraisal_graded_known & since & lawful
    return sort_out(
        1,
        0,
        (Status.NOT_APPLICABLE, no(asked)),
        (Status.UNKNOWN, no(sheet.appraisal_excellent_known)),
        (Status.BREACHED, flag(exceeds(sheet.appraisal_excellent, sheet.appraisal_graded, values.excellent_max))),
        rest=Status.MET,
    )


@excellent_cap.explained
def _excellent_cap(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    top, bottom = values.excellent_max
    most = sheet.appraisal_graded * top // bottom
    graded = said("评定等次{appraisal_graded}人", appraisal_graded=sheet.appraisal_graded)
    sentence = {
        Status.NOT_APPLICABLE: "还没有评定等次的记录。",
        Status.UNKNOWN: said("{graded}，优秀有几人没有记。", graded=graded),
        Status.MET: said(
            "{graded}，优秀{appraisal_excellent}人，在{most}人以内。",
            graded=graded,
            appraisal_excellent=sheet.appraisal_excellent,
            most=most,
        ),
        Status.BREACHED: said(
            "{graded}，优秀最多{most}人，评了{appraisal_excellent}人。",
            graded=graded,
            most=most,
            appraisal_excellent=sheet.appraisal_excellent,
        ),
    }
    facts = (
        count("评定了等次", sheet.appraisal_graded, sheet.appraisal_graded_known),
        count("评为优秀", sheet.appraisal_excellent, sheet.appraisal_excellent_known),
    )
    return Explanation(facts, sentence[marks.status()])
