"""What a regulation looks like once it is read: frozen data, no behaviour beyond looking things up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhibu.rules.judgement import Judgement
from zhibu.rules.sheets import SheetKind
from zhibu.rules.status import Status
from zhibu.rules.votes import Share

Figure = int | Share
"""A number in force: a whole number, or a share (top, bottom)."""

FAMILIES: Mapping[str, str] = {
    "standing": "组织在不在",
    "life": "生活严不严",
    "decisions": "决议真不真",
    "initiative": "任务主动不主动",
    "business": "党建业务合不合",
    "concerns": "诉求办没办",
    "help": "帮扶转没转",
    "deadlines": "时限守没守",
}
"""Families of findings on the check-up page."""

TOPICS: Mapping[str, str] = {
    "set_up": "支部设置",
    "committee": "支委会设置",
    "term": "任期和换届",
    "meetings": "三会一课和主题党日",
    "organisational_life": "组织生活会和民主评议",
    "care": "谈心谈话",
    "votes": "表决",
    "election": "选举",
    "attendance": "到会",
    "admission": "发展党员",
    "dues": "党费",
    "transfer": "组织关系",
    "mobile": "流动党员",
    "supervision": "党员监督和组织处置",
    "secretary": "支部书记",
    "education": "学习和培训",
    "role": "支部的职责",
    "concern": "诉求",
    "requests": "请示和报告",
    "openness": "党务公开",
    "responsibility": "党建工作责任制",
    "soe": "国有企业",
    "university": "高校",
    "rights": "党员权利",
    "privacy": "个人信息",
    "burden": "减负",
    "information": "信息化",
}

WEAKNESSES: Mapping[str, str] = {
    "second": "重视不够",
    "hands": "举手通过",
    "posts": "岗位没人撑",
    "orders": "被动应付",
    "name_only": "形同虚设",
    "example": "作用不明显",
}
"""The six weaknesses of grassroots Party work; a norm that shows one of them names it."""

CONFIDENCES: Mapping[str, str] = {"text": "原文已读", "secondary": "据转述", "memory": "未核对"}
ARTICLE_CONFIDENCES: Mapping[str, str] = {**CONFIDENCES, "unknown": "条号待核"}

STRENGTHS: Mapping[str, str] = {
    "mandatory": "应当、必须",
    "prohibited": "不得",
    "normally": "一般、原则上",
    "directive": "要求",
    "permitted": "可以",
    "definitional": "算法",
    "signal": "本系统的提醒，不是规定",
}

USES: Mapping[str, str] = {
    "judgement": "体检按它判断",
    "reckoning": "算一算用它",
    "guidance": "办事时给提示",
    "limit": "管本系统自己",
}
"""What a norm is for. Only a judgement has a fact sheet; a reckoning is proved through questions (worked answers);
guidance is shown beside the work it concerns; a limit binds the product itself and is kept by its tests.
"""

ONLY_WORDS = ("guidance", "limit")
"""Uses that mark nobody: no judgement, no worked example, no colour."""

ACTIONS: Mapping[str, str] = {
    "plan_gathering": "定一次会的日期（参数：会的种类）",
    "record_gathering": "记一次会（参数：会的种类）",
    "declare": "说明没开、已并入或不适用（参数：会的种类或事项）",
    "confirm_period": "确认这段时间都记全了（参数：会的种类）",
    "record_talks": "记谈心谈话",
    "record_appraisal": "记民主评议结果",
    "add_term": "登记一届（选出日、届满日）",
    "record_next_term": "登记新一届",
    "plan_election": "准备换届",
    "request_extension": "请示延期换届",
    "record_reminder": "登记上级的提醒",
    "add_committee": "登记支委会",
    "add_post": "登记职务",
    "plan_by_election": "准备补选",
    "open_roster": "看花名册",
    "open_branch": "看支部资料",
    "open_unit": "看单位资料",
    "set_up_branch": "准备建支部",
    "correct_resolution": "更正表决记录",
    "open_setting": "看本单位的设置",
    "ask_higher": "向上级请示",
    "open_meetings": "看会议记录",
    "open_plan": "看计划",
    "open_dues": "看党费收缴",
    "fix_dues": "核定党费",
    "publish_dues": "公布党费收缴",
    "open_targets": "看党员目标",
    "open_surveys": "做一次小调查",
    "open_training": "看学时和培训",
    "open_help": "看帮扶",
    "arrange_talks": "约谈心谈话",
    "open_tasks": "看任务，分一件事",
    "start_initiative": "自己找一件事来办",
    "open_goals": "看单位目标",
    "open_prior": "看重大事项的先后",
    "record_admission": "登记发展党员的一步（参数：事项）",
    "plan_admission": "准备发展党员的一步（参数：事项）",
}
"""Codes of next steps: what a page must offer behind a button."""


class Colour(StrEnum):
    """How a finding is shown; never the only carrier of the status."""

    RED = "red"
    AMBER = "amber"
    GREY = "grey"
    GREEN = "green"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """Days in force, both included; ``to_on`` None = open."""

    from_on: date
    to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Is the day inside?"""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class ValueSpell:
    """One figure for one span of days, with the article it stands in."""

    figure: Figure
    span: Span
    article: str | None
    article_confidence: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a norm. ``stricter``: higher, lower, none (any figure in ``allowed`` is as lawful), or fixed (no
    layer may touch it: the rates of dues).

    ``ours``: the law gives no figure; this one is the product's, and ``reason_zh`` says so. ``same_as``: the value is
    that of another norm, given as (norm id, key).
    """

    key: str
    label_zh: str
    unit_zh: str
    stricter: str
    spells: tuple[ValueSpell, ...]
    ours: bool = False
    reason_zh: str = ""
    allowed: tuple[int, int] | None = None
    same_as: tuple[str, str] | None = None

    def spell_on(self, on: date) -> ValueSpell:
        """The spell in force on the day; before the first day the first, after the last day the last."""
        for spell in self.spells:
            if spell.span.to_on is None or on <= spell.span.to_on:
                return spell
        return self.spells[-1]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step to take: words for the button (verb first), action code, and its argument."""

    say_zh: str
    action: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """One rule of a regulation, with its source, its strength, its figures and its words for users.

    ``sheet`` is empty where ``use`` (a key of USES) is not a judgement. ``member_duty``: a duty of a person; it is
    amber at most, because red is never shown against a person. ``weakness``: which of WEAKNESSES a finding speaks of.
    ``branch_only``: superiors never see the finding, neither shown nor counted.
    """

    id: str
    regulation: str
    name_zh: str
    name_en: str
    topic: str
    family: str
    article: str | None
    article_confidence: str
    article_reason_zh: str
    confidence: str
    strength: str
    strength_class: str
    tier: int
    sheet: str
    span: Span
    plain_zh: str
    plain_en: str
    values: Mapping[str, Value]
    seen: Mapping[Status, str]
    steps: Mapping[Status, tuple[NextStep, ...]]
    anchor: bool = False
    statutory: bool = False
    promptly: bool = False
    replaces: str = ""
    presumed_from: date | None = None
    misleads_zh: str = ""
    note: str = ""
    disagreement_zh: str = ""
    also_cited: tuple[str, ...] = ()
    use: str = "judgement"
    member_duty: bool = False
    weakness: str = ""
    branch_only: bool = False


