"""Small decisions on the way: a row taken or left, cells mended, the whole thing dropped. None of them is a record."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from zhibu.base.errors import Refused
from zhibu.flows.imports import keeping, mapping, staging
from zhibu.flows.imports.homes import HOMES
from zhibu.flows.imports.offered import kinds_of
from zhibu.flows.models import Choice, Stage, Upload

LONGEST_CELL = 2000
ONLY_ONCE = [kind for kind, home in HOMES.items() if not home.takes_doubles]


def decide(upload: Upload, rows: Sequence[UUID], choice: Choice) -> int:
    """Take, leave or leave open some rows. What cannot be imported cannot be taken. Returns how many rows changed."""
    _need(upload, Stage.LOOKING)
    found = upload.rows.filter(pk__in=rows)
    if choice == Choice.TAKE:
        found = found.exclude(group="refused").exclude(is_known=True, kind__in=ONLY_ONCE)
    return int(found.update(choice=choice))


def take_all(upload: Upload) -> int:
    """All rows to look at that are not among the records yet."""
    _need(upload, Stage.LOOKING)
    return int(upload.rows.filter(group="look", is_known=False).update(choice=Choice.TAKE))


def mend(upload: Upload, cells: Sequence[tuple[int, int, str, str]], *, today: date) -> None:
    """Put cells differently — (sheet number, row, column letter, text) — and read the file again with them."""
    _need(upload, Stage.LOOKING)
    names = [sheet["name"] for sheet in upload.sheets]
    edits = {(name, row, letter): text for name, row, letter, text in upload.edits}
    for sheet, row, letter, text in cells:
        edits[names[sheet], row, letter] = text.strip()[:LONGEST_CELL]
    Upload.objects.filter(pk=upload.pk).update(edits=[[*place, text] for place, text in edits.items()])
    upload.refresh_from_db()
    staging.begin(upload)
    staging.stage(upload, today=today)


def set_sheets(upload: Upload, sheets: list[mapping.Sheet]) -> None:
    """The columns as chosen. Going back to them from the rows is allowed until the import is done."""
    kept = Upload.objects.filter(pk=upload.pk, stage__in=[Stage.MAPPING, Stage.LOOKING]).update(
        sheets=sheets, kinds=kinds_of(sheets)
    )
    if not kept:
        raise Refused("这份文件正在读，或者已经导入、取消了。", "回到“导入”看看它到哪一步。")
    upload.refresh_from_db()


def cancel(upload: Upload, *, now: datetime) -> None:
    """Drop rows and bytes; the records are as before."""
    on_the_way = [Stage.MAPPING, Stage.READING, Stage.LOOKING, Stage.WRITING]
    dropped = Upload.objects.filter(pk=upload.pk, stage__in=on_the_way).update(
        stage=Stage.CANCELLED, finished_at=now, purged_at=now, sheets=[], edits=[], columns={}
    )
    if not dropped:
        raise Refused("这份文件已经导入了。", "要拿掉，用“撤销这次导入”。")
    keeping.drop_rows(upload)
    keeping.forget_file(upload.digest)
    upload.refresh_from_db()


def _need(upload: Upload, stage: Stage) -> None:
    if upload.stage != stage:
        raise Refused("这份文件已经导入、取消了，或者正在读。", "回到“导入”看看它到哪一步。")
