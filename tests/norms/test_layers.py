from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhibu import norms
from zhibu.norms import Layer, LayerError

TODAY = date(2026, 11, 23)
MONTHLY = Layer(
    "unit", "general-meeting-quarterly", "months_per_period", 1, date(2026, 1, 1), None, "公司党委办法", "第二条"
)


def check(new: Layer, *others: Layer) -> None:
    norms.check_new_layer(new, norms.norm(new.norm_id), others)


def test_without_layers_the_text_speaks() -> None:
    found = norms.resolve("general-meeting-quarterly", TODAY)
    assert (found.values.months_per_period, found.values.times) == (3, 1)
    assert found.layers == ()
    assert found.values.lawful_from == date(2018, 10, 28).toordinal()


def test_a_stricter_layer_counts_while_it_is_in_force() -> None:
    ending = replace(MONTHLY, to_on=date(2026, 11, 22))
    assert norms.resolve("general-meeting-quarterly", TODAY, [MONTHLY]).values.months_per_period == 1
    assert norms.resolve("general-meeting-quarterly", date(2026, 11, 22), [ending]).values.months_per_period == 1
    assert norms.resolve("general-meeting-quarterly", TODAY, [ending]).values.months_per_period == 3
    assert norms.resolve("general-meeting-quarterly", date(2025, 12, 31), [MONTHLY]).values.months_per_period == 3


def test_a_layer_names_its_document_and_bounds_the_days_that_are_judged() -> None:
    found = norms.resolve("general-meeting-quarterly", TODAY, [MONTHLY])
    assert found.layer_for("months_per_period") == MONTHLY
    assert found.layer_for("times") is None
    assert found.values.settled_from == date(2026, 1, 1).toordinal()
    assert found.values.lawful_from == date(2018, 10, 28).toordinal()


def test_a_milder_layer_is_refused_in_a_sentence() -> None:
    with pytest.raises(LayerError, match="只能更严"):
        check(Layer("unit", "branch-size-cap", "members_max", 60, TODAY, None, "办法"))
    with pytest.raises(LayerError, match="可以填1到3"):
        check(replace(MONTHLY, figure=6))


def test_a_layer_without_a_document_is_refused() -> None:
    with pytest.raises(LayerError, match="没有写依据的文件"):
        check(replace(MONTHLY, document_zh=" "))


def test_a_unit_cannot_be_milder_than_its_province() -> None:
    province = Layer("provincial", "branch-size-cap", "members_max", 40, date(2026, 1, 1), None, "省委组织部办法")
    unit = Layer("unit", "branch-size-cap", "members_max", 45, date(2026, 1, 1), None, "公司党委办法")
    with pytest.raises(LayerError, match="现在是40"):
        check(unit, province)
    assert norms.resolve("branch-size-cap", TODAY, [province, replace(unit, figure=35)]).values.members_max == 35


def test_a_share_may_only_be_raised() -> None:
    two_thirds = Layer("unit", "general-meeting-vote-quorum", "quorum", (2, 3), TODAY, None, "公司党委办法")
    assert norms.resolve("general-meeting-vote-quorum", TODAY, [two_thirds]).values.quorum == (2, 3)
    with pytest.raises(LayerError, match="现在是1/2"):
        check(replace(two_thirds, figure=(1, 3)))


def test_what_the_law_leaves_open_may_be_chosen_within_bounds() -> None:
    window = Layer("unit", "organisational-life-meeting-yearly", "closes_after_months", 3, TODAY, None, "公司党委通知")
    for norm_id in ("organisational-life-meeting-yearly", "democratic-appraisal-yearly"):
        assert norms.resolve(norm_id, TODAY, [window]).values.closes_after_months == 3
    with pytest.raises(LayerError, match="可以填0到6"):
        check(replace(window, figure=7))


def test_a_new_layer_is_tried_before_it_is_kept() -> None:
    norm = norms.norm("general-meeting-quarterly")
    norms.check_new_layer(MONTHLY, norm)
    with pytest.raises(LayerError, match="没有可以由单位定的"):
        norms.check_new_layer(replace(MONTHLY, key="colour"), norm)
    with pytest.raises(LayerError, match="早于起期"):
        norms.check_new_layer(replace(MONTHLY, to_on=date(2025, 1, 1)), norm)
    with pytest.raises(LayerError, match="只能更严"):
        norms.check_new_layer(replace(MONTHLY, figure=3, from_on=TODAY), norm, [MONTHLY])


def test_a_figure_gives_way_to_a_text_or_a_province_that_asks_more() -> None:
    """Set when it was allowed; a stricter text came later. Reading goes on, and says which figure no longer counts."""
    unit = Layer("unit", "branch-size-cap", "members_max", 45, date(2026, 1, 1), None, "公司党委办法")
    province = Layer("provincial", "branch-size-cap", "members_max", 40, date(2026, 6, 1), None, "省委组织部办法")
    before = norms.resolve("branch-size-cap", date(2026, 5, 31), [unit, province])
    assert (before.values.members_max, before.given_way) == (45, ())
    after = norms.resolve("branch-size-cap", TODAY, [unit, province])
    assert (after.values.members_max, after.layers, after.given_way) == (40, (province,), (unit,))
    check(replace(unit, figure=35, from_on=TODAY), unit, province)
    with pytest.raises(LayerError, match="现在是40"):
        check(replace(unit, figure=41, from_on=TODAY), unit, province)


def test_a_text_of_our_own_never_gives_way() -> None:
    milder = Layer("provincial", "branch-size-cap", "members_max", 60, TODAY, None, "省委组织部办法")
    with pytest.raises(LayerError, match="只能更严"):
        norms.resolve("branch-size-cap", TODAY, [milder])


LESSONS = Layer("unit", "party-lesson-regularly", "months_per_period", 6, date(2026, 1, 1), None, "公司党委办法")


@pytest.mark.parametrize("months", [5, 7, 8, 9, 10, 11])
def test_periods_that_do_not_divide_a_year_are_refused_and_never_judged(months: int) -> None:
    """Branch regulations 2018, art. 16: lessons as often as the unit sets, by periods that fill a year."""
    bad = replace(LESSONS, figure=months)
    with pytest.raises(LayerError, match="把一年分成整段"):
        check(bad)
    assert norms.resolve(bad.norm_id, TODAY, [bad]).given_way == (bad,)


def test_no_more_times_than_a_period_has_months() -> None:
    check(replace(LESSONS, key="times", figure=6), LESSONS)
    with pytest.raises(LayerError, match="6个月里最多6次"):
        check(replace(LESSONS, key="times", figure=7), LESSONS)
    check(
        replace(MONTHLY, document_zh="支部办法"), replace(MONTHLY, key="times", figure=2)
    )  # a superior's: then monthly
