"""Looks at every template: it compiles, the content security policy refuses nothing in it, and sentences keep apart.

`python -m tools.templates` lists what is wrong; it needs DJANGO_SETTINGS_MODULE.
"""

import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parent.parent / "zhibu"
REFUSED = (
    (re.compile(r"\sstyle\s*="), "inline style"),
    (re.compile(r"\son[a-z]+\s*="), "inline handler"),
    (re.compile(r"<style\b"), "style element"),
    (re.compile(r"<script\b(?![^>]*\b(?:src|nonce)=)"), "script without src or nonce"),
    (re.compile(r"\bhref\s*=\s*[\"']javascript:"), "javascript address"),
    (re.compile(r"(?:src|href)\s*=\s*[\"']https?://"), "foreign address"),
    (re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"), "escaping switched off"),
    (
        re.compile(
            r"。(?:\"[^%]*%\}|\{% endblocktranslate %\})(?:</strong>|</b>)?"
            r"(?:\{% (?!else|elif|empty|gap|translate|blocktranslate)[^%]*%\})*"
            r"(?:\{\{|<a |<button |\{% (?:translate|blocktranslate(?! asvar)))"
        ),
        "two sentences without {% gap %}",
    ),
)


def refused_parts(source: str) -> list[str]:
    """What the browser would refuse, escaping that is switched off, or sentences that stick together, by line."""
    return [
        f"{number}: {name}"
        for number, line in enumerate(source.splitlines(), start=1)
        for pattern, name in REFUSED
        if pattern.search(line)
    ]


def problems() -> list[str]:
    found = []
    for folder in sorted(PACKAGE.rglob("templates")):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            try:
                get_template(name)
            except (TemplateSyntaxError, UnicodeDecodeError) as error:
                found.append(f"{name}: {error}")
            if file.suffix == ".html":
                found += [f"{name}:{part}" for part in refused_parts(file.read_text(encoding="utf-8"))]
    return found


if __name__ == "__main__":
    django.setup()
    lines = problems()
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.exit(1 if lines else 0)
