"""The fact sheets: what is known of a subject, as columns of ints. Tables, judgements, cases and tests read this one
definition.

A sheet holds raw days, counts, codes and masks, never a deadline or a verdict. Days are ``date.toordinal()`` numbers.
A column that may be unknown has a companion ``<name>_known`` (0/1); while it is 0 the column itself is 0. Masks of
months: bit 0 = January of the year; the two campaigns of the year (organisational life meeting, democratic appraisal)
have 18 bits, of which bits 12 to 17 are January to June of the following year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from zhibu.rules.said import said

# Codes

BRANCH_KINDS: Mapping[int, str] = {0: "党支部", 1: "联合党支部", 2: "临时党支部", 3: "流动党员党支部"}
ORDINARY, JOINT, TEMPORARY, MOBILE_MEMBER = range(4)

DOMAINS: Mapping[int, str] = {
    0: "其他企业",
    1: "国有企业",
    2: "村",
    3: "社区",
    4: "高校",
    5: "机关",
    6: "事业单位",
    7: "其他",
}
OTHER_ENTERPRISE, STATE_OWNED_ENTERPRISE, VILLAGE, COMMUNITY, UNIVERSITY, ORGAN, INSTITUTION, OTHER = range(8)

BODIES: Mapping[int, str] = {0: "支部党员大会", 1: "支部委员会"}
GENERAL_MEETING, BRANCH_COMMITTEE = range(2)

POSTS: Mapping[int, str] = {1: "书记", 2: "副书记", 4: "组织委员", 8: "宣传委员", 16: "纪检委员"}
SECRETARY, DEPUTY_SECRETARY, ORGANISATION_MEMBER, PUBLICITY_MEMBER, DISCIPLINE_MEMBER = POSTS

LIMITED_ACTS: Mapping[int, str] = {1: "发展党员", 2: "处分党员", 4: "收缴党费", 8: "选举代表", 16: "换届"}

GATHERINGS: Mapping[str, str] = {
    "general_meeting": "支部党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "party_lesson": "党课",
    "theme_day": "主题党日",
}
CAMPAIGNS: Mapping[str, str] = {"organisational_life_meeting": "组织生活会", "democratic_appraisal": "民主评议党员"}

NUMBERED = ("months", "quarters")  # masks that are listed by number, from 1

# Descriptions

UNITS: Mapping[str, str] = {
    "day": "",
    "flag": "",
    "code": "",
    "year": "年",
    "people": "人",
    "units": "个",
    "seats": "名",
    "times": "次",
    "months": "",
    "quarters": "",
    "running_months": "个月",
    "posts": "",
    "acts": "",
    "days": "天",
    "posts_held": "个",
    "goals": "条",
}
"""Unit of a column → the Chinese word behind its figure. ``months``, ``quarters``, ``posts``, ``acts`` are masks."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Chinese label, unit (a key of UNITS), may it be unknown, names of codes or of mask bits."""

    name: str
    label_zh: str
    unit: str
    has_known: bool = False
    codes: Mapping[int, str] = field(default_factory=dict)
    bits: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The column and, where it may be unknown, its known-flag."""
        return (self.name, f"{self.name}_known") if self.has_known else (self.name,)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One kind of fact sheet. ``scalars`` are the same number for every row of a group of columns."""

    name: str
    label_zh: str
    columns: tuple[Column, ...]
    scalars: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """All field names in order, known-flags included."""
        return tuple(name for column in self.columns for name in column.fields)

    @property
    def row_field(self) -> str:
        """A field that has one figure per row (used to tell a sheet from columns)."""
        return next(column.name for column in self.columns if column.name not in self.scalars)

    def column(self, name: str) -> Column:
        """The column of this name."""
        found = _by_name(self).get(name)
        if found is None:
            raise KeyError(f"事实表“{self.label_zh}”没有“{name}”这一列")
        return found

    def make(self, **facts: object) -> SimpleNamespace:
        """One sheet from plain facts: days as dates or numbers, masks as numbers or lists, None or nothing = unknown
        (or 0).

        A month mask is listed as month numbers (13 to 18 = January to June of the next year), quarters as theirs, posts
        and acts as their bits.
        """
        sheet = SimpleNamespace(**dict.fromkeys(self.fields, 0))
        for name, value in facts.items():
            column = self.column(name)
            if value is None:
                continue
            setattr(sheet, name, _number(column, value))
            if column.has_known:
                setattr(sheet, f"{name}_known", 1)
        return sheet


