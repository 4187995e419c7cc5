"""`zhibu`: one word per command. Only the chosen command is imported, so that `ask` and `norms` start fast.

A new command is one file with `describe(parser)` and `carry_out(arguments)`, and one line in COMMANDS.
Exit codes: 0 done, 1 done and something to look at was found, 2 refused (one sentence on stderr), 130 interrupted.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from zhibu.cli import answers
from zhibu.cli.parser import Arguments, ChineseParser

SETTINGS = "zhibu.config.settings"


@dataclass(frozen=True)
class Command:
    """`module` is imported when the command is called.

    `django`: settings and models are set up before. `tables`: the database is made ready before.
    """

    name: str
    summary: str
    module: str
    django: bool = True
    tables: bool = False


COMMANDS = (
    Command("init", "给一个真实的单位建党委和第一批账号（空数据库）", "zhibu.cli.init_", tables=True),
    Command("run", "启动：网页、后台任务和定时检查一起运行", "zhibu.cli.run"),
    Command("demo", "在空的数据库里放一套示例：十二个支部，一年的记录", "zhibu.cli.demo", tables=True),
    Command("import", "导入花名册或会议台账；--undo 撤销一次导入", "zhibu.cli.import_", tables=True),
    Command("export", "把一个支部的一本台账存成 Excel", "zhibu.cli.export", tables=True),
    Command("check", "体检：看一个或全部支部的结果，或从记录重算", "zhibu.cli.check", tables=True),
    Command("ask", "算一算：问一个问题，按规定回答，写明依据", "zhibu.cli.ask", django=False),
    Command("norms", "规则库：核对、比较两天的规定、看一条", "zhibu.cli.norms", django=False),
    Command("backup", "备份数据库和文件，存成一个文件", "zhibu.cli.backup"),
    Command("restore", "从备份文件恢复", "zhibu.cli.restore"),
    Command("keys", "换字段密钥：加密的内容用新密钥重新写一遍", "zhibu.cli.keys", tables=True),
    Command("log", "操作记录：看今天的校验码，核对有没有被改过", "zhibu.cli.log", tables=True),
    Command("move", "把整个数据库搬到 PostgreSQL，两边核对", "zhibu.cli.move"),
    Command("bench", "量一量本机的速度和占用", "zhibu.cli.bench"),
    Command("say", "说事自查：设置、代理的回答和日志有没有记下不该记的", "zhibu.cli.say"),
    Command("tick", "办到点的事（夜间检查、清理过期的资料）", "zhibu.cli.tick"),
)


class CommandModule(Protocol):
    """What a command's file offers."""

    def describe(self, parser: ChineseParser) -> None:
        """Add the arguments, with Chinese help."""

    def carry_out(self, arguments: Arguments) -> int:
        """Do it; the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    named = next((command for command in COMMANDS if words and words[0] == command.name), None)
    if named is None:
        return _without_command(words)
    try:
        if named.django:
            set_up_django()
        module = cast(CommandModule, importlib.import_module(named.module))
        parser = ChineseParser(prog=f"zhibu {named.name}", description=named.summary + "。")
        module.describe(parser)
        arguments = parser.parse_args(words[1:])
        if named.tables:
            importlib.import_module("zhibu.cli.tables").make_ready()
        return module.carry_out(arguments)
    except BaseException as error:
        code = answers.for_error(error)
        if code is None:
            raise
        return code


def set_up_django() -> None:
    import django  # noqa: PLC0415 (slow; commands that need no database do without it)
    from django.utils import translation  # noqa: PLC0415 (the same)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    translation.activate("zh-hans")


def _without_command(words: list[str]) -> int:
    """Help, the version, or a sentence about a word that is no command."""
    parser = ChineseParser(prog="zhibu", usage="zhibu 命令 [选项]", description="支部工作台。")
    parser.add_argument("--version", action="store_true", help="显示版本")
    parser.epilog = "命令：\n" + "\n".join(f"  {command.name:<10}{command.summary}" for command in COMMANDS)
    parser.epilog += "\n\n每个命令的用法：zhibu 命令 --help"
    if words and not words[0].startswith("-"):
        parser.error(f"没有“{words[0]}”这个命令。可用的命令：{'、'.join(command.name for command in COMMANDS)}")
    if parser.parse_args(words).version:
        answers.say(f"zhibu {answers.version()}")
    else:
        parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main())
