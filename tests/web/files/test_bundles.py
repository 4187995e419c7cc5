"""年册 and 迎检 as pages: asked for once, made by the worker, taken by whoever asked, gone after a week."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.ledger.papers.reading import text_of
from tests.personas import NOW, TODAY
from tests.web.workshop import Workshop
from zhibu.base import kept
from zhibu.base.errors import NotFound
from zhibu.flows import bundles
from zhibu.flows.models import Bundle
from zhibu.meeting.models import ItemKind

YEARBOOK, INSPECT = reverse("files_yearbook"), reverse("files_inspect")


def work() -> None:
    """What the worker would do."""
    for bundle in Bundle.objects.filter(digest="", trouble=""):
        bundles.make.func(str(bundle.pk), TODAY.isoformat())


def test_one_press_makes_the_year_book(workshop: Workshop) -> None:
    workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会")
    browser = workshop.browser("secretary")
    answer = browser.post(YEARBOOK, {"year": "2026"})
    assert browser.post(YEARBOOK, {"year": "2026"})["Location"] == answer["Location"]  # pressed twice, made once
    assert "排队等着做。" in browser.get(answer["Location"]).content.decode()
    work()
    page = browser.get(answer["Location"]).content.decode()
    assert "做好了" in page
    taken = browser.get(answer["Location"] + "take/")
    assert taken["Content-Type"] == "application/pdf"
    assert "四季度大会" in text_of(taken.content).replace("\n", "")
    for who, status in (("organiser", 404), ("clerk", 404), ("outsider", 404), ("member", 403)):
        assert workshop.browser(who).get(answer["Location"] + "take/").status_code == status


def test_the_checklist_is_shown_before_it_is_packed(workshop: Workshop) -> None:
    workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会")
    browser = workshop.browser("secretary")
    fields = {"year": "2026", "lines": "1. 三会一课\n2. 党建经费\n"}
    page = browser.post(INSPECT, fields).content.decode()
    assert "共 2 项，1 项有材料。" in page
    assert "程序里没有对应的台账，要另找纸质材料。" in page
    answer = browser.post(INSPECT, {**fields, "do": "pack"})
    work()
    taken = browser.get(answer["Location"] + "take/")
    assert "00目录.docx" in zipfile.ZipFile(io.BytesIO(taken.content)).namelist()


def test_an_empty_checklist_is_said_at_the_field(workshop: Workshop) -> None:
    answer = workshop.browser("secretary").post(INSPECT, {"year": "2026", "lines": " "})
    assert answer.status_code == 422
    assert "还没填" in answer.content.decode()


def test_a_superior_chooses_a_branch(workshop: Workshop) -> None:
    browser = workshop.browser("organiser")
    assert "选一个支部" in browser.get(YEARBOOK).content.decode()
    address = f"{INSPECT}?branch={workshop.branch.pk}"
    answer = browser.post(address, {"year": "2026", "lines": "党员花名册", "do": "pack"})
    work()
    assert browser.get(answer["Location"] + "take/").status_code == 200


def test_what_went_wrong_is_said_on_the_page(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = workshop.browser("secretary")
    where = browser.post(INSPECT, {"year": "2026", "lines": "党员花名册", "do": "pack"})["Location"]
    monkeypatch.setattr(bundles, "grants_of", lambda user, today: ())  # the role ended meanwhile
    work()
    assert "这个支部现在看不到了。" in browser.get(where).content.decode()
    browser.cookies["django_language"] = "en"
    assert "这个支部现在看不到了。" not in browser.get(where).content.decode()


def test_bundles_are_gone_after_a_week(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    where = browser.post(INSPECT, {"year": "2026", "lines": "党员花名册", "do": "pack"})["Location"]
    work()
    digest = Bundle.objects.get().digest
    assert bundles.purge(NOW + timedelta(days=6)) == 0
    assert bundles.purge(NOW + timedelta(days=8)) == 1
    assert browser.get(where).status_code == 404
    with pytest.raises(NotFound):
        kept.content_of(digest)
