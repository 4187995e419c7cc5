"""Every next step of every norm leads somewhere."""

import pytest
from django.urls import resolve, reverse

from zhibu import norms
from zhibu.base.actor import MAY
from zhibu.base.touched import SheetKind
from zhibu.norms.model import ACTIONS
from zhibu.web.access import policy_of
from zhibu.web.checkup.links import OF_A_CASE, ON_THE_SPOT, WAYS, Way

KNOWN = set(WAYS) | ON_THE_SPOT | OF_A_CASE


def test_the_table_speaks_only_of_codes_that_norms_have() -> None:
    assert set(ACTIONS) >= KNOWN
    assert len(KNOWN) == len(WAYS) + len(ON_THE_SPOT) + len(OF_A_CASE)


@pytest.mark.parametrize("sheet", list(SheetKind))
def test_every_step_of_every_norm_that_is_drawn_has_its_way(sheet: SheetKind) -> None:
    steps = [step for norm in norms.for_sheet(sheet.value) for found in norm.steps.values() for step in found]
    assert steps
    assert {step.action for step in steps} <= KNOWN


def test_every_norm_that_is_drawn_says_what_to_do_next() -> None:
    silent = [
        (norm.id, status)
        for sheet in SheetKind
        for norm in norms.for_sheet(sheet.value)
        for status in norm.seen
        if not norm.steps.get(status)
    ]
    assert silent == []


@pytest.mark.parametrize("page", sorted({way.page for way in WAYS.values()}))
def test_every_page_of_the_table_exists(page: str) -> None:
    assert reverse(page)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_whoever_gets_the_button_gets_the_page(way: Way) -> None:
    policy = policy_of(resolve(reverse(way.page)).func)
    assert policy
    shut = [role for role, rights in MAY.items() if way.right in rights and not policy.rights & rights]
    assert shut == []
