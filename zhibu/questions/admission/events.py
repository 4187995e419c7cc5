"""The days of a case of admission, from the application to the archive, in the order of the chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.questions.admission.asks import COMPLETE, PROVINCE
from zhibu.questions.model import Ask


@dataclass(frozen=True, slots=True)
class Event:
    """A day of the case: the step of the chart it belongs to, its label, and the words a sentence uses (a verb with its
    object).
    """

    name: str
    step: int
    label_zh: str
    did_zh: str
    example: str
    help_zh: str = ""


_ROWS = (
    Event("applied_on", 1, "收到入党申请书的日子", "收到申请书", "2023-03-01"),
    Event("talked_on", 2, "派人谈话的日子", "谈话", "2023-03-20"),
    Event("recommended_on", 3, "推荐或者推优的日子", "推荐或者推优", "2023-08-28"),
    Event("activist_on", 3, "确定为积极分子的日子", "确定为积极分子", "2023-09-04"),
    Event("activist_filed_on", 4, "积极分子报上级备案的日子", "报积极分子备案", "2023-09-08"),
    Event("activist_filing_reply_on", 4, "积极分子备案回复的日子", "回复积极分子备案", "2023-09-20", "贵州才用。"),
    Event("contacts_assigned_on", 5, "指定培养联系人的日子", "指定培养联系人", "2023-09-11"),
    Event("opinions_on", 7, "听党小组、联系人、党员、群众意见的日子", "听意见", "2024-10-08"),
    Event("target_discussed_on", 7, "支委会讨论发展对象的日子", "支委会讨论", "2024-10-10"),
    Event(
        "target_filed_on", 8, "发展对象报上级备案的日子", "报发展对象备案", "2024-10-11", "2026年5月10日以前的办法。"
    ),
    Event("target_filing_reply_on", 8, "发展对象备案回复的日子", "回复发展对象备案", "2024-10-18", "贵州才用。"),
    Event("consented_on", 8, "上级党委同意的日子", "上级党委同意", "2024-10-18", "2026年5月11日以后的办法。"),
    Event("notice_posted_on", 8, "公示贴出的日子", "贴出公示", "2024-10-21", "2026年5月11日以后全国都要。"),
    Event("notice_ended_on", 8, "公示的止日", "公示期满", "2024-10-28"),
    Event("target_on", 8, "列为发展对象的日子", "列为发展对象", "2024-10-29"),
    Event("introducers_on", 9, "确定入党介绍人的日子", "确定介绍人", "2024-11-04"),
    Event("political_review_on", 10, "政治审查结论的日子", "政治审查有结论", "2024-11-25"),
    Event("training_ended_on", 11, "集中培训结束的日子", "集中培训", "2024-11-15"),
    Event("examined_on", 12, "支委会审查的日子", "支委会审查", "2024-12-02"),
    Event("pre_reviewed_on", 13, "预审合格的日子", "预审合格", "2024-12-16"),
    Event("form_filled_on", 14, "填写入党志愿书的日子", "填写志愿书", "2024-12-20"),
    Event("admission_meeting_on", 15, "支部大会通过接收的日子", "开大会接收", "2025-01-10"),
    Event("reported_on", 15, "接收决议报上级的日子", "上报接收决议", "2025-01-13"),
    Event("committee_talk_on", 16, "党委派人谈话的日子", "党委派人谈话", "2025-02-20"),
    Event("approved_on", 17, "党委批准的日子", "党委批准", "2025-03-20"),
    Event("refused_on", 17, "党委没有批准的日子", "党委决定不批准", "2025-03-20", "批准了的不填。"),
    Event("refused_told_on", 17, "告诉支部和本人没有批准的日子", "告诉支部和本人", "2025-03-24"),
    Event("filed_with_department_on", 18, "报上级组织部门备案的日子", "报组织部门备案", "2025-03-25"),
    Event("assigned_on", 19, "编入支部和党小组的日子", "编入支部", "2025-03-26"),
    Event("oath_on", 20, "入党宣誓的日子", "宣誓", "2025-04-01"),
    Event("conversion_applied_on", 22, "交转正申请的日子", "交转正申请", "2025-12-30"),
    Event("group_opinion_on", 23, "党小组提意见的日子", "党小组提意见", "2026-01-05", "2026年5月10日以前的办法。"),
    Event("conversion_opinions_on", 23, "转正前征求意见的日子", "征求党员和群众意见", "2026-01-06"),
    Event("conversion_examined_on", 23, "转正前支委会审查的日子", "支委会审查转正", "2026-01-07"),
    Event("conversion_meeting_on", 23, "支部大会通过转正的日子", "开大会讨论转正", "2026-01-12"),
    Event("conversion_reported_on", 24, "转正决议报上级的日子", "上报转正决议", "2026-01-15"),
    Event("conversion_approved_on", 24, "党委批准转正的日子", "党委批准转正", "2026-03-20"),
    Event("archived_on", 25, "材料归档的日子", "归档", "2026-04-02"),
)
EVENTS: Mapping[str, Event] = {event.name: event for event in _ROWS}

ASKS = (
    Ask("born_on", "day", "出生日期", "2000-05-06", required=False),
    *(Ask(event.name, "day", event.label_zh, event.example, required=False, help_zh=event.help_zh) for event in _ROWS),
    Ask("review_dates", "days", "积极分子半年考察的日子", "2024-03-01、2024-08-30", required=False),
    Ask(
        "probation_review_dates",
        "days",
        "预备党员半年考察的日子",
        "2025-07-08、2026-01-08",
        required=False,
        help_zh="贵州才用。",
    ),
    Ask("contacts", "whole", "培养联系人有几名", "2", "名", required=False),
    Ask("introducers", "whole", "入党介绍人有几名", "2", "名", required=False),
    Ask("training_days", "whole", "集中培训的天数", "3", "天", required=False),
    Ask("training_class_hours", "whole", "集中培训的学时", "24", "学时", required=False),
    Ask("leaves_on", "day", "要离开单位的日子", "2026-08-31", required=False, help_zh="不离开的不填。"),
    Ask("special_reason", "flag", "审批有特殊情况，原因记下了", "否", required=False),
    Ask("extended_to", "day", "预备期延长到哪天", "2026-07-10", required=False, help_zh="没有延长的不填。"),
    Ask("extension_decided_on", "day", "决定延长的日子", "2026-01-12", required=False),
    Ask("transferred_in_on", "day", "预备期里转来的日子", "2025-09-01", required=False),
    COMPLETE,
    PROVINCE,
)
"""Every fact of a case. All may be left out."""


def days_of(facts: Mapping[str, Any]) -> dict[str, date]:
    """The days that are known, by event."""
    return {name: facts[name] for name in EVENTS if facts[name] is not None}
