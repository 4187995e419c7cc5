"""What a form asks of a branch that the records hold already: column texts as higher bodies write them.

One vocabulary for two uses: refusing to ask branches again, and filling a higher body's own template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhibu.intake.matching import matches
from zhibu.intake.wording import squeezed

SURE_ENOUGH = 0.8
_BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
_NOISE = re.compile(r"[\s:：,，。、\-—_*#]")


@dataclass(frozen=True, slots=True)
class Held:
    """`key` names the value, `label` says it, `record` is where it is kept, `is_person` means one value per member."""

    key: str
    label: str
    record: str
    is_person: bool = False


_ROSTER, _POSTS, _TERMS, _MEETINGS, _PROFILE = "花名册", "任职记录", "届期记录", "会议记录", "支部资料"

_BRANCH: tuple[tuple[Held, str], ...] = (
    (Held("serial", "序号", "表格自己的顺序"), r"序号?|编号|No\.?"),
    (
        Held("branch", "支部名称", _PROFILE),
        r"(?:所在|所属)?(?:基层)?党?支部(?:名称|全称)?|(?:所在|所属)?(?:基层)?党组织(?:名称|全称)?|单位(?:名称)?",
    ),
    (Held("higher", "上级党组织", _PROFILE), r"(?:所属)?上级党(?:组织|委|总支)(?:名称)?|所属(?:党委|党总支)"),
    (Held("branch_kind", "支部类型", _PROFILE), r"党?支部(?:类型|类别)|(?:党组织)类(?:型|别)"),
    (Held("founded_on", "成立时间", _PROFILE), r"(?:党?支部|党组织)?(?:成立|组建)(?:时间|日期|年月)"),
    (
        Held("members", "党员数", _ROSTER),
        r"(?:现有|在册|支部|年末|全体)?党员(?:总?人?数|总数|合计|数量)|党员总人数|党员人数合计",
    ),
    (Held("full_members", "正式党员数", _ROSTER), r"(?:其中)?正式党员(?:人?数)?"),
    (Held("probationary_members", "预备党员数", _ROSTER), r"(?:其中)?预备党员(?:人?数)?"),
    (Held("women", "女党员数", _ROSTER), r"(?:其中)?女(?:性)?党员(?:人?数)?"),
    (Held("groups", "党小组数", _PROFILE), r"党小组(?:个?数|数量)"),
    (Held("secretary", "书记", _POSTS), r"(?:党?支部|党组织)?书记(?:姓名|名字)?|党?支部负责人"),
    (Held("deputy_secretary", "副书记", _POSTS), r"(?:党?支部)?副书记(?:姓名)?"),
    (Held("committee", "支部委员", _POSTS), r"(?:党?支部)?(?:委员|支委|班子成员)(?:姓名|名单)?"),
    (Held("committee_count", "委员人数", _POSTS), r"(?:党?支部)?(?:委员会?|支委|班子成员)(?:人数|数)"),
    (
        Held("elected_on", "本届选举日期", _TERMS),
        r"(?:上次|上届|本届|最近(?:一次)?)(?:换届|选举)(?:选举)?(?:时间|日期|年月)|本届(?:产生|开始|起始)(?:时间|日期)|选举(?:时间|日期)",
    ),
    (
        Held("term_ends_on", "任期到期日", _TERMS),
        r"(?:应|下次|下届|预计)?换届(?:时间|日期|年月)|(?:任期|本届)?(?:届满|到期|期满)(?:时间|日期|年月)?|任期(?:届满|到期)(?:时间|日期)",
    ),
    (Held("general_meetings", "党员大会次数", _MEETINGS), r"(?:召开)?(?:支部)?党员大会(?:召开)?(?:次数|次|数)?"),
    (
        Held("committee_meetings", "支委会次数", _MEETINGS),
        r"(?:召开)?(?:支委会|支部委员会)(?:会议)?(?:召开)?(?:次数|次|数)?",
    ),
    (Held("group_meetings", "党小组会次数", _MEETINGS), r"(?:召开)?党小组会(?:议)?(?:召开)?(?:次数|次|数)?"),
    (Held("party_lessons", "党课次数", _MEETINGS), r"(?:上)?党课(?:次数|次|数|节数)?"),
    (Held("theme_days", "主题党日次数", _MEETINGS), r"(?:开展)?主题党日(?:活动)?(?:开展)?(?:次数|次|数)?"),
    (
        Held("gatherings", "会议次数", _MEETINGS),
        r"(?:三会一课|组织生活|会议|开会)(?:开展|召开)?(?:总)?(?:次数|次|数)|三会一课",
    ),
    (Held("talks", "谈心谈话次数", "谈话记录"), r"(?:开展)?谈心谈话(?:次数|人次|次|数)?"),
)
_PATTERNS = tuple(
    (one, re.compile(rf"(?:本年度?|全年|今年|20\d\d年)?(?:{pattern})", re.IGNORECASE)) for one, pattern in _BRANCH
)

_PERSON_FIELDS = {
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_on": "出生日期",
    "education": "学历",
    "joined_on": "入党日期",
    "full_on": "转正日期",
    "job": "岗位",
}


def held(text: str) -> Held | None:
    """The value that this column or question asks for, when the records hold it; None when only the branch knows."""
    asked = _NOISE.sub("", _BRACKETS.sub("", squeezed(text)))
    if not asked:
        return None
    for one, pattern in _PATTERNS:
        if pattern.fullmatch(asked):
            return one
    for match in matches("roster", (asked,)):
        if match.confidence >= SURE_ENOUGH and match.field in _PERSON_FIELDS:
            return Held(match.field, _PERSON_FIELDS[match.field], _ROSTER, is_person=True)
    return None
