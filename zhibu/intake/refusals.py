"""Columns that are never taken in: points and ranks of people, and words about what they think."""

from __future__ import annotations

import re

from zhibu.intake.wording import squeezed
from zhibu.rules.said import said

_POINTS = re.compile(
    r"积分|打分|评分|得分|加分|扣分|减分|总分|分数|分值|计分|量化(?:考核|评价)?|成绩|排名|名次|排位|星级|先锋指数|考核成绩|测评成绩|学习强国"
)
_WATCHING = re.compile(r"登录次数|在线时长|点赞|打卡定位|签到轨迹")
_THOUGHTS = re.compile(
    r"思想(?:表现|状况|动态|倾向|状态|情况|觉悟|评价|评定|鉴定|等级|素质|品德|认识)|政治(?:表现|态度|倾向|觉悟|素质|鉴定|品质)|现实表现|表现评价|忠诚度"
)


# What a points table calls the deeds themselves: words, taken in as targets; the points beside them are not.
_DEEDS = re.compile(r"(?:^|/)(?:积分|考核|量化|评分|打分|计分)(?:项目?|内容|标准|类别|类型|指标|事项|细则|依据)$")


def refusal(header: str, kind: str = "") -> str | None:
    """Why a column with this header is refused. None for an ordinary column (积极分子 has nothing to do with 积分)."""
    text = squeezed(header)
    if kind == "targets" and _DEEDS.search(text):
        return None
    if _THOUGHTS.search(text):
        return said("“{text}”是对人的思想或表现下的评语，程序只记做了什么，不记怎么想，这一列不收。", text=text[:20])
    if _POINTS.search(text):
        return said("“{text}”是给人打的分或排的名，程序不给人打分、排名，这一列不收。", text=text[:20])
    if _WATCHING.search(text):
        return said("“{text}”是对人的行踪或上网次数的统计，程序不做这种统计，这一列不收。", text=text[:20])
    return None
