"""请示、报告、函 from plain data. A 请示 is one matter and ends with 妥否，请批示; a 报告 asks for nothing."""

from collections.abc import Sequence
from datetime import date

from zhibu.ledger.papers.shapes import OfficialDocument, Paragraph, body

ASK = "妥否，请批示。"


def _ends_with(paragraphs: Sequence[Paragraph], sentence: str) -> bool:
    return bool(paragraphs) and (paragraphs[-1].text + paragraphs[-1].then).strip().endswith(sentence)


def request_to(
    to: str,
    title: str,
    paragraphs: Sequence[Paragraph],
    *,
    signed_by: str,
    dated: date | None,
    signer: str = "",
    number: str = "",
    attachments: Sequence[str] = (),
    contact: str = "",
) -> OfficialDocument:
    """请示. One addressee, one matter; the closing sentence is added where it is missing."""
    closing = [] if _ends_with(paragraphs, ASK) else body(ASK)
    return OfficialDocument(
        title,
        [*paragraphs, *closing],
        to=to,
        attachments=attachments,
        signed_by=signed_by,
        dated=dated,
        signer=signer,
        number=number,
        remark=f"联系人：{contact}" if contact else "",
    )


def letter_to(
    to: str,
    title: str,
    paragraphs: Sequence[Paragraph],
    *,
    signed_by: str,
    dated: date | None,
    signer: str = "",
    number: str = "",
    attachments: Sequence[str] = (),
    contact: str = "",
) -> OfficialDocument:
    """报告 or 函, with the closing that the caller wrote."""
    return OfficialDocument(
        title,
        list(paragraphs),
        to=to,
        attachments=attachments,
        signed_by=signed_by,
        dated=dated,
        signer=signer,
        number=number,
        remark=f"联系人：{contact}" if contact else "",
    )
