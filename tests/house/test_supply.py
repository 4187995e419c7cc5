"""No secret lies in the tree, and nothing comes in that is not pinned with its hash."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tools import audit
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


FREE = (
    "MIT", "BSD", "Apache", "PSF", "MPL", "Mozilla", "HPND", "ISC", "Zlib", "Python Software Foundation",
    "LGPL", "Lesser General Public",  # used as they are, beside our code: not part of it
)  # fmt: skip
"""Licences that a product under Apache 2.0 can be handed on with."""


def licence_of(name: str) -> str:
    told = distribution(name).metadata
    classes = [line.split("::")[-1] for line in told.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join([told.get("License-Expression") or "", *classes, (told.get("License") or "")[:60]]).strip()


def test_every_dependency_has_a_licence_that_this_product_can_carry() -> None:
    found: dict[str, str] = {}
    for name, _version in pinned((ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")):
        try:
            found[name] = licence_of(name)
        except PackageNotFoundError:
            continue  # for another system or version of Python
    assert len(found) > 40
    assert {name: said for name, said in found.items() if not any(word in said for word in FREE)} == {}


def answered(tmp_path: Path, holes: dict[int, str]) -> list[str]:
    count = len(pinned(audit.LOCK.read_text(encoding="utf-8")))
    results = [{"vulns": [{"id": holes[number]}]} if number in holes else {} for number in range(count)]
    (tmp_path / "answer.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    return ["--answer", str(tmp_path / "answer.json")]


def test_holes_that_the_list_knows_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, version = pinned(audit.LOCK.read_text(encoding="utf-8"))[3]
    assert audit.main(answered(tmp_path, {3: "GHSA-0000"})) == audit.HOLES
    assert f"{name} {version}：GHSA-0000" in capsys.readouterr().err
    assert audit.main(answered(tmp_path, {})) == audit.SOUND


def test_a_list_that_cannot_be_asked_is_not_taken_for_a_good_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "ASK", "http://127.0.0.1:9/")
    assert audit.main([]) == audit.NOT_ASKED
    assert "这不等于没有" in capsys.readouterr().err
    (tmp_path / "page.json").write_text('{"results": []}', encoding="utf-8")
    assert audit.main(["--answer", str(tmp_path / "page.json")]) == audit.NOT_ASKED
