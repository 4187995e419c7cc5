"""`zhibu keys rotate`: a new key for what is encrypted, the old one set aside for old backups."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.cli.answers import say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.flows.rotation import rotate


def describe(parser: ChineseParser) -> None:
    parser.add_argument("act", choices=("rotate",), metavar="rotate", help="换一把新的字段密钥")
    parser.epilog = "先备份，再停下 zhibu run。换好以后所有人要重新登录，令牌、日历和发出的链接都作废。"


def carry_out(arguments: Arguments) -> int:
    if os.environ.get("ZHIBU_FIELD_KEY", "").strip():
        raise Refused("密钥写在环境变量 ZHIBU_FIELD_KEY 里，程序换不了它。", "先放进 keys/field_key，去掉环境变量。")
    place = Path(settings.DATA) / "keys" / "field_key"
    coming = place.with_suffix(".next")
    now = clock.now()
    if coming.exists():
        count = _go_on(coming.read_text(encoding="ascii").strip(), now)
    else:
        count = rotate(_write(coming, secrets.token_urlsafe(48)), now)
    aside = place.with_name(f"field_key.until-{clock.day_of(now).isoformat()}-{secrets.token_hex(2)}")
    os.link(place, aside)
    coming.replace(place)
    say(f"换好了：{count} 行用新密钥重新写过。")
    say(f"旧密钥放在 {aside}，只有恢复以前的备份才用得上；35 天后连同旧备份一起删掉。")
    say("请把新的 keys 文件夹另存一份。下一步：zhibu run。")
    return 0


def _go_on(new: str, now: datetime) -> int:
    """A change was broken off: either nothing was written with the new key yet, or everything was."""
    try:
        return rotate(new, now)
    except Refused:
        settings.FIELD_KEY = new
        return rotate(new, now)


def _write(file: Path, key: str) -> str:
    """Before anything is written with it, so that a broken-off change can go on with the same key."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    return key
