"""The question about a concern: our own short day, and behind it the outer limits of petition work.

Those limits bind offices that handle petitions, never a branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, left, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.yearly import worst
from zhibu.rules.days import add_workdays
from zhibu.rules.said import said
from zhibu.rules.status import Status

_REGISTER, _TELL, _OFFICE = "concern-register", "concern-acknowledge-15-days", "concern-petition-office-15-days"
_OBJECT, _FINISH, _REVIEW = "concern-not-ours-5-workdays", "concern-finish-60-days", "concern-review-30-days"
_LABELS = {
    "received_on": "收到日",
    "told_on": "告诉本人的日子",
    "objected_on": "提出异议的日子",
    "passed_on_on": "转办的日子",
    "accepted_on": "受理日",
    "finished_on": "办结日",
    "reply_received_on": "本人收到书面答复的日子",
    "review_asked_on": "本人请求复查的日子",
    "review_answered_on": "复查答复日",
}


@dataclass(frozen=True, slots=True)
class _Limit:
    """One outer limit: its last day, the day on which it was kept (or None), and the words for both."""

    norm_id: str
    field: str
    by: date
    kept_on: date | None
    what_zh: str
    step_zh: str
    ours: bool = True

    def status(self, on: date) -> Status:
        """Met or too late when done, else due or overdue. What the other side may do is never late."""
        if not self.ours:
            return Status.MET
        if self.kept_on is not None:
            return Status.MET if self.kept_on <= self.by else Status.BREACHED
        return Status.DUE if on <= self.by else Status.OVERDUE

    def line(self, on: date) -> str:
        """When it ends, and how it stands."""
        kept, by = self.kept_on, self.by
        if kept is not None:
            tail = said("{kept}办了", kept=say(kept)) + (
                said("，晚了{days}天。", days=(kept - by).days) if kept > by else "。"
            )
        else:
            tail = (
                said("{left}。", left=left((by - on).days)) if on <= by else said("过了{days}天。", days=(on - by).days)
            )
        return said("{what_zh}，最晚{by}，{judged}", what_zh=self.what_zh, by=say(by), judged=tail)


def _limits(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    _check(facts, on)
    received = facts["received_on"]
    not_yet = outside((_REGISTER,), received)
    if not_yet:
        return not_yet
    figures = norms.resolve(_TELL, received, layers).values
    plan = add_workdays(received.toordinal(), figures.own_workdays)
    owner = add_workdays(received.toordinal(), figures.own_owner_workdays)
    limits = list(_open_limits(facts, layers))
    status = worst([limit.status(on) for limit in limits] or [Status.MET])
    ends = {limit.field: limit.by for limit in limits}
    used = dict.fromkeys((_REGISTER, *(limit.norm_id for limit in limits)))
    return Answer(
        answer={
            "owner_by": date.fromordinal(owner.day),
            "plan_by": date.fromordinal(plan.day),
            "news_days": figures.own_news_days,
            "tell_by": ends.get("tell_by"),
            "object_by": ends.get("object_by"),
            "pass_on_by": ends.get("pass_on_by"),
            "finish_by": ends.get("finish_by"),
            "review_ask_by": ends.get("review_ask_by"),
            "review_answer_by": ends.get("review_answer_by"),
            "calendar_known": plan.official,
        },
        status=status,
        because=(
            said(
                "支部自己的期限：{own_workdays}个工作日内给打算，到{fromordinal}。",
                own_workdays=figures.own_workdays,
                fromordinal=say(date.fromordinal(plan.day)),
            )
            + ("" if plan.official else "那一年的放假安排还没有公布，先按周一到周五算。"),
            *(limit.line(on) for limit in limits),
            "这些天数是信访工作的规定，不管支部的谈话和诉求，这里只作最长的限度。",
        ),
        cites=tuple(cite(norm_id, received, layers) for norm_id in used),
        next_step=_step(facts, limits, status, on),
    )


def _check(facts: Mapping[str, Any], on: date) -> None:
    check_past(on, facts, _LABELS, *_LABELS)
    check_order(facts, _LABELS, "received_on", "told_on", "objected_on", "passed_on_on", "accepted_on", "finished_on")
    check_order(facts, _LABELS, "accepted_on", "finished_on")
    check_order(facts, _LABELS, "reply_received_on", "review_asked_on", "review_answered_on")
    check_order(facts, _LABELS, "review_asked_on", "review_answered_on")
    for name, before in (("finished_on", "accepted_on"), ("review_answered_on", "review_asked_on")):
        if facts[name] is not None and facts[before] is None:
            raise QuestionError(
                before,
                said("填了{given}，还要填{wanted}。", given=_LABELS[name], wanted=_LABELS[before]),
                facts[name].isoformat(),
            )


def _open_limits(facts: Mapping[str, Any], layers: Sequence[Layer]) -> Iterator[_Limit]:
    received = facts["received_on"]
    if facts["person_known"] is not False:
        tell = received + timedelta(norms.resolve(_TELL, received, layers).values.days_max)
        yield _Limit(_TELL, "tell_by", tell, facts["told_on"], "把怎么办告诉本人", "先把打算告诉本人。")
    if facts["petition_office"]:
        pass_on = received + timedelta(norms.resolve(_OFFICE, received, layers).values.days_max)
        yield _Limit(_OFFICE, "pass_on_by", pass_on, facts["passed_on_on"], "信访部门转送交办", "转给有权处理的单位。")
    if facts["ours"] is False and facts["from_above"]:
        workdays = norms.resolve(_OBJECT, received, layers).values.workdays_max
        by = date.fromordinal(add_workdays(received.toordinal(), workdays).day)
        yield _Limit(
            _OBJECT, "object_by", by, facts["objected_on"], "不归自己管的，说明理由提出异议", "写明理由，退回上级。"
        )
    if facts["accepted_on"] is not None:
        yield _finish(facts, layers)
    yield from _review(facts, layers)


def _finish(facts: Mapping[str, Any], layers: Sequence[Layer]) -> _Limit:
    accepted, figures = facts["accepted_on"], norms.resolve(_FINISH, facts["accepted_on"], layers).values
    days = figures.days_max + (figures.extension_days_max if facts["extended"] else 0)
    by = accepted + timedelta(days)
    return _Limit(
        _FINISH,
        "finish_by",
        by,
        facts["finished_on"],
        said("受理后{days}天内办结", days=days),
        "把能办的先办，再同本人说进展。",
    )


def _review(facts: Mapping[str, Any], layers: Sequence[Layer]) -> Iterator[_Limit]:
    told, asked = facts["reply_received_on"], facts["review_asked_on"]
    if told is not None:
        days = norms.resolve(_REVIEW, told, layers).values.ask_days_max
        yield _Limit(_REVIEW, "review_ask_by", told + timedelta(days), asked, "本人可以请求复查", "", ours=False)
    if asked is not None:
        days = norms.resolve(_REVIEW, asked, layers).values.answer_days_max
        by, answered = asked + timedelta(days), facts["review_answered_on"]
        yield _Limit(_REVIEW, "review_answer_by", by, answered, "复查要答复", "尽快答复复查。")


def _step(facts: Mapping[str, Any], limits: Sequence[_Limit], status: Status, on: date) -> str:
    if status is Status.MET:
        return "问本人满不满意，本人说了算。"
    if facts["ours"] is False and not facts["from_above"] and facts["told_on"] is None:
        return "帮他转到管这件事的地方，再把去向告诉他。"
    open_now = sorted((limit for limit in limits if limit.status(on) is status), key=lambda limit: limit.by)
    return "说明为什么晚了，先把没办的办完。" if status is Status.BREACHED else open_now[0].step_zh


QUESTIONS = (
    Question(
        name="concern.limits",
        title_zh="一件诉求，最晚到哪天",
        title_en="A concern: until when at the latest",
        asks=(
            Ask("received_on", "day", "收到日", "2026-05-06"),
            Ask("told_on", "day", "把打算告诉本人的日子", "2026-05-08", required=False),
            Ask(
                "person_known",
                "flag",
                "知道是谁、能告诉到本人",
                "是",
                required=False,
                help_zh="不填算“是”。不留名的填“否”。",
            ),
            Ask("ours", "flag", "归自己办", "是", required=False, help_zh="不填算“是”。"),
            Ask("from_above", "flag", "是上级转来的", "否", required=False),
            Ask(
                "objected_on",
                "day",
                "提出异议的日子",
                "2026-05-08",
                required=False,
                help_zh="上级转来、不归自己管的才填。",
            ),
            Ask("petition_office", "flag", "自己是信访部门", "否", required=False),
            Ask("passed_on_on", "day", "转办的日子", "2026-05-10", required=False, help_zh="信访部门才填。"),
            Ask("accepted_on", "day", "受理日", "2026-05-07", required=False),
            Ask("extended", "flag", "批准延长，并且告诉了本人为什么", "否", required=False),
            Ask("finished_on", "day", "办结日", "2026-05-12", required=False),
            Ask("reply_received_on", "day", "本人收到书面答复的日子", "2026-05-13", required=False),
            Ask("review_asked_on", "day", "本人请求复查的日子", "2026-05-15", required=False),
            Ask("review_answered_on", "day", "复查答复日", "2026-05-18", required=False),
        ),
        tells=(
            Told("owner_by", "支部自己的期限：定下承办人"),
            Told("plan_by", "支部自己的期限：给打算"),
            Told("news_days", "支部自己的期限：隔几天至少回一次话", "天"),
            Told("tell_by", "最晚告诉本人（不留名的为空）"),
            Told("object_by", "最晚提出异议（不涉及时为空）"),
            Told("pass_on_by", "信访部门最晚转办（不涉及时为空）"),
            Told("finish_by", "最晚办结（没有受理时为空）"),
            Told("review_ask_by", "本人最晚哪天请求复查（没有答复时为空）"),
            Told("review_answer_by", "复查最晚答复（没有请求时为空）"),
            Told("calendar_known", "工作日是按公布的放假安排算的"),
        ),
        norm_ids=(_REGISTER, _TELL, _OFFICE, _OBJECT, _FINISH, _REVIEW),
        reckon=_limits,
    ),
)
