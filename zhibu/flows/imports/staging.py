"""From bytes to rows in three groups. Reading and comparing take no lock; rows are written in small portions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu import intake
from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import NotAllowed, Refused
from zhibu.flows.imports import keeping, known, mapping
from zhibu.flows.imports.comparing import Compared, Comparison, groups_named, is_secret, without_number
from zhibu.flows.imports.homes import FOUNDING
from zhibu.flows.imports.offered import kinds_of, offered_to
from zhibu.flows.imports.packing import made_of, packed, packed_problem
from zhibu.flows.imports.reach import reach_of
from zhibu.flows.models import Choice, Stage, StagedRow, Upload
from zhibu.flows.stopping import stopped
from zhibu.intake.spreading import put_back
from zhibu.intake.wording import column_number, text_of
from zhibu.org.models import Organisation
from zhibu.org.queries import identity_kept_in
from zhibu.rules.said import joined

PORTION = 500
ROWS_AT_ONCE = 2000  # more than this is read in the background, with progress
MOST_SKIPPED_SHOWN = 200
FILENAME_LENGTH = 120


def take_in(
    actor: Actor,
    organisation: Organisation,
    *,
    data: bytes,
    filename: str,
    now: datetime,
    kind: str = "",
    columns: Sequence[str] = (),
) -> Upload:
    """Keep a file and guess its columns. Refused with a sentence when it cannot be read; then nothing is kept.

    `kind`: what it is, where the page asked for nothing else; `columns`: then its fields, where it has no header.
    """
    if not offered_to(actor):
        raise NotAllowed
    book = read(data, filename)
    upload = Upload(
        organisation=organisation,
        filename=book.filename[:FILENAME_LENGTH],
        made_at=now,
        made_by=actor.user_id,
        sheets=mapping.without_header(book, kind, columns)
        if columns
        else mapping.first_look(book, organisation, offered_to(actor), reach_of(organisation.path, day_of(now)), kind),
        total=sum(len(sheet.rows) for sheet in book.sheets),
    )
    upload.kinds = kinds_of(upload.sheets)
    upload.digest = keeping.keep(data)
    upload.save(force_insert=True)
    return upload


def read(data: bytes, filename: str) -> intake.Book:
    try:
        return intake.read(data, filename)
    except intake.Unreadable as error:
        raise Refused(error.sentence, field="file") from error


def book_of(upload: Upload) -> intake.Book:
    """The tables of an upload with the cells that were mended in place."""
    return edited(read(keeping.bytes_of(upload), upload.filename), upload.edits)


def edited(book: intake.Book, edits: Sequence[Sequence[Any]]) -> intake.Book:
    """The book with some cells put differently: [sheet, row, column letter, text] each."""
    changed = {(name, row, column_number(letter)): text for name, row, letter, text in edits}
    if not changed:
        return book
    return replace(book, sheets=tuple(_edited_sheet(sheet, changed) for sheet in book.sheets))


def _edited_sheet(sheet: intake.Sheet, changed: dict[tuple[str, int, int], str]) -> intake.Sheet:
    mine = {(row, column): text for (name, row, column), text in changed.items() if name == sheet.name}
    if not mine:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, column), text in mine.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text or None
    mended = replace(
        sheet,
        rows=tuple(map(tuple, rows)),
        shown_as={place: how for place, how in sheet.shown_as.items() if place not in mine},
        broken=sheet.broken - mine.keys(),
    )
    return put_back(mended, mine)


def begin(upload: Upload) -> None:
    """Take the upload for reading. Refused while it is being read elsewhere, or when it is over with."""
    taken = Upload.objects.filter(pk=upload.pk, stage__in=[Stage.MAPPING, Stage.LOOKING]).update(
        stage=Stage.READING, progress=0, **stopped("")
    )
    if not taken:
        raise Refused("这份文件正在读，或者已经导入、取消了。", "回到“导入”看看它到哪一步。")
    upload.stage = Stage.READING


def stage(upload: Upload, *, today: date) -> None:
    """Read, compare, keep the rows in three groups; decisions on rows stay. Refused: back to the columns.

    Cancelled meanwhile: it stops, and nothing of it stays.
    """
    try:
        book = book_of(upload)
        comparison, told = compare(upload, book, today)
        _keep(upload, comparison, book, today)
    except Refused:
        Upload.objects.filter(pk=upload.pk, stage=Stage.READING).update(stage=Stage.MAPPING)
        upload.stage = Stage.MAPPING
        raise
    kept = Upload.objects.filter(pk=upload.pk, stage=Stage.READING).update(
        stage=Stage.LOOKING,
        progress=upload.total,
        columns=told | {"groups": _missing_groups(comparison)},
        earlier_start=earlier_starts(comparison.rows),
    )
    if not kept:
        keeping.drop_rows(upload)
    upload.refresh_from_db()


def compare(upload: Upload, book: intake.Book, today: date) -> tuple[Comparison, dict[str, Any]]:
    """Every row of every sheet with a kind, and what is told beside them."""
    reach = reach_of(upload.organisation.path, today)
    if not reach.branches and not any(sheet["kind"] == FOUNDING for sheet in upload.sheets):
        raise Refused("这里还没有党支部，没有地方放。", "先建支部，再导入。")
    comparison = Comparison(reach, upload.sheets, today, upload.made_by)
    told: dict[str, Any] = {"refused": [], "skipped": [], "skipped_count": 0, "notes": [], "made": {}}
    for index, sheet in enumerate(upload.sheets):
        if not sheet["kind"]:
            continue
        result = interpreted(book, sheet, today)
        if result.missing:
            raise Refused(joined([problem.sentence for problem in result.missing], " "), result.missing[0].right)
        comparison.add(index, result.rows)
        told["refused"] += [[sheet["name"], one.letter, one.header, one.reason] for one in result.refused_columns]
        told["skipped"] += [[sheet["name"], one.number, one.why, one.text] for one in result.skipped]
        whys = [one.reason for one in result.refused_columns] + [one.why for one in result.skipped]
        told["made"] |= made_of(*whys, *result.notes)
        told["notes"] += [note for note in result.notes if note not in told["notes"]]
    told["skipped_count"] = len(told["skipped"])
    told["skipped"] = told["skipped"][:MOST_SKIPPED_SHOWN]
    comparison.run()
    return comparison, told


def interpreted(book: intake.Book, sheet: mapping.Sheet, today: date) -> intake.Interpretation:
    return intake.interpret(
        book,
        mapping.guess_of(sheet),
        sheet["year"],
        mapping.corrections_of(sheet),
        today=today,
        keep_identity=True,  # for comparing; `without_number` takes them out of what is stored
    )


def _keep(upload: Upload, comparison: Comparison, book: intake.Book, today: date) -> None:
    chosen = {
        (sheet, number): choice
        for sheet, number, choice in StagedRow.objects.filter(upload=upload)
        .exclude(choice=Choice.NONE)
        .values_list("sheet", "number", "choice")
    }
    keeping.drop_rows(upload)
    tables = [book.sheet(sheet["name"]) for sheet in upload.sheets]
    keeps = identity_kept_in(today)
    for start in range(0, len(comparison.rows), PORTION):
        portion = comparison.rows[start : start + PORTION]
        StagedRow.objects.bulk_create(_staged(upload, row, tables[row.sheet], chosen, keeps) for row in portion)
        still = Upload.objects.filter(pk=upload.pk, stage=Stage.READING).update(progress=start + len(portion))
        if not still:
            return


def _staged(
    upload: Upload, row: Compared, table: intake.Sheet, chosen: dict[tuple[int, int], str], keeps: tuple[str, ...]
) -> StagedRow:
    choice = chosen.get((row.sheet, row.row.number), Choice.NONE)
    return StagedRow(
        upload=upload,
        sheet=row.sheet,
        number=row.row.number,
        kind=row.kind,
        group=row.group.value,
        choice=Choice.NONE if row.is_refused and choice == Choice.TAKE else choice,
        is_known=row.is_known,
        label=row.label,
        values=packed(dict(without_number(row.row).values)),
        identity_number=_number_to_keep(row, keeps),
        problems=[{**packed_problem(problem), "cell": _cell(row, problem, table)} for problem in row.problems],
        branch=row.branch,
    )


def _number_to_keep(row: Compared, keeps: tuple[str, ...]) -> str:
    """The checked identity number of a roster row, where the row's branch lies in a unit that keeps them."""
    if row.kind != "roster" or row.branch is None or not row.branch.path.startswith(keeps):
        return ""
    return row.values.get("identity_number") or ""


