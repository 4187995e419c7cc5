"""Papers of a case that a browser prints. The official booklet 入党志愿书 is never among them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.admission import queries
from zhibu.admission.case import Case
from zhibu.admission.materials import materials_of
from zhibu.admission.models import LetterAbout, Paper, StepKind
from zhibu.admission.steps import about, chart
from zhibu.base.errors import NotFound
from zhibu.web.access import PageRequest, page
from zhibu.web.admission import showing
from zhibu.web.admission.forms import BALLOT_LABELS
from zhibu.web.admission.pages import notice_ends
from zhibu.web.admission.reading import KEEPERS, opened
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day

BLANK = "　　　　年　　月　　日"


@dataclass(frozen=True)
class Sheet:
    """One paper: a title, facts, paragraphs, a table, who signs."""

    title: str
    facts: list[Fact] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    table: Table | None = None
    signs: tuple[str, ...] = ()
    copies: int = 1


@page(*KEEPERS)
@require_safe
def paper(request: PageRequest, candidate_id: UUID, name: str) -> HttpResponse:
    _candidate, case, _layers = opened(request, candidate_id)
    draw = PAPERS.get(name)
    if draw is None:
        raise NotFound
    return _shown(request, case, draw(case, request.today))


@page(*KEEPERS)
@require_safe
def reminder(request: PageRequest, letter_id: UUID) -> HttpResponse:
    letter = queries.letter_for(request.actor, letter_id)
    _candidate, case, _layers = opened(request, letter.candidate_id)
    branch = case.candidate.branch.name
    whom = LetterAbout(letter.about).label
    words = {"name": case.candidate.name, "day": write_day(letter.sent_on), "whom": whom, "branch": branch}
    text = (
        _("%(branch)s正在考察%(name)s同志。%(day)s，我们向贵单位党组织发函，了解其%(whom)s的情况，至今没有收到回函。")
        % words
        if letter.about != LetterAbout.SELF
        else _("%(branch)s正在考察%(name)s同志。%(day)s，我们向贵单位党组织发函，了解其本人的情况，至今没有收到回函。")
        % words
    )
    asks = _("请协助办理，收到后尽快回函。如已寄出，请告诉我们寄出的日子。联系人和电话：")
    sheet = Sheet(_("催函"), paragraphs=[_("________党组织："), text, asks], signs=(branch, BLANK))
    return _shown(request, case, sheet)


def _shown(request: PageRequest, case: Case, sheet: Sheet) -> HttpResponse:
    context = {"sheet": sheet, "candidate": case.candidate, "copies": range(sheet.copies)}
    return render(request, "admission/paper.html", context)


def _person(case: Case) -> list[Fact]:
    born = case.candidate.born_on
    return [
        Fact(_("姓名"), case.candidate.name),
        Fact(_("出生日期"), write_day(born) if born else ""),
        Fact(_("党支部"), case.candidate.branch.name),
    ]


def journal(case: Case, today: date) -> Sheet:
    """发展党员工作纪实表."""
    lines: list[Row] = []
    for step in chart(case.day(StepKind.TARGET) or today):
        recorded = [row for row in case.steps if about(row.kind).number == step.number]
        words = _("；").join(f"{write_day(row.happened_on)} {showing.step_words(row)}" for row in recorded)
        lines.append([Cell(f"{step.number}. {step.name_zh}"), words, ""])
    columns = (Column(_("步骤"), Kind.MAIN), Column(_("办理情况")), Column(_("经办人签名")))
    table = Table(_("发展党员工作纪实"), columns, lines, hide_caption=True)
    return Sheet(_("发展党员工作纪实表"), _person(case), table=table, signs=(_("党支部书记签名："), BLANK))


def checklist(case: Case, today: date) -> Sheet:
    """What is there and what is missing."""
    words = {Paper.SEEN: _("有"), Paper.MISSING: _("缺")}
    lines: list[Row] = [
        [Cell(str(row.name)), f"{write_day(row.on)} {row.step_label}", words.get(Paper(row.state), "")]
        for row in materials_of(case)
    ]
    columns = (Column(_("材料"), Kind.MAIN), Column(_("哪一步")), Column(_("有没有")))
    table = Table(_("材料清单"), columns, lines, hide_caption=True)
    return Sheet(_("发展党员材料清单"), _person(case), table=table, signs=(_("核对人签名："), BLANK))


def notice(case: Case, today: date) -> Sheet:
    """公示: name and what is proposed, nothing more of the person."""
    branch = case.candidate.branch
    posted = next(iter(case.of(StepKind.NOTICE_POSTED)), None)
    began = posted.happened_on if posted else None
    ends = notice_ends(posted, branch) if posted else None
    span = (
        _("公示时间：%(first)s至%(last)s。") % {"first": write_day(began), "last": write_day(ends)}
        if began and ends
        else _("公示时间：%(blank)s至%(blank)s。") % {"blank": BLANK}
    )
    words = {"branch": branch.name, "name": case.candidate.name}
    return Sheet(
        _("公示"),
        paragraphs=[
            _("经%(branch)s研究并报上级党委同意，拟将%(name)s同志列为发展对象，现予公示。") % words,
            span,
            _("公示期间，党员和群众可以口头或者书面反映情况，实名反映的会替你保密。"),
            _("受理人和电话："),
        ],
        signs=(branch.name, write_day(began) if began else BLANK),
    )


def request_pre_review(case: Case, today: date) -> Sheet:
    """预审请示."""
    words = {"name": case.candidate.name, "branch": case.candidate.branch.name}
    days = {
        "applied": case.day(StepKind.APPLIED), "activist": case.day(StepKind.ACTIVIST),
        "target": case.day(StepKind.TARGET), "examined": case.day(StepKind.EXAMINED),
    }  # fmt: skip
    said = {name: write_day(day) if day else BLANK for name, day in days.items()}
    return Sheet(
        _("关于预审%(name)s同志入党材料的请示") % words,
        paragraphs=[
            _("上级党委："),
            _("%(name)s同志%(applied)s提出入党申请，%(activist)s被确定为入党积极分子，%(target)s列为发展对象。")
            % {**words, **said},
            _("政治审查和集中培训已经完成。%(examined)s，%(branch)s支委会对其条件、培养教育情况和材料作了审查。")
            % {**words, **said},
            _("现将材料报上，请予预审。"),
        ],
        signs=(case.candidate.branch.name, BLANK),
    )


def ballot(case: Case, today: date) -> Sheet:
    """A blank ballot; the number of copies is chosen when printing."""
    conversion = StepKind.APPROVED in case.passed
    title = _("转正表决票") if conversion else _("接收预备党员表决票")
    lines: list[Row] = [[Cell(case.candidate.name), "", "", ""]]
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("赞成")), Column(_("不赞成")), Column(_("弃权")))
    text = _("在一格里画“○”。一个人只画一格，多画的无效。不用署名。")
    return Sheet(
        title, [], [case.candidate.branch.name, text], Table(title, columns, lines, hide_caption=True), copies=2
    )


def tally(case: Case, today: date) -> Sheet:
    """票决结果: the numbers of each vote that was recorded."""
    facts = _person(case)
    for step in case.steps:
        counted = getattr(step, "ballot", None)
        if counted is None:
            continue
        numbers = _("，").join(f"{label} {getattr(counted, name)}" for name, label in BALLOT_LABELS.items())
        result = _("通过") if step.passed else _("没有通过")
        facts.append(Fact(f"{write_day(step.happened_on)} {StepKind(step.kind).label}", f"{numbers}，{result}"))
    return Sheet(_("票决结果"), facts, signs=(_("监票人签名："), _("计票人签名："), _("主持人签名："), BLANK))


PAPERS = {
    "journal": journal,
    "checklist": checklist,
    "notice": notice,
    "request": request_pre_review,
    "ballot": ballot,
    "tally": tally,
}
