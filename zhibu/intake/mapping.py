"""Guessing what a sheet is and what its columns mean, always with the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from zhibu.intake.headers import Header, HeaderColumn, candidates, closes, titles, with_rows_above, year_in
from zhibu.intake.kinds import KINDS
from zhibu.intake.kinds.gatherings import LABELS, kinds_in
from zhibu.intake.kinds.kind import Kind
from zhibu.intake.matching import Match, left_out, matches
from zhibu.intake.refusals import refusal
from zhibu.intake.result import Book, ColumnGuess, FieldInfo, Raw, Sheet, SheetGuess
from zhibu.intake.values.identity import read_identity_number
from zhibu.intake.values.outcome import Outcome
from zhibu.intake.values.people import masked, read_ethnicity, read_phone, read_sex
from zhibu.intake.wording import column_letter, shortened, text_of
from zhibu.rules.said import joined, said

ROWS_SAMPLED = 40
EXAMPLES = 3
SURE_ENOUGH = 0.5
MOSTLY = 0.8


def fields(kind: str) -> tuple[FieldInfo, ...]:
    """The fields of a kind, in order, for a mapping page. Raises KeyError for an unknown kind."""
    return tuple(FieldInfo(one.name, one.label, one.required) for one in KINDS[kind].fields.values())


def guess(book: Book, offered: Collection[str] | None = None) -> list[SheetGuess]:
    """One guess per sheet, in the order of the file. Sheets that are left out have kind None and say why.

    `offered` are the kinds that can go further; a sheet that is another kind is recognised, named, and left out.
    """
    return [_guess_sheet(book, sheet, offered) for sheet in book.sheets]


def guess_as(book: Book, sheet_name: str, kind: str) -> SheetGuess:
    """The guess when the user says which kind a sheet is. Raises KeyError for an unknown sheet or kind."""
    sheet = book.sheet(sheet_name)
    best = _best_header(list(candidates(sheet)), sheet, KINDS[kind])
    return _as_kind(book, sheet, KINDS[kind], best, "按你选的种类读。", 1.0)


def _guess_sheet(book: Book, sheet: Sheet, offered: Collection[str] | None) -> SheetGuess:
    def left(why: str) -> SheetGuess:
        return SheetGuess(None, sheet.name, (), _unread_columns(sheet, None), why, year=_year(book, sheet, None))

    if not any(cell is not None for row in sheet.rows for cell in row):
        return left("这张表是空的。")
    weighed: list[tuple[float, Kind, Header, frozenset[str]]] = []
    headers = list(candidates(sheet))
    found_as = [
        (one, top, frozenset(match.field for match in _assigned(one, top, sheet).values()))
        for one in KINDS.values()
        if (top := _best_header(headers, sheet, one))
    ]
    for more in ("", book.filename):  # what the file is called helps only where the table itself does not say
        for one, top, fits in found_as:
            title = " ".join([sheet.name, more, *titles(sheet, top.rows[0])])
            weighed.append((one.weigh(fits, [column.text for column in top.columns], title), one, top, fits))
        if any(weight for weight, *_ in weighed):
            break
    if not any(weight for weight, *_ in weighed):
        return left("没有认出这是什么表。要导入的话，选好种类，再一列一列对上。")
    if sheet.hidden:
        return left("这张表是隐藏的，没有读。要导入的话，选好种类。")
    weight, kind, header, found = max(weighed, key=lambda candidate: candidate[0])
    if offered is not None and kind.name not in offered:
        return left(said("像{kind}，要由管这一项的人来导，这里没有读。", kind=kind.label))
    labels = [kind.fields[name].label for name in kind.fields if name in found][:4]
    why = said(
        "表头在第 {header} 行，有“{names}”等 {count} 列，像{kind}。",
        header=_rows_said(header),
        names=joined(labels, "”“"),
        count=len(found),
        kind=kind.label,
    )
    return _as_kind(book, sheet, kind, header, why, weight)


def _rows_said(header: Header) -> str:
    return str(header.rows[0]) if len(header.rows) == 1 else f"{header.rows[0]}–{header.rows[-1]}"


def _best_header(headers: Sequence[Header], sheet: Sheet, kind: Kind) -> Header | None:
    """The run of rows whose texts mean most fields; between equals the shorter, then the upper one."""
    best, best_weight = None, 0.0
    for header in headers:
        sure = [match.confidence for match in _by_name(kind, header).values() if match.confidence >= SURE_ENOUGH]
        refused = sum(refusal(column.text, kind.name) is not None for column in header.columns)
        weight = sum(sure) + 0.5 * bool(refused) - 0.3 * (len(header.rows) - 1)
        if sure and weight > best_weight + 1e-9:
            best, best_weight = header, weight
    return with_rows_above(sheet, best) if best else None


def _by_name(kind: Kind, header: Header) -> dict[int, Match]:
    """Column number → the field it is assigned by its header. Each field goes to the column that fits it best."""
    wishes = sorted(
        (
            (-match.confidence, column.number, match)
            for column in header.columns
            if refusal(column.text, kind.name) is None
            for match in matches(kind.name, column.path)
        ),
        key=lambda wish: wish[:2],
    )
    taken: dict[int, Match] = {}
    for _, number, match in wishes:
        if number not in taken and all(match.field != other.field for other in taken.values()):
            taken[number] = match
    return {number: match for number, match in taken.items() if match.confidence >= SURE_ENOUGH}


def _assigned(kind: Kind, header: Header, sheet: Sheet) -> dict[int, Match]:
    """By header, then by content for columns whose header says nothing."""
    taken = _by_name(kind, header)
    _prefer_clock(kind, header, taken)
    used = {match.field for match in taken.values()}
    for column in header.columns:
        if column.number in taken or refusal(column.text, kind.name):
            continue
        if left_out(column.path) or matches(kind.name, column.path):
            continue
        match = _by_content(kind, _sample(sheet, header, column.number))
        if match and match.field not in used:
            taken[column.number] = match
            used.add(match.field)
    return taken


def _prefer_clock(kind: Kind, header: Header, taken: dict[int, Match]) -> None:
    """A column 时间 beside a column 日期 holds clock times."""
    if kind.name != "meetings" or any(match.field in ("times", "starts") for match in taken.values()):
        return
    if not any(match.field == "happened_on" for match in taken.values()):
        return
    for column in header.columns:
        if (
            column.number not in taken
            and column.path
            and column.path[-1].replace(" ", "") in ("时间", "会议时间", "活动时间")
        ):
            taken[column.number] = Match("times", 0.75, "另一列已是日期，这一列按起止时间读。")
            return


_READERS: tuple[tuple[str, Callable[[Raw], Outcome[object]]], ...] = (
    ("identity_number", lambda value: Outcome(read_identity_number(value).value)),
    ("sex", lambda value: Outcome(read_sex(value).value if isinstance(value, str) else None)),
    (
        "ethnicity",
        lambda value: Outcome(read_ethnicity(value).value if read_ethnicity(value).problem is None else None),
    ),
    ("phone", lambda value: Outcome(read_phone(value).value)),
)


def _by_content(kind: Kind, sample: Sequence[Raw]) -> Match | None:
    """A field whose reader understands nearly all of the sample. Only fields that nothing else looks like."""
    if len(sample) < 3:
        return None
    for name, reader in _READERS:
        if name not in kind.fields or (name == "ethnicity" and any(not isinstance(value, str) for value in sample)):
            continue
        understood = sum(reader(value).value is not None for value in sample)
        if understood >= MOSTLY * len(sample):
            return Match(name, 0.6, said("列名认不出，里面的内容像{fields}。", fields=kind.fields[name].label))
    return None


def _sample(sheet: Sheet, header: Header | None, number: int) -> list[Raw]:
    start = header.rows[-1] if header else 0
    rows = (row for row in sheet.rows[start : start + ROWS_SAMPLED] if number <= len(row) and not closes(row))
    values = (row[number - 1] for row in rows)
    return [value for value in values if value is not None]


def _as_kind(book: Book, sheet: Sheet, kind: Kind, header: Header | None, why: str, weight: float) -> SheetGuess:
    above = titles(sheet, header.rows[0]) if header else []
    taken = _assigned(kind, header, sheet) if header else {}
    columns = (
        tuple(_column(kind, column, taken, _sample(sheet, header, column.number)) for column in header.columns)
        if header
        else _unread_columns(sheet, None)
    )
    return SheetGuess(
        kind.name,
        sheet.name,
        header.rows if header else (),
        tuple(column for column in columns if column.header or column.examples),
        why,
        round(min(weight, 1.0), 2),
        _year(book, sheet, header),
        _defaults(kind, [sheet.name, *above]),
    )


def _column(kind: Kind, column: HeaderColumn, taken: dict[int, Match], sample: Sequence[Raw]) -> ColumnGuess:
    reason = refusal(column.text, kind.name)
    match = taken.get(column.number)
    secret = match is not None and kind.fields[match.field].secret
    guessed = ColumnGuess(column.letter, column.text, None, "", _examples(sample, secret, hidden=reason is not None))
    if reason:
        return replace(guessed, why=reason, refused=True)
    if match:
        return replace(guessed, field=match.field, why=match.why, confidence=match.confidence)
    if why := left_out(column.path):
        return replace(guessed, why=why)
    rival = next((one for one in matches(kind.name, column.path) if one.confidence >= SURE_ENOUGH), None)
    if rival:
        letter = next((column_letter(number) for number, one in taken.items() if one.field == rival.field), "")
        return replace(
            guessed,
            why=said(
                "也像{fields}，但 {letter} 列更像，这一列先不用。", fields=kind.fields[rival.field].label, letter=letter
            ),
        )
    return replace(guessed, why="没认出来，先不用。" if column.path else "没有列名，先不用。")


def _examples(sample: Sequence[Raw], secret: bool, *, hidden: bool) -> tuple[str, ...]:
    if hidden:
        return ()
    texts = dict.fromkeys(shortened(text_of(value), 24) for value in sample)
    return tuple(_masked_if_long(text, secret) for text in list(texts)[:EXAMPLES])


def _masked_if_long(text: str, secret: bool) -> str:
    """Long numbers are masked in any column: an unknown one may well hold identity numbers."""
    return masked(text) if secret or sum(letter.isdigit() for letter in text) >= 11 else text


def _unread_columns(sheet: Sheet, header: Header | None) -> tuple[ColumnGuess, ...]:
    columns = []
    for number in range(1, sheet.width + 1):
        sample = _sample(sheet, header, number)
        if sample:
            columns.append(
                ColumnGuess(
                    column_letter(number), "", None, "没认出来，先不用。", _examples(sample, False, hidden=False)
                )
            )
    return tuple(columns)


def _year(book: Book, sheet: Sheet, header: Header | None) -> int | None:
    above = titles(sheet, header.rows[0]) if header else []
    return year_in([*above, sheet.name, book.filename])


def _defaults(kind: Kind, texts: Sequence[str]) -> dict[str, str]:
    """What the sheet name or title says for every row: a sheet called 支委会 holds committee meetings."""
    if kind.name != "meetings":
        return {}
    for text in texts:
        found = kinds_in(text)
        if len(found) == 1:
            return {"kinds": LABELS[found[0]]}
    return {}
