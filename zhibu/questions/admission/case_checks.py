"""Everything a case of admission is looked at for, in the order of the chart; and cases under way at the revision."""

from __future__ import annotations

from collections.abc import Iterator

from zhibu.questions.admission import special_checks
from zhibu.questions.admission.checks import Before, Check, Count, Limit, Wait
from zhibu.questions.admission.conversion import LOCAL_APPLY, TRANSFERRED
from zhibu.questions.admission.notice import CENTRAL as NOTICE
from zhibu.questions.admission.notice import LOCAL as LOCAL_NOTICE
from zhibu.questions.admission.remarks import Course, Remark
from zhibu.questions.dating import say
from zhibu.rules.admission_steps import REVISED_ON
from zhibu.rules.said import said
from zhibu.rules.status import Status

_ACTIVIST, _CONTACTS = "admission-activist-decided", "admission-contacts-one-or-two"
_TARGET, _TARGET_2026 = "admission-target-decided", "admission-target-decided-2026"
_PRE_REVIEW, _SEQUENCE = "admission-pre-review", "admission-conversion-sequence"
_APPROVAL, _CONVERSION_APPROVAL = "admission-approval-three-months", "admission-conversion-approval-three-months"
_MEETING_2026, _OATH_2026 = "admission-meeting-one-month-2026", "admission-oath-one-month-2026"

CHECKS: tuple[Check, ...] = (
    Before("admission-talk-one-month", "applied_on", "talked_on", is_needed=False),
    Limit("admission-talk-one-month", "applied_on", "talked_on"),
    Before(_ACTIVIST, "applied_on", "activist_on", is_needed=False),
    Wait("local-gz-activist-wait-three-months", "applied_on", "activist_on"),
    Before(_ACTIVIST, "recommended_on", "activist_on"),
    Before(_ACTIVIST, "activist_on", "activist_filed_on", is_needed=False),
    Before(_ACTIVIST, "activist_filed_on", "target_on"),
    Limit("local-gz-filing-reply-one-month", "activist_filed_on", "activist_filing_reply_on"),
    Before(_CONTACTS, "contacts_assigned_on", "target_on"),
    Count(_CONTACTS, "contacts", "contacts_assigned_on", "培养联系人"),
    Wait("admission-one-year-training", "activist_on", "target_on"),
    Before(_TARGET, "opinions_on", "target_on"),
    Before(_TARGET, "target_discussed_on", "target_on"),
    Before(_TARGET, "target_filed_on", "target_on", only_text=_TARGET),
    Limit("local-gz-filing-reply-one-month", "target_filed_on", "target_filing_reply_on", only_before=REVISED_ON),
    Before(_TARGET, "target_discussed_on", "consented_on", only_text=_TARGET_2026),
    Before(_TARGET, "consented_on", "notice_posted_on", only_text=_TARGET_2026),
    Before(_TARGET, "consented_on", "target_on", only_text=_TARGET_2026),
    Before(NOTICE, "notice_ended_on", "target_on"),
    Before("admission-two-introducers", "introducers_on", "admission_meeting_on"),
    Count("admission-two-introducers", "introducers", "introducers_on", "入党介绍人"),
    Count("constitution-two-introducers", "introducers", "introducers_on", "入党介绍人"),
    Before("admission-political-review", "political_review_on", "admission_meeting_on"),
    Before("admission-short-training", "training_ended_on", "admission_meeting_on"),
    Before(_PRE_REVIEW, "examined_on", "pre_reviewed_on"),
    Before(_PRE_REVIEW, "pre_reviewed_on", "form_filled_on"),
    Before(_PRE_REVIEW, "pre_reviewed_on", "admission_meeting_on"),
    Before(_PRE_REVIEW, "form_filled_on", "admission_meeting_on"),
    Before(_TARGET, "target_on", "admission_meeting_on"),
    Limit(_MEETING_2026, "pre_reviewed_on", "admission_meeting_on"),
    Limit("local-gz-meeting-one-month", "pre_reviewed_on", "admission_meeting_on", "（贵州）"),
    Before("admission-committee-talk", "committee_talk_on", "approved_on"),
    Before(_APPROVAL, "admission_meeting_on", "reported_on", is_needed=False),
    Before(_APPROVAL, "admission_meeting_on", "approved_on"),
    Before(_APPROVAL, "reported_on", "approved_on", is_needed=False),
    Before(_APPROVAL, "filed_with_department_on", "conversion_meeting_on"),
    Before("admission-oath", "approved_on", "oath_on"),
    Before("admission-oath", "oath_on", "conversion_meeting_on"),
    Limit(_OATH_2026, "approved_on", "oath_on"),
    Before(_SEQUENCE, "conversion_applied_on", "conversion_meeting_on"),
    Before(_SEQUENCE, "group_opinion_on", "conversion_meeting_on", only_text=_SEQUENCE),
    Before(_SEQUENCE, "conversion_opinions_on", "conversion_meeting_on"),
    Before(_SEQUENCE, "conversion_examined_on", "conversion_meeting_on"),
    Limit("local-gz-conversion-meeting-one-month", "conversion_applied_on", "conversion_meeting_on", "（贵州）"),
    Before(_SEQUENCE, "conversion_meeting_on", "conversion_approved_on"),
    Before(_CONVERSION_APPROVAL, "conversion_reported_on", "conversion_approved_on", is_needed=False),
    Limit("admission-archive", "conversion_approved_on", "archived_on", "（条文只写“及时”，这是本系统的提醒）"),
)

