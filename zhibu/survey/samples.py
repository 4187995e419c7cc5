"""Surveys ready to be used or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhibu.survey.models import Audience


@dataclass(frozen=True)
class Sample:
    title: str
    audience: Audience
    questions: Sequence[tuple[str, str]]
    """Text, and the choices as one line; an empty line asks for own words."""


SAMPLES: Mapping[str, Sample] = {
    "opinions": Sample(
        "组织生活会前征求意见",
        Audience.MEMBERS,
        (
            ("支部今年哪件事办得好", ""),
            ("支部哪件事要改", ""),
            ("定下来的事，后来有没有下文", "都有、多数有、少数有、没有"),
            ("有难处时，找得到支部吗", "找得到、有时找不到、找不到、没找过"),
        ),
    ),
    "meetings": Sample(
        "支部的会开得怎么样",
        Audience.MEMBERS,
        (
            ("开会的次数", "合适、偏多、偏少"),
            ("开会的时间", "合适、和班次冲突、太长"),
            ("会上说不同看法", "说得出、有时说得出、不好说"),
            ("会上定的事和自己的工作", "用得上、有一点、用不上"),
            ("下次会最想说的一件事", ""),
        ),
    ),
    "staff": Sample(
        "职工最关心的事",
        Audience.STAFF,
        (
            ("现在最要紧的是哪一类", "工资和加班、安全和劳保、食堂和住宿、班次和休假、上下班路上、别的"),
            ("有事时知道找支部吗", "知道、听说过、不知道"),
            ("党员在岗位上带头做事，看得见吗", "常看见、有时看见、没看见"),
            ("希望支部先办的一件事", ""),
        ),
    ),
}
