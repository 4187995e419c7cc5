"""argparse in Chinese: its own few sentences are looked up here, every other word comes from the commands."""

import argparse
import sys
from typing import NoReturn

Arguments = argparse.Namespace

SENTENCES = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份说明",
    "unrecognized arguments: %s": "不认识这些参数：%s",
    "the following arguments are required: %s": "还缺参数：%s",
    "one of the arguments %s is required": "要写其中一个：%s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s:%(message)s",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "not allowed with argument %s": "不能和 %s 一起用",
    "ignored explicit argument %r": "后面不用写值：%r",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这一项，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "看不懂 %(value)r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 可以指几个选项：%(matches)s",
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
}


def _in_chinese(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _counted_in_chinese(one: str, many: str, number: int) -> str:
    return "后面要写 %s 个值" if one == "expected %s argument" else (one if number == 1 else many)


# argparse asks gettext's default catalogue, which has no Chinese; these are the two names through which it asks.
argparse._ = _in_chinese  # type: ignore[attr-defined]
argparse.ngettext = _counted_in_chinese  # type: ignore[attr-defined]


class ChineseParser(argparse.ArgumentParser):
    """Keeps line breaks of the texts; a wrong argument is one sentence on stderr and exit code 2."""

    def __init__(self, prog: str, description: str = "", usage: str | None = None) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{message}。用法见 {self.prog} --help\n")
        sys.exit(2)
