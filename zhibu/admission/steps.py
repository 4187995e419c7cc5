"""What each kind of step is: its place in the chart, who acts, which paper proves it, what is asked beside the day."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.admission.models import Matter, StepKind
from zhibu.questions.admission.events import EVENTS
from zhibu.rules.admission_steps import CONTINUED, REVISED_ON, STAGES, TRAINING, Step, admission_steps

__all__ = ["STAGES", "About", "about", "agreed_by", "chart", "kinds_of", "sent_by", "stage_of"]

K = StepKind
Text = str | Promise


@dataclass(frozen=True)
class About:
    """`number`: the step of the chart; 0 for what stands beside it. `asks`: fields beside the day."""

    kind: StepKind
    who: Text = ""
    paper: Text = ""
    asks: tuple[str, ...] = ()
    is_grave: bool = False
    has_result: bool = False
    only_until: date | None = None
    only_from: date | None = None

    @property
    def number(self) -> int:
        event = EVENTS.get(self.fact)
        return event.step if event else _BESIDE.get(self.kind, 0)

    @property
    def fact(self) -> str:
        """The fact of the question `admission.timeline` that carries the day."""
        return f"{self.kind.value}_on"


_BESIDE = {K.REVIEW: TRAINING, K.PROBATION_REVIEW: CONTINUED, K.EXTENSION: 23, K.CANCELLED: 23}
_BRANCH, _COMMITTEE, _MEETING = _("党支部"), _("支委会"), _("支部党员大会")
_HIGHER, _OWN = _("上级党委"), _("本人")
_VOTE = ("body", "ballot")
_LAST_OLD_DAY = date.fromordinal(REVISED_ON.toordinal() - 1)

_ROWS = (
    About(K.APPLIED, _OWN, _("入党申请书")),
    About(K.TALKED, _BRANCH, _("谈话记录")),
    About(K.RECOMMENDED, _("党员推荐或者群团组织推优"), _("推荐或者推优材料")),
    About(K.ACTIVIST, _("支委会（没有支委会的，支部大会）"), _("确定积极分子的会议记录"), ("body",)),
    About(K.ACTIVIST_FILED, _BRANCH, _("积极分子备案表")),
    About(K.ACTIVIST_FILING_REPLY, _HIGHER, _("备案回复")),
    About(K.CONTACTS_ASSIGNED, _BRANCH, _("培养联系人登记"), ("people",)),
    About(K.REVIEW, _BRANCH, _("培养教育考察登记表")),
    About(K.OPINIONS, _BRANCH, _("听取意见的记录")),
    About(K.TARGET_DISCUSSED, _COMMITTEE, _("支委会讨论发展对象的记录"), has_result=True),
    About(K.TARGET_FILED, _BRANCH, _("发展对象备案报告"), only_until=_LAST_OLD_DAY),
    About(K.TARGET_FILING_REPLY, _HIGHER, _("备案回复"), only_until=_LAST_OLD_DAY),
    About(K.CONSENTED, _HIGHER, _("上级党委同意的批复"), only_from=REVISED_ON),
    About(K.NOTICE_POSTED, _BRANCH, _("公示原件")),
    About(K.NOTICE_ENDED, _BRANCH, _("公示情况说明")),
    About(K.TARGET, _BRANCH, _("列为发展对象的记录")),
    About(K.INTRODUCERS, _BRANCH, _("入党介绍人登记"), ("people",)),
    About(K.POLITICAL_REVIEW, _BRANCH, _("政治审查结论"), has_result=True),
    About(K.TRAINING_ENDED, _HIGHER, _("培训结业证明"), ("days",)),
    About(K.EXAMINED, _COMMITTEE, _("支委会审查记录"), has_result=True),
    About(K.PRE_REVIEWED, _HIGHER, _("预审批复"), has_result=True),
    About(K.FORM_FILLED, _OWN, _("入党志愿书")),
    About(K.ADMISSION_MEETING, _MEETING, _("大会决议和表决票"), _VOTE, is_grave=True, has_result=True),
    About(K.REPORTED, _BRANCH, _("报批的材料清单")),
    About(K.COMMITTEE_TALK, _HIGHER, _("党委谈话意见")),
    About(K.APPROVED, _HIGHER, _("接收预备党员的批复"), ("approver", "special"), is_grave=True),
    About(K.REFUSED, _HIGHER, _("没有批准的通知"), ("approver",), is_grave=True),
    About(K.REFUSED_TOLD, _BRANCH, _("告诉本人的记录")),
    About(K.FILED_WITH_DEPARTMENT, _HIGHER, _("报组织部门备案的材料")),
    About(K.ASSIGNED, _BRANCH, _("编入党小组的记录")),
    About(K.OATH, _BRANCH, _("宣誓记录")),
    About(K.PROBATION_REVIEW, _BRANCH, _("预备党员考察登记表")),
    About(K.CONVERSION_APPLIED, _OWN, _("转正申请书")),
    About(K.GROUP_OPINION, _("党小组"), _("党小组意见"), only_until=_LAST_OLD_DAY),
    About(K.CONVERSION_OPINIONS, _BRANCH, _("征求意见的记录")),
    About(K.CONVERSION_EXAMINED, _COMMITTEE, _("支委会审查转正的记录"), has_result=True),
    About(K.CONVERSION_MEETING, _MEETING, _("转正决议和表决票"), _VOTE, is_grave=True, has_result=True),
    About(K.CONVERSION_REPORTED, _BRANCH, _("转正报批的材料清单")),
    About(K.CONVERSION_APPROVED, _HIGHER, _("转正批复"), ("approver",), is_grave=True),
    About(K.EXTENSION, _MEETING, _("延长预备期的决议和批复"), ("until", "ballot"), is_grave=True),
    About(K.CANCELLED, _MEETING, _("取消资格的决议和批复"), ("ballot",), is_grave=True),
    About(K.ARCHIVED, _BRANCH, _("归档清单")),
    About(K.LEAVING, _OWN),
    About(K.ENDED, _BRANCH, is_grave=True),
)
_BY_KIND = {row.kind: row for row in _ROWS}


def about(kind: StepKind | str) -> About:
    return _BY_KIND[StepKind(kind)]


def kinds_of(number: int, on: date) -> list[StepKind]:
    """The kinds of one step of the chart that the text of the day knows, in the order in which they are done."""
    return [
        row.kind
        for row in _BY_KIND.values()
        if row.number == number
        and (row.only_until is None or on <= row.only_until)
        and (row.only_from is None or on >= row.only_from)
    ]


def chart(on: date) -> tuple[Step, ...]:
    return admission_steps(on)


def stage_of(number: int) -> int:
    """1 to 5 for a step of the chart; 1 for a case in which nothing has happened."""
    return admission_steps(REVISED_ON)[max(number, 1) - 1].stage


_SENT: dict[Matter, StepKind] = {
    Matter.ACTIVIST: K.ACTIVIST_FILED,
    Matter.ADMISSION: K.REPORTED,
    Matter.CONVERSION: K.CONVERSION_REPORTED,
}
_AGREED: dict[Matter, StepKind] = {
    Matter.ACTIVIST: K.ACTIVIST_FILING_REPLY,
    Matter.PRE_REVIEW: K.PRE_REVIEWED,
    Matter.ADMISSION: K.APPROVED,
    Matter.CONVERSION: K.CONVERSION_APPROVED,
}


def sent_by(matter: Matter, on: date) -> StepKind | None:
    """The step that sending this up is; None where the text knows no such step."""
    if matter == Matter.TARGET:
        return K.TARGET_FILED if on < REVISED_ON else None
    return _SENT.get(matter)


def agreed_by(matter: Matter, on: date) -> StepKind:
    """The step that the superior's agreement is."""
    if matter == Matter.TARGET:
        return K.TARGET_FILING_REPLY if on < REVISED_ON else K.CONSENTED
    return _AGREED[matter]
