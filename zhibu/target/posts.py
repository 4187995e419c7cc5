"""Lines by post and situation, from which a target book is begun. Data beside this file; users change them freely."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import CONTENT, MARK, OwnLine

FILE = Path(__file__).with_name("posts.yaml")
FEWEST, MOST = 3, 5
LAST_DAY = (12, 31)
OWN = "本支部的表"


@dataclass(frozen=True)
class Proposed:
    """One line as it is offered; `due` is month and day."""

    content: str
    done_when: str
    due: tuple[int, int]

    def due_on(self, year: int) -> date:
        return date(year, *self.due)


@dataclass(frozen=True)
class Post:
    key: str
    label: str
    lines: tuple[Proposed, ...]
    also: tuple[str, ...] = ()  # other names by which a job on the roster is called
    is_situation: bool = False  # 倒班、离退休、流动、学生: stands beside the posts


def of_branch(branch: Organisation) -> dict[str, Post]:
    """The branch's own proposals by area, as many lines at a time as a book takes."""
    by_area: dict[str, list[Proposed]] = {}
    for line in OwnLine.objects.filter(branch=branch).order_by("recorded_at", "order"):
        proposed = Proposed(line.content, line.done_when, LAST_DAY)
        by_area.setdefault(line.area or OWN, []).append(proposed)
    found: dict[str, Post] = {}
    for area, lines in by_area.items():
        for start in range(0, len(lines), MOST):
            part = said("（{number}）", number=start // MOST + 1) if len(lines) > MOST else ""
            key = f"own-{len(found) + 1}"
            found[key] = Post(key, f"{area}{part}", tuple(lines[start : start + MOST]))
    return found


class WrongTemplate(ValueError):
    """Names the entry of the file that cannot be used."""


@cache
def posts() -> dict[str, Post]:
    """All posts in the order of the file, then the situations."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def read(content: dict[str, Any]) -> dict[str, Post]:
    return {key: _post(key, entry) for key, entry in content.items()}


def _post(key: str, entry: dict[str, Any]) -> Post:
    unknown = set(entry) - {"label", "lines", "situation", "also"}
    if unknown or "label" not in entry:
        raise WrongTemplate(f"{key}: {sorted(unknown) or 'label'}")
    lines = tuple(_line(key, line) for line in entry.get("lines", ()))
    if not FEWEST <= len(lines) <= MOST:
        raise WrongTemplate(f"{key}: {len(lines)} lines")
    return Post(key, entry["label"], lines, tuple(entry.get("also", ())), bool(entry.get("situation", False)))


def _line(key: str, line: dict[str, Any]) -> Proposed:
    if set(line) != {"content", "done_when", "due"}:
        raise WrongTemplate(f"{key}: {sorted(line)}")
    if not 0 < len(line["content"]) <= CONTENT or not 0 < len(line["done_when"]) <= MARK:
        raise WrongTemplate(f"{key}: {line['content'][:20]}")
    month, day = (int(part) for part in str(line["due"]).split("-"))
    date(2023, month, day)  # an ordinary year: no line is due on 29 February
    return Proposed(line["content"], line["done_when"], (month, day))


def fitting(job: str) -> Post | None:
    """The first post whose name, or a part of it, occurs in the job on the roster."""
    text = job.strip()
    for post in posts().values():
        names = (*post.label.split("、"), *post.also)
        if text and not post.is_situation and any(name in text for name in names):
            return post
    return None