_BY_NAME: dict[str, dict[str, Column]] = {}


def _by_name(kind: SheetKind) -> dict[str, Column]:
    found = _BY_NAME.get(kind.name)
    if found is None:
        found = _BY_NAME[kind.name] = {column.name: column for column in kind.columns}
    return found


def _number(column: Column, value: object) -> int:
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        items = [int(item) for item in value]
        return sum(1 << (item - 1) for item in set(items)) if column.unit in NUMBERED else sum(set(items))
    raise TypeError(f"“{column.label_zh}”不能是{value!r}")


def _held_and_accounted(names: Mapping[str, str], bits: int) -> tuple[Column, ...]:
    return tuple(
        column
        for name, label in names.items()
        for column in (
            Column(f"{name}_held", said("{kind}：开了的月份", kind=label), "months", bits=bits),
            Column(f"{name}_accounted", said("{kind}：说明没开或已确认的月份", kind=label), "months", bits=bits),
        )
    )


_KIND = Column("kind", "支部类型", "code", codes=BRANCH_KINDS)
_DOMAIN = Column("domain", "单位类型", "code", codes=DOMAINS)

# Kinds

BRANCH_YEAR = SheetKind(
    "branch_year",
    "支部的一年",
    (
        Column("year", "年度", "year"),
        _KIND,
        _DOMAIN,
        Column("existed_from", "支部成立日", "day"),
        Column("existed_to", "支部撤销日", "day", has_known=True),
        Column("records_from", "启用日", "day"),
        *_held_and_accounted(GATHERINGS, 12),
        # Months in which the branch had a committee from the first to the last day; unknown = nobody has said whether
        # there is one.
        Column("committee_months", "整月设有支委会的月份", "months", has_known=True, bits=12),
        # Months in which at least one group existed throughout; group_meeting_held counts a month only when every
        # such group met.
        Column("group_months", "整月设有党小组的月份", "months", bits=12),
        *_held_and_accounted(CAMPAIGNS, 18),
        # The appraisal of this year: full members who were given a grade, and how many of them the highest.
        Column("appraisal_graded", "评定了等次的人数", "people", has_known=True),
        Column("appraisal_excellent", "评为优秀的人数", "people", has_known=True),
        # People who had no talk this year in a relation that concerns them. Known only where the roster is.
        Column("talks_people", "应当谈心谈话的人数", "people", has_known=True),
        Column("talks_missing_within_committee", "支委之间还没谈的支委", "people"),
        Column("talks_missing_with_committee", "还没有支委来谈的党员", "people"),
        Column("talks_missing_between_members", "党员之间还没谈的党员", "people"),
        Column("year_accounted", "全年各月都已确认", "flag"),
        # Dues; known only where the branch keeps them here. Months are over or running as of the day of drawing.
        Column("dues_owing", "要交党费的党员", "people", has_known=True),
        Column("dues_unfixed", "还没核定党费的党员", "people"),
        # Of those who were there from the beginning of the year: the day on which the last one was fixed.
        Column("dues_fixed_on", "最后一名核定的日子", "day", has_known=True),
        Column("dues_collected", "记了党费的月份", "months", bits=12),
        Column("dues_published", "公布了党费收缴的月份", "months", bits=12),
        Column("dues_behind", "有月份没交的党员", "people"),
        # Of these, with how many nobody is recorded to have talked, and the last day of the oldest month concerned.
        Column("dues_unspoken", "没交、还没谈的党员", "people"),
        Column("dues_unspoken_since", "没交的最早那个月的月底", "day", has_known=True),
        Column("dues_run", "最长连着没交", "running_months"),
    ),
    scalars=("year",),
)

