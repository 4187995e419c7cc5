"""The documents speak of what exists."""

import re
from pathlib import Path

import pytest

from zhibu.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")
PATH = re.compile(r"`((?:zhibu|tests|tools|docs|requirements)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_paths_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    missing = [name for name in LINK.findall(text) if not (page.parent / name).exists()]
    missing += [name for name in PATH.findall(text) if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "README.en.md", "docs/start.md"])
def test_commands_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"^    .*$", text, re.MULTILINE), *re.findall(r"`[^`\n]+`", text)])
    commands = set(re.findall(r"\.venv/bin/zhibu ([a-z]+)", code))
    assert commands and commands <= {command.name for command in COMMANDS}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = set(re.findall(r"make ([a-z-]+)", code))
    assert wanted and wanted <= targets


def test_every_room_is_on_the_map():
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    rooms = [folder.name for folder in (ROOT / "zhibu").iterdir() if (folder / "__init__.py").exists()]
    assert [room for room in rooms if not re.search(rf"\b{room}\b", text)] == []


def test_both_readmes_name_the_same_log_ins_and_commands():
    chinese, english = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.en.md"))
    for pattern in (r"`(demo-\w+)`", r"\.venv/bin/zhibu ([a-z]+)", r"make ([a-z]+)", r"ZHIBU_\w+"):
        assert set(re.findall(pattern, chinese)) == set(re.findall(pattern, english))
