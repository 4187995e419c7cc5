"""What the law says about a 请示 or a 报告 before it goes up; the sentences come from `questions`."""

import re
from datetime import date

from zhibu.base.errors import Refused
from zhibu.questions import answer
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.work.models import SubmissionKind
from zhibu.work.upward import NewSubmission

BETWEEN_MATTERS = re.compile(r"[；;\n]+")
ASKS = re.compile(r"请(?:予以?)?(?:批示|审批|批复|批准|审定)|妥否|当否")


def check_one_matter(new: NewSubmission, today: date) -> None:
    """Refused: several matters in one request, or a request inside a report."""
    if new.kind == SubmissionKind.REQUEST:
        matters = len([part for part in BETWEEN_MATTERS.split(new.matter) if part.strip()])
        _ask(today, "matter", to_answer=max(matters, 1), to_tell=0, draft="one_request")
    if new.kind == SubmissionKind.REPORT and ASKS.search(new.body):
        _ask(today, "body", to_answer=1, to_tell=1, draft="inside_report")


def _ask(today: date, field: str, **facts: object) -> None:
    found = answer("request.kind", today, facts)
    if found.status == Status.BREACHED:
        cited = [said("（{source}）", source=f"《{cite.title_zh}》{cite.article_zh}") for cite in found.cites[:1]]
        raise Refused(joined((found.because[-1], *cited), ""), found.next_step, field)
