"""Reads papers back: the lines of a PDF page as they stand, and the text of a Word file."""

from collections import defaultdict
from io import BytesIO
from typing import Any

from docx import Document
from pypdf import PdfReader


def lines_of(pdf: bytes) -> list[list[str]]:
    """For each page its lines from the top, as placed on the paper."""
    pages = []
    for page in PdfReader(BytesIO(pdf)).pages:
        placed: dict[float, list[tuple[float, str]]] = defaultdict(list)

        def keep(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any, placed: Any = placed) -> None:
            if text.strip():
                placed[round(matrix[5])].append((matrix[4], text.strip("\n")))

        page.extract_text(visitor_text=keep)
        lines = ["".join(text for _x, text in sorted(parts)) for _y, parts in sorted(placed.items())]
        pages.append([line for line in lines if line.strip()])
    return pages


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def opened(word: bytes) -> Any:
    return Document(BytesIO(word))
