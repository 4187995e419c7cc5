"""`zhibu export`: a file with the rows, or one sentence and nothing written."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.personas import TODAY
from tests.web.workshop import Workshop, built, workshop
from zhibu.cli.main import main
from zhibu.meeting.models import ItemKind

__all__ = ["built", "workshop"]


def export(file: Path, *words: str) -> int:
    return main(["export", *words, "-o", str(file)])


def test_writes_the_ledger_of_a_year(workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="大会一次")
    workshop.held(date(2025, 5, 1), ItemKind.GENERAL_MEETING, title="去年的大会")
    file = tmp_path / "台账.xlsx"
    assert export(file, "--ledger", "meetings", "--branch", "一车间", "--year", "2025") == 0
    assert "一车间党支部，三会一课台账，1 行" in capsys.readouterr().out
    assert load_workbook(file).active["C4"].value == "去年的大会"
    assert export(file, "--ledger", "党员花名册", "--branch", str(workshop.branch.pk), "--force") == 0
    assert load_workbook(file).active["A1"].value == "党员花名册"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--ledger", "points", "--branch", "一车间"), "没有“points”这本台账。可以写：meetings（三会一课台账）"),
        (("--ledger", "meetings", "--branch", "三车间"), "没有叫“三车间”的支部。"),
        (("--ledger", "meetings", "--branch", "车间"), "叫“车间”的支部不止一个：一车间党支部（"),
        (("--ledger", "meetings", "--branch", "一车间", "--year", "20"), "年份 20 不对"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_no_file(
    workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "台账.xlsx"
    assert export(file, *words) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not file.exists()


def test_an_existing_file_is_kept(workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_text("别的东西")
    assert export(file, "--ledger", "meetings", "--branch", "一车间") == 2
    assert file.read_text() == "别的东西"
    assert export(tmp_path / "台账.xls", "--ledger", "meetings", "--branch", "一车间") == 2
    assert "要以 .xlsx 结尾" in capsys.readouterr().err
