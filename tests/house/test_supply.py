"""No secret lies in the tree, and nothing comes in that is not pinned with its hash."""

import re
from pathlib import Path

import pytest

from tools.audit import pinned
from tools.secret_scan import problems, problems_in

ROOT = Path(__file__).resolve().parents[2]


def test_no_secret_lies_in_the_tree() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "x = 'ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'",
        "id: LTAI" + "5tQ8rW3zX9cV1bN7mK",
        "SECRET_KEY = " + '"t7Fq2LxP9vKd4RmZ8sWn3YbH6cJg1TaE"',
        "db_password: " + "'Zk83hQpL0xWv9TnR5cYb2MfJ'",
    ],
)
def test_a_planted_secret_is_found_and_not_repeated(planted: str) -> None:
    found = list(problems_in(f"# a file\n{planted}\n"))
    assert len(found) == 1
    assert found[0].startswith("2: ")
    assert planted not in found[0]


@pytest.mark.parametrize(
    "harmless", ['PASSWORD = "kept-only-in-tests-41"', "token = request.POST['token']", "key = uuid4()"]
)
def test_ordinary_lines_are_none(harmless: str) -> None:
    assert list(problems_in(harmless)) == []


@pytest.mark.parametrize("name", ["run.lock", "dev.lock"])
def test_every_dependency_is_pinned_with_its_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(pinned(text)) > 40
    assert [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
    assert "://" not in text
