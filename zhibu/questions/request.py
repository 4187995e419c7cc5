"""The question what to write to the higher organisation: a request or a report, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.said import said
from zhibu.rules.status import Status

_ONE, _NO_REQUEST_INSIDE = "request-one-matter", "report-no-request-inside"
_DRAFTS = {
    "requests": "每件要答复的各写一份请示",
    "one_request": "要答复的合在一份请示里",
    "inside_report": "写在报告里一起报",
    "report": "只写一份报告",
}


def _kind(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    ask, tell = facts["to_answer"], facts["to_tell"]
    if not ask and not tell:
        raise QuestionError("to_answer", "两样都是0，没有要写的。至少有一件要答复，或者要报告。", "1")
    not_yet = outside((_ONE, _NO_REQUEST_INSIDE), on)
    if not_yet:
        return not_yet
    fault, norm_id = _fault(facts["draft"], ask)
    lines = [said("要上级答复的{ask}件，写{ask}份请示，一份一件。", ask=ask)] if ask else []
    lines += [said("只是让上级知道的{tell}件，写一份报告，里面不夹要答复的事。", tell=tell)] if tell else []
    return Answer(
        answer={"requests": ask, "reports": 1 if tell else 0, "fits": None if facts["draft"] is None else not fault},
        status=Status.BREACHED if fault else Status.MET,
        because=(*lines, *((fault,) if fault else ())),
        cites=tuple(cite(used, on, layers) for used in ((norm_id,) if fault else (_ONE, _NO_REQUEST_INSIDE))),
        next_step="拆开，重新写。" if fault else "请示的结尾写上“妥否，请批示”。" if ask else "写好直接报。",
    )


def _fault(draft: str | None, ask: int) -> tuple[str, str]:
    """What is wrong with the draft, and under which rule; empty where nothing is."""
    if draft == "one_request" and ask > 1:
        return said("{ask}件事合在一份请示里，要拆成{ask}份。", ask=ask), _ONE
    if draft in ("inside_report", "report") and ask:
        return "报告里不能夹要答复的事，另写请示。", _NO_REQUEST_INSIDE
    if draft in ("requests", "one_request") and not ask:
        return "没有要上级答复的事，写报告，不写请示。", _ONE
    return "", ""


QUESTIONS = (
    Question(
        name="request.kind",
        title_zh="写请示还是写报告，写几份",
        title_en="A request or a report, and how many",
        asks=(
            Ask("to_answer", "whole", "要上级答复的有几件", "2", "件"),
            Ask("to_tell", "whole", "只是让上级知道的有几件", "1", "件"),
            Ask("draft", "choice", "打算怎么写", "每件要答复的各写一份请示", required=False, choices=_DRAFTS),
        ),
        tells=(
            Told("requests", "请示", "份"),
            Told("reports", "报告", "份"),
            Told("fits", "打算的写法对不对（没填时为空）"),
        ),
        norm_ids=(_ONE, _NO_REQUEST_INSIDE),
        reckon=_kind,
    ),
)
