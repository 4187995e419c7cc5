"""`zhibu norms`: check the library of rules, compare two days, show one rule. No database."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli.answers import say
from zhibu.cli.norm_text import card_lines, change_lines, plain_card, plain_change
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.questions import checking, search
from zhibu.questions import describe as describe_norm
from zhibu.questions.comparing import compare

SOMETHING_FOUND = 1
OFFERED = 6
USES = "zhibu norms check | diff 日期 日期 | show 编号"


def describe(parser: ChineseParser) -> None:
    parser.add_argument(
        "act", choices=("check", "diff", "show"), metavar="做什么", help="check 核对，diff 比较，show 看一条"
    )
    parser.add_argument("words", nargs="*", metavar="内容", help="diff 后面写两个日期，show 后面写规定的编号或名称")
    parser.add_argument("--on", type=_day, metavar="日期", help="show：按这一天看，写成 2026-11-23；不写就是今天")
    parser.add_argument("--folder", type=Path, metavar="文件夹", help="check：核对别处的一套规定，不写就核对自带的")
    parser.add_argument("--json", action="store_true", help="diff、show：结果用 JSON")
    parser.epilog = (
        "check 看条文、起止日期（有没有断开、重叠）、数字的出处，并把全部算例算一遍。\n"
        "diff 列出两天之间新起的、换了文本的、数字变了的、不再施行的规定。\n\n"
        "退出码：0 没有问题，或者两天一样；1 有问题，或者两天不一样；2 参数有误。"
    )


def carry_out(arguments: Arguments) -> int:
    if arguments.act == "check":
        return _check(arguments)
    if arguments.folder:
        raise Refused("--folder 只同 check 一起用。")
    return _diff(arguments) if arguments.act == "diff" else _show(arguments)


def _check(arguments: Arguments) -> int:
    if arguments.words or arguments.on or arguments.json:
        raise Refused("check 后面只能写 --folder。", f"用法：{USES}")
    if arguments.folder and not arguments.folder.is_dir():
        raise Refused(f"没有这个文件夹：{arguments.folder}")
    result = checking.look_over(arguments.folder)
    for problem in result.problems:
        say(problem)
    if result.problems:
        say(f"有 {len(result.problems)} 处问题。")
        return SOMETHING_FOUND
    say(f"{result.regulations} 部规定，{result.norms} 条，{result.cases} 个算例，都对得上。")
    return 0


def _diff(arguments: Arguments) -> int:
    if len(arguments.words) != 2 or arguments.on:
        raise Refused("diff 后面要写两个日期。", "例如：zhibu norms diff 2026-05-10 2026-05-11")
    first, second = (_named_day(text) for text in arguments.words)
    changes = compare(first, second)
    if arguments.json:
        say(json.dumps([plain_change(change) for change in changes], ensure_ascii=False))
    else:
        for line in change_lines(first, second, changes):
            say(line)
    return SOMETHING_FOUND if changes else 0


def _named_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"看不懂日期“{text}”。", "写成 2026-11-23 这样。") from None


def _show(arguments: Arguments) -> int:
    if len(arguments.words) != 1:
        raise Refused("show 后面要写一条规定的编号。", "例如：zhibu norms show general-meeting-quarterly")
    on = arguments.on or clock.today()
    page = describe_norm(_id_of(arguments.words[0]), on)
    if arguments.json:
        plain: dict[str, Any] = plain_card(page, on)
        say(json.dumps(plain, ensure_ascii=False))
    else:
        for line in card_lines(page, on):
            say(line)
    return 0


def _id_of(text: str) -> str:
    """The id itself, or the only rule in whose words the text occurs."""
    found = search(text)
    exact = [norm for norm in found if text in (norm.id, norm.name_zh)]
    if exact or len(found) == 1:
        return (exact or list(found))[0].id
    if not found:
        raise Refused(f"没有“{text}”这条规定。", "换个词，或者写编号。")
    offered = "、".join(f"{norm.id}（{norm.name_zh}）" for norm in found[:OFFERED])
    more = f"等 {len(found)} 条" if len(found) > OFFERED else ""
    raise Refused(f"“{text}”可以指：{offered}{more}。", "写编号。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"看不懂日期“{text}”，写成 2026-11-23 这样") from error
