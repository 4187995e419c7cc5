"""Sentences that remember their template: text for everybody, another language at the edge."""

import json
import pickle
from datetime import date

import pytest

from zhibu.rules.month_runs import say_months
from zhibu.rules.said import Counted, Said, in_language, joined, kept, reopened, said, with_values
from zhibu.rules.telling import say_day

ENGLISH = {
    "应到会{due}人，{judged}": "{due} due, {judged}",
    "差{missing}人。": "{missing} {missing:person|people} short.",
    "够了。": "enough.",
    "再等等。": "wait.",
    "、": ", ",
    "票": "vote",
    "{year}年{month}月{day}日": "{day} {month} {year}",
    "{year}年{first}月至{last}月": "{first} to {last} {year}",
    "{year}年{month}月": "{month} {year}",
    "3月": "March",
    "5月": "May",
    "1月": "January",
    "，晚{days}天": ", {days} days late",
    "{day}办的{late}": "done on {day}{late}",
}


def english(text):
    return in_language(text, lambda known: ENGLISH.get(known, known))


def test_it_is_its_chinese_text():
    sentence = said("差{missing}人。", missing=3)
    assert sentence == "差3人。"
    assert isinstance(sentence, str)
    assert json.loads(json.dumps({"because": [sentence]}, ensure_ascii=False)) == {"because": ["差3人。"]}
    again = pickle.loads(pickle.dumps(sentence))  # our own words
    assert again == sentence
    assert english(again) == english(sentence)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (said("差{missing}人。", missing=1), "1 person short."),
        (said("差{missing}人。", missing=2), "2 people short."),
        (said("应到会{due}人，{judged}", due=5, judged=said("差{missing}人。", missing=2)), "5 due, 2 people short."),
        (said("应到会{due}人，{judged}", due=5, judged="够了。") + "再等等。", "5 due, enough. Wait."),
        ("够了。" + said("差{missing}人。", missing=1), "enough. 1 person short."),
        (joined(["王一", "李二"]), "王一, 李二"),
        (joined(["够了。", said("差{missing}人。", missing=3)], ""), "enough. 3 people short."),
        ("票", "vote"),
        ("王一", "王一"),
        ("", ""),
        (say_day(738_219), "5 March 2022"),
        (
            said("{day}办的{late}", day=say_day(738_219), late=said("，晚{days}天", days=4)),
            "done on 5 March 2022, 4 days late",
        ),
        (say_months([2026 * 12, 2026 * 12 + 1, 2026 * 12 + 2, 2026 * 12 + 4]), "January to March 2026, May 2026"),
    ],
)
def test_it_is_said_in_another_language(text, shown):
    assert english(text) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 rows are left"), (1, "1 row is left"), ("1", "1 row is left"), (11, "11 rows are left")]
)
def test_a_translation_that_is_filled_in_chooses_its_words(count, shown):
    assert Counted("%(count)s {count:row is|rows are} left") % {"count": count} == shown
    assert Counted("{count} {count:row is|rows are} left").format(count=count) == shown


def test_what_is_filled_in_is_never_read_as_a_choice():
    given = "{count:a|b} %(count)s {count}"
    assert Counted("%(name)s, %(count)d {count:row|rows}") % {"name": given, "count": 1} == f"{given}, 1 row"
    assert Counted("{name}, {count} {count:row|rows}").format(name=given, count=1) == f"{given}, 1 row"


def test_adding_keeps_the_parts():
    both = "够了。" + said("差{missing}人。", missing=1) + "再等等。"
    assert both == "够了。差1人。再等等。"
    assert isinstance(both, Said)


def test_a_value_that_is_missing_is_a_defect():
    with pytest.raises(KeyError):
        said("差{missing}人。", less=1)


def test_it_is_kept_as_json_and_still_speaks_both_languages():
    sentence = joined(
        (said("应到会{due}人，{judged}", due=9, judged=said("差{missing}人。", missing=1)), "再等等。"), ""
    )
    again = reopened(json.loads(json.dumps(kept(sentence), ensure_ascii=False)))
    assert again == sentence == "应到会9人，差1人。再等等。"
    assert english(again) == english(sentence) == "9 due, 1 person short. Wait."
    assert reopened(kept("够了。")) == "够了。"


def test_a_day_that_was_kept_still_reads_right():
    day = say_day(date(2026, 3, 5).toordinal())
    again = reopened(json.loads(json.dumps(kept(said("到 {last} 为止。", last=day)), ensure_ascii=False)))
    assert again == "到 2026年3月5日 为止。"
    english = {"3月": "March", "{year}年{month}月{day}日": "{day} {month} {year}", "到 {last} 为止。": "Until {last}."}
    assert in_language(again, lambda text: english.get(text, text)) == "Until 5 March 2026."


def test_every_value_in_it_is_changed_and_nothing_else():
    sentence = joined((said("{name}差{missing}人。", name="丁一", missing=3), "丁一"), "；")
    changed = with_values(sentence, lambda text: text.replace("丁一", "某人").replace("3", "4"))
    assert changed == "某人差4人。；某人"
    assert isinstance(changed, Said)
