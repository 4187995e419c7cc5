"""Finding the header of a table, and the rows that are no records: titles, totals, signatures, repeated headers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhibu.intake.kinds.gatherings import only_names_a_kind
from zhibu.intake.result import Raw, Sheet
from zhibu.intake.wording import column_letter, folded, plain, squeezed, text_of
from zhibu.rules.said import said

ROWS_LOOKED_AT = 30
DEEPEST = 3
LONGEST_HEADER = 40
LEAST_NUMBERED = 4  # cells that count from 1

_FOOTER = re.compile(
    r"^(?:合计|总计|小计|共计|累计|总人数|制表|填表|填报|审核|审批|复核|负责人|经办|经手|记账|出纳|核对|制作|统计人|报送|单位盖章|盖章|签字|签名|签章|党支部书记签|书记签|"
    r"备注[:：]|说明[:：]|注[:：0-9]|注意|填写说明|联系人[:：]|联系电话[:：]|制表日期|填表日期|日期[:：]|年月日$|以下空白|以上共|第\d+页|共\d+页|[（(]盖章)"
)
_SIGNATURE = re.compile(r"(?:签字|签名|签章|盖章|负责人|制表人?|填表人?|审核人?)[)）]?(?:[:：]|$)")
_SECTION_UNIT = re.compile(r"^[\w\u4e00-\u9fff（）()·]{1,40}(?:支部|支部委员会|小组)$")
_SECTION_NUMBER = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]+|[(（]?\d{1,2}[)）、.．]+)")
_SECTION_COUNT = re.compile(r"[:：]?[(（]?(?:(?<=支部)党员|共|计){0,2}\d{1,5}(?:人|名)?(?:党员)?[)）]?[:：]?$|[:：]$")
_SECTION_STANDING = re.compile(
    r"^(?:在职|离退休|离休|退休|流动|困难|正式|预备|中共|入党|申请)*(?:党员|积极分子|发展对象|申请人)(?:花?名单|花?名册|情况)?$"
)
_SAYS_STANDING = re.compile(r"正式|预备|积极分子|发展对象|申请人")  # 退休党员 are either
_SECTION_MONTH = re.compile(r"^(?:(?:19|20)\d\d年)?(?:1[0-2]|0?[1-9]|[一二三四五六七八九]|十[一二]?)月份?$")
_EXAMPLE = re.compile(r"^[(【]?(?:填[写表])?(?:例如?|示例|样例|范例|举例|样表)[)】]?\d?:?$")
_EXAMPLE_NAME = re.compile(r"[(【](?:示?例|样例|范例)[)】]|^(?:示?例|样例|范例):")
_EXPLAINED = re.compile(r"^[(【]?(?:(?:填[写报表])?(?:说明|要求|格式)|格式要求|必填项?|选填)[)】]?:?$")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SECTION_YEAR = re.compile(r"^((?:19|20)\d\d)年(?:度)?$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年|年度)?(?!\d|\s*[-—~至]\s*\d{4})")
_FILLED_IN = re.compile(r"(?:填[报表写]|制表|报送|上报|打印|统计|更新|导出)(?:时间|日期)|^(?:日期|时间):")
_DAY_AT_THE_END = re.compile(r"(?:19|20)\d\d\s*[年./-]\s*\d\d?\s*[月./-]\s*\d\d?\s*[日号]?[)]?(?:\.[a-z]{2,4})?$")
_UP_TO = re.compile(r"(?:截[至止]|[-—~至到])\S{0,2}$")
_SERIAL = frozenset(["序号", "编号", "序", "号", "no", "no."])


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """One column's header: its parts from top to bottom, without repeats."""

    number: int
    path: tuple[str, ...]

    @property
    def letter(self) -> str:
        return column_letter(self.number)

    @property
    def text(self) -> str:
        return "/".join(" ".join(part.split()) for part in self.path)


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its rows (1-based, in order) and its columns."""

    rows: tuple[int, ...]
    columns: tuple[HeaderColumn, ...]


def candidates(sheet: Sheet) -> Iterator[Header]:
    """Every run of one to three rows near the top that could be a header."""
    looked_at = min(len(sheet.rows), ROWS_LOOKED_AT)
    filled = [_filled(sheet, number) for number in range(1, looked_at + 1)]
    for start in range(1, looked_at + 1):
        for depth in range(1, DEEPEST + 1):
            if start + depth - 1 > looked_at:
                break
            block = filled[start - 1 : start - 1 + depth]
            if all(_may_be_header(row) for row in block):
                yield Header(tuple(range(start, start + depth)), _columns(block))


def with_rows_above(sheet: Sheet, header: Header) -> Header:
    """The header with the rows above that merged cells tie to it."""
    first = header.rows[0]
    while first > 1 and any(top < first <= bottom for top, _, bottom, _ in sheet.merged):
        first -= 1
    rows = tuple(range(first, header.rows[-1] + 1))
    return header if rows == header.rows else Header(rows, _columns([_filled(sheet, number) for number in rows]))


def _filled(sheet: Sheet, number: int) -> list[Raw]:
    """The row with merged cells filled in."""
    row = list(sheet.rows[number - 1])
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row <= number <= last_row and first_row <= len(sheet.rows):
            source = sheet.rows[first_row - 1]
            value = source[first_column - 1] if first_column <= len(source) else None
            for column in range(first_column, min(last_column, len(row)) + 1):
                row[column - 1] = value
    return _months_named(sheet, number, row)


def _months_named(sheet: Sheet, number: int, row: list[Raw]) -> list[Raw]:
    """Heads of month columns: Excel turns 2026年1月 into a day that shows its month, and some write only 1 to 12."""
    for index, cell in enumerate(row):
        if isinstance(cell, datetime.date) and sheet.shown_as.get((number, index + 1)) == "month":
            row[index] = f"{cell.year}年{cell.month}月"
    numbers = [(index, month) for index, cell in enumerate(row) if (month := _month(cell))]
    run = [place for place, (_, month) in enumerate(numbers) if month == 1]
    if run and [month for _, month in numbers[run[0] :]][:6] == [1, 2, 3, 4, 5, 6]:
        for index, month in numbers[run[0] :][:12]:
            row[index] = f"{month}月"
    return row


def _month(cell: Raw) -> int | None:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return int(cell) if is_number and cell in range(1, 13) else None  # type: ignore[arg-type]


def _may_be_header(row: Sequence[Raw]) -> bool:
    """At least two different short texts, and hardly a number or date among them."""
    texts = {squeezed(cell) for cell in row if isinstance(cell, str)} - {""}
    values = [cell for cell in row if cell is not None and not isinstance(cell, str)]
    if not texts or any(isinstance(cell, datetime.date | datetime.time) for cell in values):
        return False
    return len(texts) >= 2 and len(values) <= len(texts) / 2 and max(map(len, texts)) <= LONGEST_HEADER


def _columns(block: Sequence[Sequence[Raw]]) -> tuple[HeaderColumn, ...]:
    """The path of every column. A parent without merged cells reaches over the blank cells to its right."""
    width = len(block[0])
    texts = [[plain(text_of(cell)) for cell in row] for row in block]
    for level in range(len(texts) - 1):
        carried = ""
        for column in range(width):
            has_child = any(texts[below][column] for below in range(level + 1, len(texts)))
            if texts[level][column]:
                carried = texts[level][column] if has_child else ""
            elif has_child:
                texts[level][column] = carried
            else:
                carried = ""
    columns = []
    for column in range(width):
        parts = [row[column] for row in texts if row[column]]
        columns.append(HeaderColumn(column + 1, tuple(dict.fromkeys(parts))))
    return tuple(columns)


def normal(text: str) -> str:
    """A header as it is compared: no spaces, numbering, stars or colons, half-width, lower case."""
    bare = squeezed(folded(text)).lower().strip("*※#:：、.。·'\"")
    bare = re.sub(r"^(?:\d{1,2}[.、]|[（(][一二三四五六七八九十\d]+[)）])", "", bare)
    return bare.replace("（", "(").replace("）", ")").replace("／", "/").replace("　", "")


def without_brackets(text: str) -> str:
    """入党时间(年月日) without its hint."""
    return re.sub(r"[(\[【][^()\[\]【】]*[)\]】]?", "", text)


def is_serial(text: str) -> bool:
    return normal(text) in _SERIAL


def titles(sheet: Sheet, before_row: int) -> list[str]:
    """Texts of the rows above the header."""
    return [
        plain(cell)
        for row in sheet.rows[: max(before_row - 1, 0)]
        for cell in row
        if isinstance(cell, str) and plain(cell)
    ]


def year_in(texts: Sequence[str]) -> int | None:
    """The one year that the first text with a year names. Two different years (2023-2024学年) name none.

    The day of filling in (填报时间：2025年1月5日) is not the year of a table: many are about the year before.
    """
    for text in texts:
        bare = _about(folded(text))
        for digit, letter in enumerate("〇一二三四五六七八九"):
            bare = bare.replace(letter, str(digit))
        years = {int(match) for match in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", bare.replace("○", "0"))}
        if len(years) == 1 and (_YEAR.search(bare.replace("○", "0")) or re.fullmatch(r"\d{4}", bare.strip())):
            return years.pop()
    return None


def _about(text: str) -> str:
    """What a title or a file name says of the table itself: without the day on which it was filled in or kept."""
    if filled_in := _FILLED_IN.search(text):
        return text[: filled_in.start()]
    day = _DAY_AT_THE_END.search(text)
    return text[: day.start()] if day and not _UP_TO.search(text[: day.start()]) else text


def why_no_record(cells: Sequence[Raw], header: Header | None, serial_columns: frozenset[int], key: str) -> str | None:
    """Why a row is not a record; None when it may be one.

    `key` is the text of the cell that every record has (the name, the date); `serial_columns` hold running numbers.
    """
    filled = [(number, cell) for number, cell in enumerate(cells, 1) if cell is not None]
    first = squeezed(text_of(filled[0][1])) if filled else ""
    if not any(number not in serial_columns or not text_of(cell).strip().isdigit() for number, cell in filled):
        return said("只有序号，没有内容")
    different = {cell for _, cell in filled}
    if len(different) == 1 and section(cells):
        return said("分段标题，用在下面各行")
    if (_EXAMPLE.match(first) or _EXAMPLE_NAME.search(key)) and len(different) > 1:
        return said("填写的例子")
    if _FOOTER.match(key) or (_FOOTER.match(first) and (not key or len(different) <= 2)):
        return said("合计、签名或说明")
    in_serial = bool(filled) and filled[0][0] in serial_columns
    if (_SIGNATURE.search(first) or (in_serial and re.search("[:：]", first))) and len(different) <= 4:
        return said("合计、签名或说明")
    if header is not None and first in _texts(header) and _repeats(filled, header):
        return said("重复的表头")
    if (_EXPLAINED.match(first) or _EXPLAINED.match(key)) and len(different) > 1:
        return said("填写说明")
    if _numbers_columns([cell for _, cell in filled]):
        return said("栏的编号")
    if len(different) == 1 and len(first) > LONGEST_HEADER:
        return said("说明文字")
    return None


def closes(cells: Sequence[Raw]) -> bool:
    """A row of totals or signatures: nothing of it is an example of what a column holds."""
    first = next((squeezed(text_of(cell)) for cell in cells if cell is not None), "")
    return bool(_FOOTER.match(first) or _SIGNATURE.search(first))


@lru_cache(maxsize=64)
def _texts(header: Header) -> frozenset[str]:
    return frozenset(squeezed(part) for column in header.columns for part in column.path)


def _repeats(filled: Sequence[tuple[int, Raw]], header: Header) -> bool:
    parts = {column.number: {squeezed(part) for part in column.path} for column in header.columns}
    same = sum(squeezed(text_of(cell)) in parts.get(number, set()) for number, cell in filled)
    return same >= 2 and same >= 0.8 * len(filled)


def _numbers_columns(cells: Sequence[Raw]) -> bool:
    """甲 乙 1 2 3 below a header of statistics: running numbers from cell to cell."""
    texts = [squeezed(text_of(cell)) for cell in cells]
    numbers = [text for text in texts if text not in _STEMS]
    stems = [text for text in texts if text in _STEMS]
    return (
        len(texts) >= LEAST_NUMBERED
        and stems == list(_STEMS[: len(stems)])
        and numbers == [str(number) for number in range(1, len(numbers) + 1)]
    )


def section(cells: Sequence[Raw]) -> tuple[str, str] | None:
    """What a section row says for the rows below: ("year", "2023"), ("group", …), ("branch", …),
    ("standing", 预备党员), ("planned_on", 3月) or ("kinds", 支委会). 二、机关党支部（12人） is 机关党支部.
    """
    text = next((squeezed(text_of(cell)) for cell in cells if cell is not None), "")
    if match := _SECTION_YEAR.match(text):
        return "year", match[1]
    if len(text) > LONGEST_HEADER:
        return None
    text = _SECTION_COUNT.sub("", _SECTION_NUMBER.sub("", text))
    if _SECTION_UNIT.match(text):
        return ("group" if text.endswith("小组") else "branch"), text
    if _SECTION_STANDING.match(text):
        return "standing", text if _SAYS_STANDING.search(text) else ""
    if _SECTION_MONTH.match(text):
        return "planned_on", text
    return ("kinds", text) if only_names_a_kind(text) else None
