"""What a unit's own template may ask of a paper: every label of the form is a placeholder of the same name.

Single values are `{{ 会议名称 }}`. Grids and tables with a `name` are lists: rows of `{%tr for 行 in 表决 %}`. A 公文
has fixed names for its parts. A blank of the paper tells the names; a drawn one tells the values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.shapes import (
    FormPaper,
    Grid,
    OfficialDocument,
    Part,
    Prose,
    Shape,
    Table,
    TableColumn,
    body,
    numbered,
)
from zhibu.ledger.papers.word_base import harmless

NOT_IN_NAMES = re.compile(r"\W+")
TITLE, TEXT = "标题", "文"

Values = Mapping[str, str | Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Names:
    """single: names of single values; lists: names of lists, each with the names of a row."""

    single: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)


def name_of(label: str) -> str:
    """A label as a placeholder: without punctuation, never beginning with a digit."""
    name = NOT_IN_NAMES.sub("", label)
    return f"_{name}" if name[:1].isdigit() else name


def values_of(shape: Shape) -> dict[str, str | list[dict[str, str]]]:
    """The values of a drawn paper by their placeholders, as plain text."""
    values: dict[str, str | list[dict[str, str]]] = {TITLE: harmless(shape.title)}
    if isinstance(shape, OfficialDocument):
        return {**values, **_official(shape)}
    parts = shape.parts if isinstance(shape, FormPaper) else []
    for part in parts:
        if isinstance(part, Grid):
            given = {name_of(entry.label): harmless(entry.value) for entry in part.fields}
            if part.name:
                _list(values, part.name).append(given)
            else:
                values.update(given)
        elif isinstance(part, Table) and _name_of_table(part):
            labels = [name_of(column.label) for column in part.columns]
            rows = [dict(zip(labels, map(harmless, row), strict=True)) for row in part.rows]
            _list(values, _name_of_table(part)).extend(rows)
        elif isinstance(part, Prose) and part.title:
            values[name_of(part.title)] = harmless("\n".join(part.paragraphs))
    return values


def _list(values: dict[str, str | list[dict[str, str]]], name: str) -> list[dict[str, str]]:
    found = values.setdefault(name, [])
    assert isinstance(found, list)
    return found


def _name_of_table(table: Table) -> str:
    return name_of(table.name or table.title)


def _official(shape: OfficialDocument) -> dict[str, str | list[dict[str, str]]]:
    paragraphs = [mark + paragraph.text + paragraph.then for mark, paragraph in numbered(shape.paragraphs)]
    return {
        TITLE: harmless(shape.title.replace("\n", "")),
        "主送": harmless(shape.to),
        "发文字号": harmless(shape.number),
        "签发人": harmless(shape.signer),
        "正文": [{TEXT: harmless(text)} for text in paragraphs],
        "附件": [{TEXT: harmless(name)} for name in shape.attachments],
        "落款": harmless(shape.signed_by),
        "日期": numerals.day(shape.dated),
        "附注": harmless(shape.remark),
        "抄送": harmless(shape.copied_to),
        "印发机关": harmless(shape.issued_by),
        "印发日期": numerals.day(shape.issued_on),
    }


def names_of(blank: Shape) -> Names:
    """The placeholders that a template of this paper may use."""
    names = Names()
    for name, value in values_of(blank).items():
        if isinstance(value, str):
            names.single.append(name)
        elif isinstance(blank, OfficialDocument):
            names.lists[name] = [TEXT]
    for part in blank.parts if isinstance(blank, FormPaper) else []:
        if isinstance(part, Grid) and part.name:
            names.lists[part.name] = [name_of(entry.label) for entry in part.fields]
        elif isinstance(part, Table) and _name_of_table(part):
            names.lists[_name_of_table(part)] = [name_of(column.label) for column in part.columns]
    return names


def completed(values: Values, names: Names) -> dict[str, str | Sequence[Mapping[str, str]]]:
    """Every name has a value: what this record does not have is empty."""
    complete: dict[str, str | Sequence[Mapping[str, str]]] = dict.fromkeys(names.single, "")
    complete.update({name: [] for name in names.lists})
    complete.update({name: value for name, value in values.items() if name in complete})
    for name, labels in names.lists.items():
        rows = complete[name]
        assert not isinstance(rows, str)
        complete[name] = [{label: row.get(label, "") for label in labels} for row in rows]
    return complete


def starting_template(blank: Shape) -> Shape:
    """The paper itself with placeholders for values: what a unit downloads to begin its own template."""
    if isinstance(blank, OfficialDocument):
        return _starting_official()
    if not isinstance(blank, FormPaper):
        return blank
    parts: list[Part] = []
    for part in blank.parts:
        parts += _starting_part(part)
    return FormPaper(_asked(TITLE), parts, note="", landscape=blank.landscape)


def _asked(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _starting_part(part: Part) -> list[Part]:
    if isinstance(part, Grid):
        prefix = "项." if part.name else ""
        fields = [replace(each, value=_asked(prefix + name_of(each.label))) for each in part.fields]
        grid = Grid(fields, part.pairs)
        if not part.name:
            return [Grid(fields, part.pairs, part.title)]
        return [Prose([f"{{%p for 项 in {part.name} %}}"]), grid, Prose(["{%p endfor %}"])]
    if isinstance(part, Table) and _name_of_table(part):
        return [_starting_table(part)]
    if isinstance(part, Prose) and part.title:
        return [Prose([_asked(name_of(part.title))], part.title)]
    return [part]


def _starting_table(table: Table) -> Table:
    columns: Sequence[TableColumn] = table.columns
    rest = [""] * (len(columns) - 1)
    rows = [
        [f"{{%tr for 行 in {_name_of_table(table)} %}}", *rest],
        [_asked("行." + name_of(column.label)) for column in columns],
        ["{%tr endfor %}", *rest],
    ]
    return Table(columns, rows, table.title, 0, table.lines)


def _starting_official() -> OfficialDocument:
    return OfficialDocument(
        _asked(TITLE),
        body("{%p for 段 in 正文 %}", _asked(f"段.{TEXT}"), "{%p endfor %}"),
        to=_asked("主送"),
        signed_by=_asked("落款"),
        number=_asked("发文字号"),
        signer=_asked("签发人"),
        remark=_asked("附注"),
        copied_to=_asked("抄送"),
        issued_by=f"{_asked('印发机关')}　{_asked('印发日期')}",
    )
