"""The sealed log: each planted fault is found, and erasing a person is none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import F

from tests.personas import NOW, TODAY
from zhibu.base import sealing
from zhibu.base.models import LogBlock, LogEntry
from zhibu.cli import log as command
from zhibu.cli.parser import ChineseParser

pytestmark = pytest.mark.django_db
WHO, WHOM = uuid4(), uuid4()


def write(number: int, **columns: Any) -> LogEntry:
    return LogEntry.objects.create(
        at=NOW + timedelta(minutes=number), act=f"act-{number}", digest=f"{number:032}", **columns
    )


@pytest.fixture
def heads() -> list[tuple[int, str]]:
    """Nine rows in three blocks; what two people keep outside."""
    for number in range(9):
        write(number, actor=WHO if number % 2 else uuid4(), subject=WHOM, root=uuid4())
        if number % 3 == 2:
            sealing.seal(NOW + timedelta(hours=1 + number))
    return list(LogBlock.objects.values_list("number", "head"))


def row(number: int) -> Any:
    return LogEntry.objects.filter(act=f"act-{number}")


def _change(number: int, **columns: Any) -> Callable[[], None]:
    def change() -> None:
        row(number).update(**columns)

    return change


def _drop() -> None:
    row(4).delete()


def _swap() -> None:
    row(3).update(place=1)
    row(4).update(place=0)


def _slip_in() -> None:
    new = write(20)
    LogEntry.objects.filter(pk=new.pk).update(block=2, place=3, commitment=sealing.commitment(new))


def _drop_last_block() -> None:
    LogEntry.objects.filter(block=3).delete()
    LogBlock.objects.filter(number=3).delete()


def _drop_middle_block() -> None:
    LogEntry.objects.filter(block=2).delete()
    LogBlock.objects.filter(number=2).delete()


def _reckon_anew() -> None:
    """Whoever holds the server and its key: drops a row and seals everything again."""
    row(4).delete()
    LogBlock.objects.all().delete()
    LogEntry.objects.update(block=None, place=None, commitment="")
    sealing.seal(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("plant", "what"),
    [
        (_change(4, act="another"), "changed"),
        (_change(4, actor=uuid4()), "changed"),
        (_change(4, subject=None), "changed"),
        (_change(4, at=NOW), "changed"),
        (_change(4, digest="x" * 32), "changed"),
        (_change(4, commitment="x" * 64), "changed"),
        (_change(4, block=3), "missing"),
        (_drop, "missing"),
        (_swap, "moved"),
        (_slip_in, "more"),
        (_drop_last_block, "outside"),
        (_drop_middle_block, "gone"),
        (_reckon_anew, "outside"),
    ],
)
def test_a_planted_fault_is_found(heads: list[tuple[int, str]], plant: Callable[[], None], what: str) -> None:
    assert sealing.verify(heads).faults == []
    plant()
    assert what in {fault.what for fault in sealing.verify(heads).faults}


def test_without_a_head_from_outside_the_chain_reckoned_anew_is_not_found(heads: list[tuple[int, str]]) -> None:
    """Why the head goes to two people: this is what the server alone cannot show."""
    _reckon_anew()
    assert sealing.verify().faults == []


def test_erasing_a_person_leaves_the_log_valid_and_says_so(heads: list[tuple[int, str]]) -> None:
    assert sealing.erase_from_log([WHO], TODAY) == 4
    assert not LogEntry.objects.filter(actor=WHO).exists()
    found = sealing.verify(heads)
    assert (found.faults, found.erased) == ([], 4)
    row(3).delete()  # an erased row that goes away altogether is still missed
    assert sealing.verify(heads).faults


def test_erased_rows_do_not_hide_a_changed_commitment(heads: list[tuple[int, str]]) -> None:
    sealing.erase_from_log([WHO], TODAY)
    row(3).update(commitment="x" * 64)
    assert [fault.what for fault in sealing.verify(heads).faults] == ["head"]


def test_commitments_hold_nothing_that_can_be_read(heads: list[tuple[int, str]], settings: Any) -> None:
    kept = str(list(LogEntry.objects.values_list("commitment"))) + str(list(LogBlock.objects.values_list("head")))
    assert str(WHOM)[:8] not in kept
    assert "act-" not in kept
    before = sealing.commitment(row(1).get())
    settings.LOG_KEY = "another-key-of-more-than-thirty-two"
    assert sealing.commitment(row(1).get()) != before


def test_what_waits_longer_than_an_hour_is_sealed_by_the_clock() -> None:
    write(0)
    sealing.seal_each_hour(NOW + timedelta(minutes=59))
    assert not LogBlock.objects.exists()
    sealing.seal_each_hour(NOW + timedelta(minutes=60))
    assert LogBlock.objects.get().count == 1


def test_many_rows_make_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ROWS", 4)
    for number in range(9):
        write(number)
    sealing.seal(NOW)
    assert list(LogBlock.objects.values_list("number", "count")) == [(1, 4), (2, 4), (3, 1)]
    assert sealing.verify().rows == LogEntry.objects.filter(block__gte=F("place") * 0).count() == 9


def called(*words: str) -> int:
    parser = ChineseParser(prog="zhibu log")
    command.describe(parser)
    return command.carry_out(parser.parse_args(words))


def test_the_command_prints_the_head_and_checks_against_it(capsys: Any, heads: list[tuple[int, str]]) -> None:
    assert called("head") == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line == f"{heads[-1][0]}-{heads[-1][1]}"
    assert called("verify", "--head", line[:20]) == 0
    assert "没有被改过" in capsys.readouterr().out
    assert called("verify") == 0
    assert "没有写外面保存的校验码" in capsys.readouterr().out
    _drop()
    assert called("verify", "--head", line) == 1
    assert "第 2 块" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["3", "3-abc", "x-0123456789abcdef", "3-0123456789abcdeg"])
def test_a_head_that_cannot_be_read_is_said(head: str) -> None:
    from zhibu.base.errors import Refused

    with pytest.raises(Refused):
        called("verify", "--head", head)


def test_the_names_of_rows_stay_keys() -> None:
    assert isinstance(write(1, subject=WHOM).subject, UUID)
