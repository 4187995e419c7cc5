"""The command line: help, words that are no command, errors as one sentence."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhibu.base.errors import Invalid, NotAllowed, NotFound, Refused
from zhibu.cli import answers, main
from zhibu.cli.parser import ChineseParser
from zhibu.cli.run import LARGEST_WEB_PROCESS


def test_help_lists_every_command_in_chinese(capsys):
    assert main.main([]) == 0
    said = capsys.readouterr().out
    for command in main.COMMANDS:
        assert f"  {command.name} " in said and command.summary in said
    assert "usage" not in said and "options" not in said


@pytest.mark.parametrize("command", main.COMMANDS, ids=lambda command: command.name)
def test_every_command_has_its_own_help(command, capsys):
    module = importlib.import_module(command.module)
    parser = ChineseParser(prog=f"zhibu {command.name}")
    module.describe(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "用法：" in said and "显示这份说明" in said
    assert "usage:" not in said and "show this help" not in said


def test_names_are_used_once():
    names = [command.name for command in main.COMMANDS]
    assert len(names) == len(set(names))


def test_an_unknown_word_is_answered_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["fly"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "没有“fly”这个命令" in said and "backup" in said
    assert said.count("\n") == 1


def test_a_missing_argument_is_one_chinese_sentence(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["restore"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "还缺参数：文件。用法见 zhibu restore --help\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--number", "viele"], "看不懂 'viele'"),
        (["--number"], "后面要写一个值"),
        (["--colour", "blue"], "没有 'blue' 这一项"),
        (["--other"], "不认识这些参数：--other"),
    ],
)
def test_wrong_arguments_in_chinese(words, sentence, capsys):
    parser = ChineseParser(prog="zhibu x")
    parser.add_argument("--number", type=int)
    parser.add_argument("--colour", choices=["red"])
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(words)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


class NormsError(Exception):
    __module__ = "zhibu.norms.reading"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("日期不对。", "写成 2026-03-05。"), "日期不对。写成 2026-03-05。"),
        (Invalid({"a": "名字没写。", "b": "日期没写。"}), "有 2 处要改。 名字没写。 日期没写。"),
        (NotAllowed("这页只有支委能看。", "王书记"), "这页只有支委能看。要办请找王书记。"),
        (NotFound(), "没有找到。"),
        (FileNotFoundError(2, "No such file", "名册.xlsx"), "没有这个文件：名册.xlsx"),
        (PermissionError(13, "Permission denied", "名册.xlsx"), "没有权限读写：名册.xlsx"),
        (IsADirectoryError(21, "Is a directory", "名册"), "这是文件夹，不是文件：名册"),
        (OSError(28, "No space left on device", "a.tar"), "读写 a.tar 时出错：No space left on device"),
        (NormsError("values.yaml 第 3 行没有写条号。"), "values.yaml 第 3 行没有写条号。"),
    ],
)
def test_a_foreseen_error_is_one_sentence_and_exit_code_2(error, sentence, capsys):
    assert answers.for_error(error) == 2
    assert capsys.readouterr().err == sentence + "\n"


@pytest.mark.parametrize("error", [ValueError("x"), OSError(5, "no file named"), SystemExit(0)])
def test_anything_else_keeps_its_traceback(error):
    assert answers.for_error(error) is None


def test_ctrl_c_ends_quietly(capsys):
    assert answers.for_error(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_help_starts_without_django():
    code = "import sys; from zhibu.cli.main import main; main(['--version']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.drill
def test_a_web_process_that_has_just_begun_is_far_from_being_replaced(tmp_path: Path) -> None:
    """Above the limit granian replaces it: were it born too large, no page would ever be answered."""
    told = subprocess.run(
        [sys.executable, "-c", "import zhibu.config.wsgi, zhibu.web.urls, pathlib;"
         "print(int(pathlib.Path('/proc/self/statm').read_text().split()[1]) * 4 // 1024)"],
        env={**os.environ, "ZHIBU_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zhibu.config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(told.stdout) < LARGEST_WEB_PROCESS * 0.6
