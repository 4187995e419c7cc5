"""A whole case: in order it is quiet, every planted fault is found, and the revision of 2026 binds only what it may."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions import Answer, answer, answer_json
from zhibu.questions.admission.case_checks import CHECKS, NORM_IDS, remarks_on
from zhibu.questions.admission.events import ASKS, EVENTS
from zhibu.questions.admission.remarks import Course
from zhibu.questions.texts import texts_of
from zhibu.rules.admission_steps import REVISED_ON, STAGES, admission_steps
from zhibu.rules.status import Status

OLD: dict[str, Any] = {
    "born_on": "1998-02-03",
    "applied_on": "2023-03-01",
    "talked_on": "2023-03-20",
    "recommended_on": "2023-08-28",
    "activist_on": "2023-09-04",
    "activist_filed_on": "2023-09-08",
    "contacts_assigned_on": "2023-09-11",
    "contacts": 2,
    "review_dates": ["2024-03-01", "2024-08-30"],
    "opinions_on": "2024-10-08",
    "target_discussed_on": "2024-10-10",
    "target_filed_on": "2024-10-11",
    "target_on": "2024-10-29",
    "introducers_on": "2024-11-04",
    "introducers": 2,
    "training_ended_on": "2024-11-15",
    "training_days": 3,
    "political_review_on": "2024-11-25",
    "examined_on": "2024-12-02",
    "pre_reviewed_on": "2024-12-16",
    "form_filled_on": "2024-12-20",
    "admission_meeting_on": "2025-01-10",
    "reported_on": "2025-01-13",
    "committee_talk_on": "2025-02-20",
    "approved_on": "2025-03-20",
    "filed_with_department_on": "2025-03-25",
    "assigned_on": "2025-03-26",
    "oath_on": "2025-04-01",
    "conversion_applied_on": "2025-12-30",
    "group_opinion_on": "2026-01-05",
    "conversion_opinions_on": "2026-01-06",
    "conversion_examined_on": "2026-01-07",
    "conversion_meeting_on": "2026-01-12",
    "conversion_reported_on": "2026-01-15",
    "conversion_approved_on": "2026-03-20",
    "archived_on": "2026-04-02",
}
NEW: dict[str, Any] = {
    **{name: OLD[name] for name in ("born_on", "contacts", "introducers", "training_days")},
    "applied_on": "2024-11-04",
    "talked_on": "2024-11-20",
    "recommended_on": "2025-05-06",
    "activist_on": "2025-05-12",
    "activist_filed_on": "2025-05-19",
    "contacts_assigned_on": "2025-05-20",
    "review_dates": ["2025-11-10", "2026-05-08"],
    "opinions_on": "2026-05-14",
    "target_discussed_on": "2026-05-18",
    "consented_on": "2026-05-29",
    "notice_posted_on": "2026-06-01",
    "notice_ended_on": "2026-06-08",
    "target_on": "2026-06-09",
    "introducers_on": "2026-06-15",
    "training_ended_on": "2026-06-18",
    "political_review_on": "2026-06-22",
    "examined_on": "2026-06-25",
    "pre_reviewed_on": "2026-06-30",
    "form_filled_on": "2026-07-02",
    "admission_meeting_on": "2026-07-30",
    "reported_on": "2026-07-31",
    "committee_talk_on": "2026-08-20",
    "approved_on": "2026-09-10",
    "filed_with_department_on": "2026-09-12",
    "assigned_on": "2026-09-14",
    "oath_on": "2026-10-10",
}
OLD_DONE, NEW_DONE = date(2026, 5, 1), date(2026, 10, 20)
FACTS = {ask.name for ask in ASKS}


def timeline(facts: dict[str, Any], on: date = NEW_DONE, layers: tuple[Layer, ...] = ()) -> Answer:
    return answer("admission.timeline", on, facts, layers)


def test_a_case_in_order_is_quiet_in_both_texts() -> None:
    for facts, on, reached in ((OLD, OLD_DONE, 25), (NEW, NEW_DONE, 20)):
        for complete in (False, True):
            told = timeline({**facts, "complete": complete}, on)
            assert told.status is Status.MET, told.because
            assert told.answer["reached"] == reached
            for field in ("breached_steps", "overdue_steps", "missing_steps", "contradictions", "ask_higher"):
                assert told.answer[field] == []
    assert timeline(OLD, OLD_DONE).answer["next"] is None


@pytest.mark.parametrize(
    ("facts", "change", "step", "rule", "days"),
    [
        (OLD, {"born_on": "2005-03-02"}, 1, "admission-min-age", 1),
        (OLD, {"talked_on": "2023-02-28"}, 2, "admission-talk-one-month", 1),
        (OLD, {"talked_on": "2023-04-02"}, 2, "admission-talk-one-month", 1),
        (OLD, {"applied_on": "2023-09-05", "talked_on": "2023-09-06"}, 3, "admission-activist-decided", 1),
        (OLD, {"recommended_on": "2023-09-05"}, 3, "admission-activist-decided", 1),
        (OLD, {"activist_filed_on": "2023-09-03"}, 4, "admission-activist-decided", 1),
        (OLD, {"contacts": 3}, 5, "admission-contacts-one-or-two", 0),
        (OLD, {"review_dates": ["2024-03-05", "2024-08-30"]}, 6, "admission-half-year-review", 1),
        (OLD, {"target_on": "2024-09-03", "opinions_on": "2024-09-01", "target_discussed_on": "2024-09-02",
               "target_filed_on": "2024-09-02"}, 8, "admission-one-year-training", 1),
        (OLD, {"opinions_on": "2024-10-30"}, 8, "admission-target-decided", 1),
        (OLD, {"target_discussed_on": "2024-10-30"}, 8, "admission-target-decided", 1),
        (OLD, {"target_filed_on": "2024-10-30"}, 8, "admission-target-decided", 1),
        (OLD, {"introducers": 1}, 9, "admission-two-introducers", 0),
        (OLD, {"training_days": 2}, 11, "admission-short-training", 0),
        (OLD, {"training_ended_on": "2025-01-11"}, 15, "admission-short-training", 1),
        (OLD, {"political_review_on": "2025-01-11"}, 15, "admission-political-review", 1),
        (OLD, {"examined_on": "2024-12-17"}, 13, "admission-pre-review", 1),
        (OLD, {"form_filled_on": "2024-12-15"}, 14, "admission-pre-review", 1),
        (OLD, {"target_on": "2025-01-11"}, 15, "admission-target-decided", 1),
        (OLD, {"introducers_on": "2025-01-11"}, 15, "admission-two-introducers", 1),
        (OLD, {"leaves_on": "2025-04-10"}, 15, "admission-leaving-three-months", 0),
        (OLD, {"reported_on": "2025-01-09"}, 15, "admission-approval-three-months", 1),
        (OLD, {"committee_talk_on": "2025-03-21"}, 17, "admission-committee-talk", 1),
        (OLD, {"approved_on": "2025-04-14", "filed_with_department_on": "2025-04-20", "oath_on": "2025-04-20"},
         17, "admission-approval-three-months", 1),
        (OLD, {"oath_on": "2025-03-19"}, 20, "admission-oath", 1),
        (OLD, {"oath_on": "2026-01-13"}, 23, "admission-oath", 1),
        (OLD, {"extended_to": "2026-07-09"}, 21, "admission-probation-extension", 0),
        (OLD, {"conversion_meeting_on": "2026-01-09"}, 23, "admission-probation-one-year", 1),
        (OLD, {"conversion_meeting_on": "2026-02-11", "conversion_reported_on": "2026-02-12"},
         23, "admission-conversion-on-time", 1),
        (OLD, {"conversion_applied_on": "2026-01-13"}, 23, "admission-conversion-sequence", 1),
        (OLD, {"group_opinion_on": "2026-01-13"}, 23, "admission-conversion-sequence", 1),
        (OLD, {"conversion_examined_on": "2026-01-13"}, 23, "admission-conversion-sequence", 1),
        (OLD, {"conversion_approved_on": "2026-04-16", "archived_on": "2026-04-20"},
         24, "admission-conversion-approval-three-months", 1),
        (OLD, {"archived_on": "2026-04-21"}, 25, "admission-archive", 1),
        (NEW, {"talked_on": "2024-12-05"}, 2, "admission-talk-one-month", 1),
        (NEW, {"consented_on": "2026-06-02"}, 8, "admission-target-decided-2026", 1),
        (NEW, {"target_discussed_on": "2026-05-30"}, 8, "admission-target-decided-2026", 1),
        (NEW, {"notice_ended_on": "2026-06-04"}, 8, "admission-public-notice-five-workdays-2026", 4),
        (NEW, {"notice_ended_on": "2026-06-10"}, 8, "admission-public-notice-five-workdays-2026", 1),
        (NEW, {"political_review_on": "2026-07-31"}, 15, "admission-political-review-2026", 1),
        (NEW, {"admission_meeting_on": "2026-07-31"}, 15, "admission-meeting-one-month-2026", 1),
        (NEW, {"approved_on": "2026-11-01", "filed_with_department_on": "2026-11-02", "oath_on": "2026-11-03"},
         17, "admission-approval-three-months-2026", 1),
        (NEW, {"oath_on": "2026-10-11"}, 20, "admission-oath-one-month-2026", 1),
        (NEW, {"oath_on": "2026-09-09"}, 20, "admission-oath-2026", 1),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(
    facts: dict[str, Any], change: dict[str, Any], step: int, rule: str, days: int
) -> None:
    on = OLD_DONE if facts is OLD else date(2026, 11, 5)
    told = timeline({**facts, **change}, on)
    assert told.status is Status.BREACHED
    assert step in told.answer["breached_steps"]
    assert rule in {cite.norm_id for cite in told.cites}
    if days:
        assert {"step": step, "rule": rule, "days": days} in told.answer["late"]
    assert told.answer["contradictions"]


NEEDED = {
    "recommended_on": 3,
    "activist_filed_on": 4,
    "contacts_assigned_on": 5,
    "opinions_on": 7,
    "target_discussed_on": 7,
    "target_on": 8,
    "introducers_on": 9,
    "political_review_on": 10,
    "training_ended_on": 11,
    "examined_on": 12,
    "pre_reviewed_on": 13,
    "form_filled_on": 14,
    "committee_talk_on": 16,
    "filed_with_department_on": 18,
    "assigned_on": 19,
    "oath_on": 20,
    "conversion_applied_on": 22,
}


@pytest.mark.parametrize(("event", "step"), NEEDED.items())
def test_a_day_left_out_is_a_question_and_never_a_breach(event: str, step: int) -> None:
    facts = {name: value for name, value in OLD.items() if name != event}
    told = timeline(facts, OLD_DONE)
    assert told.status is Status.UNKNOWN
    assert step in told.answer["missing_steps"]
    assert told.answer["breached_steps"] == told.answer["overdue_steps"] == []
    surely = timeline({**facts, "complete": True}, OLD_DONE)
    assert surely.status in (Status.BREACHED, Status.OVERDUE)


DATES = st.dates(date(2013, 1, 1), date(2028, 12, 31))


@given(st.dictionaries(st.sampled_from(sorted(EVENTS)), DATES, max_size=38), DATES, st.booleans(), st.booleans())
def test_whatever_the_days_are(days: dict[str, date], on: date, complete: bool, guizhou: bool) -> None:
    facts = {**days, "complete": complete, "province": "CN-GZ" if guizhou else "none"}
    told = timeline(facts, on)
    json.dumps(told.as_json(), allow_nan=False)
    steps = told.answer["steps"]
    assert [row["step"] for row in steps] == list(range(1, 26))
    assert told.because
    assert told.cites
    assert {cite.norm_id for cite in told.cites} <= set(NORM_IDS)
    assert guizhou or not any(cite.norm_id.startswith("local-") for cite in told.cites)
    if told.status is Status.BREACHED:
        assert told.answer["contradictions"]
    late_pairs = [
        ("activist_on", "recommended_on"),
        ("admission_meeting_on", "political_review_on"),
        ("oath_on", "approved_on"),
    ]
    for then, first in late_pairs:
        if then in days and first in days and days[then] >= date(2014, 5, 28):
            wrong = EVENTS[then].step in told.answer["breached_steps"]
            assert wrong or days[first] <= days[then]
    following = answer("admission.next", on, facts)
    assert following.status is not Status.BREACHED
    assert following.answer["next"] == told.answer["next"]


@given(st.dictionaries(st.sampled_from(sorted(EVENTS)), DATES, max_size=38), DATES, st.booleans())
def test_each_remark_stands_on_the_text_of_its_day_and_the_new_one_is_never_red(
    days: dict[str, date], on: date, complete: bool
) -> None:
    facts: dict[str, Any] = dict.fromkeys(FACTS) | days | {"complete": complete}
    for remark in remarks_on(Course(facts, on, norms.provincial_layers("CN-GZ"))):
        norm = norms.norm(remark.rule)
        assert norm.span.holds(remark.law_on)
        assert remark.sentence_zh.endswith("。")
        assert remark.days >= 0
        if norm.regulation == "admission-2026" or remark.ask_higher:
            assert norms.colour(norm.id, remark.status, remark.law_on).value != "red"
        if remark.ask_higher:
            assert remark.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "on"),
    [
        ({"target_filed_on": "2026-05-08"}, date(2026, 6, 1)),
        ({"target_discussed_on": "2026-05-10", "target_on": "2026-06-09"}, date(2026, 6, 20)),
        ({"target_on": "2026-05-08", "admission_meeting_on": "2026-07-01"}, date(2026, 7, 2)),
        ({"pre_reviewed_on": "2026-05-10"}, date(2026, 7, 2)),
        ({"pre_reviewed_on": "2026-05-10", "admission_meeting_on": "2026-07-01"}, date(2026, 7, 2)),
        ({"approved_on": "2026-05-10"}, date(2026, 7, 2)),
    ],
)
def test_a_case_under_way_at_the_revision_is_asked_about_and_not_held_against(facts: dict[str, Any], on: date) -> None:
    told = timeline(facts, on)
    assert told.answer["ask_higher"]
    assert told.answer["contradictions"] == []
    assert any("问上级党委" in line for line in told.because)


def test_the_day_before_the_revision_nothing_is_asked() -> None:
    told = timeline({"target_filed_on": "2026-05-08", "pre_reviewed_on": "2026-04-01"}, date(2026, 5, 10))
    assert told.answer["ask_higher"] == []


def test_both_texts_of_every_revised_check_are_listed() -> None:
    for check in CHECKS:
        assert set(texts_of(check.rule)) <= set(NORM_IDS)  # type: ignore[attr-defined]


def test_the_chart_has_its_stages_and_changes_its_words_at_the_revision() -> None:
    before, after = admission_steps(REVISED_ON - timedelta(days=1)), admission_steps(REVISED_ON)
    assert len(before) == len(after) == 25
    assert [step.stage for step in before] == sorted(step.stage for step in before)
    assert [sum(step.stage == stage for step in before) for stage in range(1, 6)] == [2, 4, 5, 7, 7]
    assert {step.stage_zh for step in before} == set(STAGES)
    assert [step.number for step, new in zip(before, after, strict=True) if step.name_zh != new.name_zh] == [7, 8]
    assert all(step.done_by in EVENTS for step in before if step.done_by)


def test_next_names_the_step_and_its_last_day() -> None:
    facts = {name: value for name, value in NEW.items() if name in ("applied_on", "talked_on", "recommended_on")}
    facts |= {"activist_on": "2025-05-12", "activist_filed_on": "2025-05-19", "contacts_assigned_on": "2025-05-20"}
    told = answer("admission.next", date(2025, 6, 1), facts)
    assert told.answer["next"]["step"] == 7
    assert told.answer["open"][0]["latest"] == date(2025, 11, 12)
    met = {**NEW, "reported_on": None, "committee_talk_on": None, "approved_on": None}
    met |= dict.fromkeys(("filed_with_department_on", "assigned_on", "oath_on"))
    waiting = answer("admission.next", date(2026, 8, 1), met)
    assert waiting.answer["next"]["step"] == 16
    assert waiting.answer["open"][0] | {"status_zh": ""} == {
        "step": 17,
        "name": "上级党委审批",
        "latest": date(2026, 10, 30),
        "days_left": 90,
        "status": "due",
        "status_zh": "",
    }


def test_a_refusal_ends_the_case_unless_it_was_approved_later() -> None:
    facts = {name: OLD[name] for name in list(OLD)[: list(OLD).index("approved_on")]}
    refused = answer("admission.next", date(2025, 4, 1), {**facts, "refused_on": "2025-03-20"})
    assert refused.answer["next"] is None
    later = answer(
        "admission.next", date(2025, 4, 1), {**facts, "refused_on": "2025-03-20", "approved_on": "2025-03-28"}
    )
    assert later.answer["next"]["step"] == 18


def test_planned_days_are_taken_as_planned() -> None:
    told = timeline({"applied_on": "2026-10-01", "talked_on": "2026-11-02"}, date(2026, 10, 20))
    assert told.answer["reached"] == 1
    assert told.answer["late"] == [{"step": 2, "rule": "admission-talk-one-month-2026", "days": 1}]
    assert any("当作计划" in line for line in told.because)


def test_days_before_the_first_text_are_not_judged() -> None:
    told = timeline({"applied_on": "2010-03-01", "talked_on": "2010-09-01"})
    assert told.status is Status.NOT_APPLICABLE
    assert any("没有核对" in line for line in told.because)


def test_guizhou_is_never_applied_elsewhere() -> None:
    facts = {**OLD, "activist_filing_reply_on": "2023-12-01"}
    assert timeline(facts, OLD_DONE).status is Status.MET
    here = timeline({**facts, "province": "贵州"}, OLD_DONE)
    assert "local-gz-filing-reply-one-month" in {row["rule"] for row in here.answer["late"]}
    passed_in = timeline(facts, OLD_DONE, norms.provincial_layers("CN-GZ"))
    assert passed_in.answer["late"] == here.answer["late"]


def test_every_fact_of_the_list_is_enough_to_ask() -> None:
    facts = {ask.name: ask.example for ask in ASKS}
    told = answer_json({"question": "admission.timeline", "on": "2026-11-23", "facts": facts}, NEW_DONE)
    assert "error" not in told
    wrong = answer_json({"question": "admission.timeline", "facts": {"oath_on": "去年"}}, NEW_DONE)
    assert wrong["error"]["field"] == "oath_on"
    assert wrong["error"]["example"]


def test_the_provinces_to_choose_from_are_those_with_a_text() -> None:
    province = next(ask for ask in ASKS if ask.name == "province")
    assert set(province.choices) == {"none", *norms.jurisdictions()}


def test_a_presumed_rule_is_never_cited_as_the_text_in_force() -> None:
    for on, said in ((date(2026, 5, 10), False), (date(2026, 5, 11), True)):
        cited = answer("admission.approver", on, {"body": "committee"}).cites[0]
        assert ("暂时照旧" in cited.text_zh) is said
        assert (cited.presumed_from == date(2026, 5, 11)) is said
        assert cited.to_check is said


def test_a_local_text_is_cited_once() -> None:
    told = answer("admission.reports", NEW_DONE, {"year": 2026, "began_on": "2026-01-01", "province": "贵州"})
    assert told.cites[0].text_zh == "《贵州省发展党员工作规程（试行）》第六条、第二十一条（2016年1月1日起施行）"
