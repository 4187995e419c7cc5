"""The words that users see: no slogans, no flattery, no exclamation marks, and Chinese punctuation in Chinese text.

`python -m tools.words` lists what is wrong.
Looked at: texts of templates, Chinese text in Python that is not a docstring, texts of the norms.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

BANNED = ("务必", "高度重视", "亮点", "抓手", "闭环", "您")
CHINESE = re.compile("[\u4e00-\u9fff]")
EXCLAMATION = re.compile("\uff01|[\u4e00-\u9fff”》]!")
LATIN_MARK = re.compile("(?<=[\u4e00-\u9fff”》）])[,:;](?!//)|(?:^|(?<=[0-9A-Za-z]))[,:;](?=[\u4e00-\u9fff“])")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
LATIN_MARKS_MEANT = {
    # file or room below the package: why a Latin mark may stand behind Chinese there
    "intake": "its texts are also patterns and headers of other people's files",
    "config/environment.py": "shows how an address is written",
    "norms/reading.py": "shows how YAML is written",
    "norms/case_reading.py": "shows how YAML is written",
    "questions/reading.py": "shows how JSON is written",
    "cli/ask_text.py": "shows how JSON is written",
}

Found = tuple[int, str]


def problems(package: Path) -> list[str]:
    """One line for each wrong word or mark: file, line, what."""
    found = []
    for file in _files(package):
        name = file.relative_to(package)
        is_meant = name.as_posix() in LATIN_MARKS_MEANT or name.parts[0] in LATIN_MARKS_MEANT
        for line, text in READERS[file.suffix](file.read_text(encoding="utf-8")):
            wrong = wrong_words(text) + ([] if is_meant else wrong_marks(text))
            found += [f"{file.relative_to(package.parent)}:{line}: {word}" for word in wrong]
    return found


def _files(package: Path) -> Iterator[Path]:
    for file in sorted(package.rglob("*")):
        if file.suffix in READERS and not {"vendor", "migrations", "__pycache__"} & set(file.parts):
            yield file


def wrong_words(text: str) -> list[str]:
    """Banned words of one text that users see."""
    words = [word for word in BANNED if word in text]
    return words + (["感叹号"] if CHINESE.search(text) and EXCLAMATION.search(text) else [])


def wrong_marks(text: str) -> list[str]:
    """Commas, colons and semicolons of the Latin kind beside Chinese, with what stands before them."""
    return [f"半角标点 {text[max(0, mark.start() - 4) : mark.end()]}" for mark in LATIN_MARK.finditer(text)]


def _lines(text: str) -> Iterator[Found]:
    yield from enumerate(COMMENT.sub(_same_length, text).splitlines(), start=1)


def _same_length(comment: re.Match[str]) -> str:
    return "\n" * comment.group().count("\n")


def _strings(source: str) -> Iterator[Found]:
    """Text constants of a Python file, without docstrings."""
    tree = ast.parse(source)
    unseen = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unseen:
            yield node.lineno, node.value


def _docstrings(tree: ast.AST) -> set[int]:
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def _values(text: str) -> Iterator[Found]:
    """Scalars of a YAML file, keys and comments left out."""

    def walk(node: yaml.Node) -> Iterator[Found]:
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.line + 1, node.value
        elif isinstance(node, yaml.SequenceNode):
            for part in node.value:
                yield from walk(part)
        elif isinstance(node, yaml.MappingNode):
            for _key, part in node.value:
                yield from walk(part)

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is not None:
        yield from walk(root)


READERS: dict[str, Callable[[str], Iterator[Found]]] = {
    ".html": _lines,
    ".txt": _lines,
    ".js": _lines,
    ".py": _strings,
    ".yaml": _values,
}


def main() -> int:
    found = problems(Path(__file__).resolve().parent.parent / "zhibu")
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
