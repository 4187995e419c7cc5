"""请示 and 报告 as official documents, from what was sent upward; the report on duty as it was handed in."""

from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import NotFound
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.documents import letter_to, request_to
from zhibu.ledger.papers.kinds import KEEPERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import OfficialDocument, Shape, body, heading
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of
from zhibu.work import reports, upward
from zhibu.work.models import DutyReport, Submission, SubmissionKind

WHOLE_YEAR = 2  # of a report's halves
LONGEST_LINE = 18  # characters of a title in 2号; a longer one breaks after 关于…的


def _find(asked: Asked, kind: SubmissionKind) -> Found:
    found = upward.submission_for(asked.actor, asked.record)
    if found.kind != kind:
        raise NotFound
    return Found(found, found.organisation)


def find_request(asked: Asked) -> Found:
    return _find(asked, SubmissionKind.REQUEST)


def find_report(asked: Asked) -> Found:
    return _find(asked, SubmissionKind.REPORT)


def title_of(submission: Submission, kind: str) -> str:
    """关于…的请示, divided where it is long."""
    matter = submission.matter.removeprefix("关于")
    name = f"关于{matter}的{kind}"
    return name if len(name) <= LONGEST_LINE else f"{submission.organisation.name}\n{name}"


def _signer(submission: Submission) -> str:
    held = posts_of(submission.organisation, submission.happened_on)
    return next((row.member.name for row in held if row.post == PostKind.SECRETARY), "")


def request(found: Found, asked: Asked) -> Shape:
    """请示: one addressee, one matter, 签发人, and the closing sentence."""
    submission: Submission = found.record
    return request_to(
        submission.to.name if submission.to else submission.to_name,
        title_of(submission, "请示"),
        body(*submission.body.splitlines()),
        signed_by=found.branch.signs_as,
        dated=submission.happened_on,
        signer=_signer(submission),
    )


def report(found: Found, asked: Asked) -> Shape:
    """报告: it asks for nothing."""
    submission: Submission = found.record
    return letter_to(
        submission.to.name if submission.to else submission.to_name,
        title_of(submission, "报告"),
        body(*submission.body.splitlines(), "特此报告。"),
        signed_by=found.branch.signs_as,
        dated=submission.happened_on,
        signer=_signer(submission),
    )


def find_duty_report(asked: Asked) -> Found:
    found = reports.report_for(asked.actor, asked.record)
    return Found(found, found.organisation)


def duty_report(found: Found, asked: Asked) -> Shape:
    """述职: facts and problems as they stood that day, causes in the secretary's own words, next steps, the review."""
    report: DutyReport = found.record
    span = f"{report.year}年度" if report.half == WHOLE_YEAR else f"{report.year}年上半年"
    parts = [
        *body(f"以下事实取自{numerals.day(report.happened_on)}的记录。"),
        heading("履行职责的情况"),
        *body(*(f"{label}：{value}。" for label, value in report.facts)),
        heading("存在的问题"),
        *body(*(_sentence(text) for text in report.problems or ["体检里没有要改的"])),
        heading("原因"),
        *body(*filter(None, (line.strip() for line in report.causes.splitlines()))),
        heading("下一步打算"),
        *body(*(_sentence(text) for text in report.steps or ["计划里没有定了日子的事"])),
    ]
    questions = reports.questions_of(report)
    if questions:
        parts.append(heading("上级的书面提问和回答"))
    for row in questions:
        parts += body(f"问：{row.question}", f"答：{row.answer}" if row.answer else "答：还没有答。")
    return OfficialDocument(
        f"{found.branch.name}\n书记{span}抓党建工作述职报告",
        parts,
        signed_by=found.branch.signs_as,
        dated=report.happened_on,
    )


def _sentence(text: str) -> str:
    return text if text.endswith("。") else f"{text}。"


PAPERS = (
    Paper(
        "duty-report",
        _("述职报告"),
        _("做了什么来自记录，原因是书记自己写的"),
        _("一份述职"),
        find_duty_report,
        duty_report,
        rights=KEEPERS,
        home="duty_report",
    ),
    Paper(
        "request",
        _("请示"),
        _("一文一事，结尾“妥否，请批示”，带签发人"),
        _("一份请示"),
        find_request,
        request,
        rights=KEEPERS,
        home="submission",
    ),
    Paper(
        "report",
        _("报告"),
        _("向上级报告一件事，不夹要答复的事"),
        _("一份报告"),
        find_report,
        report,
        rights=KEEPERS,
        home="submission",
    ),
)
