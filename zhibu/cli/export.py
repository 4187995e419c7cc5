"""`zhibu export`: one ledger of one branch as an Excel file."""

from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base import clock
from zhibu.base.errors import NotFound, Refused
from zhibu.cli import answers
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.ledger.catalogue import LEDGERS, ledger_of
from zhibu.ledger.sheet import Ledger, Wanted, draw
from zhibu.ledger.workbook import workbook_of
from zhibu.org.models import Organisation, OrganisationKind

FIRST_YEAR = 1949
SHOWN = 5  # names offered when several branches fit


def describe(parser: ChineseParser) -> None:
    names = "，".join(f"{ledger.key} {ledger.title}" for ledger in LEDGERS)
    parser.add_argument("--ledger", required=True, metavar="台账", help=f"哪一本：{names}")
    parser.add_argument("--branch", required=True, metavar="支部", help="支部名称（写一部分也行）或编号")
    parser.add_argument("--year", type=int, metavar="年份", help="哪一年；不写就是今年，花名册不分年")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="文件", help="存到哪里，例如 台账.xlsx")
    parser.add_argument("--force", action="store_true", help="文件已经有了也覆盖")


def carry_out(arguments: Arguments) -> int:
    ledger = ledger_named(arguments.ledger)
    branch = branch_named(arguments.branch)
    output: Path = arguments.output
    if output.suffix.lower() != ".xlsx":
        raise Refused(f"文件名“{output.name}”要以 .xlsx 结尾。")
    if output.exists() and not arguments.force:
        raise Refused(f"已经有这个文件：{output}。", "换个名字，或加 --force 覆盖。")
    today = clock.today()
    drawn = draw(ledger, Wanted(branch=branch, today=today, year=_year(ledger, arguments.year, today.year)))
    output.write_bytes(workbook_of(drawn))
    answers.say(
        f"{branch.name}，{ledger.title}，{len(drawn.rows)} 行，存到 {output}（{answers.size_in_words(output)}）"
    )
    return 0


def _year(ledger: Ledger, asked: int | None, this_year: int) -> int | None:
    """None for a ledger that is not kept by year."""
    if asked is not None and not FIRST_YEAR <= asked <= this_year + 1:
        raise Refused(f"年份 {asked} 不对，写 {FIRST_YEAR} 到 {this_year + 1} 之间的一年。")
    return (asked or this_year) if ledger.years else None


def ledger_named(name: str) -> Ledger:
    """By key or by the Chinese name."""
    for ledger in LEDGERS:
        if name == str(ledger.title):
            return ledger
    try:
        return ledger_of(name)
    except NotFound as error:
        offered = "、".join(f"{ledger.key}（{ledger.title}）" for ledger in LEDGERS)
        raise Refused(f"没有“{name}”这本台账。", f"可以写：{offered}。") from error


def branch_named(text: str) -> Organisation:
    """One branch by its key, its name, or a part of the name that fits no other."""
    branches: QuerySet[Organisation] = Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("path")
    try:
        found = list(branches.filter(pk=UUID(text)))
    except ValueError:
        found = list(branches.filter(name=text)) or list(branches.filter(name__contains=text)[: SHOWN + 1])
    if not found:
        raise Refused(f"没有叫“{text}”的支部。", "看看名称写对没有。")
    if len(found) > 1:
        names = "、".join(f"{branch.name}（{branch.pk}）" for branch in found[:SHOWN])
        raise Refused(f"叫“{text}”的支部不止一个：{names}。", "写全名称，或写括号里的编号。")
    return found[0]
