"""Looking over the whole library: does every rule cite, explain itself, and keep its worked examples?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhibu.norms.loader import library
from zhibu.norms.model import ONLY_WORDS, Case, Library, Norm
from zhibu.norms.reading import NormsError
from zhibu.norms.resolving import LayerError, Resolved, check_standing, resolve
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, Status

_SPEAKING = (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN)


def check(found: Library | None = None) -> list[str]:
    """Problems of the library, each one Chinese sentence; empty when all is well.

    What the loader refuses (missing citations, gaps, overlaps) comes back as the only sentence.
    """
    try:
        checked = found or library()
    except NormsError as refused:
        return [str(refused)]
    return [problem for norm in checked.norms.values() for problem in _problems(checked, norm)]


def run_case(found: Library, case: Case) -> tuple[Marks, Resolved]:
    """Judge a worked example. Raises LayerError when its layers cannot stand."""
    norm = found.norms[case.norm_id]
    check_standing(norm, case.on, case.layers)
    resolved = resolve(norm, case.on, case.layers)
    sheet = SHEETS[norm.sheet].make(**case.facts)
    return found.judgements[norm.id](sheet, resolved.values, case.on.toordinal()), resolved


def case_problem(found: Library, case: Case) -> str:
    """What differs from the expectation, in a sentence; empty when nothing."""
    try:
        marks, resolved = run_case(found, case)
    except LayerError as refused:
        return f"{case.place} 算例“{case.name_zh}”：{refused}"
    for number, expected in case.expect.items():
        got = marks.status(number - 1)
        if got is not expected:
            return f"{case.place} 算例“{case.name_zh}”第 {number} 段应是 {expected}，算出来是 {got}。"
    if case.wakes_on is not None and marks.wakes != case.wakes_on.toordinal():
        return f"{case.place} 算例“{case.name_zh}”应在 {case.wakes_on} 再看，算出来是第 {marks.wakes} 天。"
    sheet = SHEETS[found.norms[case.norm_id].sheet].make(**case.facts)
    told = found.judgements[case.norm_id].explain(sheet, resolved.values, case.on.toordinal(), marks)
    if not told.sentence_zh.endswith("。"):
        return f"{case.place} 算例“{case.name_zh}”没有说清看到了什么。"
    return ""


def _problems(found: Library, norm: Norm) -> Iterator[str]:
    whole = found.regulations[norm.regulation].span
    outlives = whole.to_on is not None and norm.presumed_from is None and not _ends_by(norm.span.to_on, whole.to_on)
    if norm.span.from_on < whole.from_on or outlives:
        yield f"{norm.id} 的起止日期超出了 {norm.regulation} 的起止日期。"
    yield from _problems_of_proof(found, norm)


def _ends_by(to_on: date | None, last: date) -> bool:
    return to_on is not None and to_on <= last


def _problems_of_proof(found: Library, norm: Norm) -> Iterator[str]:
    if norm.confidence == "memory":
        if norm.id in found.judgements:
            yield f"{norm.id} 的原文还没有人核对过，不能判断。"
        return
    if norm.use != "judgement":
        yield from _problems_unjudged(found, norm)
        return
    if norm.id not in found.judgements:
        yield f"{norm.id} 没有判断。"
        return
    cases = found.cases.get(norm.id, ())
    if not any(case.on < norm.span.from_on for case in cases):
        yield f"{norm.id} 没有生效以前的算例。"
    statuses = {status for case in cases for status in case.expect.values()}
    if len(statuses) < 2:
        yield f"{norm.id} 的算例只有一种结果。"
    for status in _SPEAKING:
        if status in statuses and not (norm.seen.get(status) and norm.steps.get(status)):
            yield f"{norm.id} 的“{status.label_zh}”没有写看到什么和下一步。"
    yield from filter(None, (case_problem(found, case) for case in cases))


def _problems_unjudged(found: Library, norm: Norm) -> Iterator[str]:
    """A reckoning is proved by worked answers (which the questions room runs); guidance and limits have only words."""
    if norm.use in ONLY_WORDS:
        return
    answers = found.worked_answers.get(norm.id, ())
    if not any(answer.on < norm.span.from_on for answer in answers):
        yield f"{norm.id} 没有生效以前的算例。"
    if len({(answer.status, str(answer.expect)) for answer in answers}) < 2:
        yield f"{norm.id} 的算例只有一种结果。"
