"""The code that opens the set-up of an empty installation: printed in the terminal, taken once.

It lies in the data folder, readable by its owner alone, and only as long as nobody has a log-in. Whoever can read the
terminal or the folder owns the installation anyway.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from zhibu.account.actions import one_time_password
from zhibu.account.models import User
from zhibu.base.errors import Refused
from zhibu.org.models import Organisation


def _file() -> Path:
    return Path(settings.DATA) / "first-code"


def is_waiting() -> bool:
    """Nobody has set this installation up. Asks no table."""
    return _file().exists()


def offer() -> str:
    """The code of this installation, the same until it is taken; empty once there is anything to protect."""
    file = _file()
    if Organisation.objects.exists() or User.objects.exists():
        file.unlink(missing_ok=True)
        return ""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(one_time_password(), encoding="ascii")
    return file.read_text(encoding="ascii")


@contextmanager
def taken(code: str) -> Iterator[None]:
    """Whoever comes second, or with a wrong code, is refused; the code stays good when what follows is refused."""
    file, held = _file(), _file().with_suffix(".taken")
    given = "".join(code.lower().split())
    try:
        expected = file.read_text(encoding="ascii")
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise Refused("代码不对。", "照终端里的写，横线也要写。", "code")
        file.rename(held)
    except FileNotFoundError as error:
        raise Refused("这里已经有人在建了。", "过一会儿重新打开这一页。", "code") from error
    try:
        yield
    except BaseException:
        held.rename(file)
        raise
    held.unlink()
