"""离开以后删除资料: who, when, what goes and what stays, and that the log still proves itself."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.db.models import Model
from django.test import Client

from tests.personas import NOW, PASSWORD, TODAY, do
from tests.web.canary.planting import Planter
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop, built, workshop  # noqa: F401
from zhibu.account.actions import end_role
from zhibu.account.models import Erasure, RoleGrant, User
from zhibu.base import sealing
from zhibu.base.actor import Right
from zhibu.flows import erasing
from zhibu.meeting.actions import note_talk
from zhibu.meeting.models import Attendance, Talk
from zhibu.member.actions import leave_branch
from zhibu.member.models import Details, Member

pytestmark = pytest.mark.django_db
WHO = 2  # 单雪, "member"
LATER = TODAY + erasing.WAITS_FOR


@pytest.fixture(autouse=True)
def own_journal(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def pointing() -> set[tuple[type[Model], str]]:
    return {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (Member, User)
    }


def test_every_record_that_names_somebody_goes_or_stays_by_decision() -> None:
    listed = [row for lists in (erasing.DELETED, erasing.KEPT, erasing.OF_OTHERS) for row in erasing.rows_of(lists)]
    assert len(listed) == len(set(listed))
    assert set(listed) == pointing()


def ask(workshop: Workshop) -> User:  # noqa: F811
    answer = send(workshop.browser("member"), "/settings/erasure/", password=PASSWORD)
    assert answer.status_code == 302
    return workshop.enterprise.users["member"]


def leave(workshop: Workshop) -> None:  # noqa: F811
    do(workshop.actor("secretary"), leave_branch, Right.RECORD, member=workshop.members[WHO], until=TODAY)
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["member"])
    do(workshop.actor("keeper"), end_role, Right.ACCOUNTS, grant=grant, until=TODAY)


@pytest.mark.parametrize(("days", "count"), [(29, 0), (30, 1), (31, 1)])
def test_it_waits_for_a_month(workshop: Workshop, days: int, count: int) -> None:  # noqa: F811
    ask(workshop)
    leave(workshop)
    assert erasing.carry_out_due(TODAY + timedelta(days=days), NOW) == count


def test_whoever_is_still_here_keeps_everything(workshop: Workshop) -> None:  # noqa: F811
    user = ask(workshop)
    assert erasing.carry_out_due(LATER, NOW) == 0
    assert User.objects.get(pk=user.pk).display_name == "单雪"


def test_withdrawn_or_with_a_wrong_password_nothing_happens(workshop: Workshop) -> None:  # noqa: F811
    browser = workshop.browser("member")
    assert send(browser, "/settings/erasure/", password="wrong-one-9").status_code == 422
    assert not Erasure.objects.exists()
    ask(workshop)
    assert "撤回" in text_of(browser.get("/settings/erasure/"))
    assert browser.post("/settings/erasure/withdraw/").status_code == 302
    leave(workshop)
    assert erasing.carry_out_due(LATER, NOW) == 0


def test_what_served_contact_goes_and_the_minutes_stay(workshop: Workshop) -> None:  # noqa: F811
    member, secretary = workshop.members[WHO], workshop.actor("secretary")
    Details.versions.filter(member=member).update(phone="13800001234", education="大学", remark="住在北门")
    do(secretary, note_talk, Right.RECORD, branch=workshop.branch, talker=workshop.members[0], partner=member,
       happened_on=date(2026, 11, 20))  # fmt: skip
    user = ask(workshop)
    leave(workshop)
    attended = Attendance.objects.filter(member=member).count()
    assert erasing.carry_out_due(LATER, NOW) == 1
    for row in Details.versions.filter(member=member):
        assert (row.phone, row.education, row.remark, row.identity_number) == ("", "", "", "")
        assert row.name == "单雪"
    assert not Talk.versions.filter(partner=member).exists()
    assert Attendance.objects.filter(member=member).count() == attended
    assert not Erasure.objects.exists()
    gone = User.objects.get(pk=user.pk)
    assert (gone.is_active, gone.display_name, gone.member_id) == (False, "资料已删除的人", None)
    assert Client().post("/log-in/", {"username": "member", "password": PASSWORD}).status_code == 422


def test_not_a_word_of_a_marked_person_is_left_where_it_should_go(workshop: Workshop) -> None:  # noqa: F811
    """One row of every record is planted; afterwards no row of the list points to the person any more."""
    member, user = workshop.members[WHO], workshop.enterprise.users["member"]
    Planter(member, workshop.branch, workshop.groups[0], user).plant()
    gone = erasing.Gone(member.pk, user.pk, TODAY)
    erasing._erase(gone, TODAY, NOW)
    for model, name in erasing.rows_of(erasing.DELETED):
        assert not model._base_manager.filter(**{f"{name}__in": [member.pk, user.pk]}).exists(), (model, name)


def test_the_log_names_the_person_no_more_and_still_proves_itself(workshop: Workshop) -> None:  # noqa: F811
    user = ask(workshop)
    leave(workshop)
    head = sealing.seal(NOW)
    assert head
    erasing.carry_out_due(LATER, NOW + timedelta(days=30))
    found = sealing.verify([(head.number, head.head)])
    assert found.faults == []
    assert found.erased > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, subject FROM base_logentry")
        assert user.pk.hex not in str(cursor.fetchall()).replace("-", "")


def test_the_journal_has_keys_and_a_day_and_is_replayed(workshop: Workshop) -> None:  # noqa: F811
    user = ask(workshop)
    leave(workshop)
    erasing.carry_out_due(LATER, NOW)
    rows: list[dict[str, Any]] = [json.loads(line) for line in erasing.journal().read_text().splitlines()]
    assert rows == [{"member": str(workshop.members[WHO].pk), "user": str(user.pk), "day": LATER.isoformat()}]
    User.objects.filter(pk=user.pk).update(display_name="单雪", username="member")  # as a restored backup has it
    Details.versions.filter(member=workshop.members[WHO]).update(phone="13800001234")
    assert erasing.replay(LATER, NOW) == 1
    assert User.objects.get(pk=user.pk).display_name == "资料已删除的人"
    assert not Details.versions.filter(member=workshop.members[WHO]).exclude(phone="").exists()
