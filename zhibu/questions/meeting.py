"""Questions about order: what comes before a decision, and the steps of theme days, life meetings and appraisals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import say
from zhibu.questions.model import Answer, Ask, Question, Reckoning, Told
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_COMMITTEE_FIRST, _VILLAGE = "important-matter-committee-first", "village-matters-through-general-meeting"
_PRIOR, _CHECK = "soe-prior-discussion", "soe-branch-collective-check"
_THEME, _LIFE, _APPRAISAL = (
    "theme-day-plan-and-follow-up",
    "organisational-life-meeting-procedure",
    "democratic-appraisal-procedure",
)


@dataclass(frozen=True, slots=True)
class _Gate:
    """Who studies a kind of matter before it is decided, and by which rule."""

    norm_id: str
    matter_zh: str
    first: str
    first_zh: str


_GATES = {
    "general_meeting": _Gate(_COMMITTEE_FIRST, "提交党员大会的重要事项", "branch_committee", "支委会"),
    "village": _Gate(_VILLAGE, "村、社区的重要事项", "general_meeting", "支部党员大会"),
    "enterprise_committee": _Gate(_PRIOR, "国企的重大经营管理事项（设党委的）", "primary_committee", "党委"),
    "enterprise_branch": _Gate(_CHECK, "国企的重大事项（不设党委的独立法人）", "branch", "支部（总支）"),
}


def _before_deciding(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    gate, decided, studied = _GATES[facts["matter"]], facts["decided_on"], facts["studied_on"]
    not_yet = outside((gate.norm_id,), decided)
    if not_yet:
        return not_yet
    names = {"first": gate.first, "first_zh": gate.first_zh}
    cites = (cite(gate.norm_id, decided, layers),)
    if gate.norm_id == _COMMITTEE_FIRST and not facts["has_committee"]:
        unsaid = facts["has_committee"] is None
        line = "有没有支委会没有填；有的，一般先由支委会讨论。" if unsaid else "没有支委会，直接提交党员大会。"
        status = Status.UNKNOWN if unsaid else Status.NOT_APPLICABLE
        step = "填上有没有支委会。" if unsaid else ""
        return Answer({**names, "in_order": None, "days_before": None}, status, (line,), cites, step)
    if studied is None:
        line = said("{decided}决定，没有{first_zh}先讨论的记录。", decided=say(decided), first_zh=gate.first_zh)
        step = said("{first_zh}讨论过的补记；没有讨论的，下次先讨论。", first_zh=gate.first_zh)
        return Answer({**names, "in_order": None, "days_before": None}, Status.UNKNOWN, (line,), cites, step)
    days = (decided - studied).days
    line = said(
        "{first_zh}{studied}讨论，{decided}决定，", first_zh=gate.first_zh, studied=say(studied), decided=say(decided)
    ) + (
        said("晚了{days}天，先后反了。", days=-days) if days < 0 else said("先讨论，后决定，相隔{days}天。", days=days)
    )
    return Answer(
        answer={**names, "in_order": days >= 0, "days_before": days},
        status=Status.MET if days >= 0 else Status.BREACHED,
        because=(line,),
        cites=cites,
        next_step="把决定和谁来办记下来。" if days >= 0 else "核对日期；没有先讨论的，下次先讨论，再决定。",
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a procedure: a day, or yes and no. Steps of a later phase may not lie before those of an earlier."""

    name: str
    label_zh: str
    phase: int
    kind: str = "day"

    def ask(self, example: str, *, required: bool = False) -> Ask:
        """The fact that is asked for."""
        return Ask(self.name, self.kind, self.label_zh, example, required=required)


_HELD = 1
"""The phase of the meeting itself; lower ones come before it, higher ones after."""

