"""Which sheet is what, and which column means which field: guessed, corrected by a person, remembered for the unit.

A sheet's mapping is plain JSON in `Upload.sheets`:
name, kind ("" = left out), why, header_rows, year, branch (key, "" = by column or the only one), signature,
is_remembered, preview, places (row → where it stood), and columns: letter, header, field ("" = left out), why,
examples, is_refused, is_sure.
"""

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Pairs
from datetime import datetime
from typing import Any

from zhibu import intake
from zhibu.base.errors import Invalid
from zhibu.flows.imports.packing import made_of, remade
from zhibu.flows.imports.reach import Reach
from zhibu.flows.models import RememberedMapping, Upload
from zhibu.intake.headers import titles
from zhibu.intake.values.people import masked
from zhibu.intake.wording import column_letter, column_number, shortened, text_of
from zhibu.org.models import Organisation
from zhibu.rules.said import said

Sheet = dict[str, Any]
ROWS_LOOKED_AT, ROWS_SHOWN = 40, 4
SECRET = frozenset({"identity_number", "phone", "raiser"})
LONG_NUMBER = 11  # digits: in any column it may be the number of a person
SURE = 0.9  # a header that is the field's own name needs no reason beside it
EARLIEST_YEAR, LATEST_YEAR = 1921, 2100


def first_look(
    book: intake.Book, organisation: Organisation, offered: Collection[str], reach: Reach, kind: str = ""
) -> list[Sheet]:
    """The guess for every sheet, with what this unit chose last time for the same header. `kind`: else it is this.

    `reach`: one branch that the sheet's name or title names is proposed for the rows that name none.
    """
    sheets = [
        {
            **_from_guess(guess),
            "preview": preview(book.sheet(guess.sheet), guess),
            "places": _places(book, guess),
            "branch": _branch(book.sheet(guess.sheet), guess, reach),
        }
        for guess in intake.guess(book, offered)
    ]
    sheets = [sheet if sheet["kind"] or not kind else as_kind(book, sheet, kind) for sheet in sheets]
    known = {
        row.signature: row
        for row in RememberedMapping.objects.filter(
            organisation=organisation, signature__in=[sheet["signature"] for sheet in sheets if sheet["signature"]]
        )
    }
    learned = _learned(organisation) if any(sheet["signature"] not in known for sheet in sheets) else {}
    return [
        _as_remembered(book, sheet, known[sheet["signature"]])
        if sheet["signature"] in known and known[sheet["signature"]].kind in {"", *offered}
        else _as_learned(sheet, learned.get(sheet["kind"], {}))
        for sheet in sheets
    ]


def without_header(book: intake.Book, kind: str, fields: Sequence[str]) -> list[Sheet]:
    """A list whose columns are known: without a header its rows are told by the lines as somebody wrote them."""
    labels = {info.name: info.label for info in intake.fields(kind)}
    [sheet] = book.sheets
    guess = intake.SheetGuess(
        kind, sheet.name, (),
        tuple(
            intake.ColumnGuess(column_letter(number), labels[name], name, "", confidence=1.0)
            for number, name in enumerate(fields, 1)
        ),
        "没有表头，照一行一个来读。",
    )  # fmt: skip
    return [{**_from_guess(guess), "preview": preview(sheet, guess), "places": {}}]


def preview(sheet: intake.Sheet, guess: intake.SheetGuess) -> list[list[Any]]:
    """The first rows below the header: [row number, texts by column]. Numbers of persons are masked."""
    start = guess.header_rows[-1] if guess.header_rows else 0
    found: list[list[Any]] = []
    for number, cells in enumerate(sheet.rows[start : start + ROWS_LOOKED_AT], start + 1):
        if len({cell for cell in cells if cell is not None}) < 2:
            continue
        found.append([number, [_shown(column, cells) for column in guess.columns]])
        if len(found) == ROWS_SHOWN:
            break
    return found


def _branch(sheet: intake.Sheet, guess: intake.SheetGuess, reach: Reach) -> str:
    above = titles(sheet, guess.header_rows[0]) if guess.header_rows else []
    found = reach.named_in([sheet.name]) or reach.named_in(above)
    return str(found.pk) if found else ""


def _places(book: intake.Book, guess: intake.SheetGuess) -> dict[str, str]:
    """Where the rows of a table that was laid out anew stood in the file."""
    return {str(number): place for number, place in book.sheet(guess.sheet).places.items()}


def _shown(column: intake.ColumnGuess, cells: tuple[intake.Raw, ...]) -> str:
    number = column_number(column.letter)
    text = shortened(text_of(cells[number - 1]), 24) if number <= len(cells) else ""
    if column.refused:
        return ""
    is_secret = column.field in SECRET or sum(letter.isdigit() for letter in text) >= LONG_NUMBER
    return masked(text) if is_secret else text


def _learned(organisation: Organisation) -> dict[str, dict[str, str]]:
    """By kind: header → the field that this unit chose for it last, in whatever table."""
    found: dict[str, dict[str, str]] = {}
    rows = RememberedMapping.objects.filter(organisation=organisation).exclude(kind="").order_by("used_at")
    for row in rows:
        found.setdefault(row.kind, {}).update({header: field for _letter, header, field in row.columns if header})
    return found


