"""The few marks that the handbook uses, turned into HTML: headings, lists, pictures, code, bold. All else is text."""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

BOLD, CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`")
PICTURE = re.compile(r"!\[(.+?)\]\((\S+?)\)")
NUMBERED = re.compile(r"\d+\. ")
Address = Callable[[str], str]


def kind_of(line: str) -> str:
    if line.startswith("    "):
        return "code"
    if line.startswith("- "):
        return "ul"
    if NUMBERED.match(line):
        return "ol"
    if line.startswith("#") or PICTURE.fullmatch(line):
        return line  # each by itself
    return "p" if line else ""


def title_of(text: str) -> str:
    return text.splitlines()[0].removeprefix("# ")


def html_of(text: str, picture: Address) -> str:
    """Without the first heading: the page has it. `picture` gives the address of a picture by its name."""
    lines = text.splitlines()[1:]
    return "\n".join(
        block for kind, group in groupby(lines, kind_of) if kind for block in _blocks(kind, list(group), picture)
    )


def _blocks(kind: str, lines: list[str], picture: Address) -> Iterator[str]:
    if kind == "code":
        yield f"<pre><code>{escape(chr(10).join(line[4:] for line in lines))}</code></pre>"
    elif kind in {"ul", "ol"}:
        items = "".join(f"<li>{_inline(line.split(' ', 1)[1])}</li>" for line in lines)
        yield f"<{kind}>{items}</{kind}>"
    elif kind == "p":
        yield f"<p>{_inline(''.join(lines))}</p>"
    elif found := PICTURE.fullmatch(kind):
        said, name = escape(found[1]), escape(picture(found[2]))
        yield f'<figure><img src="{name}" alt="{said}" loading="lazy"><figcaption>{said}</figcaption></figure>'
    else:
        yield f"<h2>{_inline(kind.lstrip('# '))}</h2>"


def _inline(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False)))
