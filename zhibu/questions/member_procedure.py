"""Questions about six-month lines, removal step by step, time-limited correction, and coming back.

Only dates, steps and what is missing are answered; whether somebody has left the Party is decided by people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, months_after, say
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.days import full_months
from zhibu.rules.month_runs import last_day, month_number
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_SIX, _REMOVAL = "self-withdrawal-six-months", "constitution-removal-procedure"
_CORRECTION, _RETURN = "correct-within-one-year", "membership-restore-or-reapply"

_LINES = {"life_on": "参加组织生活", "dues_month": "交党费", "work_on": "做党分配的工作"}
_STAGES = {
    "none": "不到提醒的时候",
    "help": "去问原因，帮一把",
    "verify": "核实情况和理由，由人按程序决定",
    "reason": "有正当理由，不算",
}
_STEPS = {"verified_on": "核实情况和理由", "decided_on": "支部大会讨论决定", "approved_on": "上级党组织批准"}
_LEFT_BY = {
    "suspended": "停止党籍",
    "advised": "劝退",
    "refused_advice": "劝而不退除名",
    "self_withdrawal": "自行脱党除名",
    "own_wish": "本人要求退党除名",
    "expelled": "开除党籍",
}


def _six_months(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_past(on, facts, _LINES, "life_on", "work_on")
    not_yet = outside((_SIX,), on)
    if not_yet:
        return not_yet
    if all(facts[name] is None for name in _LINES):
        return _six_asked(on, layers)
    values = norms.resolve(_SIX, on, layers).values
    lines = {name: _line(name, facts[name], on, values.months_in_row) for name in _LINES if facts[name] is not None}
    months = max(line["months"] for line in lines.values())
    stage = "none" if months < values.warn_months else "help" if months < values.months_in_row else "verify"
    if facts["reason"] and stage != "none":
        stage = "reason"
    because = [_line_words(name, line, values.months_in_row) for name, line in lines.items()]
    because += [
        said("{label}的最后日子没有填，这一条没有看。", label=label)
        for name, label in _LINES.items()
        if facts[name] is None
    ]
    if stage == "verify" and facts["reason"] is None:
        because.append("有没有正当理由还没有说，先问清楚。")
    return Answer(
        answer={
            "lines": tuple({"line": _LINES[name], **line} for name, line in lines.items()),
            "longest_months": months,
            "first_full_on": min(line["full_on"] for line in lines.values()),
            "stage": stage,
            "stage_zh": _STAGES[stage],
        },
        status={"none": Status.MET, "reason": Status.MET}.get(stage, Status.DUE),
        because=tuple(because),
        cites=(cite(_SIX, on, layers), *([cite(_REMOVAL, on, layers)] if _removal_holds(on) else [])),
        next_step={
            "none": "",
            "reason": "把理由记下来，约好什么时候恢复。",
            "help": "找他谈一次，有困难帮一把，记下来。",
            "verify": "先核实情况和理由，再问上级。程序走完以前他还是党员。",
        }[stage],
    )


def _six_asked(on: date, layers: Sequence[Layer]) -> Answer:
    empty = dict.fromkeys(("longest_months", "first_full_on", "stage", "stage_zh"))
    return Answer(
        {"lines": (), **empty},
        Status.UNKNOWN,
        ("三条线的最后日子都没有填。",),
        (cite(_SIX, on, layers),),
        "先问清楚最后一次是什么时候，至少填一条。",
    )


def _line(name: str, last: Any, on: date, limit: int) -> dict[str, Any]:
    """One six-month line: whole months since, and the day on which they are six. Dues go by calendar months."""
    if name == "dues_month":
        return {"months": max(0, month_number(on) - 1 - last), "full_on": last_day(last + limit)}
    return {"months": full_months(last.toordinal(), on.toordinal()), "full_on": months_after(last, limit)}


def _line_words(name: str, line: Mapping[str, Any], limit: int) -> str:
    return said(
        "{line}：已经{months}个整月没有，到{full_on}满{limit}个月。",
        line=_LINES[name],
        months=line["months"],
        full_on=say(line["full_on"]),
        limit=limit,
    )


def _removal_holds(on: date) -> bool:
    return norms.norm(_REMOVAL).span.holds(on)


def _removal(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_past(on, facts, _STEPS, *_STEPS)
    not_yet = outside((_REMOVAL,), on)
    if not_yet:
        return not_yet
    verified, decided, approved = (facts[name] for name in _STEPS)
    missing = tuple(label for name, label in _STEPS.items() if facts[name] is None)
    wrong = decided is not None and approved is not None and approved < decided
    done = (
        joined(
            (
                said("{label}（{day}）", label=label, day=say(facts[name]))
                for name, label in _STEPS.items()
                if facts[name]
            )
        )
        or "还没有"
    )
    because = [
        said("办过的：{done}。", done=done),
        said("还差：{missing}。", missing=joined(missing)) if missing else "三步都有记录。",
    ]
    if wrong:
        because.append("批准早于大会决定，先后不对。")
    if verified is not None and decided is not None and decided < verified:
        because.append("核实在大会以后。先核实是这里的提醒，党章写的是大会决定、上级批准。")
    if missing or wrong:
        because.append("程序没有走完，他还是党员，权利和义务都在。")
    return Answer(
        answer={"missing": missing, "in_order": not wrong, "all_done": not missing and not wrong},
        status=Status.BREACHED if wrong else Status.DUE if missing else Status.MET,
        because=tuple(because),
        cites=(cite(_REMOVAL, on, layers),),
        next_step="核对日期，问上级。" if wrong else said("下一步：{missing}。", missing=missing[0]) if missing else "",
    )


def _correction(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    labels = {"started_on": "限期改正开始日", "ends_on": "期限最后一天"}
    check_order(facts, labels, "started_on", "ends_on")
    started, ends, helped = facts["started_on"], facts["ends_on"], facts["helped"]
    not_yet = outside((_CORRECTION,), started)
    if not_yet:
        return not_yet
    months = norms.resolve(_CORRECTION, started, layers).values.months_max
    latest = months_after(started, months)
    too_long = ends is not None and ends > latest
    status = _correction_status(ends, helped, too_long)
    because = [
        said("{started}开始，最长{months}个月，到{latest}。", started=say(started), months=months, latest=say(latest))
    ]
    if ends is not None:
        because.append(said("定的是到{ends}，", ends=say(ends)) + ("太长了。" if too_long else "没有超过。"))
    because.append(
        {True: "有帮助教育的措施。", False: "没有帮助教育的措施。", None: "有没有帮助教育的措施，没有说。"}[helped]
    )
    return Answer(
        answer={"latest": latest, "too_long": too_long if ends else None, "days_left": ((ends or latest) - on).days},
        status=status,
        because=tuple(because),
        cites=(cite(_CORRECTION, started, layers),),
        next_step=_correction_step(ends, helped, too_long, latest),
    )


def _correction_status(ends: date | None, helped: bool | None, too_long: bool) -> Status:
    if too_long or helped is False:
        return Status.BREACHED
    return Status.UNKNOWN if ends is None or helped is None else Status.MET


def _correction_step(ends: date | None, helped: bool | None, too_long: bool, latest: date) -> str:
    if too_long or ends is None:
        return said("把期限定在{latest}以前。", latest=say(latest))
    return "到期看改得怎么样，记下来。" if helped else "定下谁帮他、怎么帮，记下来。"


def _return(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_RETURN,), on)
    if not_yet:
        return not_yet
    suspended = facts["left_by"] == "suspended"
    line = (
        "停止党籍的，符合条件可以按程序恢复。"
        if suspended
        else said(
            "{left_by}的，原则上不恢复党籍，符合条件的可以重新申请入党。隔几年没有看到规定。",
            left_by=_LEFT_BY[facts["left_by"]],
        )
    )
    return Answer(
        answer={"may_be_restored": suspended, "may_apply_again": not suspended},
        status=Status.MET,
        because=(line,),
        cites=(cite(_RETURN, on, layers),),
        next_step="报上级，问要什么材料。" if suspended else "问上级党委什么时候可以重新申请。",
    )


QUESTIONS = (
    Question(
        name="member.six_months",
        title_zh="连续六个月的三条线，到哪一步了",
        title_en="The three six-month lines",
        asks=(
            Ask("life_on", "day", "最后一次参加组织生活", "2026-03-12", required=False, help_zh="三条线至少填一条。"),
            Ask("dues_month", "month", "党费交到哪个月", "2026-04", required=False),
            Ask("work_on", "day", "最后一次做党分配的工作", "2026-02-20", required=False),
            Ask("reason", "flag", "有正当理由", "否", required=False, help_zh="核实过的才填；没有核实就不填。"),
        ),
        tells=(
            Told("lines", "每条线：几个整月（months）、哪天满六个月（full_on）"),
            Told("longest_months", "最长的一条", "个月"),
            Told("first_full_on", "最早哪天满六个月"),
            Told("stage", said("到哪一步（{STAGES}）", STAGES=joined(_STAGES))),
            Told("stage_zh", "到哪一步"),
        ),
        norm_ids=(_SIX, _REMOVAL),
        reckon=_six_months,
    ),
    Question(
        name="member.removal",
        title_zh="除名的步骤齐不齐",
        title_en="Removal: are all steps there",
        asks=tuple(
            Ask(name, "day", said("{label}的日子", label=label), example, required=False)
            for (name, label), example in zip(_STEPS.items(), ("2026-03-02", "2026-03-20", "2026-04-15"), strict=True)
        ),
        tells=(Told("missing", "还差哪几步"), Told("in_order", "先后对"), Told("all_done", "三步都办完，先后也对")),
        norm_ids=(_REMOVAL,),
        reckon=_removal,
    ),
    Question(
        name="member.correction",
        title_zh="限期改正最长到哪天",
        title_en="Until when a time-limited correction may run",
        asks=(
            Ask("started_on", "day", "开始日", "2026-03-02"),
            Ask("ends_on", "day", "期限最后一天", "2026-09-02", required=False),
            Ask("helped", "flag", "有帮助教育的措施", "是", required=False),
        ),
        tells=(
            Told("latest", "最长到"),
            Told("too_long", "定得太长（没有填期限的为空）"),
            Told("days_left", "离期限还有（负数是过了）", "天"),
        ),
        norm_ids=(_CORRECTION,),
        reckon=_correction,
    ),
    Question(
        name="member.return",
        title_zh="离开以后，能恢复还是重新申请",
        title_en="Restored, or apply again",
        asks=(Ask("left_by", "choice", "当时怎么离开的", "自行脱党除名", choices=_LEFT_BY),),
        tells=(Told("may_be_restored", "可以按程序恢复"), Told("may_apply_again", "符合条件可以重新申请")),
        norm_ids=(_RETURN,),
        reckon=_return,
    ),
)
