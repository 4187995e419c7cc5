"""`zhibu restore`: the whole archive is checked first, then takes the place of what is there."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli import archive
from zhibu.cli.answers import say
from zhibu.cli.engines import Engine, engine
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.rehearsing import rehearse
from zhibu.cli.tables import make_ready
from zhibu.flows import erasing
from zhibu.org.models import Organisation


def describe(parser: ChineseParser) -> None:
    parser.add_argument("file", metavar="文件", help="zhibu backup 做的备份文件")
    parser.add_argument("--force", action="store_true", help="已经有数据也恢复，用备份换掉它")
    parser.add_argument(
        "--try", dest="rehearse", action="store_true", help="演练：在旁边恢复一遍，核对，再删掉；不用停"
    )
    parser.epilog = "恢复前先停下 zhibu run。演练时不用停，正在用的数据不动。"


def carry_out(arguments: Arguments) -> int:
    source = Path(arguments.file)
    if arguments.rehearse:
        return 0 if rehearse(source) else 1
    target = engine()
    data = Path(settings.DATA)
    with tempfile.TemporaryDirectory(dir=data, prefix="restore-") as name:
        folder = Path(name)
        about = archive.unpack(source, folder)
        _check(source, about, target)
        target.look_at(folder / target.part)
        if not arguments.force and _has_data():
            raise Refused("数据库里已经有数据，没有动它。", "确实要换掉它，加上 --force。")
        said = target.copy_in(folder / target.part)
        count = _copy_files(folder / archive.FILES, data / archive.FILES)
    for line in said:
        say(line)
    if erasing.deletions():
        connection.close()
        make_ready()
        say(f"备份以后删除过资料的 {erasing.replay(clock.today(), clock.now())} 人，已经再删一遍。")
    say(f"恢复好了：{about['made_on']} 的备份，数据库和 {count} 个文件。下一步：zhibu run。")
    say(f"加密存放的身份证号要用当时的密钥，请把它放回 {data / 'keys'}。")
    return 0


def _check(source: Path, about: dict[str, Any], target: Engine) -> None:
    """The archive must fit this database and this version."""
    if about["engine"] != target.name:
        raise Refused(
            f"{source} 是 {about['engine']} 的备份，现在用的是 {target.name}。", "先把 ZHIBU_DATABASE 改成同一种。"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    ours = {name for name in about["migrations"] if name.split(".")[0] in {key.split(".")[0] for key in known}}
    if ours - known:
        raise Refused(f"{source} 是更新的版本（{about['version']}）做的备份。", "先升级程序，再恢复。")


def _has_data() -> bool:
    if Organisation._meta.db_table not in connection.introspection.table_names():
        return False
    return Organisation.objects.exists()


def _copy_files(source: Path, target: Path) -> int:
    """Files are named by their content, so what is there already needs no second look."""
    files = [file for file in source.rglob("*") if file.is_file()]
    for file in files:
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            shutil.move(file, place)
    return len(files)
