"""Target books and looks, written through the pages as people do."""

from datetime import date

from django.http import HttpResponse

from tests.personas import NOW, TODAY, do
from tests.web.sending import send
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.target.actions.books import NewLine, write_book
from zhibu.target.actions.helping import NewCriticism, NewPlan, open_help
from zhibu.target.actions.praise import praise
from zhibu.target.models import Book, Duty, HelpPlan, Praise

LINES = (
    ("带一名新工人独立上岗", "通过上岗考核", "2026-12-20"),
    ("设备零误停", "全年没有误停", "2026-12-31"),
    ("写一页操作提示", "贴在机台旁", "2026-11-30"),
)


def typed_lines(lines: tuple[tuple[str, str, str], ...] = LINES) -> dict[str, str]:
    """The rows of the form; rows that the page proposed beyond these are emptied."""
    data = {}
    for number in range(1, 6):
        content, mark, due = lines[number - 1] if number <= len(lines) else ("", "", "")
        data |= {f"content_{number}": content, f"done_when_{number}": mark, f"due_on_{number}": due}
    return data


def write(workshop: Workshop, number: int, who: str = "secretary", **changes: str) -> HttpResponse:
    address = f"/members/targets/{workshop.members[number].pk}/book/"
    return send(workshop.browser(who), address, **{**typed_lines(), **changes})


def agreed(workshop: Workshop, number: int, contact: int | None = None) -> Book:
    """A book that both signed on paper in March."""
    return do(
        workshop.actor("secretary"),
        write_book,
        Right.SEE_TARGETS,
        TODAY,
        NOW,
        member=workshop.members[number],
        year=2026,
        lines=[NewLine(content, mark, date.fromisoformat(due)) for content, mark, due in LINES],
        contact=workshop.members[contact] if contact is not None else None,
        signed_on=date(2026, 3, 2),
        source_note="责任书夹第 3 页",
    )


def in_help(workshop: Workshop, number: int, helper: int = 1) -> HelpPlan:
    """An open plan, with the criticism before it."""
    return do(
        workshop.actor("secretary"),
        open_help,
        Right.HELP,
        TODAY,
        NOW,
        member=workshop.members[number],
        plan=NewPlan(workshop.members[helper], "排两天跟岗", "过一遍操作单", [date(2026, 12, 1), date(2026, 12, 15)]),
        criticism=NewCriticism(workshop.members[0], date(2026, 11, 20), Duty.DUES, explanation="那个月住院"),
    )


def praised(workshop: Workshop, number: int, deed: str = "替班 6 次让同事住院陪护") -> Praise:
    return do(
        workshop.actor("secretary"),
        praise,
        Right.SEE_TARGETS,
        TODAY,
        NOW,
        branch=workshop.branch,
        member=workshop.members[number],
        deed=deed,
        happened_on=date(2026, 11, 10),
    )
