"""Receipts: sixteen random digits, shown once. Kept is a slow hash, keyed by a secret outside database and backups.

The same digits always give the same digest, so that one indexed look finds a concern, and a wrong receipt costs the
same work as a right one. A queue in each process keeps a flood of wrong ones from taking the whole machine: it slows,
it never locks anybody out.
"""

import hashlib
import hmac
import secrets
import threading
import unicodedata

from django.conf import settings

from zhibu.base.errors import Refused

DIGITS = 16
MEMORY = 64 * 1024 * 1024
AT_ONCE = 1  # hashes in one process; scrypt lets other threads work meanwhile
QUEUE = 32  # who may wait in one process
LONGEST_WAIT = 8.0  # seconds


def new_receipt() -> str:
    """Sixteen digits from the system's generator."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def grouped(receipt: str) -> str:
    """4821 0937 5560 1248"""
    return " ".join(receipt[place : place + 4] for place in range(0, DIGITS, 4))


def read_receipt(text: str) -> str:
    """The sixteen digits of what somebody typed: full-width ones are equal, spaces and dashes are left out. Refused."""
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter not in " -\t\r\n\u3000.·")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        raise Refused("凭条是 16 位数字。", "照抄下来的再填一遍，空格不用管。", "receipt")
    return digits


def key_for(purpose: str) -> bytes:
    """32 bytes of the deployment's secret for one purpose."""
    return hashlib.blake2b(settings.RECEIPT_KEY.encode(), person=purpose.encode()[:16], digest_size=32).digest()


def digest_of(receipt: str) -> str:
    """What is kept of a receipt: 64 hexadecimal digits."""
    slow = hashlib.scrypt(
        receipt.encode(), salt=key_for("receipt salt"), n=settings.RECEIPT_COST, r=8, p=1, maxmem=MEMORY, dklen=32
    )
    return hmac.new(key_for("receipt"), slow, hashlib.sha256).hexdigest()


class Gate:
    """At most `at_once` inside, at most `queue` waiting, in no case longer than `longest` seconds."""

    def __init__(self, at_once: int = AT_ONCE, queue: int = QUEUE, longest: float = LONGEST_WAIT) -> None:
        self.inside = threading.Semaphore(at_once)
        self.places = threading.Semaphore(at_once + queue)
        self.longest = longest

    def digest(self, receipt: str) -> str:
        """As `digest_of`; Refused when too many wait already."""
        busy = Refused("现在查凭条的人太多。", "凭条没有问题，过几秒再按一次。")
        if not self.places.acquire(blocking=False):
            raise busy
        try:
            if not self.inside.acquire(timeout=self.longest):
                raise busy
            try:
                return digest_of(receipt)
            finally:
                self.inside.release()
        finally:
            self.places.release()


GATE = Gate()
