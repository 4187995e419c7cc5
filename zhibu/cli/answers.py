"""What a command says at the end: plain lines, and one sentence for everything that was foreseen to go wrong."""

import importlib.metadata
import os
import sys
from pathlib import Path

from zhibu.base.errors import Foreseen, Invalid, NotAllowed, NotFound, Refused

REFUSED = 2
SENTENCES_ALREADY = {  # their message is one Chinese sentence
    "django.core.exceptions.ImproperlyConfigured",
    "zhibu.norms.reading.NormsError",
    "zhibu.intake.result.Unreadable",
    "zhibu.questions.model.QuestionError",
}
INTERRUPTED = 130


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def version() -> str:
    return importlib.metadata.version("zhibu")


def for_error(error: BaseException) -> int | None:
    """The exit code after saying what was wrong; None for a defect, which keeps its traceback."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):  # `zhibu … | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    sentence = sentence_for(error)
    if sentence is None:
        return None
    complain(sentence)
    return REFUSED


def sentence_for(error: BaseException) -> str | None:
    """One Chinese sentence for a foreseen error, None for any other."""
    if isinstance(error, Foreseen):
        return _of_foreseen(error)
    if isinstance(error, OSError) and error.filename is not None:
        return _of_file(error)
    return _by_name(error)


def _of_foreseen(error: Foreseen) -> str:
    if isinstance(error, Invalid):
        return " ".join([error.reason, *error.problems.values()])
    if isinstance(error, Refused):
        return f"{error.reason}{error.next_step}"
    if isinstance(error, NotAllowed):
        return error.reason + (f"要办请找{error.ask}。" if error.ask else "")
    if isinstance(error, NotFound):
        return str(error) or "没有找到。"
    return str(error)


def _of_file(error: OSError) -> str:
    name = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else str(error.filename)
    if isinstance(error, FileNotFoundError):
        return f"没有这个文件：{name}"
    if isinstance(error, PermissionError):
        return f"没有权限读写：{name}"
    if isinstance(error, IsADirectoryError):
        return f"这是文件夹，不是文件：{name}"
    if isinstance(error, NotADirectoryError):
        return f"这不是文件夹：{name}"
    if isinstance(error, FileExistsError):
        return f"已经有这个文件：{name}"
    return f"读写 {name} 时出错：{error.strerror}"


def _by_name(error: BaseException) -> str | None:
    """Errors of what a command may not have imported: settings, databases, and the rooms that know no others."""
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    if names & SENTENCES_ALREADY:
        return str(error)
    if "django.db.utils.OperationalError" in names:
        return f"数据库用不了：{' '.join(str(error).split())}。先看 ZHIBU_DATABASE 写得对不对、数据库开没开。"
    return None


def size_in_words(file: Path) -> str:
    """字节、KB or MB, as people read sizes."""
    size = file.stat().st_size
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
