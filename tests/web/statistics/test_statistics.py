"""统计: every number unfolds to its rows, and nobody outside the subtree is counted."""

from datetime import date

import pytest

from tests.personas import NOW, TODAY, acting, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.member.actions import enter_member
from zhibu.member.statistics import behind, counted, figures, reaching_age

pytestmark = pytest.mark.django_db


def enter(workshop: Workshop, name: str, **columns: object) -> None:
    do(
        workshop.actor("secretary"), enter_member, Right.RECORD, TODAY, NOW, branch=workshop.branch,
        since=date(2020, 1, 1), name=name, **columns,
    )  # fmt: skip


def test_every_number_is_the_number_of_its_rows(workshop: Workshop) -> None:
    enter(workshop, "马依努尔", sex="female", ethnicity="维吾尔族", education="大学本科", birth_on=date(1995, 3, 2))
    enter(workshop, "何新", joined_on=date(2026, 5, 1), category="probationary")
    actor = workshop.actor("secretary")
    numbers = counted(actor, TODAY)
    assert numbers == {figure.key: behind(actor, figure.key, TODAY).count() for figure in figures(TODAY)}
    assert (numbers["all"], numbers["women"], numbers["minority"], numbers["educated"]) == (10, 1, 1, 1)
    assert (numbers["probationary"], numbers["joined"], numbers["mobile"], numbers["frail"]) == (1, 1, 1, 1)
    assert sum(numbers[key] for key in numbers if key.startswith("age")) == numbers["all"]


@pytest.mark.parametrize(
    ("born", "key"), [(date(1995, 11, 23), "age31"), (date(1995, 11, 24), "age0"), (date(1990, 11, 23), "age36")]
)
def test_ages_turn_on_the_birthday(workshop: Workshop, born: date, key: str) -> None:
    before = counted(workshop.actor("secretary"), TODAY)[key]
    enter(workshop, "岁岁", birth_on=born)
    assert counted(workshop.actor("secretary"), TODAY)[key] == before + 1


def test_fifty_years_are_counted_from_conversion_and_by_the_year(workshop: Workshop) -> None:
    enter(workshop, "五十年", joined_on=date(1975, 7, 1), full_on=date(1976, 12, 31))
    enter(workshop, "差一天", joined_on=date(1976, 1, 1), full_on=date(1977, 1, 1))
    page = text_of(workshop.browser("secretary").get("/members/statistics/lists/"))
    medal = page.split("今年党龄满50年")[1].split("今年满")[0]
    assert "五十年" in medal and "差一天" not in medal
    assert reaching_age(workshop.actor("secretary"), 51, 2026).count() == 1


def test_pages_lead_from_the_number_to_the_names(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "/members/statistics/mobile/" in text_of(browser.get("/members/statistics/"))
    assert "周海涛" in text_of(browser.get("/members/statistics/mobile/"))
    assert browser.get("/members/statistics/nothing/").status_code == 404


def test_another_branch_is_not_counted_and_members_do_not_see_it(workshop: Workshop) -> None:
    assert counted(workshop.actor("outsider"), TODAY)["all"] == 1
    assert counted(workshop.actor("organiser"), TODAY)["all"] == 9
    assert workshop.browser("member").get("/members/statistics/").status_code == 403
    assert workshop.browser("keeper").get("/members/statistics/").status_code == 403


def test_the_roll_up_of_members_follows_every_move(workshop: Workshop) -> None:
    from zhibu.checkup.counting import fold, members_of
    from zhibu.member.actions import leave_branch, move_member

    company, first, second = workshop.enterprise.company, workshop.branch, workshop.enterprise.second
    assert (members_of(company.pk), members_of(first.pk), members_of(second.pk)) == (9, 8, 1)
    above = acting(company, Role.ORGANISER)
    do(above, move_member, Right.SET_UP, TODAY, member=workshop.members[5], branch=second, since=date(2026, 11, 1))
    do(above, leave_branch, Right.SET_UP, TODAY, member=workshop.members[4], until=date(2026, 11, 2))
    assert (members_of(company.pk), members_of(first.pk), members_of(second.pk)) == (8, 6, 2)
    fold()
    assert (members_of(company.pk), members_of(first.pk), members_of(second.pk)) == (8, 6, 2)
