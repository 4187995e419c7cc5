"""The chart of admission: five stages and twenty-five steps, as organisation departments draw it.

A chart, not a rule: the central texts do not number the steps. It tells where a case stands and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REVISED_ON = date(2026, 5, 11)
"""From this day the steps 7 and 8 ask for consent and a public notice instead of filing."""

STAGES = ("申请入党", "入党积极分子", "发展对象", "接收预备党员", "预备党员转正")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chart. ``stage`` counts from 1; ``done_by`` is the event whose day completes it (empty: a
    stretch of time).
    """

    number: int
    stage: int
    name_zh: str
    done_by: str

    @property
    def stage_zh(self) -> str:
        """The name of the stage."""
        return STAGES[self.stage - 1]


_ROWS = (
    (1, "递交入党申请书", "applied_on"),
    (1, "派人谈话", "talked_on"),
    (2, "推荐和确定积极分子", "activist_on"),
    (2, "报上级备案", "activist_filed_on"),
    (2, "指定培养联系人", "contacts_assigned_on"),
    (2, "培养教育考察", ""),
    (3, "确定发展对象", "target_discussed_on"),
    (3, "报上级备案", "target_on"),
    (3, "确定入党介绍人", "introducers_on"),
    (3, "政治审查", "political_review_on"),
    (3, "集中培训", "training_ended_on"),
    (4, "支委会审查", "examined_on"),
    (4, "上级党委预审", "pre_reviewed_on"),
    (4, "填写入党志愿书", "form_filled_on"),
    (4, "支部大会讨论接收", "admission_meeting_on"),
    (4, "上级党委派人谈话", "committee_talk_on"),
    (4, "上级党委审批", "approved_on"),
    (4, "报组织部门备案", "filed_with_department_on"),
    (5, "编入支部和党小组", "assigned_on"),
    (5, "入党宣誓", "oath_on"),
    (5, "继续教育考察", ""),
    (5, "提出转正申请", "conversion_applied_on"),
    (5, "支部大会讨论转正", "conversion_meeting_on"),
    (5, "上级党委审批转正", "conversion_approved_on"),
    (5, "材料归档", "archived_on"),
)
_SINCE_REVISED = {7: "听意见、支委会研究", 8: "上级同意、公示后列为发展对象"}

TRAINING, CONTINUED = 6, 21
"""The two steps that are a stretch of time and not a day."""


def admission_steps(on: date) -> tuple[Step, ...]:
    """The chart as it stands on the day."""
    names = _SINCE_REVISED if on >= REVISED_ON else {}
    return tuple(
        Step(number, stage, names.get(number, name), event) for number, (stage, name, event) in enumerate(_ROWS, 1)
    )
