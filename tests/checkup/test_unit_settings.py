"""What a unit may set: open or stricter; never laxer than the law or those above, never in the way of those below."""

from datetime import date

import pytest

from tests.personas import TODAY, Enterprise, build_enterprise, do, found
from zhibu.base.actor import Right
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