_THEME_STEPS = (
    _Step("theme_fixed_on", "研究好主题和内容的日子", 0),
    _Step("held_on", "主题党日", _HELD),
    _Step("carried_out_on", "议定的事办好的日子", 2),
)
_LIFE_STEPS = (
    _Step("theme_fixed_on", "定主题的日子", 0),
    _Step("studied_on", "学习的日子", 0),
    _Step("talks_on", "谈心谈话的日子", 0),
    _Step("opinions_on", "听意见的日子", 0),
    _Step("held_on", "组织生活会", _HELD),
    _Step("problems_examined", "会上查摆了问题", _HELD, "flag"),
    _Step("criticism", "会上开展了批评和自我批评", _HELD, "flag"),
    _Step("direction_fixed", "会上明确了怎么改", _HELD, "flag"),
    _Step("measures_on", "列出整改措施的日子", 2),
    _Step("measures_done_on", "措施都办完的日子", 3),
)
_APPRAISAL_STEPS = (
    _Step("self_on", "个人自评的日子", 0),
    _Step("mutual_on", "党员互评的日子", 1),
    _Step("test_on", "民主测评的日子", 2),
    _Step("assessed_on", "提出评定意见的日子", 3),
)


def _procedure(norm_id: str, steps: Sequence[_Step], decisive: str, after: int) -> Reckoning:
    """A reckoning for a procedure. ``decisive`` names the step whose day picks the text; steps of a phase above
    ``after`` are still to do, never missing.
    """

    def reckon(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
        day = facts[decisive]
        not_yet = outside((norm_id,), day)
        if not_yet:
            return not_yet
        wanted = [step for step in steps if not _is_dropped(step, facts)]
        missing = [step.label_zh for step in wanted if facts[step.name] is None and step.phase <= after]
        to_do = [step.label_zh for step in wanted if facts[step.name] is None and step.phase > after]
        refused = [step.label_zh for step in wanted if facts[step.name] is False]
        wrong = _wrong_order(wanted, facts)
        status = _procedure_status(wrong or refused, missing, to_do, before=on < day)
        return Answer(
            answer={"missing": missing, "to_do": to_do, "not_done": refused, "wrong_order": wrong},
            status=status,
            because=tuple(_procedure_lines(missing, to_do, refused, wrong)),
            cites=(cite(norm_id, day, layers),),
            next_step=_procedure_step(status, missing, to_do, wrong),
        )

    return reckon


def _is_dropped(step: _Step, facts: Mapping[str, Any]) -> bool:
    """Where nothing was agreed there is nothing to carry out."""
    return step.name == "carried_out_on" and facts["agreed"] is False


def _wrong_order(steps: Sequence[_Step], facts: Mapping[str, Any]) -> list[str]:
    dated = [step for step in steps if step.kind == "day" and facts[step.name] is not None]
    return [
        said(
            "{later}{later_on}，早于{first}{first_on}",
            later=later.label_zh,
            later_on=say(facts[later.name]),
            first=first.label_zh,
            first_on=say(facts[first.name]),
        )
        for first, later in combinations(dated, 2)
        if first.phase < later.phase and facts[later.name] < facts[first.name]
    ]


def _procedure_status(broken: Sequence[str], missing: Sequence[str], to_do: Sequence[str], *, before: bool) -> Status:
    if broken:
        return Status.BREACHED
    if missing:
        return Status.DUE if before else Status.UNKNOWN
    return Status.DUE if to_do else Status.MET


def _procedure_lines(missing: list[str], to_do: list[str], refused: list[str], wrong: list[str]) -> list[str]:
    lines = [said("{sentence}，先后反了。", sentence=sentence) for sentence in wrong]
    lines += [said("没有做：{refused}。", refused=joined(refused))] if refused else []
    lines += [said("没有记录：{missing}。", missing=joined(missing))] if missing else []
    lines += [said("接着要做：{to_do}。", to_do=joined(to_do))] if to_do else []
    return lines or ["各步都有，先后也对。"]


def _procedure_step(status: Status, missing: list[str], to_do: list[str], wrong: list[str]) -> str:
    if wrong:
        return "先核对日期。"
    if status is Status.BREACHED:
        return "把没有做的补上，或者说明原因。"
    if missing:
        return "做过的补记，没做的补上。"
    return said("接着做：{to_do}。", to_do=to_do[0]) if to_do else "不用再做什么。"


_TOLD = (
    Told("missing", "没有记录的步骤"),
    Told("to_do", "接着要做的"),
    Told("not_done", "说了没有做的"),
    Told("wrong_order", "先后反了的"),
)

QUESTIONS = (
    Question(
        name="meeting.before_deciding",
        title_zh="这件事决定以前，该谁先讨论",
        title_en="Who discusses a matter before it is decided",
        asks=(
            Ask(
                "matter",
                "choice",
                "什么事",
                "提交党员大会的重要事项",
                choices={code: gate.matter_zh for code, gate in _GATES.items()},
            ),
            Ask("decided_on", "day", "决定的日子（党员大会、董事会等）", "2026-05-20"),
            Ask("studied_on", "day", "先讨论的日子", "2026-05-15", required=False),
            Ask("has_committee", "flag", "支部设有支委会", "是", required=False, help_zh="提交党员大会的要填。"),
        ),
        tells=(
            Told("first", "该谁先讨论（代码）"),
            Told("first_zh", "该谁先讨论"),
            Told("in_order", "先后对不对（不知道时为空）"),
            Told("days_before", "早了（负数是晚了，不知道时为空）", "天"),
        ),
        norm_ids=(_COMMITTEE_FIRST, _VILLAGE, _PRIOR, _CHECK),
        reckon=_before_deciding,
    ),
    Question(
        name="meeting.theme_day",
        title_zh="主题党日的前前后后齐不齐",
        title_en="Before and after a theme day",
        asks=(
            _THEME_STEPS[1].ask("2026-05-20", required=True),
            _THEME_STEPS[0].ask("2026-05-12"),
            Ask("agreed", "flag", "会上议定了要办的事", "是", required=False, help_zh="没有议定的填“否”。"),
            _THEME_STEPS[2].ask("2026-06-10"),
        ),
        tells=_TOLD,
        norm_ids=(_THEME,),
        reckon=_procedure(_THEME, _THEME_STEPS, "held_on", _HELD),
    ),
    Question(
        name="meeting.life_meeting",
        title_zh="组织生活会的步骤齐不齐",
        title_en="The steps of an organisational life meeting",
        asks=(
            _LIFE_STEPS[4].ask("2026-02-10", required=True),
            _LIFE_STEPS[0].ask("2026-01-12"),
            _LIFE_STEPS[1].ask("2026-01-20"),
            _LIFE_STEPS[2].ask("2026-01-26"),
            _LIFE_STEPS[3].ask("2026-01-28"),
            *(step.ask("是") for step in _LIFE_STEPS[5:8]),
            _LIFE_STEPS[8].ask("2026-02-15"),
            _LIFE_STEPS[9].ask("2026-05-10"),
        ),
        tells=_TOLD,
        norm_ids=(_LIFE,),
        reckon=_procedure(_LIFE, _LIFE_STEPS, "held_on", _HELD),
    ),
    Question(
        name="meeting.appraisal",
        title_zh="民主评议的步骤齐不齐",
        title_en="The steps of a democratic appraisal",
        asks=(
            _APPRAISAL_STEPS[3].ask("2026-02-12", required=True),
            _APPRAISAL_STEPS[0].ask("2026-02-10"),
            _APPRAISAL_STEPS[1].ask("2026-02-10"),
            _APPRAISAL_STEPS[2].ask("2026-02-10"),
        ),
        tells=_TOLD,
        norm_ids=(_APPRAISAL,),
        reckon=_procedure(_APPRAISAL, _APPRAISAL_STEPS, "assessed_on", 3),
    ),
)
