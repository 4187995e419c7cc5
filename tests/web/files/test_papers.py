"""The page of a paper, its Word and its PDF: for whom, and what they say when PDF is missing."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests.ledger.papers.reading import text_of
from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.base.looks import looks_at
from zhibu.ledger.papers import pdf
from zhibu.meeting.models import Gathering, ItemKind

PAGES = ("files_paper", "files_paper_word", "files_paper_pdf")


@pytest.fixture
def meeting(workshop: Workshop) -> Gathering:
    return workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会", host="王玉兰")


def address(meeting: Gathering, page: str = "files_paper", key: str = "meeting-record") -> str:
    return reverse(page, args=[key, meeting.pk])


def test_page_and_word_hold_the_record(workshop: Workshop, meeting: Gathering) -> None:
    browser = workshop.browser("secretary")
    page = browser.get(address(meeting)).content.decode()
    assert page.count("<h1") == 1
    assert "一车间党支部会议记录" in page
    assert address(meeting, "files_paper_word") in page
    answer = browser.get(address(meeting, "files_paper_word"))
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert "四季度大会" in [cell.text for cell in Document(BytesIO(answer.content)).tables[0]._cells]


def test_the_pdf_holds_the_record(workshop: Workshop, meeting: Gathering) -> None:
    answer = workshop.browser("secretary").get(address(meeting, "files_paper_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert "四季度大会" in text_of(answer.content)


def test_without_the_pdf_engine_the_page_says_what_to_do(
    workshop: Workshop, meeting: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "import_module", lambda name: (_ for _ in ()).throw(OSError("no pango")))
    browser = workshop.browser("secretary")
    answer = browser.get(address(meeting, "files_paper_pdf"))
    assert answer.status_code == 422
    assert "下载 Word，或者用浏览器的“打印”存成 PDF。" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_others_do_not_find_it(workshop: Workshop, meeting: Gathering, page: str) -> None:
    for who in ("outsider", "member"):
        assert workshop.browser(who).get(address(meeting, page)).status_code == 404
    assert workshop.browser("keeper").get(address(meeting, page)).status_code == 403
    assert workshop.browser("secretary").get(address(meeting, page, "no-such-paper")).status_code == 404


def test_a_superior_reads_it_and_leaves_a_trace(workshop: Workshop, meeting: Gathering) -> None:
    assert workshop.browser("organiser").get(address(meeting)).status_code == 200
    assert looks_at(workshop.branch.pk, TODAY)
