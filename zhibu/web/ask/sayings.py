"""The answer in one sentence, for questions that have one; all others open with the first figure that they tell.

A sentence fits when its conditions hold and everything that it names is there; the first that fits is said.
``status`` among the conditions is the status of the answer. {next_name} is the part ``name`` of the field ``next``,
{contradictions_count} how many there are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Saying:
    """A sentence with the names of answer fields in braces, and what those fields must be for it."""

    def __init__(self, text: Text, **when: Any) -> None:
        self.text, self.when = text, when

    def fits(self, answer: Mapping[str, Any]) -> bool:
        return all(name in answer and answer[name] == value for name, value in self.when.items())


_STEPS = (
    Saying(_("先后反了：{wrong_order}。")),
    Saying(_("没有做：{not_done}。")),
    Saying(_("{missing_count} 步没有记录。")),
    Saying(_("接着要做：{to_do}。")),
    Saying(_("各步都有，先后也对。"), missing=(), status="met"),
)
SAYINGS: Mapping[str, Sequence[Saying]] = {
    "vote.ordinary": (
        Saying(_("到会的人不够，不能表决。要到 {quorum} 人。"), may_vote=False),
        Saying(_("通过。要 {needed} 票赞成，够了。"), passed=True),
        Saying(_("没有通过。要 {needed} 票赞成。"), passed=False),
        Saying(_("可以表决，但到会的人全部赞成也不够 {needed} 票。"), can_pass=False),
        Saying(_("可以表决。要 {needed} 票赞成才通过。"), may_vote=True),
    ),
    "vote.committee": (
        Saying(_("可以开。要到 {quorum} 人。"), may_meet=True),
        Saying(_("不能开，还差 {short_by} 人。"), may_meet=False),
    ),
    "vote.admission": (
        Saying(_("到会的人不够，不能表决。要到 {quorum} 人。"), may_vote=False),
        Saying(_("通过。要 {needed} 票赞成，有 {counted_in_favour} 票。"), passed=True),
        Saying(_("没有通过。要 {needed} 票赞成，有 {counted_in_favour} 票。"), passed=False),
        Saying(_("可以表决，但到会的人全部赞成也不够 {needed} 票。"), can_pass=False),
        Saying(_("可以表决。要 {needed} 票赞成才通过。"), may_vote=True),
    ),
    "vote.who_counts": (
        Saying(_("应到会 {due_to_attend} 人，到会 {present} 人。")),
        Saying(_("应到会 {due_to_attend} 人。")),
    ),
    "election.form": (
        Saying(_("开党员大会选。"), form="general_meeting"),
        Saying(_("可以开代表大会选。"), form="congress"),
    ),
    "election.candidates": (
        Saying(_("候选人够了，至少要 {at_least} 人。"), enough=True),
        Saying(_("候选人不够，至少要 {at_least} 人。"), enough=False),
        Saying(_("候选人至少 {at_least} 人。")),
    ),
    "election.quorum": (
        Saying(_("可以选。要到 {needed} 人。"), may_elect=True),
        Saying(_("不能选，还差 {short_by} 人。"), may_elect=False),
        Saying(_("要到 {needed} 人才能选。")),
    ),
    "election.ballots": (
        Saying(_("选举有效，有效票 {valid_ballots} 张。"), election_valid=True),
        Saying(_("选举无效，要重新选。"), election_valid=False),
    ),
    "election.result": (
        Saying(_("到会的人不够，要重新选。"), valid=False),
        Saying(_("当选：{elected}。平票的再投一次：{tied}。"), next_round="run_off"),
        Saying(_("平票的再投一次：{tied}。"), next_round="run_off"),
        Saying(_("当选：{elected}。还空 {seats_left} 名，另行选举。"), next_round="further"),
        Saying(_("没有人当选，{seats_left} 个名额另行选举。"), next_round="further"),
        Saying(_("当选：{elected}。")),
    ),
    "election.deadlines": (Saying(_("报请示最晚{request_by}，选举最晚{elect_by}。")),),
    "appraisal.share": (
        Saying(_("没有超，优秀最多 {most} 人。"), fits=True),
        Saying(_("超了，优秀最多 {most} 人。"), fits=False),
        Saying(_("优秀最多 {most} 人。")),
    ),
    "appraisal.result": (
        Saying(_("优秀 {excellent} 人，没有超。最多 {most_excellent} 人。"), fits=True),
        Saying(_("优秀 {excellent} 人，超了。最多 {most_excellent} 人。"), fits=False),
    ),
    "set_up.branch": (Saying(_("{form_zh}。")),),
    "set_up.committee": (
        Saying(_("要设支委会，通常 {seats_from} 到 {seats_to} 人。"), committee=True),
        Saying(_("不设支委会，选一名书记。"), committee=False),
    ),
    "set_up.organisation": (Saying(_("设{form_zh}。")),),
    "set_up.approval": (Saying(_("一般最晚{answer_by}批复。")),),
    "term.length": (
        Saying(_("一届 {years} 年，{ends_on}届满。")),
        Saying(_("一届 {years} 年。")),
    ),
    "term.after_election": (
        Saying(_("都报了。"), complete=True),
        Saying(_("还要报：{to_report}。")),
    ),
    "term.end": (Saying(_("{ends_on}届满，最晚{deadline}换届。")),),
    "cadence.check": (
        Saying(_("没有：{missing}。"), status="overdue"),
        Saying(_("没有记录：{missing}。")),
        Saying(_("到现在都够了。"), missing=(), status="met"),
    ),
    "dues.base": (
        Saying(_("基数 {base} 元，每月交 {monthly_dues} 元。")),
        Saying(_("每月交 {monthly_dues} 元。")),
        Saying(_("每月交 {dues_from} 元到 {dues_to} 元，由当地定。")),
    ),
    "dues.amount": (
        Saying(_("每月交 {due} 元。")),
        Saying(_("每月交 {due_from} 元到 {due_to} 元，由当地定。")),
    ),
    "dues.handing_up": (
        Saying(_("要全部上缴中央：{sum_to_centre} 元。"), to_centre=True),
        Saying(_("不用上缴中央。"), to_centre=False),
    ),
    "dues.start": (Saying(_("从{first_month}起交。")),),
    "dues.change": (Saying(_("从{new_from}起，每月交 {new_dues} 元。")),),
    "dues.fixing": (Saying(_("最晚{fix_by}核定。")),),
    "dues.reduction": (
        Saying(_("可以少交免交，从{effective_on}起。"), in_effect=True),
        Saying(_("还不行，差：{missing}。"), in_effect=False),
    ),
    "dues.year": (
        Saying(_("交齐了，已交 {paid_total} 元。"), arrears_months=(), open_months=()),
        Saying(_("没有欠的，已交 {paid_total} 元。"), arrears_months=()),
        Saying(_("{arrears_months_count} 个月没有交费记录，合计 {arrears_total} 元。"), status="unknown"),
        Saying(_("欠 {arrears_months_count} 个月，合计 {arrears_total} 元。")),
    ),
    "dues.payment": (
        Saying(_("可以。"), allowed=True),
        Saying(_("不行。"), allowed=False),
        Saying(_("还要有：{missing}。")),
    ),
    "dues.use": (
        Saying(_("可以用。"), may_spend=True),
        Saying(_("现在不能用。"), may_spend=False),
        Saying(_("在用处里，要先集体讨论决定。"), in_scope=True),
        Saying(_("先问上级。"), in_scope=None),
    ),
    "dues.publication": (
        Saying(_("公布了 {times} 次，够了。"), missing=0),
        Saying(_("公布了 {times} 次，还少 {missing} 次。")),
    ),
    "transfer.letter": (
        Saying(_("没有过期就交到了。"), in_time=True),
        Saying(_("过期了。最后一天是{last_day}。"), in_time=False),
        Saying(_("{last_day}以前交到接收方。")),
    ),
    "transfer.responsible": (Saying(_("现在由{responsible_zh}管。")),),
    "transfer.graduate": (
        Saying(_("最晚{receipt_by}转回执。")),
        Saying(_("留校一般到{keep_until}。")),
        Saying(_("过期的，{reissue_until}以前可以重开。")),
    ),
    "member.away": (Saying(_("{form_zh}。")),),
    "member.in_branch": (
        Saying(_("编进去了。"), in_an_organisation=True),
        Saying(_("没有编进去。"), in_an_organisation=False),
        Saying(_("先查清楚编在哪里。")),
    ),
    "member.mobile_contact": (
        Saying(_("要定专人联系。"), needed=True),
        Saying(_("没有要求定专人。"), needed=False),
    ),
    "member.lost_contact": (
        Saying(_("先查找，一次一次记下来。"), stage="search"),
        Saying(_("查找过了，由人研究怎么办。"), stage="decide"),
        Saying(_("已经停止党籍，{two_years_on}满两年。"), stage="suspended"),
        Saying(_("重新联系上了，报上级问怎么恢复。"), stage="found"),
        Saying(_("日期对不上，先核对。"), stage="check"),
    ),
    "member.abroad": (
        Saying(_("最晚{next_contact_by}联系一次。"), stage="contact"),
        Saying(_("由人研究怎么办。"), stage="decide"),
        Saying(_("回国了，恢复组织生活。"), stage="returned"),
        Saying(_("先问上级。"), stage="ask"),
    ),
    "member.six_months": (
        Saying(_("{stage_zh}。最长的一条 {longest_months} 个月。")),
        Saying(_("三条线的最后日子，至少填一个。")),
    ),
    "member.removal": (
        Saying(_("三步都办完了，先后也对。"), all_done=True),
        Saying(_("先后不对，先核对日子。"), in_order=False),
        Saying(_("还差：{missing}。")),
    ),
    "member.correction": (
        Saying(_("定得太长，最长到{latest}。"), too_long=True),
        Saying(_("最长到{latest}。")),
    ),
    "member.return": (
        Saying(_("可以按程序恢复。"), may_be_restored=True),
        Saying(_("符合条件的可以重新申请。"), may_apply_again=True),
        Saying(_("不能恢复，也不能重新申请。"), may_be_restored=False, may_apply_again=False),
    ),
    "member.standing": (
        Saying(_("党龄从{standing_from}算，满 {years} 年。")),
        Saying(_("入党时间是{joined_on}，转正以后才算党龄。")),
    ),
    "admission.timeline": (
        Saying(_("对不上的有 {contradictions_count} 处。走到第 {reached} 步。")),
        Saying(_("走到第 {reached} 步，下一步：{next_name}。")),
        Saying(_("走到第 {reached} 步。")),
    ),
    "admission.next": (
        Saying(_("下一步：{next_name}，最晚{next_latest}。")),
        Saying(_("下一步：{next_name}。")),
        Saying(_("二十五步都办完了。"), next=None),
    ),
    "admission.age": (
        Saying(_("够了，那天满 {age} 岁。"), old_enough=True),
        Saying(_("还不够，最早{may_apply_from}可以申请。"), old_enough=False),
    ),
    "admission.training": (
        Saying(_("够了。"), enough=True),
        Saying(_("不够，还差 {short_days} 天，或者 {short_class_hours} 学时。"), enough=False),
    ),
    "admission.public_notice": (
        Saying(_("挂够了。{ends_on}满。"), enough=True),
        Saying(_("没有挂够，要到{ends_on}。"), enough=False),
        Saying(_("挂到{ends_on}满。")),
    ),
    "admission.approval_deadline": (Saying(_("最晚{deadline}批。")),),
    "admission.probation": (
        Saying(_("这次延长不合规定。预备期{ends_on}满。"), extension_allowed=False),
        Saying(_("预备期{last_end_on}满。")),
    ),
    "admission.conversion": (
        Saying(_("{probation_ends_on}满，最晚{meeting_by}开大会。")),
        Saying(_("{probation_ends_on}满。")),
    ),
    "admission.review_half_year": (
        Saying(_("下一次最晚{next_due_by}。")),
        Saying(_("不用再考察了。"), next_due_by=None),
    ),
    "admission.reports": (
        Saying(_("没有：{missing}。"), status="overdue"),
        Saying(_("没有记录：{missing}。")),
        Saying(_("到现在都够了。"), missing=(), status="met"),
    ),
    "admission.yearly_analysis": (Saying(_("做了 {held} 次，要做 {wanted} 次。")),),
    "admission.approver": (
        Saying(_("能批。"), may_approve=True),
        Saying(_("不能批。"), may_approve=False),
    ),
    "admission.archive": (
        Saying(_("缺：{missing}。")),
        Saying(_("最晚{due_by}归档。")),
    ),
    "training.hours": (
        Saying(_("够了，要 {hours_needed} 学时。"), hours_missing=0, trainings_missing=0),
        Saying(_("够了，要 {hours_needed} 学时。"), hours_missing=0, trainings_missing=None),
        Saying(_("学时够了，集中培训还差 {trainings_missing} 次。"), hours_missing=0),
        Saying(_("还差 {hours_missing} 学时，要 {hours_needed} 学时。")),
    ),
    "training.probationer": (
        Saying(_("预备期里参加了 {in_probation} 次，转正后一年内 {in_first_year} 次。")),
        Saying(_("预备期里参加了 {in_probation} 次。")),
    ),
    "secretary.eligible": (
        Saying(_("够了。"), enough=True),
        Saying(_("还不够，{enough_from}起够。"), enough=False),
    ),
    "secretary.training": (
        Saying(_("参加了 {trainings} 次，够了。"), trainings_missing=0),
        Saying(_("参加了 {trainings} 次，还差 {trainings_missing} 次。")),
    ),
    "secretary.report": (
        Saying(_("向上级、向党员大会都述了。"), to_higher_done=True, to_meeting_done=True),
        Saying(_("还没有向党员大会述。"), to_higher_done=True, to_meeting_done=False, status="overdue"),
        Saying(_("还没有向上级述。"), to_higher_done=False, to_meeting_done=True, status="overdue"),
        Saying(_("没有向党员大会述职的记录。"), to_higher_done=True, to_meeting_done=False),
        Saying(_("没有向上级述职的记录。"), to_higher_done=False, to_meeting_done=True),
        Saying(_("没有述职的记录。"), to_higher_done=False, to_meeting_done=False),
    ),
    "secretary.lesson": (
        Saying(_("讲了 {lessons} 次，够了。"), lessons_missing=0),
        Saying(_("讲了 {lessons} 次，还差 {lessons_missing} 次。")),
    ),
    "meeting.before_deciding": (Saying(_("先由{first_zh}讨论。")),),
    "meeting.theme_day": _STEPS,
    "meeting.life_meeting": _STEPS,
    "meeting.appraisal": _STEPS,
    "concern.limits": (
        Saying(_("最晚{plan_by}给打算，最晚{tell_by}告诉本人。")),
        Saying(_("最晚{plan_by}给打算。")),
    ),
    "request.kind": (Saying(_("请示 {requests} 份，报告 {reports} 份。")),),
    "funds.working": (
        Saying(_("今年可以不再安排：结转超过了界限。"), stopped=True),
        Saying(_("今年安排 {amount} 元。")),
        Saying(_("一般安排 {usual} 元。")),
    ),
}
