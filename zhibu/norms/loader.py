"""Loading the regulations: one folder each, refused as a whole when anything in them is doubtful.

A regulation is a folder with ``about.yaml`` and the trio ``values.yaml`` (norms and their figures), ``rules.py`` (the
reasoning) and ``cases.yaml`` (worked examples). A long regulation has one such trio in a sub-folder for each chapter.
The texts of provinces stand in the folder ``layers``. Where nothing is judged on a fact sheet there is no
``rules.py``; where all is guidance or limits there is no ``cases.yaml``.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from zhibu.norms.case_reading import read_cases
from zhibu.norms.kept import KeptTexts
from zhibu.norms.model import ONLY_WORDS, Library, Norm, Regulation, Value
from zhibu.norms.norm_reading import read_norms, read_regulation
from zhibu.norms.reading import NormsError, parse, read_yaml
from zhibu.norms.spans import broken_spell
from zhibu.rules.judgement import Judgement

HERE = Path(__file__).parent
Parse: TypeAlias = Callable[[bytes], Any]
_PACKAGE = __name__.rpartition(".")[0]


@lru_cache(maxsize=1)
def library() -> Library:
    """The regulations of this package, read once per process. Raises NormsError."""
    kept = KeptTexts(HERE / "__pycache__" / "texts.pickle")
    found = load(HERE, kept.parse)
    kept.save()
    return found


def load(root: Path, parse: Parse = parse) -> Library:
    """Read every regulation folder under ``root``. Raises NormsError with one Chinese sentence."""
    found = Library({}, {}, {}, {})
    files: dict[str, str] = {}
    for about in [*sorted(root.glob("*/about.yaml")), *sorted(root.glob("layers/*/about.yaml"))]:
        regulation = read_regulation(read_yaml(about, root, parse))
        if bool(regulation.jurisdiction) is not (about.parent.parent.name == "layers"):
            raise NormsError(f"{_name(about, root)}：省里的规定放在 layers 里，全国的不放在那里。")
        if regulation.id in found.regulations:
            raise NormsError(f"{_name(about, root)} 的编号 {regulation.id} 已经用过。")
        found.regulations[regulation.id] = regulation
        for values in sorted([*about.parent.glob("values.yaml"), *about.parent.glob("*/values.yaml")]):
            _add_trio(found, files, values, regulation, root, parse)
    _check_successions(found, files)
    return replace(found, norms=_with_references(found.norms, files))


def _add_trio(
    found: Library, files: dict[str, str], values: Path, regulation: Regulation, root: Path, parse: Parse
) -> None:
    """Read ``values.yaml``, and ``rules.py`` and ``cases.yaml`` beside it."""
    here: dict[str, Norm] = {}
    for norm in read_norms(read_yaml(values, root, parse), regulation):
        if norm.id in found.norms:
            raise NormsError(f"{_name(values, root)} 的编号 {norm.id} 已经用过。")
        found.norms[norm.id] = here[norm.id] = norm
        files[norm.id] = _name(values, root)
    uses = {norm.use for norm in here.values()}
    if "judgement" in uses:
        _add_judgements(found, values.parent / "rules.py", here, root)
    if uses - set(ONLY_WORDS):
        cases, worked_answers = read_cases(read_yaml(values.parent / "cases.yaml", root, parse), here)
        found.cases.update(cases)
        found.worked_answers.update(worked_answers)


def _add_judgements(found: Library, rules: Path, here: Mapping[str, Norm], root: Path) -> None:
    if not rules.exists():
        raise NormsError(f"{_name(rules, root)} 不存在。")
    for judged in vars(_module(rules, root)).values():
        if isinstance(judged, Judgement):
            _check_judgement(judged, here, found.judgements, _name(rules, root))
            found.judgements[judged.norm_id] = judged


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root.parent).as_posix()


def _check_judgement(judged: Judgement, here: Mapping[str, Norm], known: Mapping[str, Judgement], file: str) -> None:
    if judged.norm_id in known:
        raise NormsError(f"{file} 里 {judged.norm_id} 的判断写了两次。")
    if judged.norm_id not in here:
        raise NormsError(f"{file} 里有 {judged.norm_id} 的判断，旁边的 values.yaml 却没有这条规定。")
    wanted = here[judged.norm_id].sheet
    if wanted != judged.sheet:
        raise NormsError(f"{file} 里 {judged.norm_id} 的判断用的是 {judged.sheet}，values.yaml 写的是 {wanted}。")
    if not judged.is_explained:
        raise NormsError(f"{file} 里 {judged.norm_id} 只有判断，没有说明。")


def _module(path: Path, root: Path) -> ModuleType:
    parts = path.relative_to(root).with_suffix("").parts
    if root == HERE:
        return importlib.import_module(".".join((_PACKAGE, *parts)))
    name = "_".join(("norms_elsewhere", *parts))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise NormsError(f"{path.relative_to(root.parent)} 读不懂。")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _with_references(norms: Mapping[str, Norm], files: Mapping[str, str]) -> dict[str, Norm]:
    """Replace values that are those of another norm by that norm's spells."""

    def followed(norm: Norm, value: Value) -> Value:
        if value.same_as is None:
            return value
        other, key = value.same_as
        target = norms[other].values.get(key) if other in norms else None
        if target is None or target.same_as is not None:
            raise NormsError(f"{files[norm.id]} 的“{norm.id}”：{value.key} 指向 {other} 的 {key}，那里没有这个数。")
        return replace(target, key=value.key, same_as=value.same_as)

    return {
        norm.id: replace(norm, values={key: followed(norm, value) for key, value in norm.values.items()})
        for norm in norms.values()
    }


def _check_successions(found: Library, files: Mapping[str, str]) -> None:
    """A norm that replaces another takes over on the next day: no day with two texts, none without."""
    for norm in found.norms.values():
        if not norm.replaces:
            continue
        if norm.replaces not in found.norms:
            raise NormsError(f"{files[norm.id]} 的“{norm.id}”：它接替的 {norm.replaces} 不存在。")
        fault = broken_spell([found.norms[norm.replaces].span, norm.span])
        if fault:
            raise NormsError(f"{files[norm.id]} 的“{norm.id}”：与它接替的 {norm.replaces} {fault}。")
