import re
import uuid
from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from zhibu.base.errors import Invalid, Refused
from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form, NumberField

TODAY = date(2026, 11, 23)


class Sample(Form):
    title = forms.CharField(label="名称")
    happened_on = DayField(label="哪一天", latest_today=True)
    next_on = DayField(label="下次", near=Near.FUTURE, required=False)
    present = NumberField(label="到会", min_value=1, max_value=200)
    notes = forms.CharField(label="要点", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲"), ("b", "乙")], required=False)


GOOD = {"title": "党员大会", "happened_on": "11月5日", "present": "11"}


def filled(**changes: Any) -> Sample:
    return Sample({**GOOD, **changes}, today=TODAY)


def test_days_and_numbers_as_people_write_them() -> None:
    form = filled(happened_on="１１月５日", next_on="12.3", present=" １２ ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["happened_on"] == date(2026, 11, 5)
    assert form.cleaned_data["next_on"] == date(2026, 12, 3)
    assert form.cleaned_data["present"] == 12


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "“名称”还没填。"),
        ("happened_on", "", "“哪一天”还没填。"),
        ("happened_on", "3月45日", "没有“3月45日”这一天。看看月和日是否写错。"),
        ("happened_on", "上周", "看不懂“上周”是哪一天。写成 2026年3月5日 或 3月5日。"),
        ("happened_on", "2026.11.24", "2026年11月24日 还没到。这里写已经发生的日子。"),
        ("present", "十一", "这里要写一个整数，比如 12。"),
        ("present", "0", "不能少于 1。"),
        ("present", "201", "不能多于 200。"),
    ],
)
def test_each_error_is_a_sentence(field: str, value: str, sentence: str) -> None:
    form = filled(**{field: value})
    assert form.errors == {field: [sentence]}


@pytest.mark.parametrize(("present", "day"), [("1", "2026.11.23"), ("200", "今天")])
def test_the_boundaries_themselves_are_allowed(present: str, day: str) -> None:
    assert filled(present=present, happened_on=day).is_valid()


@given(number=st.integers(min_value=1, max_value=200))
def test_full_width_digits_are_digits(number: int) -> None:
    wide = str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    form = filled(present=wide)
    assert form.is_valid()
    assert form.cleaned_data["present"] == number


def test_the_key_is_fresh_for_every_opened_form_and_stays_through_errors() -> None:
    first, second = Sample(today=TODAY), Sample(today=TODAY)
    keys = [re.search(r'name="key" value="([^"]+)"', str(form["key"]))[1] for form in (first, second)]  # type: ignore[index]
    assert keys[0] != keys[1]
    assert uuid.UUID(keys[0])
    wrong = filled(key=keys[0], title="")
    assert not wrong.is_valid()
    assert keys[0] in str(wrong["key"])
    right = filled(key=keys[0])
    assert right.is_valid()
    assert right.cleaned_data["key"] == uuid.UUID(keys[0])


def test_a_form_without_key_gets_one() -> None:
    form = filled()
    assert form.is_valid()
    assert isinstance(form.cleaned_data["key"], uuid.UUID)


def test_a_refusal_stands_beside_its_field() -> None:
    form = filled()
    assert form.is_valid()
    form.refuse(Refused("这一天已经记过。", "换一天。", "happened_on"))
    assert form.errors == {"happened_on": ["这一天已经记过。 换一天。"]}


def test_a_refusal_of_the_whole_or_of_an_unknown_field_stands_on_top() -> None:
    for field in ("", "not_on_this_page"):
        form = filled()
        assert form.is_valid()
        form.refuse(Refused("会已经归档。", field=field))
        assert form.non_field_errors() == ["会已经归档。"]


def test_several_problems_at_once_keep_their_places() -> None:
    form = filled()
    assert form.is_valid()
    form.refuse(Invalid({"title": "名称重了。", "present": "到会多于应到。", "elsewhere": "还差一处。"}))
    assert form.errors["title"] == ["名称重了。"]
    assert form.errors["present"] == ["到会多于应到。"]
    assert form.non_field_errors() == ["还差一处。"]
    assert form.problem_count == 3


def test_a_day_that_is_there_is_shown_as_people_write_it() -> None:
    form = Sample(initial={"happened_on": date(2026, 11, 5)}, today=TODAY)
    assert 'value="2026年11月5日"' in str(form["happened_on"])
    assert "happened_on" not in filled_again(form).changed_data


def filled_again(form: Sample) -> Sample:
    return Sample({**GOOD, "happened_on": "2026年11月5日"}, initial=form.initial, today=TODAY)


def test_days_without_today_are_a_defect_that_shows_itself() -> None:
    with pytest.raises(TypeError, match="today="):
        Sample(GOOD).is_valid()


def test_text_areas_are_small_unless_asked_for() -> None:
    assert 'rows="4"' in str(Sample(today=TODAY)["notes"])


class SampleFilter(FilterForm):
    kind = forms.ChoiceField(choices=[("", "全部"), ("a", "甲")])
    name = forms.CharField(max_length=5)


@pytest.mark.parametrize(
    ("query", "chosen"),
    [("", {}), ("kind=a", {"kind": "a"}), ("kind=zzz", {}), ("name=too-long&kind=a", {"kind": "a"}), ("kind=", {})],
)
def test_a_wrong_filter_filters_nothing(query: str, chosen: dict[str, str]) -> None:
    assert SampleFilter(QueryDict(query)).chosen() == chosen