def _as_learned(sheet: Sheet, learned: dict[str, str]) -> Sheet:
    """A new table with headers that this unit has mapped before: its own words win over the guess."""
    taken = {column["field"] for column in sheet["columns"] if column["field"]}
    for column in sheet["columns"]:
        field = learned.get(column["header"])
        if field is None or column["is_refused"] or field == column["field"] or (field and field in taken):
            continue
        taken.discard(column["field"])
        column.update(field=field, is_sure=False, why="这个列名，你们上次这样选的。")
        taken.add(field)
    return sheet


def _from_guess(guess: intake.SheetGuess) -> Sheet:
    return {
        "name": guess.sheet,
        "kind": guess.kind or "",
        "why": guess.why,
        "made": made_of(guess.why, *(column.why for column in guess.columns)),
        "header_rows": list(guess.header_rows),
        "year": guess.year,
        "branch": "",
        "defaults": dict(guess.defaults),
        "signature": signature(guess),
        "is_remembered": False,
        "columns": [
            {
                "letter": column.letter,
                "header": column.header,
                "field": column.field or "",
                "why": column.why,
                "examples": list(column.examples),
                "is_refused": column.refused,
                "is_sure": column.confidence >= SURE,
            }
            for column in guess.columns
        ],
    }


def signature(guess: intake.SheetGuess) -> str:
    """The same for the same header names in the same columns; "" where there is no header."""
    if not guess.header_rows:
        return ""
    text = "|".join(f"{column.letter}:{column.header}" for column in guess.columns)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _as_remembered(book: intake.Book, sheet: Sheet, known: RememberedMapping) -> Sheet:
    if known.kind and known.kind != sheet["kind"]:
        kept = {name: sheet[name] for name in ("signature", "preview", "places")}
        sheet = {**_from_guess(intake.guess_as(book, sheet["name"], known.kind)), **kept}
    elif not known.kind:
        sheet["kind"] = ""
    for column in sheet["columns"]:
        if not column["is_refused"] and column["letter"] in known.fields:
            column["field"] = known.fields[column["letter"]]
    return {**sheet, "is_remembered": True}


def as_kind(book: intake.Book, sheet: Sheet, kind: str) -> Sheet:
    """The same sheet read as another kind; the columns are guessed anew."""
    if not kind:
        return {**sheet, "kind": ""}
    fresh = _from_guess(intake.guess_as(book, sheet["name"], kind))
    kept = {name: sheet[name] for name in ("branch", "signature", "preview", "places")}
    return {**fresh, **kept, "year": sheet["year"] or fresh["year"]}


def with_fields(sheet: Sheet, fields: Pairs[str, str], year: int | None, branch: str) -> Sheet:
    """The sheet with the columns as a person chose them. Raises Invalid, by the column's letter."""
    problems: dict[str, str] = {}
    names = {info.name: info.label for info in intake.fields(sheet["kind"])} if sheet["kind"] else {}
    taken: dict[str, str] = {}
    columns = []
    for column in sheet["columns"]:
        letter = column["letter"]
        field = "" if column["is_refused"] else fields.get(letter, column["field"])
        if field and field not in names:
            problems[letter] = said("{letter} 列：没有这一项，重新选。", letter=letter)
        elif field in taken:
            problems[letter] = said(
                "{taken} 列和 {letter} 列都选了“{names}”，留一列。",
                taken=taken[field],
                letter=letter,
                names=names[field],
            )
        if field:
            taken.setdefault(field, letter)
        columns.append({**column, "field": field})
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        problems["year"] = said("年份写成四位数字，比如 2025。你填的是 {year}。", year=year)
    if sheet["kind"]:
        for info in intake.fields(sheet["kind"]):
            if info.required and info.name not in taken:
                problems[f"missing_{info.name}"] = said(
                    "表“{name}”里还没有选哪一列是“{info}”。", name=sheet["name"], info=info.label
                )
    if problems:
        raise Invalid(problems)
    return {**sheet, "columns": columns, "year": year, "branch": branch}


def guess_of(sheet: Sheet) -> intake.SheetGuess:
    """Back to what the reader takes."""
    made = sheet.get("made", {})
    return intake.SheetGuess(
        kind=sheet["kind"] or None,
        sheet=sheet["name"],
        header_rows=tuple(sheet["header_rows"]),
        columns=tuple(
            intake.ColumnGuess(
                column["letter"], column["header"], None, remade(column["why"], made), refused=column["is_refused"]
            )
            for column in sheet["columns"]
        ),
        why=remade(sheet["why"], made),
        year=sheet["year"],
        defaults=sheet.get("defaults", {}),
    )


def corrections_of(sheet: Sheet) -> dict[str, str | None]:
    return {column["letter"]: column["field"] or None for column in sheet["columns"] if not column["is_refused"]}


def places_of(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Field → (column letter, header)."""
    return {column["field"]: (column["letter"], column["header"]) for column in sheet["columns"] if column["field"]}


def remember(upload: Upload, now: datetime) -> None:
    for sheet in upload.sheets:
        if sheet["signature"]:
            RememberedMapping.objects.update_or_create(
                organisation_id=upload.organisation_id,
                signature=sheet["signature"],
                defaults={
                    "kind": sheet["kind"],
                    "fields": {column["letter"]: column["field"] for column in sheet["columns"]},
                    "columns": [[column["letter"], column["header"], column["field"]] for column in sheet["columns"]],
                    "title": f"{upload.filename} {sheet['name']}"[:120],
                    "used_at": now,
                },
            )