def _cell(row: Compared, problem: intake.Problem, table: intake.Sheet) -> str:
    """The text of the cell, to be mended in place; numbers of persons are never shown again."""
    if problem.column is None or (problem.field and is_secret(row.kind, problem.field)):
        return ""
    cells = table.rows[row.row.number - 1]
    column = column_number(problem.column)
    return text_of(cells[column - 1]) if column <= len(cells) else ""


def _missing_groups(comparison: Comparison) -> list[list[str]]:
    """[branch key, branch name, group name] of the Party groups that rows name and the records do not have."""
    named = groups_named(comparison.rows)
    there = known.groups(branch_id for branch_id, _name in named)
    names = {branch.pk: branch.name for branch in comparison.reach.branches}
    return [
        [str(branch_id), names[branch_id], name] for branch_id, name in sorted(named) if (branch_id, name) not in there
    ]


def earlier_starts(rows: Sequence[Compared]) -> dict[str, dict[str, str]]:
    """启用日 proposed for branches whose ledger is older than it: the first day of the ledger's first year."""
    first: dict[UUID, date] = {}
    branches: dict[UUID, Organisation] = {}
    for row in rows:
        if row.kind != "meetings" or row.branch is None or row.is_refused:
            continue
        on, branch = row.values["happened_on"], row.branch
        if branch.records_from is None or on < branch.records_from:
            branches[branch.pk] = branch
            first[branch.pk] = min(first.get(branch.pk, on), on)
    return {
        str(key): {
            "name": branches[key].name,
            "was": branches[key].records_from.isoformat() if branches[key].records_from else "",  # type: ignore[union-attr]
            "to": date(day.year, 1, 1).isoformat(),
        }
        for key, day in first.items()
    }
