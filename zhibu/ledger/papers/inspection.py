"""迎检: each line of an inspector's checklist finds the ledgers and papers of the year, or is told what is missing.

The same contents as the branch uses every day: nothing is made for the inspection but the contents page.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.catalogue import PAPERS, drawn, file_name, papers_for
from zhibu.ledger.papers.kinds import Asked, Found, Paper
from zhibu.ledger.papers.placeholders import values_of
from zhibu.ledger.papers.shapes import Align, Book, FormPaper, Shape, Table, TableColumn
from zhibu.ledger.papers.word import word_of
from zhibu.ledger.sheet import Drawn, Ledger, Wanted, draw
from zhibu.ledger.workbook import file_name as workbook_name
from zhibu.ledger.workbook import workbook_of
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.meeting.queries import in_year, of_kind, visible_to
from zhibu.org.models import Organisation

MOST_LINES = 200
LONGEST_LINE = 200
NUMBERED = re.compile(r"^[\s（(\[【]*(?:[\d一二三四五六七八九十]{1,3}[、.．)）\]】:：]\s*)+|^[-•·*●○■□√]\s*")

# what inspectors call things → the key of a ledger, or of a paper after “paper:”; “kind:” narrows to records of a kind
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("三会一课", ("meetings", "kind:")),
    ("党员大会", ("meetings", f"kind:{ItemKind.GENERAL_MEETING}")),
    ("支委会|支部委员会会议|支委会议", ("meetings", f"kind:{ItemKind.COMMITTEE_MEETING}")),
    ("党小组会", ("meetings", f"kind:{ItemKind.GROUP_MEETING}")),
    ("党课", ("meetings", f"kind:{ItemKind.PARTY_LESSON}")),
    ("会议记录", ("meetings", "kind:")),
    ("主题党日|党日活动", ("theme-days", f"kind:{ItemKind.THEME_DAY}")),
    ("组织生活会", ("life", f"kind:{ItemKind.ORGANISATIONAL_LIFE_MEETING}")),
    ("民主评议", ("life", "paper:appraisal-count", f"kind:{ItemKind.DEMOCRATIC_APPRAISAL}")),
    ("谈心|谈话", ("talks", "paper:talks-done")),
    ("决议|决定|议事", ("decisions",)),
    ("花名册|名册|党员信息|党员名单", ("roster",)),
    ("计划|要点", ("paper:plan",)),
    ("换届|届期|班子|委员分工|分工", ("paper:division",)),
    ("流动党员", ("paper:mobile",)),
    ("公开", ("paper:board",)),
)
TOO_COMMON = frozenset(
    re.findall("..", "党员支部台账记录情况工作年度登记一览材料管理党支资料会议完成组织开展进行是否落实")
)


@dataclass
class Piece:
    """One file of the bundle; `rows`: how many records are in it."""

    title: str
    rows: int
    key: str


@dataclass
class Line:
    text: str
    pieces: list[Piece] = field(default_factory=list)
    missing: str = ""


@dataclass(frozen=True)
class Checklist:
    lines: list[Line]

    @property
    def met(self) -> int:
        return sum(1 for line in self.lines if line.pieces)


def lines_in(text: str) -> list[str]:
    """The lines of a pasted checklist without their numbering; tabs of a spreadsheet part nothing."""
    found = []
    for raw in text.splitlines()[: MOST_LINES * 2]:
        line = NUMBERED.sub("", " ".join(raw.split())).strip()[:LONGEST_LINE]
        if line:
            found.append(line)
    return found[:MOST_LINES]


def _keys(line: str, ledgers: Sequence[Ledger], papers: Sequence[Paper]) -> list[str]:
    """Which ledgers and papers a line means: by the inspectors' words, else by what its words share with a title."""
    keys = [key for pattern, meant in WORDS if re.search(pattern, line) for key in meant]
    if keys:
        return list(dict.fromkeys(keys))
    pairs = {line[at : at + 2] for at in range(len(line) - 1)} - TOO_COMMON
    named = [(ledger.key, str(ledger.title)) for ledger in ledgers]
    named += [(f"paper:{paper.key}", str(paper.title)) for paper in papers if paper.by_year]
    return [key for key, title in named if any(pair in title for pair in pairs)]


def mapped(found: Found, asked: Asked, ledgers: Sequence[Ledger], lines: Sequence[str]) -> Checklist:
    """Each line with its pieces of the year. Ledgers are drawn once, however many lines name them."""
    known = Known(found.branch, asked, ledgers)
    return Checklist([_line(text, known) for text in lines])


class Known:
    """The branch's ledgers and papers of the year, each drawn when first asked for."""

    def __init__(self, branch: Organisation, asked: Asked, ledgers: Sequence[Ledger]) -> None:
        self.branch, self.asked = branch, asked
        self.ledgers = {ledger.key: ledger for ledger in ledgers}
        self.papers = {f"paper:{paper.key}": paper for paper in papers_for(asked.actor) if paper.by_year}
        self._ledgers: dict[str, Drawn] = {}
        self._papers: dict[str, tuple[Found, Shape]] = {}
        self._kinds: dict[str, list[Gathering]] = {}

    def ledger(self, key: str) -> Drawn:
        if key not in self._ledgers:
            ledger = self.ledgers[key]
            masked = not self.asked.actor.may(Right.SEE_BRANCH)
            year = self.asked.year if ledger.years else None
            self._ledgers[key] = draw(ledger, Wanted(self.branch, self.asked.today, year, masked=masked))
        return self._ledgers[key]

    def paper(self, key: str) -> tuple[Found, Shape]:
        if key not in self._papers:
            self._papers[key] = drawn(self.papers[key], self.asked)
        return self._papers[key]

    def gatherings(self, kind: str) -> list[Gathering]:
        if kind not in self._kinds:
            rows = visible_to(self.asked.actor).filter(branch=self.branch, stage=Stage.HELD)
            rows = of_kind(in_year(rows, self.asked.year), kind)
            self._kinds[kind] = list(rows.order_by("happened_on", "starts", "id"))
        return self._kinds[kind]


