"""Signed pages: pictures drawn anew without EXIF, PDF as it is, nothing that runs; for those who may see them."""

from io import BytesIO

import pytest
from PIL import Image

from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base import kept
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.meeting import signed
from zhibu.meeting.models import Gathering, ItemKind, SignedPage

__all__ = ["built", "workshop"]
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 80), **more: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "white").save(file, kind, **more)
    return file.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "MakerOfCameras"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (30.0, 40.0, 0.0)  # latitude
    return picture(exif=exif)


def test_a_picture_loses_place_time_and_camera_and_stands_upright() -> None:
    data, is_pdf = signed.prepared(with_place())
    assert not is_pdf
    assert b"MakerOfCameras" not in data
    kept_picture = Image.open(BytesIO(data))
    assert not kept_picture.getexif()
    assert kept_picture.size == (80, 60)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "TIFF"])
def test_other_pictures_become_jpeg(kind: str) -> None:
    assert Image.open(BytesIO(signed.prepared(picture(kind))[0])).format == "JPEG"


def test_a_large_picture_becomes_smaller() -> None:
    data = signed.prepared(picture(size=(3000, 4000)))[0]
    assert max(Image.open(BytesIO(data)).size) == signed.LONGEST_SIDE


def test_a_pdf_stays_as_it_is() -> None:
    assert signed.prepared(PDF) == (PDF, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "只收图片（JPG、PNG）和 PDF。"),
        (b"GIF89a" + bytes(40), "只收图片（JPG、PNG）和 PDF。"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只收图片（JPG、PNG）和 PDF。"),
        (picture()[:200], "只收图片（JPG、PNG）和 PDF。"),
        (PDF + b"/OpenAction <</S /JavaScript>>", "这个 PDF 里带有会自己运行的内容，不能收。"),
        (b"%PDF-" + bytes(signed.LARGEST), "文件有 15 MB，最多 15 MB。"),
    ],
)
def test_what_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        signed.prepared(data)
    assert (caught.value.reason, caught.value.field) == (sentence, "scans")


def test_a_picture_with_too_many_dots_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "MOST_DOTS", 1000)
    with pytest.raises(Refused, match="这张图片太大"):
        signed.prepared(picture())


@pytest.fixture
def meeting(workshop: Workshop) -> Gathering:
    return workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会")


def add(workshop: Workshop, meeting: Gathering, *data: bytes) -> None:
    contents = [signed.prepared(each) for each in data]
    do(workshop.actor("secretary"), signed.add_signed_pages, Right.RECORD_GROUP, gathering=meeting, contents=contents)


def test_the_same_page_is_kept_once_and_stays_with_a_corrected_record(workshop: Workshop, meeting: Gathering) -> None:
    add(workshop, meeting, picture(), PDF, picture())
    add(workshop, meeting, PDF)
    pages = signed.pages_of(workshop.actor("secretary"), meeting)
    assert sorted(page.is_pdf for page in pages) == [False, True]
    assert kept.content_of(next(page.digest for page in pages if page.is_pdf)) == PDF
    assert {page.about for page in pages} == {meeting.thread}


def test_too_many_pages_are_refused(workshop: Workshop, meeting: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "MOST_PAGES", 1)
    with pytest.raises(Refused, match="一次会最多留 1 页。"):
        add(workshop, meeting, picture(), PDF)


def test_who_sees_it(workshop: Workshop, meeting: Gathering) -> None:
    add(workshop, meeting, PDF)
    page = SignedPage.objects.get()
    for who in ("secretary", "clerk", "organiser"):
        assert signed.page_for(workshop.actor(who), page.pk) == page
    for who in ("outsider", "member", "leader", "keeper"):
        with pytest.raises(NotFound):
            signed.page_for(workshop.actor(who), page.pk)


def test_taken_down_it_is_readable_in_the_history_only(workshop: Workshop, meeting: Gathering) -> None:
    add(workshop, meeting, PDF)
    page = SignedPage.objects.get()
    do(workshop.actor("secretary"), signed.take_down_signed_page, Right.RECORD_GROUP, page=page)
    assert signed.pages_of(workshop.actor("secretary"), meeting) == []
    assert SignedPage.versions.get().revoked_at == NOW
