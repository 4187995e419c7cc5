"""回音栏: answers that may be read by everybody, in the handler's words, approved by whoever raised it."""

from dataclasses import dataclass
from datetime import date

from zhibu.concern.models import Act, ConcernStep
from zhibu.org.models import Organisation

SHOWN_DAYS = 180
PUBLIC = (Act.OFFERED.value, Act.AGREED.value, Act.DECLINED.value)


@dataclass(frozen=True)
class Entry:
    on: date
    question: str
    reply: str
    name: str = ""


def board_of(unit: Organisation, today: date) -> list[Entry]:
    """Newest first. A text stands as long as the raiser's last word about it is yes."""
    rows = ConcernStep.objects.filter(concern__unit=unit, act__in=PUBLIC, concern__about_a_person=False)
    last: dict[object, list[ConcernStep]] = {}
    for step in rows.order_by("concern", "number"):
        last.setdefault(step.concern_id, []).append(step)
    entries = [entry for steps in last.values() if (entry := _entry(steps)) is not None]
    recent = [entry for entry in entries if (today - entry.on).days <= SHOWN_DAYS]
    return sorted(recent, key=lambda entry: (entry.on, entry.question), reverse=True)


def _entry(steps: list[ConcernStep]) -> Entry | None:
    if steps[-1].act != Act.AGREED:
        return None
    offered = next((step for step in reversed(steps) if step.act == Act.OFFERED), None)
    if offered is None:
        return None
    said = offered.texts
    return Entry(steps[-1].on, said.get("question", ""), said.get("reply", ""), steps[-1].texts.get("name", ""))
