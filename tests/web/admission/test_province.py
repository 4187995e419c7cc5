"""A unit says in which province it is: the province's stricter text is asked there, below, and nowhere else."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.web.admission.carrying import Carried
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.norms import jurisdictions
from zhibu.org.models import PROVINCE, Setting
from zhibu.questions.layering import PROVINCES

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 2)


def choose(workshop: Workshop, province: str) -> int:
    organiser = workshop.browser("organiser")
    return send(organiser, "/settings/province/", province=province, since="2025-01-01").status_code


def texts(person: Carried) -> str:
    return " ".join(point.cite.text_zh for point in person.on(DAY).points if point.cite)


def test_the_texts_of_the_province_are_asked_here_and_taken_off_again(
    carry: Callable[..., Carried], workshop: Workshop
) -> None:
    person = carry().apply("黔中人", date(2025, 3, 1))
    person.did("talked", date(2025, 3, 10))
    person.did("recommended", date(2025, 4, 20))
    person.set_day(DAY)
    assert "贵州" not in texts(person)
    assert choose(workshop, "CN-GZ") == 302
    assert "贵州省发展党员工作规程" in texts(person)
    person.did("activist", date(2025, 5, 20), told=True)  # less than the months that the province asks for
    assert "贵州（由" in text_of(workshop.browser("secretary").get("/settings/"))
    assert choose(workshop, "CN-GZ") == 422, "nothing to change"
    assert choose(workshop, "") == 302
    assert "贵州" not in texts(person)
    assert "只看全国的规定" in text_of(workshop.browser("secretary").get("/settings/"))


def test_only_who_sets_up_may_say_it_and_only_provinces_whose_text_is_here(workshop: Workshop) -> None:
    for who in ("secretary", "member", "keeper"):
        assert workshop.browser(who).post("/settings/province/", {"province": "CN-GZ"}).status_code in (403, 404)
    assert choose(workshop, "CN-XX") == 422
    assert not Setting.objects.filter(norm=PROVINCE).exists()
    assert set(PROVINCES) == set(jurisdictions())
