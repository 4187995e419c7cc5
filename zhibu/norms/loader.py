"""Loading the regulations: one folder each, refused as a whole when anything in them is doubtful.

A regulation is a folder with ``about.yaml`` and the trio ``values.yaml`` (norms and their figures), ``rules.py`` (the
reasoning) and ``cases.yaml`` (worked examples). A long regulation has one such trio in a sub-folder for each chapter.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from zhibu.norms.case_reading import read_cases
from zhibu.norms.model import Case, Library, Norm, Regulation, Span, Value
from zhibu.norms.norm_reading import read_norms, read_regulation
from zhibu.norms.reading import NormsError, read_yaml
from zhibu.norms.spans import broken_spell
from zhibu.rules.judgement import Judgement

HERE = Path(__file__).parent
_PACKAGE = __name__.rpartition(".")[0]


@lru_cache(maxsize=1)
def library() -> Library:
    """The regulations of this package, read once per process. Raises NormsError."""
    return load(HERE)


def load(root: Path) -> Library:
    """Read every regulation folder under ``root``. Raises NormsError with one Chinese sentence."""
    regulations: dict[str, Regulation] = {}
    norms: dict[str, Norm] = {}
    judgements: dict[str, Judgement] = {}
    cases: dict[str, tuple[Case, ...]] = {}
    for about in sorted(root.glob("*/about.yaml")):
        regulation = read_regulation(read_yaml(about, root))
        if regulation.id in regulations:
            raise NormsError(f"{about.relative_to(root.parent)}的编号{regulation.id}已经用过。")
        regulations[regulation.id] = regulation
        for values in sorted([*about.parent.glob("values.yaml"), *about.parent.glob("*/values.yaml")]):
            for norm in read_norms(read_yaml(values, root), regulation):
                if norm.id in norms:
                    raise NormsError(f"{values.relative_to(root.parent)}的编号{norm.id}已经用过。")
                norms[norm.id] = norm
            judgements.update(_judgements(values.parent / "rules.py", root, judgements))
            cases.update(read_cases(read_yaml(values.parent / "cases.yaml", root), norms))
    found = Library(regulations, _with_references(norms), judgements, cases)
    _check_judgements(found, root)
    _check_successions(found, root)
    return found


def _judgements(path: Path, root: Path, known: dict[str, Judgement]) -> dict[str, Judgement]:
    if not path.exists():
        raise NormsError(f"{path.relative_to(root.parent)}不存在。")
    found: dict[str, Judgement] = {}
    for value in vars(_module(path, root)).values():
        if not isinstance(value, Judgement):
            continue
        if value.norm_id in found or value.norm_id in known:
            raise NormsError(f"{path.relative_to(root.parent)}里{value.norm_id}的判断已经写过。")
        found[value.norm_id] = value
    return found


def _module(path: Path, root: Path) -> ModuleType:
    parts = path.relative_to(root).with_suffix("").parts
    if root == HERE:
        return importlib.import_module(".".join((_PACKAGE, *parts)))
    name = "_".join(("norms_elsewhere", *parts))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise NormsError(f"{path.relative_to(root.parent)}读不懂。")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _with_references(norms: dict[str, Norm]) -> dict[str, Norm]:
    """Replace values that are those of another norm by that norm's spells."""

    def followed(norm: Norm, value: Value) -> Value:
        if value.same_as is None:
            return value
        other, key = value.same_as
        target = norms[other].values.get(key) if other in norms else None
        if target is None or target.same_as is not None:
            raise NormsError(f"{norm.id}的{value.key}指向{other}的{key}，那里没有这个数。")
        return replace(target, key=value.key, same_as=value.same_as)

    return {
        norm.id: replace(norm, values={key: followed(norm, value) for key, value in norm.values.items()})
        for norm in norms.values()
    }


def _check_judgements(found: Library, root: Path) -> None:
    for norm_id, judged in found.judgements.items():
        if norm_id not in found.norms:
            raise NormsError(f"{root.name}里有{norm_id}的判断，却没有这条规定。")
        if found.norms[norm_id].sheet != judged.sheet:
            raise NormsError(f"{norm_id}写的事实表是{found.norms[norm_id].sheet}，判断用的是{judged.sheet}。")
        if not judged.is_explained:
            raise NormsError(f"{norm_id}只有判断，没有说明。")


def _check_successions(found: Library, root: Path) -> None:
    """A norm that replaces another takes over on the next day: no day with two texts, none without."""
    for norm in found.norms.values():
        if not norm.replaces:
            continue
        if norm.replaces not in found.norms:
            raise NormsError(f"{root.name}里{norm.id}接替的{norm.replaces}不存在。")
        spans: list[Span] = [found.norms[norm.replaces].span, norm.span]
        fault = broken_spell(spans)
        if fault:
            raise NormsError(f"{root.name}里{norm.replaces}与接替它的{norm.id} {fault}。")
