"""Pictures are drawn anew in memory: what hides in the file (place, camera, anything behind it) stays behind."""

import io
import warnings

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from zhibu.base.errors import Refused

KINDS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 12 * 1024 * 1024
LARGEST_AREA = 50_000_000  # pixels before it is drawn; a larger one is refused unopened
LONGEST_SIDE = 1280
LARGEST_RESULT = 160 * 1024
QUALITIES = (75, 60, 45, 30)


def redraw(content: bytes) -> bytes:
    """A JPEG of at most 1280 pixels a side, without metadata. Refused when it is no picture, too large or broken."""
    if len(content) > LARGEST_FILE:
        raise Refused("图片太大了。", "不超过 12 MB；也可以不附图，写清楚就行。", "enclosure")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF library switches it on for the whole process
            with Image.open(io.BytesIO(content), formats=KINDS) as picture:
                if picture.width * picture.height > LARGEST_AREA:
                    raise Refused("图片的尺寸太大了。", "用手机截图或缩小以后再附。", "enclosure")
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                turned = ImageOps.exif_transpose(picture)
                turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                plain = Image.new("RGB", turned.size, "white")
                plain.paste(turned.convert("RGBA"), mask=turned.convert("RGBA").getchannel("A"))
    except Refused:
        raise
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError,
        Image.DecompressionBombWarning, MemoryError,
    ) as error:  # fmt: skip
        raise Refused("附的文件不是能打开的图片。", "只收 JPG、PNG、WebP；也可以不附图。", "enclosure") from error
    return _small_enough(plain)


def _small_enough(picture: Image.Image) -> bytes:
    while True:
        for quality in QUALITIES:
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= LARGEST_RESULT:
                return out.getvalue()
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
