"""What may be true and is asked once: the same person twice, a conversion before the probation was over."""

from datetime import date

import pytest
from django.http import HttpResponse

from tests.personas import TODAY, acting, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.member.actions import enter_member
from zhibu.member.models import Details, Member

pytestmark = pytest.mark.django_db
NEW = "/members/new/"


def add(workshop: Workshop, **typed: str) -> HttpResponse:
    return send(workshop.browser("secretary"), NEW, **typed)


def test_the_same_person_twice_is_asked_and_a_namesake_is_kept(workshop: Workshop) -> None:
    asked = add(workshop, name="李晓明")
    assert asked.status_code == 422
    assert "名册里已经有李晓明" in text_of(asked)
    assert "核对过了，就这样存" in text_of(asked)
    assert Member.objects.filter(name="李晓明").count() == 1
    assert add(workshop, name="李晓明", checked="on").status_code == 302
    assert Member.objects.filter(name="李晓明").count() == 2


def test_somebody_with_another_birth_is_somebody_else(workshop: Workshop) -> None:
    Details.objects.filter(member__name="李晓明").update(birth_on=date(1980, 3, 1))
    assert add(workshop, name="李晓明", birth_on="1991-04-02").status_code == 302


def test_of_another_branch_only_a_transfer_is_said_and_nobody_is_named(workshop: Workshop) -> None:
    second = workshop.enterprise.second
    born = date(1985, 6, 7)
    entry = {"branch": second, "since": date(2020, 1, 1), "name": "祁连山", "birth_on": born}
    do(acting(second, Role.SECRETARY), enter_member, Right.RECORD, **entry)
    asked = add(workshop, name="祁连山", birth_on="1985-06-07")
    assert asked.status_code == 422
    assert "接转" in text_of(asked)
    assert second.name not in text_of(asked)
    assert add(workshop, name="祁连山").status_code == 302, "a name alone says nothing"


@pytest.mark.parametrize(("full_on", "status"), [("2017-03-04", 422), ("2017-03-05", 302)])
def test_a_conversion_before_the_probation_was_over_is_asked_with_its_article(
    workshop: Workshop, full_on: str, status: int
) -> None:
    sent = add(workshop, name="祁连山", joined_on="2016-03-05", full_on=full_on)
    assert sent.status_code == status
    if status == 422:
        assert "预备期到2017年3月5日满，转正日期早了" in text_of(sent)
        assert "发展党员工作细则" in text_of(sent)
        kept = add(workshop, name="祁连山", joined_on="2016-03-05", full_on=full_on, checked="on")
        assert kept.status_code == 302


def test_a_correction_asks_too_and_long_ago_is_left_alone(workshop: Workshop) -> None:
    assert add(workshop, name="祁连山", joined_on="1959-03-05", full_on="1959-06-05").status_code == 302
    member = Member.objects.get(name="祁连山")
    details = Details.objects.get(member=member)
    browser, address = workshop.browser("secretary"), f"/members/{member.pk}/edit/"
    typed = {"name": "祁连山", "joined_on": "2020-07-01", "full_on": "2021-06-30", "version": str(details.pk)}
    asked = send(browser, address, **typed)
    assert asked.status_code == 422
    assert "转正日期早了" in text_of(asked)
    assert send(browser, address, **typed, checked="on").status_code == 302
    assert Details.objects.get(member=member).full_on == date(2021, 6, 30)


def test_a_birth_to_come_and_joining_before_birth_are_refused_however_ticked(workshop: Workshop) -> None:
    late = add(workshop, name="祁连山", birth_on="1990-01-01", joined_on="1989-07-01", checked="on")
    assert "不会早于出生日期" in text_of(late)
    assert add(workshop, name="祁连山", birth_on="2027-01-01", checked="on").status_code == 422
    assert not Member.objects.filter(name="祁连山").exists()
    assert date(2027, 1, 1) > TODAY
