"""Guidance stands beside the work it concerns; sources that differ are listed honestly."""

import pytest
from django.test import Client

from tests.personas import build_enterprise
from zhibu import norms
from zhibu.questions import guidance_on

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize(
    ("address", "norm"),
    [
        ("/meetings/new/", "secretary-chairs-meetings"),
        ("/concerns/", "care-for-members-in-trouble"),
        ("/branch/units/", "branch-adjust-when-unqualified"),
    ],
)
def test_the_form_shows_what_the_text_says_and_links_to_the_rule(address: str, norm: str) -> None:
    enterprise = build_enterprise()
    browser = Client()
    browser.force_login(enterprise.users["secretary"], backend=BACKEND)
    page = browser.get(address).content.decode()
    assert "规定里还说" in page
    assert f'href="/rules/{norm}/"' in page


def test_guidance_is_of_the_day_and_never_judged() -> None:
    for norm in norms.library().norms.values():
        if norm.use == "guidance":
            before = norm.span.from_on.replace(year=norm.span.from_on.year - 1)
            assert norm.id not in {row.id for row in guidance_on({norm.topic}, before)}
            assert norm.id not in norms.library().judgements


def test_every_disagreement_is_listed_with_its_rule_to_everybody() -> None:
    page = Client().get("/rules/disagreements/").content.decode()
    told = [norm for norm in norms.library().norms.values() if norm.disagreement_zh]
    assert len(told) > 20
    for norm in told:
        assert f'href="/rules/{norm.id}/"' in page
