"""发展党员台账: one line for each person, with the day of every turning point; the ended ones too."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.admission.case import Case, load
from zhibu.admission.models import Booklet, Candidate, StepKind
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.member.names import initials
from zhibu.rules.admission_steps import STAGES

TURNS = (
    (StepKind.APPLIED, gettext_lazy("提出申请")),
    (StepKind.ACTIVIST, gettext_lazy("积极分子")),
    (StepKind.TARGET, gettext_lazy("发展对象")),
    (StepKind.PRE_REVIEWED, gettext_lazy("预审合格")),
    (StepKind.ADMISSION_MEETING, gettext_lazy("接收大会")),
    (StepKind.APPROVED, gettext_lazy("批准接收")),
    (StepKind.CONVERSION_MEETING, gettext_lazy("转正大会")),
    (StepKind.CONVERSION_APPROVED, gettext_lazy("批准转正")),
)
KINDS = tuple((str(number), name) for number, name in enumerate(STAGES, 1))


def rows(wanted: Wanted) -> list[Row]:
    """By pinyin. The same number of queries however many people."""
    candidates = Candidate.objects.filter(branch=wanted.branch).select_related("branch").order_by("sort_key", "id")
    issued = Booklet.objects.filter(branch=wanted.branch, candidate__isnull=False).order_by("happened_on")
    numbers = {row.candidate_id: row.number for row in issued}
    found: list[Row] = []
    for case in load(candidates):
        stage = case.timeline(wanted.today).stage
        if wanted.kind and wanted.kind != str(stage):
            continue
        found.append(_row(len(found) + 1, case, stage, numbers.get(case.candidate.pk, "")))
    return found


def _row(number: int, case: Case, stage: int, booklet: str) -> Row:
    person = case.candidate
    cells: tuple[str | int, ...] = (
        number,
        person.name,
        person.born_on.strftime("%Y.%m") if person.born_on else "",
        str(_("办完")) if person.is_closed else STAGES[stage - 1],
        *(_day(case.day(kind)) for kind, _label in TURNS),
        booklet,
    )
    return Row(cells, search=f"{initials(person.name)} {person.sort_key}")


def _day(day: date | None) -> str:
    return day.strftime("%Y.%m.%d") if day else ""


LEDGER = Ledger(
    "admission",
    gettext_lazy("发展党员台账"),
    gettext_lazy("每个人走到哪一步，每个关口的日子；不写评价"),
    (
        Column(gettext_lazy("序号"), 6, Kind.NUMBER),
        Column(gettext_lazy("姓名"), 12, Kind.MAIN),
        Column(gettext_lazy("出生年月"), 11),
        Column(gettext_lazy("阶段"), 14),
        *(Column(label, 12) for _kind, label in TURNS),
        Column(gettext_lazy("志愿书编号"), 14),
    ),
    rows,
    KINDS,
)
