"""Every address of the product, from its own configuration, with the keys of what was planted.

A page that takes a key which is not known here, and has no reason in `NOT_WALKED`, fails `test_no_page_is_forgotten`.
"""

from collections.abc import Iterator
from inspect import getclosurevars
from itertools import product
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from zhibu.ledger.catalogue import LEDGERS

KEYS = {  # by what a page calls its key, or by page and key: the record whose keys are meant
    "arranged_id": "target.TalkArranged",
    "arrangement_id": "dues.Arrangement",
    "assignment_id": "work.Assignment",
    "booklet_id": "admission.Booklet",
    "bundle": "flows.Bundle",
    "candidate_id": "admission.Candidate",
    "concern_id": "concern.Concern",
    "condition_id": "member.Condition",
    "contact_id": "member.Contact",
    "correction_answer.request_id": "member.CorrectionRequest",
    "day_id": "work.UnitDay",
    "duty_id": "work.Duty",
    "earlier_concern.concern_id": "concern.EarlierConcern",
    "election_id": "election.Election",
    "factor_id": "account.SecondFactor",
    "form_id": "work.HigherForm",
    "gathering": "meeting.Gathering",
    "goal_id": "work.Goal",
    "group_id": "org.PartyGroup",
    "handing_id": "dues.HandingUp",
    "helper_id": "work.Cooperation",
    "holding_id": "member.PostHolding",
    "honour_id": "target.Honour",
    "hook_id": "notice.Hook",
    "layout_id": "flows.RememberedMapping",
    "letter_id": "admission.ReviewLetter",
    "look_id": "target.HelpLook",
    "matter_id": "work.MajorMatter",
    "mend_id": "work.Mend",
    "opening_id": "account.Opening",
    "payment_id": "dues.Payment",
    "plan_id": "target.HelpPlan",
    "praise_id": "target.Praise",
    "publication_id": "dues.Publication",
    "question_id": "work.ReviewQuestion",
    "report_id": "work.DutyReport",
    "signed_page": "meeting.SignedPage",
    "step_id": "admission.Step",
    "submission_id": "work.Submission",
    "admission_answer.submission_id": "admission.SentUp",
    "support_id": "work.Support",
    "survey_id": "survey.Survey",
    "targets_request_answer.request_id": "target.HelpRequest",
    "task": "work.Task",
    "task_id": "work.Task",
    "term_id": "org.Term",
    "transfer_id": "member.Transfer",
    "unit_id": "org.Unit",
    "upload_id": "flows.Upload",
    "urging_id": "target.Urging",
    "word_id": "target.Word",
}
WORDS: dict[str, list[Any]] = {
    "year": [2026],
    "quarter": [3],
    "half": [1],
    "number": [1],
    "import_corrected.sheet": [0],
    "act": ["progress", "finish", "reopen"],
    "line": ["first"],
    "matter": ["develop", "admit"],
    "meetings_confirm.part": ["host", "recorder"],
    "life_note.part": ["prepare", "meeting", "appraisal"],
    "kind": ["roster", "meetings", "activist", "request", "report"],
    "elections_step.kind": ["requested", "approved"],
    "office": ["committee", "secretary"],
    "concern_quarter_write.name": ["2026-3"],
    "concern_quarter_write.topic": ["pay", "other"],
    "norm": ["branch_meeting.quarterly"],
    "files_ledger.key": [ledger.key for ledger in LEDGERS],
    "files_workbook.key": [ledger.key for ledger in LEDGERS],
    "files_template.key": ["talk"],
    "files_template_start.key": ["talk"],
    "api:api_ledger.key": [ledger.key for ledger in LEDGERS],
    "api:api_people_ledger.key": [ledger.key for ledger in LEDGERS],
}
NOT_WALKED = {
    "feed": "the calendars are read below, each by its own secret address",
    "dues_approve": "an arrangement of dues fits together only when its own flow makes it: tests/web/dues",
    "files_paper_pdf": "the same paper as the page; a pdf's text is packed, and making one takes a second",
    "helper_by_link": "a link is opened by a press; its page is tried in tests/work and holds one question",
    "say_survey": "what is asked may be read by whoever has the address; answers are sums",
    "handbook": "texts of the product, no record",
    "rule": "the regulations",
    "ask_question": "one's own figures",
    "today_put_off": "a line of the own list, whose words are looked at on the list itself",
    "today_hand_over": "the same",
    "today_not_applicable": "the same",
    "checkup_answer": "a line of the check-up, whose words are looked at there",
    "weakness": "texts of the product and the branch's own counts",
    "measure_start": "the same",
    "member_statistics_rows": "the roster under one heading",
    "setting": "figures",
}


def pages() -> Iterator[tuple[str, list[str], Any]]:
    """Name, keys and view of everything that has an address."""
    yield from _below(get_resolver("zhibu.config.urls").url_patterns)


def _below(patterns: list[Any], space: str = "") -> Iterator[tuple[str, list[str], Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield space + entry.name, list(entry.pattern.converters), entry.callback


def shows(view: Any) -> bool:
    return takes(view, "GET")


def takes(view: Any, method: str) -> bool:
    """Whether the view answers this method: it does unless it was declared otherwise."""
    inner = view
    while inner is not None and hasattr(inner, "__code__"):
        methods = getclosurevars(inner).nonlocals.get("request_method_list")
        if methods is not None:
            return method in methods
        inner = getattr(inner, "__wrapped__", None)
    return True


def filled(known: dict[str, list[Any]], method: str = "GET") -> dict[str, list[str]]:
    """By page its addresses, of those that take this method.

    `known` has the keys that a test chose itself; all others are those of KEYS and WORDS.
    """
    found: dict[str, list[str]] = {}
    rows: dict[str, list[Any]] = {}
    for name, wanted, view in pages():
        if not takes(view, method):
            continue
        values = [_values(name, key, known, rows) for key in wanted]
        for given in product(*values):
            try:
                address = reverse(name, kwargs=dict(zip(wanted, given, strict=True)))
            except NoReverseMatch:
                continue
            found.setdefault(name, []).append(address)
    return found


def _values(name: str, key: str, known: dict[str, list[Any]], rows: dict[str, list[Any]]) -> list[Any]:
    for given in (known, WORDS):
        for asked in (f"{name}.{key}", key):
            if asked in given:
                return given[asked]
    label = KEYS.get(f"{name}.{key}", KEYS.get(key, ""))
    if label and label not in rows:
        rows[label] = _keys_of(label)
    return rows.get(label, [])


def _keys_of(label: str) -> list[Any]:
    """The keys of one record of that kind: of the version, and of all its versions."""
    row = apps.get_model(label).objects.order_by("pk").first()
    return [] if row is None else list(dict.fromkeys([row.pk, getattr(row, "thread", row.pk)]))
