"""Signed pages of a gathering: scanned or photographed back, made small and nameless, kept by content."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from PIL import Image, ImageOps, UnidentifiedImageError

from zhibu.base import kept
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done
from zhibu.meeting.models import Gathering, SignedPage
from zhibu.rules.said import said

LARGEST = 15 * 1024 * 1024
MOST_PAGES = 30
MOST_DOTS = 60_000_000  # a page at 600 dots an inch has 35 million
LONGEST_SIDE = 2400  # dots: A4 at about 200 an inch
QUALITY = 80
ACTIVE_PARTS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def visible_to(actor: Actor) -> QuerySet[SignedPage]:
    """The paper bears names: for those who may see the branch's records, and for whoever put it there."""
    rows: QuerySet[SignedPage] = SignedPage.objects.filter(below(actor.path, "branch__path"))
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        return rows
    return rows.filter(recorded_by=actor.user_id)


def pages_of(actor: Actor, gathering: Gathering) -> list[SignedPage]:
    """In the order in which they came."""
    return list(visible_to(actor).filter(about=gathering.thread).order_by("recorded_at", "id"))


def page_for(actor: Actor, page_id: UUID | str) -> SignedPage:
    found = visible_to(actor).filter(pk=page_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def prepared(data: bytes) -> tuple[bytes, bool]:
    """What is kept of an upload, and whether it is a PDF. A picture is drawn anew: no EXIF, no place, no camera."""
    if len(data) > LARGEST:
        raise Refused(
            said("文件有 {number} MB，最多 15 MB。", number=f"{len(data) / 1024 / 1024:.0f}"),
            "拍小一点，或分成几个文件。",
            "scans",
        )
    if data.startswith(b"%PDF-"):
        if any(part in data for part in ACTIVE_PARTS):
            raise Refused("这个 PDF 里带有会自己运行的内容，不能收。", "用扫描仪或手机重新扫成 PDF。", "scans")
        return data, True
    return _redrawn(data), False


def _redrawn(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP", "BMP", "TIFF"]) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise Refused("这张图片太大。", "用手机普通清晰度拍一张。", "scans")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            fresh = Image.new("RGB", upright.size)
            fresh.paste(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("只收图片（JPG、PNG）和 PDF。", "拍照或扫描后再选一次。", "scans") from error
    file = io.BytesIO()
    fresh.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def add_signed_pages(actor: Actor, *, gathering: Gathering, contents: list[tuple[bytes, bool]], now: datetime) -> Done:
    """Put prepared contents beside a gathering; the same content is not put there twice."""
    standing = set(SignedPage.objects.filter(about=gathering.thread).values_list("digest", flat=True))
    if len(standing) + len(contents) > MOST_PAGES:
        raise Refused(
            said("一次会最多留 {MOST_PAGES} 页。", MOST_PAGES=MOST_PAGES), "先撤下不要的页，或合成一个 PDF。", "scans"
        )
    made: list[Any] = []
    for data, is_pdf in contents:
        digest = kept.keep(data)
        if digest in standing:
            continue
        standing.add(digest)
        made.append(
            SignedPage(
                root=gathering.root,
                branch=gathering.branch,
                about=gathering.thread,
                digest=digest,
                is_pdf=is_pdf,
                size=len(data),
                **stamp(actor, now),
            )
        )
    for page in made:
        page.save(force_insert=True)
    return Done(made[0] if made else None, set(), gathering.branch)


def take_down_signed_page(actor: Actor, *, page: SignedPage, now: datetime) -> Done:
    revoke(page, actor, now)
    return Done(page, set(), page.branch)
