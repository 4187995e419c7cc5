"""`zhibu ask`: questions answered with their article, line by line or by hand. No database, nothing is kept."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli.answers import complain, say
from zhibu.cli.ask_text import Words, answer_lines, example_in, in_codes, list_lines
from zhibu.cli.language import in_words, words_in
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.questions import QuestionError, answer_json, list_json, list_questions, question_named
from zhibu.rules.said import joined, said

SOME_NOT_ANSWERED = 1
EXAMPLE = '{"question": "vote.committee", "on": "2026-05-20", "facts": {"committee_members": 5, "present": 3}}'


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--list", action="store_true", help="列出全部问题：要填什么、怎么填、回答什么")
    parser.add_argument(
        "--question", metavar="问题", help="只问这一个，后面写事实：名称=内容；同 --list 一起用，只列这一个"
    )
    parser.add_argument("--on", metavar="日期", help="按这一天的规定算，写成 2026-05-20；不写就是今天")
    parser.add_argument("--json", action="store_true", help="列表或回答用 JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="用中文还是英文回答；不写是中文")
    parser.add_argument("facts", nargs="*", metavar="名称=内容", help="例如 committee_members=5 present=3")
    parser.epilog = (
        "不带选项时从标准输入读，一行一个问题，一行一个回答：\n"
        f"  {EXAMPLE}\n"
        "哪一行填错了，那一行回答 error 和要改的栏目，别的行照答。空行跳过。\n\n"
        "退出码：0 都回答了；1 有没能回答的；2 参数有误。"
    )


def carry_out(arguments: Arguments) -> int:
    if arguments.list:
        return _list(arguments)
    if arguments.question:
        return _by_hand(arguments)
    if arguments.facts or arguments.on:
        raise Refused("还没写问哪一个。", "加上 --question 问题名；问题名见 zhibu ask --list。")
    if sys.stdin.isatty():
        complain("一行写一个问题，写完按 Ctrl+D。全部问题见 zhibu ask --list。")
    return answer_lines_of(sys.stdin.buffer, clock.today(), words_in(arguments.lang))


def answer_lines_of(lines: Iterable[bytes], today: date, words: Words = str) -> int:
    """Answer JSON lines on stdout, one line each; the exit code."""
    worst = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        told = _answer(line, number, today)
        say(json.dumps(in_words(told, words), ensure_ascii=False, allow_nan=False))
        if "error" in told:
            worst = SOME_NOT_ANSWERED
    return worst


def _answer(line: bytes, number: int, today: date) -> dict[str, Any]:
    try:
        request = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        return _unreadable(number, "不是 UTF-8 编码").as_json()
    except (ValueError, RecursionError):
        return _unreadable(number, "不是一个完整的 JSON").as_json()
    except QuestionError as error:
        return error.as_json()
    return answer_json(request, today)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is written twice: which of the two is meant nobody can know."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise QuestionError(name, said("“{name}”写了两次。只留一个。", name=name))
        found[name] = value
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _unreadable(number: int, what: str) -> QuestionError:
    return QuestionError("line", said("第 {number} 行{what}。写成示例这样的一行。", number=number, what=what), EXAMPLE)


def _list(arguments: Arguments) -> int:
    if arguments.facts or arguments.on:
        raise Refused("--list 只列问题，不带事实和日期。")
    chosen, words = _chosen(arguments.question), words_in(arguments.lang)
    if arguments.json:
        listed = [_row(row, words) for row in list_json() if row["question"] in chosen]
        rows = [json.dumps(row, ensure_ascii=False) for row in listed]
        say("[" + ",\n".join(rows) + "]")
        return 0
    for line in list_lines([question for question in list_questions() if question.name in chosen], words):
        say(line)
    return 0


def _row(row: dict[str, Any], words: Words) -> Any:
    if words is str:
        return row
    question = question_named(row["question"])
    shown = in_words(row, words) | {"example": example_in(question, words)}
    for fact, ask in zip(shown["facts"], question.asks, strict=True):
        fact["example"] = in_codes(ask, ask.example, words)
    return shown


def _chosen(name: str | None) -> set[str]:
    return {question_named(name).name} if name else {question.name for question in list_questions()}


def _by_hand(arguments: Arguments) -> int:
    question = question_named(arguments.question)
    request = {"question": question.name, "facts": _facts(arguments.facts)}
    told = answer_json(request | ({"on": arguments.on} if arguments.on else {}), clock.today())
    words = words_in(arguments.lang)
    if arguments.json:
        say(json.dumps(in_words(told, words), ensure_ascii=False, allow_nan=False))
    elif "error" not in told:
        for line in answer_lines(question, told, words):
            say(line)
    if "error" not in told:
        return 0
    if not arguments.json:
        complain(words(_sentence(told["error"])))
    return SOME_NOT_ANSWERED


def _sentence(error: Mapping[str, str]) -> str:
    return joined((error["field"], error["sentence"]), "：")


def _facts(pairs: Iterable[str]) -> dict[str, str]:
    """名称=内容 as facts. Everything stays text: the questions read numbers, days and choices out of it."""
    facts: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise Refused(f"“{pair}”不是“名称=内容”。", "例如 present=3；内容里有空格的，整个加引号。")
        if name.strip() in facts:
            raise Refused(f"“{name.strip()}”写了两次。", "只留一个。")
        facts[name.strip()] = value
    return facts
