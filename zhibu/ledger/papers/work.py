"""请示 and 报告 as official documents, from what was sent upward."""

from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import NotFound
from zhibu.ledger.papers.documents import letter_to, request_to
from zhibu.ledger.papers.kinds import KEEPERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import Shape, body
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of
from zhibu.work import upward
from zhibu.work.models import Submission, SubmissionKind

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
        signed_by=found.branch.name,
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
        signed_by=found.branch.name,
        dated=submission.happened_on,
        signer=_signer(submission),
    )


PAPERS = (
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
