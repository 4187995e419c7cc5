"""Paper slips printed beforehand: the receipt stays with whoever writes; whoever types it in has another number."""

import hashlib
import hmac
import secrets
import unicodedata

from zhibu.base.errors import Refused
from zhibu.concern.models import Slip
from zhibu.concern.receipts import digest_of, key_for, new_receipt
from zhibu.org.models import Organisation

PAGE = 8  # slips on one page
CODE_DIGITS = 8


def print_slips(unit: Organisation, count: int) -> list[tuple[str, str]]:
    """Receipts and entry numbers, to be printed now and kept nowhere: only their digests are."""
    made = [(new_receipt(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}") for _ in range(count)]
    rows = [
        Slip(root=unit.root, unit=unit, receipt=digest_of(receipt), code=_code_digest(code)) for receipt, code in made
    ]
    Slip.objects.bulk_create(rows)
    return made


def receipt_of_slip(unit: Organisation, text: str) -> str:
    """The digest of the receipt on the slip with this entry number. Refused when there is no such slip any more."""
    code = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isdigit())
    slip = Slip.objects.filter(unit=unit, code=_code_digest(code)).first()
    if slip is None:
        raise Refused("没有这张纸条，或者已经录过了。", "看看纸条下半张的录入号。", "slip")
    return slip.receipt


def _code_digest(code: str) -> str:
    return hmac.new(key_for("slip"), code.encode(), hashlib.sha256).hexdigest()
