"""From an empty database to the first log-ins of a real unit."""

from datetime import date

import pytest
from django.test import Client

from tests.personas import NOW, TODAY
from zhibu.account.models import RoleGrant, User
from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.base.models import LogEntry
from zhibu.cli.main import main
from zhibu.flows.beginning import begin
from zhibu.org.models import Domain, Organisation

pytestmark = pytest.mark.django_db


def start(name: str = "北山机械厂党委", admin: str = "guanli", organiser: str = "zuzhi"):
    return begin(
        name=name,
        admin=admin,
        organiser=organiser,
        domain=Domain.STATE_OWNED_ENTERPRISE,
        founded_on=date(2010, 7, 1),
        today=TODAY,
        now=NOW,
    )


def test_the_unit_and_its_two_log_ins_are_there_and_work() -> None:
    unit, log_ins = start()
    assert (unit.name, unit.kind, unit.root) == ("北山机械厂党委", "primary_committee", unit.pk)
    assert {grant.role for grant in RoleGrant.objects.filter(organisation=unit)} == {"administrator", "organiser"}
    for log_in in log_ins:
        browser = Client()
        browser.post("/log-in/", {"username": log_in.username, "password": log_in.password})
        assert browser.get("/").headers["Location"] == "/settings/password/"
    assert LogEntry.objects.get().act == "begin"


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"admin": "zuzhi"}, {"organiser": "Guanli"}], ids=["no name", "same", "same but for case"]
)
def test_a_wrong_start_leaves_the_database_empty(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        start(**wrong)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_a_second_start_is_refused() -> None:
    start()
    with pytest.raises(Refused, match="北山机械厂党委"):
        start(name="另一个党委", admin="a-two", organiser="b-two")
    assert Organisation.objects.count() == 1


def test_the_command_prints_both_passwords_and_refuses_the_second_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    words = ["init", "--name", "北山机械厂党委", "--admin", "guanli", "--organiser", "zuzhi"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "登录名 guanli" in said
    assert "登录名 zuzhi" in said
    assert main(words) == 2
    assert "已经有" in capsys.readouterr().err