BRANCH = SheetKind(
    "branch",
    "支部现状",
    (
        _KIND,
        _DOMAIN,
        Column("existed_from", "支部成立日", "day"),
        Column("existed_to", "支部撤销日", "day", has_known=True),
        Column("members", "党员人数（含预备党员）", "people", has_known=True),
        Column("full_members", "正式党员人数", "people", has_known=True),
        # The day on which the number of full members last crossed between six and seven, either way.
        Column("crossed_seven_on", "正式党员满7人（或降到7人以下）的日子", "day", has_known=True),
        Column("has_committee", "设有支委会", "flag", has_known=True),
        Column("committee_members", "现任支委人数", "people", has_known=True),
        Column("seats", "本届支委名额", "seats", has_known=True),
        # Known only when the branch has said that the list of posts is complete.
        Column("posts", "有人担任的职务", "posts", has_known=True, codes=POSTS, bits=5),
        Column("vacant_since", "职务最早空缺日", "day", has_known=True),
        Column("most_posts", "一个人最多担任的职务", "posts_held", has_known=True),
        Column("covered_units", "覆盖的单位数", "units", has_known=True),
        # Acts recorded of this branch since records_from which a temporary branch normally leaves to others; 0 for
        # none.
        Column("limited_acts", "办过的事项（临时支部一般不办的）", "acts", codes=LIMITED_ACTS, bits=5),
        Column("limited_act_on", "最近一次办理日", "day", has_known=True),
    ),
)

TERM = SheetKind(
    "term",
    "支委会的一届",
    (
        _KIND,
        _DOMAIN,
        Column("has_committee", "设有支委会", "flag"),
        Column("records_from", "启用日", "day"),
        Column("elected_on", "选出日", "day", has_known=True),
        Column("ends_on", "登记的届满日", "day", has_known=True),
        # A delay: until when, and the day of the higher organisation's approval.
        Column("extended_to", "延期到", "day", has_known=True),
        Column("extension_approved_on", "延期批复日", "day", has_known=True),
        Column("next_elected_on", "下一届选出日", "day", has_known=True),
        Column("reminded_on", "上级提醒日", "day", has_known=True),
        # The day on which this committee ceased without an election (branch dissolved, merged, or fallen below
        # seven).
        Column("ended_otherwise_on", "因撤并等结束日", "day", has_known=True),
    ),
)

RESOLUTION = SheetKind(
    "resolution",
    "一次表决",
    (
        Column("body", "谁表决", "code", codes=BODIES),
        Column("happened_on", "表决日", "day"),
        # General meeting: full members with the right to vote, due to attend. Committee: all committee members.
        Column("due_to_vote", "应到会有表决权人数", "people", has_known=True),
        Column("present", "到会有表决权人数", "people", has_known=True),
        Column("in_favour", "赞成票", "people", has_known=True),
        Column("against", "反对票", "people", has_known=True),
        Column("abstained", "弃权", "people", has_known=True),
        Column("said_passed", "记录写的是通过", "flag", has_known=True),
        # People counted among the voters who have no right to vote on that day (probationary, on Party probation,
        # suspended).
        Column("counted_without_right", "计入却没有表决权的人数", "people", has_known=True),
        # Opinions sent in writing; they do not count in an ordinary vote.
        Column("written_opinions", "书面意见", "people", has_known=True),
    ),
)

UNIT = SheetKind(
    "unit",
    "一个单位（部门、项目）",
    (
        Column("full_members", "正式党员人数", "people", has_known=True),
        # The day on which the number of full members last crossed between two and three, either way.
        Column("crossed_three_on", "正式党员满3人（或降到3人以下）的日子", "day", has_known=True),
        Column("own_branch", "单独建有支部", "flag", has_known=True),
        Column("in_joint_branch", "同别的单位合编一个支部", "flag", has_known=True),
        Column("is_project", "是工程或工作项目", "flag"),
        Column("project_from", "项目开始日", "day", has_known=True),
        Column("project_to", "项目结束日", "day", has_known=True),
        Column("conditions_met", "具备建支部的条件", "flag", has_known=True),
    ),
)

