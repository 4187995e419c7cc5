"""A new field key: nothing encrypted stays under the old one, nothing is lost, and a broken-off change goes on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.concern.unit import Unit
from tests.personas import NOW, TODAY
from zhibu.base import sealing
from zhibu.base.errors import Refused
from zhibu.base.models import LogEntry
from zhibu.cli import keys
from zhibu.cli.parser import ChineseParser
from zhibu.concern.models import Concern, Kind, Line, Raiser
from zhibu.flows.rotation import encrypted_columns, rotate
from zhibu.member.identity import digest_of
from zhibu.member.models import Details

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"  # the specimen number of the national standard
NEW = "a-new-key-of-more-than-thirty-two-letters"


@pytest.fixture
def kept() -> Unit:
    unit = Unit()
    company = unit.company
    concern = Concern.objects.create(
        root=company.root, unit=company, released_on=TODAY, kind=Kind.values[0], words="夜班吃不上热饭",
        first_desk_at=company, first_desk_line=Line.FIRST, desk_at=company, desk_line=Line.FIRST, state_on=TODAY,
    )  # fmt: skip
    Raiser.objects.create(root=company.root, concern=concern, handler=unit.user("zhou").pk, called="陈某")
    row = Details.objects.first()
    Details.objects.filter(pk=row.pk).update(identity_number=NUMBER, identity_digest=digest_of(NUMBER))
    return unit


def raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM concern_concern")
        words = cursor.fetchall()
        cursor.execute("SELECT identity_number, identity_digest FROM member_details WHERE identity_digest <> ''")
        return str(words + cursor.fetchall())


def test_a_stolen_database_alone_reveals_none_of_the_protected_fields(kept: Unit) -> None:
    with connection.cursor() as cursor:
        for model, names in encrypted_columns():
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table}")
            text = str(cursor.fetchall())
            assert not any(word in text for word in ("夜班", "陈某", NUMBER[:10]))
    assert len(list(encrypted_columns())) >= 4


def test_everything_is_written_anew_and_read_back(kept: Unit, settings: Any) -> None:
    before = raw()
    settings.FIELD_KEY = settings.FIELD_KEY  # restored after the test
    assert rotate(NEW, NOW) > 0
    assert raw() != before
    assert Concern.objects.get().words in {None}, "the old key reads nothing any more"
    settings.FIELD_KEY = NEW
    assert Concern.objects.get().words == "夜班吃不上热饭"
    assert Raiser.objects.get().called == "陈某"
    row = Details.objects.get(identity_digest=digest_of(NUMBER))
    assert row.identity_number == NUMBER


def test_what_cannot_be_read_stops_it_and_nothing_is_changed(kept: Unit, settings: Any) -> None:
    before, right = raw(), settings.FIELD_KEY
    settings.FIELD_KEY = "a-wrong-key-of-more-than-thirty-two-letters"
    with pytest.raises(Refused):
        rotate(NEW, NOW)
    settings.FIELD_KEY = right
    assert raw() == before
    assert Concern.objects.get().words == "夜班吃不上热饭"


def test_the_log_proves_itself_before_and_after_a_new_key(kept: Unit, settings: Any) -> None:
    """The log has a key of its own: heads that two people keep outside stay good, and what comes later joins on."""
    settings.FIELD_KEY = settings.FIELD_KEY  # restored after the test
    LogEntry.objects.create(at=NOW, act="before", digest="0" * 32)
    first = sealing.seal(NOW)
    assert first is not None
    heads = [(first.number, first.head)]
    assert sealing.verify(heads).faults == []
    rotate(NEW, NOW)
    settings.FIELD_KEY = NEW
    assert sealing.verify(heads).faults == []
    LogEntry.objects.create(at=NOW, act="after", digest="1" * 32)
    second = sealing.seal(NOW)
    assert second is not None
    found = sealing.verify([*heads, (second.number, second.head)])
    assert (found.faults, found.blocks) == ([], 2)
    LogEntry.objects.filter(act="before").update(act="changed")
    assert [fault.what for fault in sealing.verify(heads).faults] == ["changed"]


def called() -> int:
    parser = ChineseParser(prog="zhibu keys")
    keys.describe(parser)
    return keys.carry_out(parser.parse_args(["rotate"]))


@pytest.mark.parametrize("broken_off", ["not", "before", "after"])
def test_the_command_changes_the_file_last(
    kept: Unit, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, broken_off: str
) -> None:
    monkeypatch.delenv("ZHIBU_FIELD_KEY", raising=False)
    settings.DATA, old = tmp_path, settings.FIELD_KEY
    place = tmp_path / "keys" / "field_key"
    place.parent.mkdir()
    place.write_text(old)
    if broken_off != "not":
        place.with_suffix(".next").write_text(NEW)
    if broken_off == "after":
        rotate(NEW, NOW)
    assert called() == 0
    settings.FIELD_KEY = place.read_text()
    assert old != settings.FIELD_KEY
    assert Concern.objects.get().words == "夜班吃不上热饭"
    [aside] = place.parent.glob("field_key.until-*")
    assert aside.read_text() == old
    assert not place.with_suffix(".next").exists()


def test_a_key_in_the_environment_is_not_ours_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBU_FIELD_KEY", "x" * 40)
    with pytest.raises(Refused):
        called()
