"""The branches that an upload may write to, found by the names that people write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhibu.base.paths import below
from zhibu.intake.wording import squeezed
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said

MOST_NAMED = 6
_NUMERALS = r"\d一二三四五六七八九十百第"
_ENDINGS = re.compile(r"(?:联合|临时)?(?:党支部|支部)(?:委员会)?$")


@dataclass(frozen=True)
class Unplaced:
    """Why no branch was found: what is seen, and what would be right."""

    sentence: str
    right: str


class Reach:
    """The branches of one subtree that exist today. `only` is the branch of a branch's own people.

    `what`: what these organisations are called in a sentence.
    """

    def __init__(self, path: str, branches: Sequence[Organisation], what: str = "支部") -> None:
        self.path, self.what = path, what
        self.branches: list[Organisation] = []
        self.by_id: dict[UUID, Organisation] = {}
        self._by_name: dict[str, list[Organisation]] = {}
        self._by_stem: dict[str, list[Organisation]] = {}
        for branch in branches:
            self.add(branch)

    def add(self, branch: Organisation) -> None:
        self.branches.append(branch)
        self.by_id[branch.pk] = branch
        self._by_name.setdefault(tidy(branch.name), []).append(branch)
        self._by_stem.setdefault(stem(branch.name), []).append(branch)

    @property
    def only(self) -> Organisation | None:
        return self.branches[0] if len(self.branches) == 1 else None

    def find(self, text: str, chosen: Organisation | None) -> Organisation | Unplaced:
        """The branch that a cell names; without a name the chosen one, or the only one."""
        if not text:
            return (
                chosen
                or self.only
                or Unplaced(
                    said("没有写是哪个{what}。", what=self.what),
                    said("写上{what}全称：{self}。", what=self.what, self=self.names()),
                )
            )
        for found in (self._by_name.get(tidy(text), []), self._by_stem.get(stem(text), [])):
            if len(found) == 1:
                return found[0]
            if found:
                return Unplaced(
                    said("叫“{text}”的{what}有 {count} 个。", text=text[:20], what=self.what, count=len(found)),
                    "写全称。",
                )
        ending = [branch for branch in self.branches if tidy(text).endswith(tidy(branch.name))]
        if len(ending) == 1:
            return ending[0]
        return Unplaced(
            said("没有叫“{text}”的{what}。", text=text[:20], what=self.what),
            said(
                "现有的{what}：{self}。整张表是同一个{what}的，在“看列”里把这一列选成“不导入”。",
                what=self.what,
                self=self.names(),
            ),
        )

    def named_in(self, texts: Sequence[str]) -> Organisation | None:
        """The one branch that the name of a sheet or a title above its table names. The only branch needs no name."""
        if self.only:
            return None
        found = {branch.pk: branch for text in texts for branch in self._all_in(tidy(text))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _all_in(self, text: str) -> list[Organisation]:
        """By whole names; 一车间党支部 is not in 十一车间党支部, nor where a longer name is. The text may be a stem."""
        alike = self._by_stem.get(stem(text), [])
        if alike:
            return alike
        whole = [(tidy(branch.name), branch) for branch in self.branches if _stands_in(tidy(branch.name), text)]
        return [branch for name, branch in whole if not any(name != other and name in other for other, _one in whole)]

    def names(self) -> str:
        shown = "、".join(branch.name for branch in self.branches[:MOST_NAMED])
        return shown + (said("等 {count} 个", count=len(self.branches)) if len(self.branches) > MOST_NAMED else "")


def _stands_in(name: str, text: str) -> bool:
    return bool(re.search(rf"(?<![{_NUMERALS}]){re.escape(name)}", text))


def tidy(name: str) -> str:
    return squeezed(name).removeprefix("中共").removeprefix("中国共产党").replace("(", "").replace(")", "")


def stem(name: str) -> str:
    """一车间党支部, 一车间支部 and 一车间 are one stem; 第一 stays, it may be the name."""
    return _ENDINGS.sub("", tidy(name)) or tidy(name)


def parents_of(path: str, today: date) -> Reach:
    """The organisations of a subtree under which branches hang."""
    kinds = (OrganisationKind.PRIMARY_COMMITTEE, OrganisationKind.GENERAL_BRANCH)
    rows = Organisation.objects.filter(below(path), kind__in=kinds).exclude(dissolved_on__lte=today)
    return Reach(path, list(rows.order_by("path")), "上级党组织")


def reach_of(path: str, today: date) -> Reach:
    rows = Organisation.objects.filter(below(path), kind=OrganisationKind.BRANCH).exclude(dissolved_on__lte=today)
    return Reach(path, list(rows.order_by("path")))
