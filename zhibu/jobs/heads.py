"""The day's head of the log goes by mail to people outside the server: what they keep, nobody there can change."""

from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage

from zhibu.base import sealing

SUBJECT = "支部工作台操作记录的校验码"


def send(today: date, now: datetime) -> None:
    """Seal what waits and send the last block's head. A mail server that is away: the job is tried again later."""
    if not settings.LOG_HEADS:
        return
    block = sealing.seal(now)
    if block is None:
        return
    text = (
        f"{today.isoformat()} 第 {block.number} 块的校验码：\n\n{block.number}-{block.head}\n\n"
        "请留着，不用回复。有人怀疑操作记录被改过时，在服务器上运行：\n"
        f"zhibu log verify --head {block.number}-{block.head[: sealing.SHORTEST]}\n"
    )
    for address in settings.LOG_HEADS:
        EmailMessage(SUBJECT, text, to=[address], headers={"Auto-Submitted": "auto-generated"}).send()
