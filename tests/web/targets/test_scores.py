"""No number can be read as a score of a person: neither a column nor anything on a page."""

import re

import pytest
from django.apps import apps
from django.db import models

from tests.web.sending import send
from tests.web.targets.agreeing import agreed, praised
from tests.web.workshop import Workshop

NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
CALENDAR = {"year", "quarter", "order"}
NOT_MEANT = {
    "Nominee.in_favour": "votes as counted on paper, in a branch's decision",
    "PastHelp.number": "how many plans a branch ended, nobody's own",
    "Honour.places": "how many can be chosen",
    "Honour.due_to_vote": "who may vote",
    "Honour.present": "who came to vote",
}
SCORE = re.compile(r"\d+\s*[/／]\s*\d+|\d+(?:\.\d+)?\s*(?:分(?!钟)|%|％|星|级|名次)|第\s*\d+\s*名|排名|得分|积分")


def test_no_column_holds_a_number_about_a_person() -> None:
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("target").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, NUMBERS) and field.name not in CALENDAR
    }
    assert found == set(NOT_MEANT)


@pytest.mark.django_db
def test_no_page_shows_one(workshop: Workshop) -> None:
    books = [agreed(workshop, number) for number in (2, 3, 4)]
    praised(workshop, 2)
    browser = workshop.browser("secretary")
    missed = books[0].lines.get(order=1).thread
    changes = {f"outcome_{missed}": "not_reached", f"cause_{missed}": "新线培训没跟上"}
    assert send(browser, "/members/targets/quarter/2026/3/", **changes).status_code == 302
    one = workshop.members[2].pk
    for who, address in (
        ("secretary", "/members/targets/"),
        ("secretary", f"/members/targets/{one}/"),
        ("secretary", "/members/targets/quarter/2026/3/"),
        ("secretary", "/members/targets/quarter/2026/3/paper/"),
        ("secretary", "/files/ledgers/targets/"),
        ("member", "/members/targets/"),
        ("member", "/"),
    ):
        page = workshop.browser(who).get(address).content.decode()
        main = re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0])
        assert not SCORE.findall(main), (address, SCORE.findall(main))


@pytest.mark.parametrize(
    ("text", "is_score"),
    [("2/3 达到", True), ("85 分", True), ("一人一分钟", False), ("完成 90%", True), ("达到", False)],
)
def test_what_counts_as_a_score(text, is_score) -> None:
    assert bool(SCORE.search(text)) is is_score