@dataclass(frozen=True, slots=True)
class Regulation:
    """A source: title, issuer, dates in force, and how it was seen.

    ``jurisdiction``: the province whose text it is (ISO 3166-2, such as CN-GZ); empty for a text of the whole country.
    A provincial text asks nothing anywhere else.
    """

    id: str
    title_zh: str
    title_en: str
    issuer: str
    layer: str
    span: Span
    seen: str
    checked_on: date
    doc_number: str = ""
    note: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A stricter figure of a province or a unit, from its own document. Plain data: kept by the unit, passed down.

    ``level`` is provincial or unit. ``key`` names the value of the norm. ``document_zh`` and ``article`` are what
    findings cite.
    """

    level: str
    norm_id: str
    key: str
    figure: Figure
    from_on: date
    to_on: date | None
    document_zh: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example: facts, a day, and the expected status of each listed period (numbers from 1)."""

    norm_id: str
    name_zh: str
    on: date
    facts: Mapping[str, object]
    expect: Mapping[int, Status]
    because_zh: str
    layers: tuple[Layer, ...] = ()
    wakes_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class WorkedAnswer:
    """A worked example of a reckoning: a question, its facts, a day, and the fields expected in the answer.

    ``expect`` holds fields of the answer as JSON shows them; ``status`` the expected status. The questions room runs
    it.
    """

    norm_id: str
    name_zh: str
    on: date
    question: str
    facts: Mapping[str, object]
    expect: Mapping[str, object]
    status: Status
    because_zh: str
    layers: tuple[Layer, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """All regulations that were loaded. Norms, cases and worked answers are in the order of their files."""

    regulations: dict[str, Regulation]
    norms: dict[str, Norm]
    judgements: dict[str, Judgement]
    cases: dict[str, tuple[Case, ...]]
    worked_answers: dict[str, tuple[WorkedAnswer, ...]] = field(default_factory=dict)

    def for_sheet(self, kind: SheetKind | str) -> tuple[Norm, ...]:
        """The judged norms of one kind of sheet."""
        name = kind if isinstance(kind, str) else kind.name
        return tuple(norm for norm in self.norms.values() if norm.sheet == name and norm.id in self.judgements)
