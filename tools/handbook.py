"""Builds the handbook as a small site: `python -m tools.handbook [FOLDER]`. The texts are those of the program."""

import shutil
import sys
from html import escape
from pathlib import Path

from zhibu.web.handbook.markdown import html_of, title_of

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "zhibu" / "web" / "handbook" / "texts"
STATIC = ROOT / "zhibu" / "web" / "static" / "web"
ORDER = ("secretary", "member", "officer", "administrator")
LANGUAGES = {"zh-CN": ("支部工作台 · 手册", TEXTS, ""), "en": ("Branch Desk · Handbook", TEXTS / "en", ".en")}
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="zhibu.css"><link rel="stylesheet" href="handbook.css"></head>
<body><header class="top"><div class="top-row"><a class="brand" href="index.html">{brand}</a></div></header>
<main class="narrow"><div class="page-head"><div class="page-title"><h1>{title}</h1></div></div>
<article class="handbook">{body}</article></main></body></html>
"""


def build(folder: Path) -> list[Path]:
    """The pages in `folder`, the index last."""
    folder.mkdir(parents=True, exist_ok=True)
    for style in ("zhibu.css", "handbook.css"):
        shutil.copy(STATIC / style, folder)
    for picture in (STATIC / "handbook").glob("*.png"):
        shutil.copy(picture, folder)
    pages, links = [], []
    for lang, (brand, texts, ending) in LANGUAGES.items():
        for name in ORDER:
            text = (texts / f"{name}.md").read_text(encoding="utf-8")
            page = folder / f"{name}{ending}.html"
            body = html_of(text, lambda picture: picture)
            page.write_text(
                PAGE.format(lang=lang, brand=brand, title=escape(title_of(text)), body=body), encoding="utf-8"
            )
            pages.append(page)
            links.append(f'<li lang="{lang}"><a href="{page.name}">{escape(title_of(text))}</a></li>')
    index = folder / "index.html"
    said = PAGE.format(lang="zh-CN", brand=LANGUAGES["zh-CN"][0], title="手册", body=f"<ul>{''.join(links)}</ul>")
    index.write_text(said, encoding="utf-8")
    return [*pages, index]


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist" / "handbook").resolve()
    build(folder)
    sys.stdout.write(f"做好了：{folder / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
