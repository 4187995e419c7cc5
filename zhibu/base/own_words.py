"""How a unit calls what every unit calls differently: 员工 or 村民 for 职工, 突击队 for 攻关小组.

A closed list. Terms of the regulations are not on it: a branch is a branch everywhere. What is replaced is a sentence
of the program before values are filled in (behind Django's catalogue), so that nobody's own text is ever touched.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from zhibu.rules.said import with_templates


@dataclass(frozen=True)
class Term:
    """One thing that units call differently. `found`: where it stands in a sentence, when not simply as `usual`."""

    key: str
    usual: str
    examples: str
    found: str = ""


TERMS = (
    Term("people", "职工", "员工、村民、居民、师生", "职工(?!工资)"),
    Term("unit", "本单位", "本公司、本校、本村、本院"),
    Term("goals", "单位目标", "公司目标、年度重点、村里的事"),
    Term("initiatives", "主动工作", "自选工作、特色工作"),
    Term("project", "书记项目", "书记领办、书记攻坚"),
    Term("pioneer_post", "党员先锋岗", "党员示范岗", "(?:党员)?先锋岗"),
    Term("area", "党员责任区", "党员网格", "(?:党员)?责任区"),
    Term("task_force", "攻关小组", "党员突击队", "攻关小组"),
)
OF_THE_LAW = frozenset({
    "党员", "正式党员", "预备党员", "入党申请人", "积极分子", "发展对象", "群众", "书记", "委员",
    "党委", "党总支", "党支部", "支部", "党小组", "支委会", "支部委员会", "党员大会", "党课", "主题党日",
    "组织生活会", "民主评议", "谈心谈话", "党费", "诉求", "信访",
})  # fmt: skip
"""Words that the regulations, or places of the program, already use for something else."""
NONE: Mapping[str, str] = MappingProxyType({})
_SHAPE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,8}")
_PATTERNS = {term.key: re.compile(term.found or term.usual) for term in TERMS}
_in_use: ContextVar[Mapping[str, str]] = ContextVar("own_words", default=NONE)


def is_fit(word: str) -> bool:
    """Two to eight characters or digits, nothing else: it stands in sentences, addresses no program, and is no term."""
    return _SHAPE.fullmatch(word) is not None and word not in OF_THE_LAW


def use(words: Mapping[str, str]) -> None:
    """From now on, until `used` around it ends."""
    _in_use.set(words)


@contextmanager
def used(words: Mapping[str, str]) -> Iterator[None]:
    """These words inside; afterwards those of before."""
    token = _in_use.set(words)
    try:
        yield
    finally:
        _in_use.reset(token)


def renamed(text: str) -> str:
    """A sentence of the program, its values not yet filled in, with the unit's own words."""
    for key, word in _in_use.get().items():
        if key in _PATTERNS:
            text = _PATTERNS[key].sub(word, text)
    return text


def in_own_words(text: str) -> str:
    """A sentence that remembers its template; an ordinary text stays as it is, for it may be somebody's own."""
    return str(with_templates(text, renamed)) if _in_use.get() else str(text)
