"""Every page is behind a right, or stands here with the reason why it is not. A new open page fails until it does."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from zhibu.base.actor import MAY, Right
from zhibu.web.access import policy_of

FOR_EVERYBODY = {
    "log_in": "the door",
    "second_step": "half a log-in: opens nothing before the second step fits",
    "provider_ask": "the door, by way of the unit's own provider",
    "provider_back": "the same; what was asked in this browser opens one log-in",
    "log_out": "ends one's own session and needs none",
    "switch_print": "large print, kept on the device",
    "switch_language": "language, kept on the device",
    "set_up": "whoever has the code from the terminal, and only while nobody has a log-in",
    "handbook": "the handbook, no record",
    "handbook_own": "the handbook, no record",
    "keys": "the list of keys, no record",
    "ask": "算一算: the law asked with one's own figures, nothing kept",
    "ask_question": "算一算: one question",
    "rules": "the regulations as they are",
    "rule": "the regulations as they are",
    "rule_disagreements": "where texts disagree",
    "helper_by_link": "one answer by one link, shown after a press only and then spent; opens one record",
}
NAMELESS = {
    "say": "说事 is for people without a log-in: no session, no cookie",
    "say_unit": "the same",
    "say_look": "the same; the receipt opens one concern",
    "say_answer": "the same",
    "say_survey": "a small survey without names",
    "health": "alive, for monitors; no record",
    "health_ready": "ready; details for this machine or with the token only",
    "metrics": "for this machine or with the token only",
    "feed": "whoever has the secret address sees when there are meetings; no session, no cookie",
    "api_organisations": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_members": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_gatherings": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_gathering": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_gathering_new": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_dues": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_dues_collect": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_tasks": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_gathering_undo": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_task_new": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_task_take_over": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_task_progress": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_task_undo": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_task_finish": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_findings": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_ledgers": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_ledger": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_people_ledgers": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_people_ledger": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_decisions": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_targets": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_targets_one": "by token: the operation asks for its scope and right itself (tests/web/api)",
    "api_questions": "the questions that the law answers, no record",
    "api_ask": "the law asked with one's own figures, nothing kept",
    "api-root": "the address below which the operations lie",
    "api_described": "the description of the interface",
    "api_described_english": "the same in English",
    "say_icon": "a picture of the frame",
    "say_style": "the style sheet of these pages",
}
OF_ONESELF = {
    "switch_role": "among the own roles",
    "today": "an empty list for who has no role",
    "today_put_off": "the own list, line by line",
    "today_put_back": "the own list",
    "today_hand_over": "the own list, to somebody who may do it",
    "today_not_applicable": "the own list",
    "reminders": "how one is reminded oneself; the robot and the list for the keeper ask for their rights",
    "reminders_mail": "the own address",
    "reminders_mail_try": "one message to oneself",
    "feed_new": "a calendar address for the own role",
    "feed_revoke": "the own calendar address",
    "search": "each source asks for its own right",
    "files": "each ledger asks for its own right",
    "my_data_json": "the own data",
    "my_data_excel": "the own data",
    "change_password": "the own password",
    "log_ins": "the own log-ins",
    "erasure": "the own data, with the own password",
    "erasure_withdraw": "the own request",
    "told_read": "what one was told of the own account",
    "second_factor": "the own second factor",
    "second_factor_app": "the own second factor, with the own password",
    "second_factor_passkey": "the own second factor, with the own password",
    "second_factor_codes": "the own second factor, with the own password",
    "second_factor_remove": "the own second factor, with the own password",
    "log_in_end": "the own log-ins",
    "log_ins_end_others": "the own log-ins",
    "dues_published": "who may read it is asked of the record: members of the branch",
    "dues_receipt": "who may read it is asked of the record: the member, and who keeps the dues",
}


def every_page(patterns: list[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from every_page(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern), entry.callback


def pages_where(test: Callable[[Any], bool]) -> set[str]:
    pages = dict(every_page(get_resolver("zhibu.config.urls").url_patterns))
    return {name for name, view in pages.items() if test(policy_of(view))}


def test_no_page_is_without_a_policy() -> None:
    assert pages_where(lambda policy: policy is None) == set()


def test_pages_for_everybody_have_their_reason_here() -> None:
    assert pages_where(lambda policy: not policy.log_in and not policy.nameless) == set(FOR_EVERYBODY)


def test_pages_without_names_have_their_reason_here() -> None:
    assert pages_where(lambda policy: policy.nameless) == set(NAMELESS)


def test_pages_for_any_role_show_only_the_own() -> None:
    assert pages_where(lambda policy: policy.log_in and not policy.rights) == set(OF_ONESELF)


def test_all_other_pages_ask_for_a_right_that_somebody_has() -> None:
    held = frozenset().union(*MAY.values())
    assert held == set(Right)
    assert len(pages_where(lambda policy: bool(policy.rights & held))) > 200
