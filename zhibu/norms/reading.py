"""Strict reading of YAML: every key is wanted, every date is a date, and a fault is one Chinese sentence naming file
and place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REQUIRED = object()


class NormsError(Exception):
    """The norms folder cannot be used. The message is one Chinese sentence that names the file and the place."""


class _StrictLoader(_Loader):  # type: ignore[misc]
    """Refuses a key that is written twice in one mapping; `on`, `yes` and `no` are words, only true and false are
    truth.
    """

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in _Loader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                line = key_node.start_mark.line + 1
                raise yaml.constructor.ConstructorError(problem=f"第 {line} 行的“{key_node.value}”写了两次")
            seen.add(key_node.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


class Reader:
    """One mapping of a file. Take what is wanted, then call :meth:`done`, which refuses what is left over."""

    def __init__(self, file: str, place: str, content: Any) -> None:
        self.file = file
        self.place = place
        if not isinstance(content, dict):
            raise self.refusal(f"这里应当是“名称: 内容”，现在是 {content!r}")
        self._left: dict[str, Any] = dict(content)

    def refusal(self, what: str) -> NormsError:
        """An error that names file and place."""
        return NormsError(f"{self.file} 的“{self.place}”：{what}。")

    def take(self, key: str, default: Any = _REQUIRED) -> Any:
        """The content under the key, as it is."""
        if key in self._left:
            return self._left.pop(key)
        if default is _REQUIRED:
            raise self.refusal(f"没有写 {key}")
        return default

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """Words, not empty."""
        value = self.take(key, default)
        if value is default:
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(f"{key} 要写成文字，现在是 {value!r}")
        return value

    def whole(self, key: str, default: Any = _REQUIRED) -> int:
        """A whole number."""
        value = self.take(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refusal(f"{key} 要写成整数，现在是 {value!r}")
        return value

    def truth(self, key: str, default: Any = _REQUIRED) -> bool:
        """true or false."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.refusal(f"{key} 要写 true 或 false，现在是 {value!r}")
        return value

    def day(self, key: str, default: Any = _REQUIRED) -> date:
        """A day written 2018-10-28."""
        value = self.take(key, default)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.refusal(f"{key} 要写成日期，如 2018-10-28，现在是 {value!r}")

    def day_or_none(self, key: str) -> date | None:
        """A day, or nothing."""
        value = self.take(key, None)
        if value is None:
            return None
        self._left[key] = value
        return self.day(key)

    def choice(self, key: str, options: Collection[str], default: Any = _REQUIRED) -> str:
        """One of the listed words."""
        value = self.text(key, default)
        if value not in options:
            raise self.refusal(f"{key} 只能是 {'、'.join(options)} 之一，现在是 {value!r}")
        return value

    def inner(self, key: str, default: Any = _REQUIRED) -> Reader:
        """A mapping inside this one."""
        return Reader(self.file, f"{self.place} → {key}", self.take(key, default))

    def items(self, key: str, default: Any = _REQUIRED) -> Iterator[Reader]:
        """A list of mappings."""
        content = self.take(key, default)
        if not isinstance(content, list):
            raise self.refusal(f"{key} 要写成一列，现在是 {content!r}")
        for number, item in enumerate(content, 1):
            yield Reader(self.file, f"{self.place} → {key} 第 {number} 项", item)

    def names(self) -> tuple[str, ...]:
        """The keys not taken yet."""
        return tuple(str(key) for key in self._left)

    def done(self) -> None:
        """Refuse anything left over."""
        if self._left:
            raise self.refusal(f"不认识 {'、'.join(map(str, self._left))}")


def parse(content: bytes) -> Any:
    """The content of a YAML text, read strictly. Raises ValueError or yaml.YAMLError."""
    return yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506  (a safe loader)


def read_yaml(path: Path, root: Path, parse: Callable[[bytes], Any] = parse) -> Reader:
    """Open a YAML file whose top is a mapping."""
    name = path.relative_to(root.parent).as_posix()
    try:
        content = parse(path.read_bytes())
    except FileNotFoundError:
        raise NormsError(f"{name} 不存在。") from None
    except UnicodeDecodeError:
        raise NormsError(f"{name} 不是 UTF-8 编码。") from None
    except ValueError as error:
        raise NormsError(f"{name} 里有写错的日期或数字：{error}。") from None
    except yaml.YAMLError as error:
        raise NormsError(f"{name} 读不懂：{getattr(error, 'problem', None) or error}{_line(error)}。") from None
    return Reader(name, "开头", content)


def _line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"，第 {mark.line + 1} 行" if mark else ""
