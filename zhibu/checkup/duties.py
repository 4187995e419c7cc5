"""What the norms ask of one branch over a year: which gatherings, in which periods, by which article and setting."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from zhibu import norms
from zhibu.base.touched import SheetKind
from zhibu.checkup import drawing, wording
from zhibu.checkup.judging import marks_of, plain_layers
from zhibu.norms.model import Layer
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.rules.said import joined, said
from zhibu.rules.sheets import CAMPAIGNS, GATHERINGS
from zhibu.rules.status import Status

LIFE, SEASON, LESSON, COMMITTEE = (
    "organisational-life-meeting-yearly",
    "organisational-life-meeting-season",
    "party-lesson-regularly",
    "branch-committee-monthly",
)


@dataclass(frozen=True)
class Duty:
    """One period of one norm. `months`: numbers (year × 12 + month − 1), the whole period; `because_zh`: the reason."""

    norm: str
    kind: str
    months: tuple[int, ...]
    times: int
    because_zh: str


@dataclass
class Duties:
    """held: by kind, the months in which it was held. has_lessons: somebody settled how often; without_committee: it is
    not recorded whether there is one, so its meetings are not asked."""

    asked: list[Duty] = field(default_factory=list)
    held: dict[str, set[int]] = field(default_factory=dict)
    has_lessons: bool = False
    is_committee_unknown: bool = False


def duties_of(branch: Organisation, year: int, today: date) -> Duties:
    """Of the whole year, whatever has passed of it. The branch's groups, committee and settings as recorded today."""
    rows = drawing.draw(SheetKind.BRANCH_YEAR, [branch], year, today).get(branch.pk, {})
    if not rows:
        return Duties()
    sheet = SimpleNamespace(subject=branch.pk, **rows[branch.pk])
    layers = layers_by_path([branch.path], today)[branch.path]
    found = Duties(
        held={kind: _months(getattr(sheet, f"{kind}_held"), year) for kind in (*GATHERINGS, *CAMPAIGNS)},
        is_committee_unknown=not sheet.committee_months_known,
    )
    for norm_id, (kind, _usual) in drawing.ANSWERABLE.items():
        if norm_id == COMMITTEE and found.is_committee_unknown:
            continue
        of_norm = _of_norm(norm_id, kind, sheet, layers, year)
        found.asked += of_norm
        found.has_lessons |= norm_id == LESSON and bool(of_norm)
    return found


def _of_norm(norm_id: str, kind: str, sheet: Any, layers: Any, year: int) -> list[Duty]:
    resolved, marks = marks_of(SheetKind.BRANCH_YEAR, norm_id, sheet, layers, date(year, 12, 31))
    every, shift = wording.period_months(norm_id, resolved.values), getattr(resolved.values, "closes_after_months", 0)
    because = because_of(norm_id, resolved)
    found = []
    for bit in range(12 // every):
        if marks.status(bit) is Status.NOT_APPLICABLE:
            continue
        first = year * 12 + shift + bit * every
        months = tuple(range(first, first + every))
        if norm_id == LIFE:
            months = _in_season(months, year, date(year, 12, 31), plain_layers(layers))
        found.append(Duty(norm_id, kind, months, resolved.values.times, because))
    return found


def _in_season(months: tuple[int, ...], year: int, on: date, layers: tuple[Layer, ...]) -> tuple[int, ...]:
    first = norms.resolve(SEASON, on, layers).values.first_month
    return tuple(month for month in months if month >= year * 12 + first - 1) or months


def lessons_because(on: date) -> str:
    """定期上党课（《…》第16条）: the reason where nobody has settled how often."""
    return because_of(LESSON, norms.resolve(LESSON, on))


def because_of(norm_id: str, resolved: norms.Resolved) -> str:
    """支委会每月一次（《…》第12条）; where a unit settled the figure also its document."""
    norm = norms.norm(norm_id)
    source = said(
        "《{title_zh}》第{article}条",
        title_zh=norms.library().regulations[norm.regulation].title_zh,
        article=norm.article,
    )
    documents = dict.fromkeys(
        said("《{strip}》", strip=layer.document_zh.strip("《》")) for layer in resolved.layers if layer.document_zh
    )
    return said("{name_zh}（{listed}）", name_zh=norm.name_zh, listed=joined([source, *documents], "，"))


def _months(mask: int, year: int) -> set[int]:
    return {year * 12 + bit for bit in range(mask.bit_length()) if mask >> bit & 1}
