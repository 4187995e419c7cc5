"""Setting up branches (articles 4, 5 and 8): three members, joint branches, projects, size, temporary branches."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no, pick
from zhibu.rules.cadence import open_end
from zhibu.rules.days import FAR, add_months
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.sheets import JOINT, LIMITED_ACTS, TEMPORARY
from zhibu.rules.state import existence_days, exists, judge_state, lasts, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, named_bits, say_day, yes_or_no


def _grace_end(sheet: Sheet, values: Values) -> Whole:
    """The last day of the time given since the number of full members crossed three; 0 when that day is not known."""
    return sheet.crossed_three_on_known * add_months(sheet.crossed_three_on, values.grace_months)


@judgement("branch-set-up-min-members", sheet="unit")
def three_members(sheet: Sheet, values: Values, on: int) -> Marks:
    """Three full members and no branch: due for the time given since there were three, then overdue."""
    enough = sheet.full_members >= values.full_members_min
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.full_members_known)),
        (Status.NOT_APPLICABLE, no(enough)),
        (Status.UNKNOWN, no(sheet.own_branch_known)),
        (Status.MET, flag(sheet.own_branch)),
        (Status.DUE, lasts(sheet.crossed_three_on_known, sheet.crossed_three_on, values.grace_months, on)),
        applies=1,
        rest=Status.OVERDUE,
        wakes=(_grace_end(sheet, values) + 1,),
    )


@three_members.explained
def _three_members(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("正式党员", sheet.full_members, sheet.full_members_known),
        yes_or_no("单独建有支部", sheet.own_branch, sheet.own_branch_known),
        Fact("满3人的日子", say_day(sheet.crossed_three_on)),
    )
    since = sheet.crossed_three_on or None
    due = _grace_end(sheet, values) if marks.due else None
    sentence = {
        Status.UNKNOWN: "正式党员人数或者支部情况还没有登记。",
        Status.NOT_APPLICABLE: "正式党员不到3人的单位，不按这一条看。",
        Status.MET: said("有正式党员{full_members}人，已经建了支部。", full_members=sheet.full_members),
        Status.DUE: said(
            "有正式党员{full_members}人，还没有建支部，{due}前准备好。",
            full_members=sheet.full_members,
            due=say_day(due or 0),
        ),
        Status.OVERDUE: said("有正式党员{full_members}人，没有建支部。", full_members=sheet.full_members),
    }
    return Explanation(facts, sentence[marks.status()], since=since if marks.overdue else None, due=due)


@judgement("joint-branch-below-three", sheet="unit")
def joint_branch(sheet: Sheet, values: Values, on: int) -> Marks:
    """One or two full members and in no joint branch. A branch of its own that has shrunk is only reminded of."""
    few = flag(sheet.full_members > 0) & flag(sheet.full_members <= values.full_members_max)
    within = lasts(sheet.crossed_three_on_known, sheet.crossed_three_on, values.grace_months, on)
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.full_members_known)),
        (Status.NOT_APPLICABLE, no(few)),
        (Status.MET, flag(sheet.in_joint_branch)),
        (Status.DUE, flag(sheet.own_branch)),
        (Status.UNKNOWN, no(sheet.in_joint_branch_known)),
        (Status.DUE, within),
        applies=1,
        rest=Status.OVERDUE,
        wakes=(_grace_end(sheet, values) + 1,),
    )


@joint_branch.explained
def _joint_branch(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("正式党员", sheet.full_members, sheet.full_members_known),
        yes_or_no("同别的单位合编一个支部", sheet.in_joint_branch, sheet.in_joint_branch_known),
        yes_or_no("单独建有支部", sheet.own_branch, sheet.own_branch_known),
    )
    due = _grace_end(sheet, values) if marks.due and not sheet.own_branch else None
    people = said("这个单位的正式党员有{full_members}人", full_members=sheet.full_members)
    waiting = said("还没有编入联合支部，{due}前办好", due=say_day(due)) if due else "单独建着支部，请上级看要不要调整"
    sentence = {
        Status.UNKNOWN: "正式党员人数或者编入哪个支部还没有登记。",
        Status.NOT_APPLICABLE: "这个单位不按这一条看。",
        Status.MET: said("{people}，已经同别的单位合编一个支部。", people=people),
        Status.DUE: said("{people}，{waiting}。", people=people, waiting=waiting),
        Status.OVERDUE: said("{people}，没有编入联合支部。", people=people),
    }
    since = sheet.crossed_three_on or None
    return Explanation(facts, sentence[marks.status()], since=since if marks.overdue else None, due=due)


def _long_enough_on(sheet: Sheet, values: Values) -> Whole:
    """The first day after the least time of a project."""
    return add_months(sheet.project_from, values.months_min)


@judgement("project-branch-six-months", sheet="unit")
def project_branch(sheet: Sheet, values: Values, on: int) -> Marks:
    """A running project of six months or more that meets the conditions and has no branch."""
    end = open_end(sheet.project_to_known, sheet.project_to)
    long_enough = _long_enough_on(sheet, values)
    running = flag(sheet.is_project) & flag(sheet.project_from_known) & flag(sheet.project_from <= on) & flag(on <= end)
    too_short = sheet.project_to_known & flag(long_enough > sheet.project_to + 1)
    undecided = no(sheet.project_to_known) & flag(long_enough > on)
    grace_end = add_months(sheet.project_from, values.grace_months)
    return judge_state(
        values,
        on,
        (Status.NOT_APPLICABLE, too_short),
        (Status.NOT_APPLICABLE, sheet.conditions_met_known & no(sheet.conditions_met)),
        (Status.MET, flag(sheet.own_branch) | flag(sheet.in_joint_branch)),
        (Status.UNKNOWN, undecided | no(sheet.conditions_met_known) | no(sheet.own_branch_known)),
        (Status.DUE, flag(grace_end >= on)),
        applies=running,
        rest=Status.OVERDUE,
        wakes=(sheet.project_from, pick(end < FAR, end + 1, 0), long_enough, grace_end + 1),
    )


@project_branch.explained
def _project_branch(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        Fact("项目开始", say_day(sheet.project_from)),
        Fact("项目结束", say_day(sheet.project_to)),
        yes_or_no("具备条件", sheet.conditions_met, sheet.conditions_met_known),
        yes_or_no("单独建有支部", sheet.own_branch, sheet.own_branch_known),
    )
    due = add_months(sheet.project_from, values.grace_months) if marks.due else None
    span = said("项目从{project_from}开始", project_from=say_day(sheet.project_from))
    sentence = {
        Status.UNKNOWN: "项目的结束日、条件或者支部情况还没有登记。",
        Status.NOT_APPLICABLE: "这个单位不按这一条看：不是项目、没有开工、已经结束、不到半年，或者条件不具备。",
        Status.MET: said("{span}，党员已经有支部。", span=span),
        Status.DUE: said("{span}，要做半年以上，还没有建支部。", span=span),
        Status.OVERDUE: said("{span}，要做半年以上，没有建支部。", span=span),
    }
    since = sheet.project_from if marks.overdue else None
    return Explanation(facts, sentence[marks.status()], since=since, due=due)


@judgement("joint-branch-unit-cap", sheet="branch")
def joint_units(sheet: Sheet, values: Values, on: int) -> Marks:
    """A joint branch that covers more units than the text names."""
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.covered_units_known)),
        (Status.BREACHED, flag(sheet.covered_units > values.units_max)),
        applies=flag(sheet.kind == JOINT) & exists(sheet, on),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@joint_units.explained
def _joint_units(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    covered = said("覆盖{covered_units}个单位", covered_units=sheet.covered_units)
    sentence = {
        Status.UNKNOWN: "联合支部覆盖哪些单位还没有登记。",
        Status.NOT_APPLICABLE: "这个支部不按这一条看，只看联合支部。",
        Status.MET: said("{covered}，在{units_max}个以内。", covered=covered, units_max=values.units_max),
        Status.BREACHED: said(
            "{covered}，比{units_max}个多{number}个。",
            covered=covered,
            units_max=values.units_max,
            number=sheet.covered_units - values.units_max,
        ),
    }
    return Explanation(
        (count("覆盖的单位", sheet.covered_units, sheet.covered_units_known, "个"),), sentence[marks.status()]
    )


@judgement("branch-size-cap", sheet="branch")
def size_cap(sheet: Sheet, values: Values, on: int) -> Marks:
    """More members than the text names, probationary members included."""
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, no(sheet.members_known)),
        (Status.BREACHED, flag(sheet.members > values.members_max)),
        applies=not_temporary(sheet) & exists(sheet, on),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@size_cap.explained
def _size_cap(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    sentence = {
        Status.UNKNOWN: "还没有花名册，不知道有多少党员。",
        Status.NOT_APPLICABLE: "这个支部不按这一条看人数。",
        Status.MET: said(
            "有党员{members}人，在{members_max}人以内。", members=sheet.members, members_max=values.members_max
        ),
        Status.BREACHED: said(
            "有党员{members}人，比{members_max}人多{number}人。",
            members=sheet.members,
            members_max=values.members_max,
            number=sheet.members - values.members_max,
        ),
    }
    return Explanation((count("党员（含预备党员）", sheet.members, sheet.members_known),), sentence[marks.status()])


@judgement("temporary-branch-limits", sheet="branch")
def temporary_limits(sheet: Sheet, values: Values, on: int) -> Marks:
    """A temporary branch that did what it normally leaves to others."""
    return judge_state(
        values,
        on,
        (Status.BREACHED, flag(sheet.limited_acts)),
        applies=flag(sheet.kind == TEMPORARY) & exists(sheet, on),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@temporary_limits.explained
def _temporary_limits(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    acts = named_bits(sheet.limited_acts, LIMITED_ACTS)
    sentence = {
        Status.NOT_APPLICABLE: "这个支部不按这一条看，只看临时支部。",
        Status.MET: "临时支部没有办这几件事，也不会问。",
        Status.BREACHED: said(
            "这个临时支部办了{acts}，最近一次是{limited_act_on}。",
            acts=acts,
            limited_act_on=say_day(sheet.limited_act_on),
        ),
    }
    since = sheet.limited_act_on or None
    return Explanation((Fact("办过的事", acts),), sentence[marks.status()], since=since if marks.breached else None)