CONDUCT = SheetKind(
    "conduct",
    "支部这一年的做法",
    (
        Column("year", "年度", "year"),
        _KIND,
        _DOMAIN,
        Column("existed_from", "支部成立日", "day"),
        Column("existed_to", "支部撤销日", "day", has_known=True),
        Column("records_from", "启用日", "day"),
        # Half a year before January comes too, so that a gap over New Year is seen: bit 0 = July of the year before,
        # bit 6 = January, bit 17 = December.
        Column("life_months", "有组织生活的月份", "months", bits=18),
        Column("confirmed_months", "已确认记全的月份", "months", bits=18),
        # Gatherings planned for a day of the month that is two weeks past, neither held nor moved.
        Column("planned_months", "定过会的月份", "months", bits=12),
        Column("unheld_months", "定了没开的月份", "months", bits=12),
        Column("ripens_on", "下一个定了的会满两周的日子", "day", has_known=True),
        # General and committee meetings at which attendance was written down by name.
        Column("led_months", "大会、支委会记了到会的月份", "months", bits=12),
        Column("secretary_away_months", "其中书记没到的月份", "months", bits=12),
        Column("papers_known", "写了材料发出日的决定", "times"),
        Column("papers_same_day", "其中当天才发材料的", "times"),
        Column("votes", "表决", "times"),
        Column("votes_without_words", "其中没有发言要点的", "times"),
        Column("timed_meetings", "写了起止时间的大会、支委会", "times"),
        Column("short_meetings", "其中不到20分钟的", "times"),
        Column("counted_meetings", "写了应到、实到的党员大会", "times"),
        Column("half_empty_meetings", "其中到会不到一半的", "times"),
        Column("gatherings", "开过的会", "times"),
        # The seven days with the most gatherings, and all gatherings of the quarter in which they begin.
        Column("closest", "最密的七天里开的会", "times"),
        Column("closest_from", "那七天的第一天", "day", has_known=True),
        Column("closest_quarter", "那个季度开的会", "times"),
        Column("with_words", "写了发言要点的会", "times"),
        Column("same_words", "其中要点大半和以前的会一样的", "times"),
        # The most gatherings that were written down on one day more than a week after they were held.
        Column("typed_together", "同一天补记的会", "times"),
        Column("typed_on", "补记那天", "day", has_known=True),
        Column("typed_span", "这些会前后相隔", "days"),
        Column("studied_too_early", "学的文件那时还没有施行的会", "times"),
        # Secretary and committee members who took their post before July, and those without a course in the year.
        Column("in_post", "上半年就任的书记、委员", "people"),
        Column("untrained", "其中今年没有培训记录的", "people"),
        # Targets: how many people there are and how many agreed on theirs; quarters by whose end somebody had, quarters
        # with any look, and those in which everybody who had agreed was looked at or which the branch put away.
        Column("people", "党员", "people"),
        Column("agreed", "目标双方同意的党员", "people"),
        Column("agreed_quarters", "有约定好的目标的季度", "quarters", bits=4),
        Column("begun_quarters", "看过目标的季度", "quarters", bits=4),
        Column("looked_quarters", "目标看完了的季度", "quarters", bits=4),
        # From the first quarter of the year before: five or more looked at, and every line of everybody was reached.
        Column("plain_quarters", "人人条条都达到的季度", "quarters", bits=8),
        Column("criticised_alone_on", "批评了没有一起帮扶的日子", "day", has_known=True),
        # The latest two appraisals up to the end of the year.
        Column("graded", "最近一次民主评议评了等次的", "people"),
        Column("excellent", "其中优秀", "people"),
        Column("graded_before", "再前一次评了等次的", "people"),
        Column("excellent_before", "再前一次优秀", "people"),
        Column("never_offered", "今年没谈过也没约过的党员", "people"),
        # The earliest day since which one of the members has had nothing to do for the branch.
        Column("idle_since", "手上没有支部的事，最早从哪天起", "day", has_known=True),
        # Work first written down in the year.
        Column("work", "支部办的事", "times"),
        Column("ordered_work", "其中上级派的", "times"),
        Column("own_work", "其中支部自己找的", "times"),
        Column("tied_work", "对上单位目标的事", "times"),
        Column("unit_goals", "单位今年的目标", "goals"),
        Column("requests", "请示", "times"),
        # Major matters, where this branch has to study them before they are decided.
        Column("studies_first", "重大事项要先集体研究", "flag"),
        Column("matters_decided", "定了的重大事项", "times"),
        Column("matters_out_of_order", "其中先定先办、后研究的", "times"),
        Column("matters_not_studied", "其中没有研究记录的", "times"),
    ),
    scalars=("year",),
)

