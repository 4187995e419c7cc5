"""Papers of one person's admission that go to somebody: reports, requests, notices, letters, answers.

Days, numbers and names only; what the branch thinks of a person is written by hand. The official booklet 入党志愿书 is
never among them. `papers/admission_forms.py` has what is filled in and kept.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from zhibu import questions
from zhibu.admission import queries
from zhibu.admission.case import Case
from zhibu.admission.models import LetterAbout, Matter, Outcome, ReviewLetter, Step, StepKind
from zhibu.admission.steps import agreed_by
from zhibu.base.actor import Right
from zhibu.base.paths import ancestors
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.documents import letter_to, request_to
from zhibu.ledger.papers.kinds import Asked, Found, Paper, Text
from zhibu.ledger.papers.shapes import OfficialDocument, Paragraph, Shape, body
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import layers_by_path
from zhibu.questions.layering import plain_layers

RIGHTS = frozenset({Right.KEEP_ADMISSION, Right.APPROVE_ADMISSION})
BLANK = "　　　　年　月　日"
HOME = "admission_one"
PROBATION_OVER = 23  # the step of the chart at which the probation is over
K = StepKind


def find(asked: Asked) -> Found:
    """The case of one person, for the committee that keeps it and the superior who approves."""
    candidate = queries.candidate_for(asked.actor, asked.record)
    return Found(queries.case_of(candidate), candidate.branch, candidate.pk)


def find_letter(asked: Asked) -> Found:
    letter = queries.letter_for(asked.actor, asked.record)
    return Found(letter, letter.candidate.branch, letter.candidate_id)


def day_of(case: Case, kind: StepKind) -> str:
    return said_on(case.day(kind))


def said_on(day: date | None) -> str:
    return numerals.day(day) or BLANK


def layers_of(branch: Organisation, on: date) -> tuple[questions.Layer, ...]:
    return plain_layers(layers_by_path([branch.path], on)[branch.path])


def committee_above(branch: Organisation) -> Organisation | None:
    """The committee that approves: the nearest one above the branch."""
    rows = Organisation.objects.filter(
        path__in=ancestors(branch.path)[:-1], kind__in=[OrganisationKind.PRIMARY_COMMITTEE, OrganisationKind.HIGHER]
    )
    return rows.order_by("-path").first()


def _above(branch: Organisation) -> str:
    above = committee_above(branch)
    return above.name if above else "上级党委"


def _signer(branch: Organisation, on: date) -> str:
    return next((row.member.name for row in posts_of(branch, on) if row.post == PostKind.SECRETARY), "")


def _request(found: Found, asked: Asked, title: str, *paragraphs: str, attachments: tuple[str, ...] = ()) -> Shape:
    return request_to(
        _above(found.branch),
        title,
        body(*paragraphs),
        signed_by=found.branch.signs_as,
        dated=asked.today,
        signer=_signer(found.branch, asked.today),
        attachments=attachments,
    )


def _report(found: Found, asked: Asked, title: str, *paragraphs: str) -> Shape:
    return letter_to(
        _above(found.branch),
        title,
        body(*paragraphs, "特此报告。"),
        signed_by=found.branch.signs_as,
        dated=asked.today,
        signer=_signer(found.branch, asked.today),
    )


# --- what goes up ---------------------------------------------------------------------------------------------


def activist_filing(found: Found, asked: Asked) -> Shape:
    """积极分子备案报告."""
    case: Case = found.record
    name = case.candidate.name
    people = _names(case.passed.get(K.CONTACTS_ASSIGNED)) or "________、________"
    return _report(
        found,
        asked,
        f"关于确定{name}同志为\n入党积极分子的备案报告",
        f"{name}同志{day_of(case, K.APPLIED)}递交入党申请书，{day_of(case, K.TALKED)}支部派人同本人谈话。"
        f"{day_of(case, K.RECOMMENDED)}经党员推荐（群团组织推优），{day_of(case, K.ACTIVIST)}{found.branch.name}"
        f"研究确定为入党积极分子，培养联系人是{people}同志。",
    )


def target_request(found: Found, asked: Asked) -> Shape:
    """Asking for the consent to a development target; by the text before, the report of it."""
    case: Case = found.record
    name = case.candidate.name
    reviews = case.of(K.REVIEW)
    told = (
        f"{name}同志{day_of(case, K.APPLIED)}递交入党申请书，{day_of(case, K.ACTIVIST)}被确定为入党积极分子，"
        f"经过{len(reviews)}次半年考察。{day_of(case, K.OPINIONS)}支部听取了党小组、培养联系人、党员和群众的意见，"
        f"{day_of(case, K.TARGET_DISCUSSED)}支委会讨论，"
    )
    if agreed_by(Matter.TARGET, case.day(K.TARGET_FILED) or asked.today) == K.TARGET_FILING_REPLY:
        return _report(found, asked, f"关于{name}同志\n列为发展对象的备案报告", f"{told}同意列为发展对象，现报请备案。")
    return _request(found, asked, f"关于将{name}同志\n列为发展对象的请示", f"{told}拟列为发展对象。同意后按规定公示。")


def pre_review(found: Found, asked: Asked) -> Shape:
    """预审请示."""
    case: Case = found.record
    name = case.candidate.name
    training = case.passed.get(K.TRAINING_ENDED)
    length = _length_of(training)
    return _request(
        found,
        asked,
        f"关于预审{name}同志\n入党材料的请示",
        f"{name}同志{day_of(case, K.APPLIED)}递交入党申请书，{day_of(case, K.ACTIVIST)}被确定为入党积极分子，"
        f"{day_of(case, K.TARGET)}列为发展对象。",
        f"{day_of(case, K.POLITICAL_REVIEW)}政治审查有了结论，{day_of(case, K.TRAINING_ENDED)}集中培训结束{length}。"
        f"入党介绍人是{_names(case.passed.get(K.INTRODUCERS)) or '________、________'}同志。",
        f"{day_of(case, K.EXAMINED)}支委会对其条件、培养教育情况和材料作了审查，现将材料报上，请予预审。",
        attachments=("发展党员材料清单", "政治审查情况报告"),
    )


def _length_of(training: Step | None) -> str:
    if training is None or not (training.number or training.class_hours):
        return ""
    parts = [f"{training.number}天"] if training.number else []
    parts += [f"{training.class_hours}学时"] if training.class_hours else []
    return f"（{'、'.join(parts)}）"


def admission_request(found: Found, asked: Asked) -> Shape:
    """审批接收的请示, with the count of the vote."""
    case: Case = found.record
    name = case.candidate.name
    return _request(
        found,
        asked,
        f"关于接收{name}同志\n为预备党员的请示",
        f"{day_of(case, K.PRE_REVIEWED)}上级党委预审{name}同志的材料合格。{day_of(case, K.ADMISSION_MEETING)}"
        f"支部召开党员大会讨论接收，{_votes(case.passed.get(K.ADMISSION_MEETING))}，同意接收为预备党员。"
        "现将入党志愿书和材料报上，请予审批。",
        attachments=("入党志愿书", "发展党员材料清单"),
    )


def conversion_request(found: Found, asked: Asked) -> Shape:
    """审批转正的请示."""
    case: Case = found.record
    name = case.candidate.name
    return _request(
        found,
        asked,
        f"关于{name}同志\n转为正式党员的请示",
        f"{name}同志{day_of(case, K.ADMISSION_MEETING)}由支部党员大会通过接收为预备党员，"
        f"预备期到{_probation_end(case, asked.today)}满。{day_of(case, K.CONVERSION_APPLIED)}本人提出转正申请，"
        f"支部征求了意见，{day_of(case, K.CONVERSION_EXAMINED)}支委会作了审查。",
        f"{day_of(case, K.CONVERSION_MEETING)}支部召开党员大会讨论，"
        f"{_votes(case.passed.get(K.CONVERSION_MEETING))}，同意按期转为正式党员，请予审批。",
        attachments=("入党志愿书", "转正申请书"),
    )


def extension_request(found: Found, asked: Asked) -> Shape:
    """延长预备期的请示."""
    case: Case = found.record
    name = case.candidate.name
    step = case.passed.get(K.EXTENSION)
    return _request(
        found,
        asked,
        f"关于延长{name}同志\n预备期的请示",
        f"{day_of(case, K.EXTENSION)}支部召开党员大会讨论{name}同志的转正问题，{_votes(step)}，"
        f"同意延长预备期到{said_on(step.until_on if step else None)}。",
        "需要继续考察的事实：________________（由支部写）",
    )


def cancellation_request(found: Found, asked: Asked) -> Shape:
    """取消预备党员资格的请示."""
    case: Case = found.record
    name = case.candidate.name
    return _request(
        found,
        asked,
        f"关于取消{name}同志\n预备党员资格的请示",
        f"{day_of(case, K.CANCELLED)}支部召开党员大会讨论，{_votes(case.passed.get(K.CANCELLED))}，"
        f"同意取消{name}同志的预备党员资格。",
        "事实和本人意见：________________（由支部写）",
    )


def _probation_end(case: Case, today: date, *, as_admitted: bool = False) -> str:
    """As the law of the day reckons it. `as_admitted`: whatever was extended later."""
    later = {"extension_decided_on": None, "extended_to": None} if as_admitted else {}
    line = case.timeline(today, layers_of(case.candidate.branch, today), later).lines[PROBATION_OVER - 1]
    return said_on(line.earliest)


def _votes(step: Step | None) -> str:
    counted = getattr(step, "ballot", None)
    if counted is None:
        return "应到会有表决权的____名，到会____名，赞成____票，不赞成____票，弃权____票"
    written = counted.written_in_favour + counted.written_other
    told = (
        f"应到会有表决权的{counted.due_to_vote}名，到会{counted.present}名，"
        f"赞成{counted.in_favour}票，不赞成{counted.against}票，弃权{counted.abstained}票"
    )
    return f"{told}，会前书面意见{written}份，其中赞成{counted.written_in_favour}份" if written else told


def _names(step: Step | None) -> str:
    return "、".join(row.member.name for row in step.people.all()) if step else ""


# --- notices and letters --------------------------------------------------------------------------------------


def notice(found: Found, asked: Asked) -> Shape:
    """公示: name and what is proposed, nothing more of the person."""
    case: Case = found.record
    posted = case.day(K.NOTICE_POSTED)
    return OfficialDocument(
        "公　示",
        body(
            f"经{found.branch.name}研究并报上级党委同意，拟将{case.candidate.name}同志列为发展对象，现予公示。",
            f"公示时间：{said_on(posted)}至{said_on(_notice_ends(found.branch, posted))}。",
            "公示期间，党员和群众可以口头或者书面反映情况，实名反映的会替你保密。",
            "受理人：________　电话：________________",
        ),
        signed_by=found.branch.signs_as,
        dated=posted or asked.today,
    )


def _notice_ends(branch: Organisation, posted: date | None) -> date | None:
    if posted is None:
        return None
    told = questions.answer("admission.public_notice", posted, {"posted_on": posted}, layers_of(branch, posted))
    found: date | None = told.answer.get("ends_on")
    return found


def notice_report(found: Found, asked: Asked) -> Shape:
    """公示情况说明."""
    case: Case = found.record
    name = case.candidate.name
    return OfficialDocument(
        f"关于{name}同志\n列为发展对象公示情况的说明",
        body(
            f"{day_of(case, K.NOTICE_POSTED)}至{day_of(case, K.NOTICE_ENDED)}，{found.branch.name}对拟列{name}同志"
            "为发展对象进行了公示。",
            "公示地点：________________。",
            "公示期间收到的反映和处理：________________（没有的写“没有收到反映”）",
        ),
        signed_by=found.branch.signs_as,
        dated=case.day(K.NOTICE_ENDED),
    )


def inquiry(found: Found, asked: Asked) -> Shape:
    """函调信: what is asked for, nothing of what is known. The answer comes back to the branch."""
    letter: ReviewLetter = found.record
    name = letter.candidate.name
    return letter_to(
        "________党组织",
        f"关于了解{name}同志\n政治审查有关情况的函",
        body(
            f"{found.branch.name}正在对发展对象{name}同志进行政治审查，需要了解{_whom(letter)}的政治历史和现实表现。"
            "请协助出具证明材料，盖章后寄回。",
            "寄回地址、联系人和电话：________________",
        ),
        signed_by=found.branch.signs_as,
        dated=letter.sent_on,
    )


def reminder(found: Found, asked: Asked) -> Shape:
    """催函."""
    letter: ReviewLetter = found.record
    return letter_to(
        "________党组织",
        f"关于请尽快回复{letter.candidate.name}同志\n政治审查函调的函",
        body(
            f"{found.branch.name}正在考察{letter.candidate.name}同志。{said_on(letter.sent_on)}我们向贵单位党组织发函，"
            f"了解{_whom(letter)}的情况，至今没有收到回函。",
            "请协助办理，收到后尽快回函。如已寄出，请告诉我们寄出的日子。",
            "联系人和电话：________________",
        ),
        signed_by=found.branch.signs_as,
        dated=asked.today,
    )


def _whom(letter: ReviewLetter) -> str:
    return "本人" if letter.about == LetterAbout.SELF else f"其{LetterAbout(letter.about).label}"


# --- what the committee answers -------------------------------------------------------------------------------


def _answer(found: Found, asked: Asked, title: str, dated: date | None, *paragraphs: str) -> Shape:
    return OfficialDocument(
        title,
        body(*paragraphs),
        to=found.branch.name,
        signed_by=above.signs_as if (above := committee_above(found.branch)) else _above(found.branch),
        dated=dated or asked.today,
    )


def consent(found: Found, asked: Asked) -> Shape:
    """同意列为发展对象的批复; by the text before, the answer to the filing."""
    case: Case = found.record
    name = case.candidate.name
    kind = K.TARGET_FILING_REPLY if K.TARGET_FILING_REPLY in case.passed else K.CONSENTED
    agrees = "同意备案" if kind == K.TARGET_FILING_REPLY else "同意将其列为发展对象，请按规定公示"
    return _answer(
        found,
        asked,
        f"关于{name}同志\n列为发展对象的批复",
        case.day(kind),
        f"你支部关于{name}同志的报告收悉。{agrees}。",
    )


def pre_review_answer(found: Found, asked: Asked) -> Shape:
    """预审意见的通知; what had to be put right is told where it was answered so."""
    case: Case = found.record
    name = case.candidate.name
    answered = [row for row in case.submissions if row.matter == Matter.PRE_REVIEW and row.outcome]
    last = answered[-1] if answered else None
    if last is not None and last.outcome == Outcome.RETURNED:
        told = [f"{name}同志的入党材料经审查，请补正后再报：", *last.reasons.splitlines()]
        return _answer(found, asked, f"关于{name}同志\n入党材料预审意见的通知", last.answered_on, *told)
    return _answer(
        found,
        asked,
        f"关于{name}同志\n入党材料预审意见的通知",
        case.day(K.PRE_REVIEWED),
        f"{name}同志的入党材料经预审合格。请指导本人填写入党志愿书，志愿书编号：________。",
    )


def approval(found: Found, asked: Asked) -> Shape:
    """接收预备党员的批复: the probation runs from the day of the meeting."""
    case: Case = found.record
    name = case.candidate.name
    ends = _probation_end(case, asked.today, as_admitted=True)
    return _answer(
        found,
        asked,
        f"关于同意接收{name}同志\n为预备党员的批复",
        case.day(K.APPROVED),
        f"{day_of(case, K.APPROVED)}，经研究，同意接收{name}同志为中国共产党预备党员，预备期从"
        f"{day_of(case, K.ADMISSION_MEETING)}支部党员大会通过之日算起，到{ends}满。",
        "请通知本人，并在党员大会上宣布。",
    )


def refusal(found: Found, asked: Asked) -> Shape:
    """没有批准的通知."""
    case: Case = found.record
    name = case.candidate.name
    return _answer(
        found,
        asked,
        f"关于没有批准{name}同志\n入党的通知",
        case.day(K.REFUSED),
        f"{day_of(case, K.REFUSED)}，经研究，没有批准接收{name}同志为预备党员。原因：________________（由党委写）",
        "请告诉本人，做好思想工作，支部继续关心。",
    )


def conversion_approval(found: Found, asked: Asked) -> Shape:
    """转正的批复."""
    case: Case = found.record
    name = case.candidate.name
    return _answer(
        found,
        asked,
        f"关于同意{name}同志\n转为正式党员的批复",
        case.day(K.CONVERSION_APPROVED),
        f"{day_of(case, K.CONVERSION_APPROVED)}，经研究，同意{name}同志转为中国共产党正式党员，"
        f"党龄从预备期满之日{_full_on(case, asked.today)}算起。",
        "请通知本人，并在党员大会上宣布。",
    )


def _full_on(case: Case, today: date) -> str:
    member = case.candidate.member
    return said_on(member.full_on) if member and member.full_on else _probation_end(case, today)


def _of_case(
    key: str, title: Text, says: Text, draw: Callable[[Found, Asked], Shape], blank_title: str, *, letter: bool = False
) -> Paper:
    return Paper(
        key,
        title,
        says,
        _("政治审查的一封函") if letter else _("一个人的发展材料"),
        find_letter if letter else find,
        draw,
        RIGHTS,
        home=HOME,
        blank=partial(_empty, blank_title),
    )


def _empty(title: str, branch: str) -> Shape:
    paragraphs: list[Paragraph] = []
    return OfficialDocument(title, paragraphs, signed_by=branch)


PAPERS = (
    _of_case(
        "admission-activist-filing", _("积极分子备案报告"), _("哪天确定、谁联系"), activist_filing,
        "关于确定　　同志为入党积极分子的备案报告",
    ),
    _of_case(
        "admission-target-request", _("列为发展对象的请示"), _("现行细则要上级同意；以前的报备案"), target_request,
        "关于将　　同志列为发展对象的请示",
    ),
    _of_case("admission-notice", _("列为发展对象公示"), _("只写姓名和拟办的事，日子按工作日算好"), notice, "公　示"),
    _of_case(
        "admission-notice-report", _("公示情况说明"), _("公示到哪天、有没有反映"), notice_report, "公示情况的说明"
    ),
    _of_case(
        "admission-inquiry", _("政治审查函调信"), _("请对方党组织出证明"), inquiry, "关于了解政治审查有关情况的函",
        letter=True,
    ),
    _of_case(
        "admission-reminder", _("催函"), _("发了函没有回"), reminder, "关于请尽快回复函调的函", letter=True
    ),
    _of_case("admission-pre-review", _("预审请示"), _("走过的每一步和日子"), pre_review, "关于预审入党材料的请示"),
    _of_case(
        "admission-request", _("接收预备党员的请示"), _("带大会票数"), admission_request, "关于接收预备党员的请示"
    ),
    _of_case(
        "admission-conversion-request", _("转正的请示"), _("预备期、票数"), conversion_request, "关于转为正式党员的请示"
    ),
    _of_case(
        "admission-extension", _("延长预备期的请示"), _("到哪天、票数；事实由支部写"), extension_request,
        "关于延长预备期的请示",
    ),
    _of_case(
        "admission-cancellation", _("取消预备党员资格的请示"), _("票数；事实由支部写"), cancellation_request,
        "关于取消预备党员资格的请示",
    ),
    _of_case("admission-consent", _("列为发展对象的批复"), _("党委答复支部"), consent, "关于列为发展对象的批复"),
    _of_case(
        "admission-pre-review-answer", _("预审意见通知"), _("合格，或者要补正什么"), pre_review_answer,
        "关于入党材料预审意见的通知",
    ),
    _of_case("admission-approval", _("接收预备党员的批复"), _("预备期从哪天到哪天"), approval, "关于同意接收的批复"),
    _of_case("admission-refusal", _("没有批准的通知"), _("党委通知支部和本人"), refusal, "关于没有批准入党的通知"),
    _of_case(
        "admission-conversion-approval", _("转正的批复"), _("党龄从哪天算起"), conversion_approval, "关于同意转正的批复"
    ),
)  # fmt: skip
