"""党务公开栏: what stands on the branch's board, large enough to hang on a wall."""

from django.utils.translation import gettext_lazy as _

from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.branches import find
from zhibu.ledger.papers.kinds import READERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import Align, FormPaper, Shape, Table, TableColumn
from zhibu.meeting.disclosing import board

COLUMNS = (TableColumn("日期", 8, Align.CENTER), TableColumn("事项", 14), TableColumn("内容", 30))


def draw(found: Found, asked: Asked) -> Shape:
    rows = [(numerals.day(shown.day), shown.title, shown.text) for shown in board(found.branch, asked.today)]
    return FormPaper(
        f"{found.branch.name}党务公开栏",
        [Table(COLUMNS, rows, blank_rows=0 if rows else 6, lines=2, name="公开")],
        under=["有意见和建议，可以当面说，也可以用“说事”", f"公开日期：{numerals.day(asked.today)}"],
        landscape=True,
    )


def blank(branch: str) -> Shape:
    return FormPaper(f"{branch}党务公开栏", [Table(COLUMNS, blank_rows=8, lines=2, name="公开")], landscape=True)


PAPERS = (
    Paper("board", _("党务公开栏"), _("勾选公开的决定和公告"), _("支部的记录"), find, draw, READERS, True, blank=blank),
)
