"""A paper as a Word file. Faces are named with a stand-in, never embedded; the office PC has them."""

from io import BytesIO
from typing import Any

from docx import Document

from zhibu.ledger.papers import word_form, word_official
from zhibu.ledger.papers.shapes import Book, FormPaper, OfficialDocument, Shape
from zhibu.ledger.papers.word_base import harmless, name_stand_ins

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_of(paper: Shape) -> bytes:
    """The .docx file of any shape."""
    document: Any = Document()
    name_stand_ins(document)
    _describe(document, paper.title)
    if isinstance(paper, OfficialDocument):
        word_official.write(document, paper)
    elif isinstance(paper, FormPaper):
        word_form.write(document, paper)
    elif isinstance(paper, Book):
        word_form.write_book(document, paper)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Any, title: str) -> None:
    """The properties of the file say what it is, and nothing of the program or its library."""
    about = document.core_properties
    about.title = "" if "{{" in title else harmless("".join(title.split()))[:200]
    about.author = about.comments = about.keywords = about.last_modified_by = ""
    for key, rel in list(document.part.package.rels.items()):
        if "thumbnail" in rel.reltype:
            del document.part.package.rels[key]
