"""Who may approve an admission, and which papers belong in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import apart, check_order, cites_of, no_text, say_months
from zhibu.questions.citing import next_step
from zhibu.questions.dating import left, months_after, say
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.said import joined, said
from zhibu.rules.status import WORST_FIRST, Status

APPROVER, TEMPORARY, ARCHIVE = "admission-approver", "admission-temporary-cannot-receive", "admission-archive"

BODIES = {
    "committee": "党委（有审批权的基层党委）",
    "general_branch": "党总支",
    "branch": "党支部",
    "leading_party_group": "党组",
    "temporary": "临时党组织",
    "under_township": "乡镇党委下面的基层党委",
}
_RECEIVERS = ("branch", "general_branch")
PAPERS = {
    "application_form": "入党志愿书",
    "application_letter": "入党申请书",
    "political_review": "政治审查材料",
    "conversion_application": "转正申请书",
    "training_review": "培养教育考察材料",
}
CONVERTED = Ask("converted_on", "day", "党委批准转正的日子", "2026-06-30")
ARCHIVED = Ask("archived_on", "day", "归档的日子", "2026-07-20", required=False, help_zh="还没有归的不填。")


def _approver(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    body = facts["body"]
    text = text_on(APPROVER, on, layers)
    if text is None:
        return no_text("审批", on, APPROVER)
    may_approve, temporary = body == "committee", body == "temporary"
    used = [(text, on)]
    because = [said("预备党员由党委审批。{bodies}", bodies=BODIES[body]) + ("可以批。" if may_approve else "不能批。")]
    if temporary:
        used.append((TEMPORARY, on))
        because.append("临时党组织也不接收预备党员，可以收申请书、培养教育，再把材料转给正式的党组织。")
    elif body in _RECEIVERS:
        because.append("支部大会讨论表决、形成决议，再报上级党委审批。")
    status = Status.MET if may_approve else Status.BREACHED
    return Answer(
        {"may_approve": may_approve, "may_receive": False if temporary else None, "law": title(text)},
        status,
        tuple(because),
        cites_of(used, layers),
        "党委三个月内审批。" if may_approve else said("{next_step}。", next_step=next_step(text, status)),
    )


def _archive(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_order(facts, CONVERTED, ARCHIVED)
    converted, archived = facts["converted_on"], facts["archived_on"]
    text = text_on(ARCHIVE, converted, layers)
    if text is None:
        return no_text("转正", converted, ARCHIVE)
    months = figures(text, converted, layers).months
    due_by = months_after(converted, months)
    missing = [name for name in PAPERS if facts[name] is False]
    unsaid = [name for name in PAPERS if facts[name] is None]
    found = [
        *([Status.BREACHED] if missing and archived else []),
        *([Status.UNKNOWN] if unsaid else []),
        _when(archived, due_by, on),
    ]
    status = next(status for status in WORST_FIRST if status in found)
    because = [
        said(
            "{converted}批准转正，按{months}提醒，到{due_by}归档。",
            converted=say(converted),
            months=say_months(months),
            due_by=say(due_by),
        )
    ]
    end = apart(due_by, archived or on)
    done = said("{archived}归的，", archived=say(archived)) if archived else "还没有归，"
    because.append(
        done
        + (said("晚{end}天。", end=end) if end > 0 else "按时。" if archived else said("{left}。", left=left(-end)))
    )
    if missing:
        because.append(said("缺{missing}。", missing=joined(PAPERS[name] for name in missing)))
    if unsaid:
        because.append(said("{unsaid}有没有，还没有填。", unsaid=joined(PAPERS[name] for name in unsaid)))
    return Answer(
        {
            "due_by": due_by,
            "missing": [PAPERS[name] for name in missing],
            "not_told": [PAPERS[name] for name in unsaid],
            "law": title(text),
        },
        status,
        tuple(because),
        cites_of([(text, converted)], layers),
        "" if status is Status.MET else said("{next_step}。", next_step=next_step(text, status)),
    )


def _when(archived: date | None, due_by: date, on: date) -> Status:
    if archived is not None:
        return Status.MET if archived <= due_by else Status.BREACHED
    return Status.DUE if on <= due_by else Status.OVERDUE


QUESTIONS = (
    Question(
        name="admission.approver",
        title_zh="谁能批预备党员",
        title_en="Who may approve an admission",
        asks=(Ask("body", "choice", "哪一种组织", "党委（有审批权的基层党委）", choices=BODIES),),
        tells=(
            Told("may_approve", "能不能批"),
            Told("may_receive", "能不能接收（只有临时党组织填“否”，其余为空）"),
            Told("law", "按哪部规定"),
        ),
        norm_ids=(APPROVER, TEMPORARY),
        reckon=_approver,
    ),
    Question(
        name="admission.archive",
        title_zh="转正以后材料归档了没有",
        title_en="Is the file complete after conversion",
        asks=(
            CONVERTED,
            ARCHIVED,
            *(
                Ask(name, "flag", said("有{label}", label=label), "是", required=False)
                for name, label in PAPERS.items()
            ),
        ),
        tells=(
            Told("due_by", "最晚哪天归（本系统的提醒）"),
            Told("missing", "缺的材料"),
            Told("not_told", "没有填有没有的材料"),
            Told("law", "按哪部规定"),
        ),
        norm_ids=(ARCHIVE, "admission-archive-2026"),
        reckon=_archive,
    ),
)
