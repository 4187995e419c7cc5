"""迎检: each line finds its ledgers and records or says what is missing; one zip with a contents page."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.ledger.papers.reading import opened
from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.ledger.catalogue import ledgers_for
from zhibu.ledger.papers import branches, inspection
from zhibu.ledger.papers.kinds import Asked
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import ItemKind

LIST = """1. 三会一课台账
（二）主题党日开展情况
3、民主评议党员材料
• 党员花名册
5．党建经费使用情况
"""


def asked(workshop: Workshop, who: str = "secretary") -> Asked:
    return Asked(workshop.actor(who), workshop.branch.pk, TODAY, 2026)


def mapped(workshop: Workshop, *lines: str, who: str = "secretary") -> inspection.Checklist:
    wanted = asked(workshop, who)
    return inspection.mapped(branches.find(wanted), wanted, ledgers_for(wanted.actor), lines)


def test_numbering_and_empty_lines_go() -> None:
    assert inspection.lines_in(LIST) == [
        "三会一课台账", "主题党日开展情况", "民主评议党员材料", "党员花名册", "党建经费使用情况",
    ]  # fmt: skip
    assert inspection.lines_in("\n \n") == []
    assert len(inspection.lines_in("甲\n" * 1000)) == inspection.MOST_LINES


def test_each_line_finds_its_pieces_or_says_what_is_missing(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 6), items=[NewItem(ItemKind.GENERAL_MEETING, decision="同意")], title="大会")
    ledger, theme, appraisal, roster, other = mapped(workshop, *inspection.lines_in(LIST)).lines
    assert [(piece.title, piece.rows) for piece in ledger.pieces] == [("三会一课台账", 1), ("会议记录（逐次）", 1)]
    assert theme.missing == "2026 年还没有记录：主题党日台账。"
    assert appraisal.pieces  # the sheet of names exists before the vote
    assert [piece.rows for piece in roster.pieces] == [8]
    assert other.missing == "程序里没有对应的台账，要另找纸质材料。"


def test_what_a_role_may_not_see_is_not_in_its_bundle(workshop: Workshop) -> None:
    (line,) = mapped(workshop, "谈心谈话记录", who="organiser").lines
    assert line.pieces == []


def test_the_zip_has_contents_ledgers_and_records(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 6), items=[NewItem(ItemKind.GENERAL_MEETING, decision="同意")], title="一/季度*大会")
    wanted, told = asked(workshop), []
    data = inspection.bundle(
        branches.find(wanted), wanted, ledgers_for(wanted.actor), inspection.lines_in(LIST),
        lambda done, total: told.append((done, total)),
    )  # fmt: skip
    package = zipfile.ZipFile(io.BytesIO(data))
    names = package.namelist()
    assert names[-1] == "00目录.docx"
    assert "台账/一车间党支部2026年三会一课台账.xlsx" in names
    assert any(name.startswith("会议记录/0306一季度大会-") for name in names)
    assert len(set(names)) == len(names)
    sheet = load_workbook(io.BytesIO(package.read("台账/一车间党支部党员花名册.xlsx"))).active
    assert sheet is not None
    assert sheet.max_row == 3 + 8
    rows = [[cell.text for cell in row.cells] for row in opened(package.read("00目录.docx")).tables[0].rows]
    assert rows[0] == ["序号", "检查项", "材料（文件名）", "说明"]
    assert [row[1] for row in rows[1:]] == inspection.lines_in(LIST)
    assert rows[-1][3] == "程序里没有对应的台账，要另找纸质材料。"
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize(
    ("line", "key"),
    [("支部委员会会议记录本", "kind:committee_meeting"), ("党课教案", "kind:party_lesson"),
     ("换届选举", "paper:division"), ("年度计划", "paper:plan"), ("决议执行", "decisions")],
)  # fmt: skip
def test_the_words_of_inspectors(workshop: Workshop, line: str, key: str) -> None:
    wanted = asked(workshop)
    known = inspection.Known(workshop.branch, wanted, ledgers_for(wanted.actor))
    assert key in inspection._keys(line, list(known.ledgers.values()), list(known.papers.values()))
