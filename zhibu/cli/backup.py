"""`zhibu backup`: the database and the files in one file, opened again before it is called done."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli import archive
from zhibu.cli.answers import say, size_in_words, version
from zhibu.cli.engines import engine
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.flows import beats


def describe(parser: ChineseParser) -> None:
    parser.add_argument("file", nargs="?", metavar="文件", help="存到哪里（默认当前文件夹，文件名带日期）")
    parser.epilog = "程序运行时也能备份。密钥不在备份里，要另外保存。"


def carry_out(arguments: Arguments) -> int:
    now = clock.now()
    target = Path(arguments.file or f"zhibu-{clock.day_of(now).isoformat()}.tar.gz")
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
            count = archive.write(unfinished, copy, source.part, data / archive.FILES, about, now)
            check = Path(folder) / "check"
            check.mkdir()
            archive.unpack(unfinished, check)
            source.look_at(check / source.part)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    beats.beat(beats.Part.BACKUP, now)
    say(f"备份好了：{target}（{size_in_words(target)}），数据库和 {count} 个文件，已打开检查过。")
    say(f"密钥不在里面，请另外保存 {data / 'keys'}：没有它，加密存放的身份证号读不出来。")
    return 0


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