def _line(text: str, known: Known) -> Line:
    line = Line(text)
    keys = [
        key
        for key in _keys(text, list(known.ledgers.values()), list(known.papers.values()))
        if key.startswith("kind:") or key in known.ledgers or key in known.papers
    ]
    empty = []
    for key in keys:
        title, rows = _size(key, known)
        if rows:
            line.pieces.append(Piece(title, rows, key))
        elif not key.startswith("kind:"):
            empty.append(title)
    if not keys:
        line.missing = "程序里没有对应的台账，要另找纸质材料。"
    elif not line.pieces:
        line.missing = f"{known.asked.year} 年还没有记录：{'、'.join(empty) or '会议记录'}。"
    return line


def _size(key: str, known: Known) -> tuple[str, int]:
    if key.startswith("kind:"):
        kind = key.removeprefix("kind:")
        label = f"{ItemKind(kind).label}记录" if kind else "会议记录"
        return f"{label}（逐次）", len(known.gatherings(kind))
    if key in known.ledgers:
        drawn_ledger = known.ledger(key)
        return str(drawn_ledger.ledger.title), len(drawn_ledger.rows)
    _found, shape = known.paper(key)
    return str(known.papers[key].title), _rows_of(shape)


def _rows_of(shape: Shape) -> int:
    """Lines of the tables of a paper; a paper without tables counts by its filled values."""
    if isinstance(shape, FormPaper):
        tables = [part for part in shape.parts if isinstance(part, Table)]
        if tables:
            return sum(len(part.rows) for part in tables)
    return 0 if isinstance(shape, Book) else sum(1 for value in values_of(shape).values() if value)


CONTENTS = (
    TableColumn("序号", 4, Align.CENTER),
    TableColumn("检查项", 18),
    TableColumn("材料（文件名）", 22),
    TableColumn("说明", 14),
)


def bundle(
    found: Found,
    asked: Asked,
    ledgers: Sequence[Ledger],
    lines: Sequence[str],
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """One zip: the contents page first, then each ledger as Excel and each paper as Word, once."""
    known = Known(found.branch, asked, ledgers)
    checklist = Checklist([_line(text, known) for text in lines])
    names: dict[str, list[str]] = {}
    file = io.BytesIO()
    keys = list(dict.fromkeys(piece.key for line in checklist.lines for piece in line.pieces))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for number, key in enumerate(keys):
            told(number, len(keys) + 1)
            names[key] = _write(package, key, known)
        package.writestr("00目录.docx", word_of(contents(found.branch, asked, checklist, names)))
    told(len(keys) + 1, len(keys) + 1)
    return file.getvalue()


def contents(branch: Organisation, asked: Asked, checklist: Checklist, names: dict[str, list[str]]) -> FormPaper:
    """Which line is answered by which file; what is missing is said."""
    rows = []
    for number, line in enumerate(checklist.lines, start=1):
        files = [name for piece in line.pieces for name in names.get(piece.key, [])]
        files = files if len(files) <= 4 else [*files[:3], f"等 {len(files)} 个文件"]
        told = "，".join(f"{piece.title} {piece.rows} 条" for piece in line.pieces) or line.missing
        rows.append((str(number), line.text, "\n".join(files), told))
    return FormPaper(
        f"{branch.name}{asked.year}年检查材料目录",
        [Table(CONTENTS, rows, name="目录")],
        under=[f"共 {len(rows)} 项，有材料的 {checklist.met} 项", numerals.day(asked.today)],
        note="材料都是平时的记录，写于何时见各台账的“记录时间”。",
    )


def _write(package: zipfile.ZipFile, key: str, known: Known) -> list[str]:
    """Write the files of one piece; their names in the package."""
    if key in known.ledgers:
        drawn_ledger = known.ledger(key)
        name = f"台账/{workbook_name(drawn_ledger)}"
        package.writestr(name, workbook_of(drawn_ledger))
        return [name]
    if key in known.papers:
        found, shape = known.paper(key)
        name = f"文书/{file_name(found, shape, 'docx')}"
        package.writestr(name, word_of(shape))
        return [name]
    return [
        name
        for gathering in known.gatherings(key.removeprefix("kind:"))
        if (name := _record(package, gathering, known))
    ]


def _record(package: zipfile.ZipFile, gathering: Gathering, known: Known) -> str:
    """The record of one meeting, once in the package."""
    title = re.sub(r'[\\/:*?"<>|\s]', "", gathering.title)[:40]
    name = f"会议记录/{gathering.happened_on:%m%d}{title}-{gathering.pk.hex[:4]}.docx"
    if name not in package.namelist():
        asked = Asked(known.asked.actor, gathering.pk, known.asked.today, known.asked.year)
        try:
            _found, shape = drawn(RECORD, asked)
        except NotFound:
            return ""
        package.writestr(name, word_of(shape))
    return name


RECORD = next(paper for paper in PAPERS if paper.key == "meeting-record")
