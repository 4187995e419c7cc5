"""The words of a finding: which periods, which article and how sure it is, the next step as a title. Chinese data."""

from dataclasses import dataclass
from typing import Any

from zhibu import norms
from zhibu.checkup.drawing import ANSWERABLE
from zhibu.norms.model import ARTICLE_CONFIDENCES, CONFIDENCES, STRENGTHS, NextStep, Norm
from zhibu.questions import article_name
from zhibu.rules.said import joined, said
from zhibu.rules.sheets import CAMPAIGNS, GATHERINGS
from zhibu.rules.telling import period_name

NAMES = {**GATHERINGS, **CAMPAIGNS}


@dataclass(frozen=True)
class Source:
    """依据: the article, how binding it is, how sure we are; `document` is the unit's own where it set a figure."""

    norm: str
    title: str
    article: str
    strength: str
    sureness: str
    plain: str
    document: str = ""
    needs_checking: bool = False

    @property
    def label(self) -> str:
        """《…》第21条, with 条号待核 or 据转述 where that is so."""
        doubt = f"({self.sureness})" if self.needs_checking and self.sureness else ""
        return f"{self.title}{self.article}{doubt}"


def source_of(resolved: norms.Resolved) -> Source:
    norm = resolved.norm
    regulation = norms.library().regulations[norm.regulation]
    return Source(
        norm=norm.id,
        title=quoted(regulation.title_zh),
        article=article_name(norm) if norm.article else "",
        strength=STRENGTHS[norm.strength_class],
        sureness=sureness(norm, resolved),
        plain=norm.plain_zh,
        document=joined(dict.fromkeys(layer.document_zh for layer in resolved.layers)),
        needs_checking=norms.needs_checking(norm, resolved.on),
    )


def quoted(title: str) -> str:
    return title if title.startswith("《") else said("《{title}》", title=title)


def sureness(norm: Norm, resolved: norms.Resolved) -> str:
    """What was not read in the text itself, in words; empty when all of it was."""
    parts = []
    if norm.confidence != "text":
        parts.append(CONFIDENCES[norm.confidence])
    if norm.article_confidence != "text":
        parts.append(ARTICLE_CONFIDENCES[norm.article_confidence])
    if norms.is_presumed(norm, resolved.on):
        parts.append("新文件里没有看到，待核")
    return ",".join(dict.fromkeys(parts))


def period_months(norm_id: str, values: Any) -> int:
    """Months of one period of a norm that asks for something again and again; 0 for any other norm."""
    usual = ANSWERABLE.get(norm_id, ("", 0))[1]
    return min(getattr(values, "months_per_period", usual), 12) if usual else 0


def period_names(norm_id: str, values: Any, year: int, periods: int) -> tuple[tuple[int, str], ...]:
    """The periods of a mask as (bit number, name): (9, 10月); (2, 三季度); (0, 2026年)."""
    months = period_months(norm_id, values)
    if not months:
        return ()
    shift = getattr(values, "closes_after_months", 0)
    bits = (bit for bit in range(12 // months) if periods >> bit & 1)
    return tuple((bit, period_name(year, bit, months, shift)) for bit in bits)


def step_title(step: NextStep) -> str:
    """The step so that it can stand alone: “补记” becomes “补记支委会”."""
    name = NAMES.get(step.argument, "")
    return said("补记{name}", name=name) if name and step.say_zh == "补记" else step.say_zh


def law_as_of() -> str:
    """The month in which the sources were last looked at: 2026-11."""
    return max(regulation.checked_on for regulation in norms.library().regulations.values()).strftime("%Y-%m")


def case_periods(case: norms.Case) -> dict[int, str]:
    """Names of the periods that a worked example speaks of, by number from 1; empty where there is one only."""
    year = case.facts.get("year")
    if not isinstance(year, int):
        return {}
    values = norms.resolve(case.norm_id, case.on, case.layers).values
    mask = sum(1 << (number - 1) for number in case.expect)
    return {bit + 1: name for bit, name in period_names(case.norm_id, values, year, mask)}
