"""The one file of a backup: a tar with `about.json`, the database and the files folder; never the keys.

Times inside are cut to the day and owners left out, so that a backup tells no more than the records do.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings

from zhibu.base.clock import day_of
from zhibu.base.errors import Refused
from zhibu.cli import sealed_file

FORMAT = 1
ABOUT = "about.json"
FILES = "files"


def write(target: Path, database: Path, part: str, files: Path, about: dict[str, Any], now: datetime) -> int:
    """Write the archive to `target`, which must not exist; the number of files of the files folder in it."""
    parts = {part: database}
    parts |= {f"{FILES}/{file.relative_to(files).as_posix()}": file for file in _files_below(files)}
    sums = {name: digest(file) for name, file in parts.items()}
    content = {"format": FORMAT, "made_on": day_of(now).isoformat(), "database": part, **about, "sha256": sums}
    moment = int(datetime.combine(day_of(now), time(), UTC).timestamp())
    with tarfile.open(target, "x:gz", compresslevel=6) as archive:
        text = json.dumps(content, ensure_ascii=False, indent=1).encode()
        _add(archive, ABOUT, io.BytesIO(text), len(text), moment)
        for name, file in parts.items():
            with file.open("rb") as body:
                _add(archive, name, body, file.stat().st_size, moment)
    target.chmod(0o600)
    return len(parts) - 1


def _add(archive: tarfile.TarFile, name: str, body: Any, size: int, moment: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, moment, 0o600
    archive.addfile(entry, body)


def _files_below(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def digest(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


@contextmanager
def reading(source: Path) -> Iterator[tarfile.TarFile]:
    """The opened archive; whatever is wrong with it is one sentence. A sealed one is opened beside the data first."""
    try:
        if not sealed_file.is_sealed(source):
            with tarfile.open(source, "r:gz") as archive:
                yield archive
            return
        with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="opening-") as folder:
            plain = Path(folder) / "plain.tar.gz"
            sealed_file.unseal(source, plain, settings.BACKUP_KEY)
            with tarfile.open(plain, "r:gz") as archive:
                yield archive
    except (tarfile.TarError, EOFError, json.JSONDecodeError, UnicodeDecodeError, KeyError) as error:
        raise Refused(f"{source} 不是完整的备份文件。", "换一份备份，或者重新拷一次。") from error
    except OSError as error:
        if error.filename is not None:
            raise
        raise Refused(f"{source} 不是完整的备份文件。", "换一份备份，或者重新拷一次。") from error


def about_of(source: Path) -> dict[str, Any]:
    """What the archive says about itself; nothing of it is unpacked."""
    with reading(source) as archive:
        body = archive.extractfile(ABOUT)
        found: dict[str, Any] = json.load(body) if body else {}
    return found


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    """Plain files below the folder, nothing else: an archive from elsewhere must not write where it likes."""
    place = (folder / entry.name).resolve()
    body = archive.extractfile(entry) if entry.isfile() and place.is_relative_to(folder.resolve()) else None
    if body is None:
        raise Refused(f"备份里有不该有的内容：{entry.name}。", "换一份备份。")
    place.parent.mkdir(parents=True, exist_ok=True)
    with body, place.open("wb") as out:
        shutil.copyfileobj(body, out)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder and compare every file with its sum; what `about.json` says."""
    with reading(source) as archive:
        for entry in archive:
            _extract(archive, entry, folder)
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise Refused(f"{source} 是更新的版本做的备份。", "先升级程序，再恢复。")
        for name, expected in about["sha256"].items():
            if not (folder / name).is_file() or digest(folder / name) != expected:
                raise Refused(f"{source} 里的 {name} 和备份时不一样。", "换一份备份，或者重新拷一次。")
    return about
