"""`zhibu backup`: the database and the files in one file, opened again before it is called done."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli import archive, sealed_file
from zhibu.cli.answers import say, size_in_words, version
from zhibu.cli.engines import engine
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.rehearsing import rehearse
from zhibu.flows import beats

SEALED = ".zhibu-backup"
EXPIRES_AFTER = timedelta(days=35)
"""Ours: what was deleted by its time is gone from every backup a little more than a month later."""


def describe(parser: ChineseParser) -> None:
    parser.add_argument("file", nargs="?", metavar="文件", help="存到哪里（默认当前文件夹，文件名带日期）")
    parser.add_argument("--expire", action="store_true", help="办好以后，删掉同一文件夹里超过 35 天的备份")
    parser.add_argument("--try", dest="rehearse", action="store_true", help="办好以后，在旁边恢复一遍，核对，再删掉")
    parser.epilog = "程序运行时也能备份。备份是加密的；文件名以 .tar.gz 结尾就不加密。密钥不在备份里，要另外保存。"


def carry_out(arguments: Arguments) -> int:
    now = clock.now()
    target = Path(arguments.file or f"zhibu-{clock.day_of(now).isoformat()}{SEALED}")
    if target.exists():
        raise Refused(f"已经有 {target}。", "换一个文件名。")
    applied = _applied()
    if not applied:
        raise Refused("数据库还是空的，没有可备份的。")
    source = engine()
    data = Path(settings.DATA)
    with tempfile.TemporaryDirectory(dir=data, prefix="backup-") as folder:
        copy = Path(folder) / source.part
        source.copy_out(copy)
        about = {"engine": source.name, "version": version(), "migrations": applied}
        unfinished = target.with_name(target.name + ".part")
        unfinished.unlink(missing_ok=True)
        try:
            count = _write(unfinished, Path(folder), copy, source.part, about, now, is_plain=_is_plain(target))
            check = Path(folder) / "check"
            check.mkdir()
            archive.unpack(unfinished, check)
            source.look_at(check / source.part)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    beats.beat(beats.Part.BACKUP, now)
    say(f"备份好了：{target}（{size_in_words(target)}），数据库和 {count} 个文件，已打开检查过。")
    if _is_plain(target):
        say("这份没有加密：谁拿到都能读名册和会议。放到别处之前先加密，或者换个文件名再备份。")
    if arguments.expire:
        gone = expire(target, clock.day_of(now))
        say(f"删掉了 {gone} 份超过 {EXPIRES_AFTER.days} 天的备份。")
    say(f"密钥不在里面，请另外保存 {data / 'keys'}：没有它，备份打不开，身份证号也读不出来。")
    return 0 if not arguments.rehearse or rehearse(target) else 1


def _is_plain(target: Path) -> bool:
    return target.name.endswith(".tar.gz")


def _write(
    target: Path, folder: Path, copy: Path, part: str, about: dict[str, Any], now: datetime, *, is_plain: bool
) -> int:
    files = Path(settings.DATA) / archive.FILES
    if is_plain:
        return archive.write(target, copy, part, files, about, now)
    plain = folder / "plain.tar.gz"
    count = archive.write(plain, copy, part, files, about, now)
    sealed_file.seal(plain, target, settings.BACKUP_KEY, clock.day_of(now))
    plain.unlink()
    return count


def expire(newest: Path, today: date) -> int:
    """Delete the backups beside the newest that were made more than 35 days ago. Other files are left alone."""
    count = 0
    for file in sorted(newest.resolve().parent.iterdir()):
        if file.name == newest.name or not (file.name.endswith(SEALED) or _is_plain(file)) or not file.is_file():
            continue
        made_on = _made_on(file)
        if made_on and made_on < today - EXPIRES_AFTER:
            file.unlink()
            count += 1
    return count


def _made_on(file: Path) -> date | None:
    """What the file itself says; None for what is no backup of ours."""
    try:
        if sealed_file.is_sealed(file):
            return sealed_file.day_of(file)
        return date.fromisoformat(archive.about_of(file)["made_on"])
    except (Refused, KeyError, ValueError):
        return None


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
