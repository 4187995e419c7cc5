"""导出我的全部资料: what the own page shows and a little more, as a file that any program can read."""

import json
from io import BytesIO
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.intake import neutralise
from zhibu.ledger.own_data import Row, own_data
from zhibu.member.models import Member
from zhibu.member.queries import own_member
from zhibu.web.access import PageRequest, signed_in

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 20


@signed_in
@require_safe
def my_data_json(request: PageRequest) -> HttpResponse:
    data = own_data(_own_member(request.actor), request.today)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json; charset=utf-8", _("我的全部资料.json"))


@signed_in
@require_safe
def my_data_excel(request: PageRequest) -> HttpResponse:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in own_data(_own_member(request.actor), request.today).items():
        _write_section(book, title, rows)
    file = BytesIO()
    book.save(file)
    return _file(file.getvalue(), EXCEL, _("我的全部资料.xlsx"))


LONGEST = 31  # letters of a sheet's name, by the makers of Excel


def _write_section(book: Workbook, title: str, rows: list[Row]) -> None:
    sheet = book.create_sheet(title[:LONGEST])
    if not rows:
        sheet.append([_("没有")])
        return
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([neutralise(str(value)) for value in row.values()])
    for place, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.freeze_panes = "A2"


def _own_member(actor: Actor) -> Member:
    found = own_member(actor)
    if found is None:
        raise NotFound
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Nobody's cache keeps it."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response
