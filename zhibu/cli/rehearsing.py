"""A backup is worth what can be restored from it: restored beside the running program, looked at, thrown away.

The very same commands run in processes of their own, on a folder and a database that are there for this alone. No mail
and no robot can be reached from there.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection

from zhibu.base.errors import Refused
from zhibu.cli.answers import say

LOOK = "import django; django.setup(); from zhibu.cli.restored import look; look()"
LEFT_OUT = ("ZHIBU_DATABASE", "ZHIBU_DATA", "ZHIBU_MAIL", "ZHIBU_MAIL_FROM", "ZHIBU_ROBOT_HOSTS")


def rehearse(file: Path) -> bool:
    """Says what was found; False when something of it is not as it should be. Refused when it cannot be restored."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="rehearsal-") as folder, _database() as address:
        data = Path(folder)
        shutil.copytree(settings.DATA / "keys", data / "keys")
        environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        environment |= {"ZHIBU_DATA": folder} | ({"ZHIBU_DATABASE": address} if address else {})
        _run(["-m", "zhibu.cli.main", "restore", str(file.resolve())], environment)
        found = json.loads(_run(["-c", LOOK], environment).splitlines()[-1])
    seconds = time.monotonic() - began
    say(
        f"恢复演练：{file} 在旁边恢复出来了，用了 {seconds:.0f} 秒：{found['organisations']} 个组织，"
        f"{found['members']} 名党员，{found['gatherings']} 次会议。试完已删掉，正在用的数据没有动。"
    )
    if found["differences"]:
        say(f"事实表和记录有 {found['differences']} 处不同。恢复后运行 zhibu check --rebuild 会改正。")
    if found["faults"]:
        say(f"操作记录有 {found['faults']} 处对不上。运行 zhibu log verify 看是哪里。")
    if not found["differences"] and not found["faults"]:
        say("事实表和记录一致，操作记录前后连得上。")
    return not found["differences"] and not found["faults"]


@contextmanager
def _database() -> Iterator[str]:
    """Beside the one in use on the same server; empty on SQLite, where the folder is enough."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"zhibu_rehearsal_{secrets.token_hex(6)}"
    given = connection.settings_dict
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except DatabaseError as error:
        raise Refused(
            f"没能另建一个库来试：{' '.join(str(error).split())}。", "让数据库管理员给这个用户 CREATEDB 权限。"
        ) from error
    user = (
        f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
        if given["PASSWORD"]
        else quote(given["USER"], safe="")
    )
    try:
        yield f"postgresql://{user}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 (our own commands)
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"没能恢复：{' '.join(done.stderr.split())[-400:]}", "这份备份不能用，换一份。")
    return done.stdout
