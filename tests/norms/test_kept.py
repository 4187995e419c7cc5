"""Kept texts save time and nothing else: whatever happens to their file, the same library is read."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from zhibu.norms import NormsError, reading
from zhibu.norms.kept import KeptTexts
from zhibu.norms.loader import HERE, load

TEXT = "a: 1\nb: [2026-05-11, 是]\n".encode()


def test_the_library_is_the_same_from_kept_texts(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "texts.pickle"
    first = KeptTexts(file)
    plain = load(HERE, first.parse)
    first.save()
    again = load(HERE, KeptTexts(file).parse)
    assert again.norms == plain.norms
    assert again.cases == plain.cases
    assert again.worked_answers == plain.worked_answers


def test_a_known_text_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "texts.pickle"
    kept = KeptTexts(file)
    told = kept.parse(TEXT)
    kept.save()
    monkeypatch.setattr(reading, "parse", lambda content: pytest.fail("parsed again"))
    assert KeptTexts(file).parse(TEXT) == told == {"a": 1, "b": told["b"]}


def test_a_changed_text_is_parsed_although_name_time_and_size_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "texts.pickle"
    kept = KeptTexts(file)
    kept.parse(TEXT)
    kept.save()
    assert KeptTexts(file).parse(TEXT.replace(b"a: 1", b"a: 2"))["a"] == 2


def test_a_wrong_text_is_refused_each_time(tmp_path: Path) -> None:
    root = tmp_path / "norms"
    (root / "tea").mkdir(parents=True)
    (root / "tea" / "about.yaml").write_text("id: tea\nid: tea\n", encoding="utf-8")
    for _ in range(2):
        kept = KeptTexts(tmp_path / "texts.pickle")
        with pytest.raises(NormsError, match="写了两次"):
            load(root, kept.parse)
        kept.save()


@pytest.mark.parametrize("content", [b"", b"nonsense", pickle.dumps([1, 2]), pickle.dumps({})[:-1]])
def test_a_damaged_file_only_costs_time(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "texts.pickle"
    file.write_bytes(content)
    kept = KeptTexts(file)
    assert kept.parse(TEXT)["a"] == 1
    kept.save()
    assert KeptTexts(file).parse(TEXT)["a"] == 1


def test_where_nothing_can_be_written_it_works_too(tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    kept = KeptTexts(tmp_path / "a_file" / "texts.pickle")
    assert kept.parse(TEXT)["a"] == 1
    kept.save()


def test_texts_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "texts.pickle"
    kept = KeptTexts(file)
    kept.parse(TEXT)
    kept.parse(b"old: 1")
    kept.save()
    later = KeptTexts(file)
    later.parse(TEXT)
    later.save()
    assert len(pickle.loads(file.read_bytes())) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["texts.pickle"]