_REVISED = (
    "admission-min-age",
    "admission-talk-one-month",
    _ACTIVIST,
    _CONTACTS,
    "admission-half-year-review",
    "admission-one-year-training",
    _TARGET,
    "admission-two-introducers",
    "admission-political-review",
    "admission-short-training",
    _PRE_REVIEW,
    _APPROVAL,
    "admission-oath",
    "admission-probation-one-year",
    "admission-probation-extension",
    "admission-conversion-on-time",
    _SEQUENCE,
    _CONVERSION_APPROVAL,
    "admission-archive",
)
NORM_IDS = (
    *(rule for revised in _REVISED for rule in (revised, f"{revised}-2026")),
    "constitution-min-age",
    "constitution-two-introducers",
    NOTICE,
    special_checks.LEAVING,
    _MEETING_2026,
    "admission-committee-talk",
    "admission-refused-tell",
    _OATH_2026,
    TRANSFERRED,
    "admission-25-steps",
    "local-gz-activist-wait-three-months",
    "local-gz-filing-reply-one-month",
    LOCAL_NOTICE,
    "local-gz-meeting-one-month",
    "local-gz-probationer-half-year-review",
    LOCAL_APPLY,
    "local-gz-conversion-meeting-one-month",
)
"""Every rule that a case is looked at for; of the revised ones both texts."""

_REMARKS = (
    special_checks.look_at_age,
    special_checks.look_at_training,
    special_checks.look_at_target_notice,
    special_checks.look_at_reviews,
    special_checks.look_at_leaving,
    special_checks.look_at_approvals,
    special_checks.look_at_refusal,
    special_checks.look_at_probation,
    special_checks.look_at_conversion_notice,
)

_PREPARING = ("opinions_on", "target_discussed_on", "target_filed_on")
_NEW_FOR_TARGETS = ("consented_on", "notice_ended_on")
"""What the revision has added: its absence is a question in a case that was under way."""


def remarks_on(course: Course) -> list[Remark]:
    """Every remark, in the order of the chart."""
    found = [remark for check in CHECKS for remark in check.look(course)]
    found += [remark for look in _REMARKS for remark in look(course)]
    if _prepared_before(course):
        found = [remark for remark in found if remark.absent not in _NEW_FOR_TARGETS]
    return sorted([*found, *_under_way(course)], key=lambda remark: remark.step)


def _prepared_before(course: Course) -> bool:
    """Was a target prepared by the old text and named, or still to be named, under the new one?"""
    named = course.day("target_on")
    begun = any(day < REVISED_ON for name in _PREPARING if (day := course.day(name)))
    return begun and course.on >= REVISED_ON and (named is None or named >= REVISED_ON)


def _under_way(course: Course) -> Iterator[Remark]:
    """Cases that had begun when the revision came into force: ask, show no breach."""
    if course.on < REVISED_ON:
        return
    since = say(REVISED_ON)
    if _prepared_before(course):
        told = said(
            "{since}以前就开始办、还没有列为发展对象的，要不要补上级同意和公示，没有看到规定。问上级党委。", since=since
        )
        yield Remark(8, _TARGET_2026, REVISED_ON, Status.UNKNOWN, told, ask_higher=True)
    named, met = course.day("target_on"), course.day("admission_meeting_on")
    if named is not None and named < REVISED_ON and (met is None or met >= REVISED_ON):
        told = said(
            "{named}按老办法列为发展对象，{since}还没有接收，要不要补上级同意和公示，没有看到规定。问上级党委。",
            named=say(named),
            since=since,
        )
        yield Remark(8, _TARGET_2026, REVISED_ON, Status.UNKNOWN, told, ask_higher=True)
    passed = course.day("pre_reviewed_on")
    if passed is not None and passed < REVISED_ON and (met is None or met >= REVISED_ON):
        told = said(
            "{passed}预审合格，在{since}以前，一个月内开大会的新规定管不管，没有看到。问上级党委。",
            passed=say(passed),
            since=since,
        )
        yield Remark(15, _MEETING_2026, REVISED_ON, Status.UNKNOWN, told, ask_higher=True)
    approved, sworn = course.day("approved_on"), course.day("oath_on")
    if approved is not None and approved < REVISED_ON and sworn is None and course.day("conversion_meeting_on") is None:
        told = said(
            "{approved}批准，在{since}以前，一个月内宣誓的说法管不管，没有看到。问上级党委。",
            approved=say(approved),
            since=since,
        )
        yield Remark(20, _OATH_2026, REVISED_ON, Status.UNKNOWN, told, ask_higher=True)
