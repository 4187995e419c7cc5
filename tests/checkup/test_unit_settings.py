"""What a unit may set: open or stricter; never laxer than the law or those above, never in the way of those below."""

from datetime import date

import pytest

from tests.personas import TODAY, Enterprise, acting, build_enterprise, do, found
from zhibu import norms
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.checkup.unit_settings import check_setting, figures_from_above, figures_of, open_figures
from zhibu.flows.settings import set_figures
from zhibu.org.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
CAP = "branch-size-cap"
START = date(2026, 1, 1)


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


@pytest.fixture
def general(enterprise: Enterprise) -> Organisation:
    return found(enterprise.company, OrganisationKind.GENERAL_BRANCH, "机电党总支")


def check(place: Organisation, figure: int, norm: str = CAP, key: str = "members_max", since: date = START) -> None:
    check_setting(place, norm=norm, values={key: figure}, document="文件", since=since, today=TODAY)


def put(enterprise: Enterprise, place: Organisation, figure: int, since: date = START) -> None:
    do(
        enterprise.actor("organiser"),
        set_figures,
        Right.SET_UP,
        organisation=place,
        norm=CAP,
        values={"members_max": figure},
        source_document="文件",
        since=since,
    )


def test_every_offered_figure_can_be_set_within_its_bounds_and_not_beyond(enterprise: Enterprise) -> None:
    offered = open_figures(enterprise.company.path, TODAY)
    assert {row.norm for row in offered} >= {"party-lesson-regularly", "vacancy-by-election", CAP}
    for row in offered:
        if row.least is not None:
            check(enterprise.company, row.least, row.norm, row.key, TODAY)
            if row.least > 0:
                with pytest.raises(Refused):
                    check(enterprise.company, row.least - 1, row.norm, row.key, TODAY)
        if row.most is not None:
            check(enterprise.company, row.most, row.norm, row.key, TODAY)
            with pytest.raises(Refused):
                check(enterprise.company, row.most + 1, row.norm, row.key, TODAY)


def test_what_the_law_fixes_is_not_offered(enterprise: Enterprise) -> None:
    assert figures_of(enterprise.company.path, "term-other-branches", TODAY) == []
    with pytest.raises(Refused):
        check(enterprise.company, 4, "term-other-branches", "years_other")


def test_a_lower_unit_may_only_be_stricter_than_the_one_above(enterprise: Enterprise, general: Organisation) -> None:
    put(enterprise, enterprise.company, 40)
    assert figures_from_above(general, CAP, TODAY)["members_max"] == 40
    check(general, 39)
    with pytest.raises(Refused):
        check(general, 41)


def test_a_higher_unit_may_not_overtake_a_lower_ones_figure(enterprise: Enterprise, general: Organisation) -> None:
    put(enterprise, general, 30)
    check(enterprise.company, 30)
    with pytest.raises(Refused, match="机电党总支"):
        check(enterprise.company, 29)


def test_the_lower_unit_keeps_its_stricter_figure_after_the_higher_sets_one_later(
    enterprise: Enterprise, general: Organisation
) -> None:
    put(enterprise, general, 30)
    put(enterprise, enterprise.company, 40, date(2026, 6, 1))
    figures = {place.name: figures_of(place.path, CAP, TODAY)[0].figure for place in (general, enterprise.first)}
    assert figures == {"机电党总支": 30, "一车间党支部": 40}


def test_a_setting_counts_from_its_day_on(enterprise: Enterprise) -> None:
    put(enterprise, enterprise.company, 40, date(2026, 6, 1))
    path = enterprise.company.path
    assert figures_of(path, CAP, date(2026, 5, 31))[0].figure == 50
    assert figures_of(path, CAP, date(2026, 6, 1))[0].figure == 40


def test_a_setting_from_an_earlier_day_takes_the_place_of_those_after_it(enterprise: Enterprise) -> None:
    put(enterprise, enterprise.company, 45, date(2026, 1, 1))
    put(enterprise, enterprise.company, 40, date(2026, 6, 1))
    put(enterprise, enterprise.company, 48, date(2026, 4, 1))
    path = enterprise.company.path
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 1), TODAY]
    assert [figures_of(path, CAP, day)[0].figure for day in days] == [45, 48, 48, 48, 48]


def test_what_the_superior_decided_for_a_later_day_holds_for_a_lower_unit_now(
    enterprise: Enterprise, general: Organisation
) -> None:
    put(enterprise, enterprise.company, 30, date(2027, 1, 1))
    check(general, 30, since=TODAY)
    with pytest.raises(Refused):
        check(general, 31, since=TODAY)


# --- what nobody above may set


def test_no_signal_on_persons_talks_care_or_help_and_none_that_stays_with_the_branch(enterprise: Enterprise) -> None:
    offered = {row.norm for row in open_figures(enterprise.company.path, TODAY)}
    close_to_persons = {
        norm.id
        for norm in norms.library().norms.values()
        if norm.strength_class == "signal"
        and (norm.branch_only or norm.member_duty or norm.family == "help" or norm.topic in {"care", "concern"})
    }
    assert close_to_persons >= {"signal-no-talk-offered", "signal-no-look", "signal-bunched"}
    assert not offered & close_to_persons
    assert {"signal-no-life", "signal-planned-not-held"} <= offered, "what speaks of the branch may be set"
    for norm, key in (("signal-no-look", "days"), ("signal-no-talk-offered", "month"), ("signal-bunched", "least")):
        with pytest.raises(Refused):
            check(enterprise.company, 30, norm, key)


def test_no_rule_of_the_own_making_only_figures_of_published_ones(enterprise: Enterprise) -> None:
    for norm, key in (("our-own-signal", "days"), (CAP, "thoughts"), ("signal-no-life", "who")):
        with pytest.raises(Refused):
            check(enterprise.company, 3, norm, key)


def test_switching_a_published_rule_on_needs_its_source_and_holds_below_only(
    enterprise: Enterprise, general: Organisation
) -> None:
    """党课 “定期”: the text gives no number (0); a general branch asks for four a year in its own subtree."""
    under = found(general, OrganisationKind.BRANCH, "机电一支部")
    organiser = acting(general, Role.ORGANISER)
    arguments = {"organisation": general, "norm": "party-lesson-regularly", "values": {"times": 4}, "since": START}
    with pytest.raises(Refused):
        do(organiser, set_figures, Right.SET_UP, source_document=" ", **arguments)
    do(organiser, set_figures, Right.SET_UP, source_document="机电党总支〔2026〕2号", **arguments)
    figures = {
        place.name: next(row for row in figures_of(place.path, "party-lesson-regularly", TODAY) if row.key == "times")
        for place in (under, enterprise.first)
    }
    assert (figures["机电一支部"].figure, figures["机电一支部"].document) == (4, "机电党总支〔2026〕2号")
    assert (figures["一车间党支部"].figure, figures["一车间党支部"].document) == (0, "")