ATTENDANCE = SheetKind(
    "attendance",
    "一名党员的到会",
    (
        # 1 when the branch recorded that this member is frail, of limited mobility, seriously ill or incapacitated;
        # no detail is kept.
        Column("exempt", "不作硬性要求", "flag"),
        Column("expected", "应到次数", "times"),
        Column("attended", "到会次数", "times"),
    ),
)

CANDIDATE = SheetKind(
    "candidate",
    "一个人的发展过程",
    (
        Column("records_from", "启用日", "day"),
        Column("applied_on", "收到入党申请书的日子", "day", has_known=True),
        Column("talked_on", "派人谈话的日子", "day", has_known=True),
        Column("recommended_on", "推荐或者推优的日子", "day", has_known=True),
        Column("activist_on", "确定为积极分子的日子", "day", has_known=True),
        Column("contacts_assigned_on", "指定培养联系人的日子", "day", has_known=True),
        Column("opinions_on", "听取意见的日子", "day", has_known=True),
        Column("target_discussed_on", "支委会讨论发展对象的日子", "day", has_known=True),
        Column("target_filed_on", "报发展对象备案的日子", "day", has_known=True),
        Column("consented_on", "上级党委同意的日子", "day", has_known=True),
        Column("notice_posted_on", "贴出公示的日子", "day", has_known=True),
        Column("target_on", "列为发展对象的日子", "day", has_known=True),
        Column("introducers_on", "确定入党介绍人的日子", "day", has_known=True),
        Column("political_review_on", "政治审查有结论的日子", "day", has_known=True),
        Column("examined_on", "支委会审查的日子", "day", has_known=True),
        Column("pre_reviewed_on", "预审合格的日子", "day", has_known=True),
        Column("form_filled_on", "填写入党志愿书的日子", "day", has_known=True),
        Column("admission_meeting_on", "支部大会接收的日子", "day", has_known=True),
        Column("reported_on", "上报接收决议的日子", "day", has_known=True),
        Column("approved_on", "党委批准接收的日子", "day", has_known=True),
        Column("oath_on", "宣誓的日子", "day", has_known=True),
        Column("conversion_applied_on", "交转正申请的日子", "day", has_known=True),
        Column("conversion_opinions_on", "转正前征求意见的日子", "day", has_known=True),
        Column("conversion_examined_on", "转正前支委会审查的日子", "day", has_known=True),
        Column("conversion_meeting_on", "支部大会讨论转正的日子", "day", has_known=True),
        Column("conversion_reported_on", "上报转正决议的日子", "day", has_known=True),
        Column("conversion_approved_on", "党委批准转正的日子", "day", has_known=True),
        Column("archived_on", "材料归档的日子", "day", has_known=True),
        Column("last_review_on", "最近一次半年考察", "day", has_known=True),
        Column("extended_to_on", "预备期延长到", "day", has_known=True),
        Column("transferred_in_on", "预备期里转来的日子", "day", has_known=True),
        Column("contacts", "培养联系人", "people", has_known=True),
        Column("introducers", "入党介绍人", "people", has_known=True),
        # Working days on which the notice hung, the day of posting not counted; known once its last day is.
        Column("notice_workdays", "公示挂了的工作日", "times", has_known=True),
        Column("notice_posted_workday", "贴出那天是工作日", "flag"),
        Column("special_reason", "审批有特殊情况", "flag"),
    ),
)

SHEETS: Mapping[str, SheetKind] = {
    kind.name: kind for kind in (BRANCH_YEAR, BRANCH, TERM, RESOLUTION, UNIT, CONDUCT, ATTENDANCE, CANDIDATE)
}
