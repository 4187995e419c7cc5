"""What lies on the disk after the current failed: of each file what was synced, of the rest as much as chance wrote.

The shim notes every write and every fsync in their order. Marks of who was told what stand between them, in the same
file. So the disk can be put together as it would be after a power cut at any place, in the worst case: nothing that
was not synced is there, or some pages of it, or a page half.
"""

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEAD = struct.Struct("=IIQQ")
WRITE, SYNC, CUT, GONE, TOLD = 1, 2, 3, 4, 9
SECTOR = 512


@dataclass(frozen=True)
class Step:
    kind: int
    path: str
    place: int
    data: bytes = b""


def tell(journal: Path, title: str) -> None:
    """Put down that somebody was told now; one write, so that it stands between what the program wrote."""
    name = title.encode()
    with journal.open("ab", buffering=0) as out:
        out.write(HEAD.pack(TOLD, len(name), 0, 0) + name)


def steps(journal: Path) -> Iterator[Step]:
    with journal.open("rb") as found:
        while len(head := found.read(HEAD.size)) == HEAD.size:
            kind, length, place, size = HEAD.unpack(head)
            path = found.read(length).decode()
            yield Step(kind, path, place, found.read(size) if kind == WRITE else b"")


@dataclass
class Disk:
    """Files as they were synced, and what was done to each since then."""

    files: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Step]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """As it lies there now, with nothing running: all of it counts as synced."""
        return cls({str(file): bytearray(file.read_bytes()) for file in folder.glob("*.sqlite3*")})

    def take(self, step: Step) -> None:
        if step.kind == TOLD:
            self.told.append(step.path)
        elif step.kind == GONE:
            self.files.pop(step.path, None)
            self.waiting.pop(step.path, None)
        elif step.kind == SYNC:
            for earlier in self.waiting.pop(step.path, []):
                _do(self.files.setdefault(step.path, bytearray()), earlier)
        else:
            self.waiting.setdefault(step.path, []).append(step)

    def after_a_cut(self, target: Path, chance: random.Random | None = None) -> None:
        """Write the files into an empty folder. With `chance` some of what was not synced is there as well."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path in {*self.files, *self.waiting}:
            content = bytearray(self.files.get(path, b""))
            for step in self.waiting.get(path, []) if chance else ():
                if chance.random() < 0.5:  # type: ignore[union-attr]
                    _do(content, step, chance)
            (target / Path(path).name).write_bytes(content)


def _do(content: bytearray, step: Step, chance: random.Random | None = None) -> None:
    if step.kind == CUT:
        del content[step.place :]
        content.extend(bytes(max(0, step.place - len(content))))
        return
    data = step.data
    if chance and chance.random() < 0.3:  # torn: only some sectors of it
        data = data[: chance.randrange(0, len(data) + 1) // SECTOR * SECTOR]
    end = step.place + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[step.place : end] = data
