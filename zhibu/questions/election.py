"""Questions about elections: who elects, how many candidates, are enough present; days and counts have other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions import election_approval, election_count, election_days
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.tallying import check_people, say_part, say_share
from zhibu.rules.elections import candidates_at_least
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.votes import Share, needed_to_exceed, needed_to_reach

_CONGRESS, _DIRECT, _OFFICERS = (
    "election-representative-meeting-500",
    "election-no-committee-direct",
    "election-officers-single-candidate",
)
_QUORUM, _QUORUM_1990 = "election-quorum-four-fifths", "election-quorum-four-fifths-1990"
_MARGIN, _APPROVED = "election-margin-twenty-percent", "election-candidates-approved"


def _form(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    if facts["members"] < 1:
        raise QuestionError("members", "“党员人数”至少是1人。", "60")
    used = _form_norms(facts, on)
    not_yet = outside(used, on)
    if not_yet:
        return not_yet
    form, status, lines = _congress(facts, on, layers)
    by = {True: "committee", False: "general_meeting", None: None}[facts["has_committee"]]
    return Answer(
        answer={"form": form, "secretary_elected_by": by},
        status=status,
        because=(*(lines if _CONGRESS in used else ()), *_secretary(facts)),
        cites=tuple(cite(norm_id, on, layers) for norm_id in used),
        next_step=_form_step(facts, status),
    )


def _form_norms(facts: Mapping[str, Any], on: date) -> list[str]:
    """Who elects the officers stands in an older text than the form of the meeting; each is used only where wanted."""
    used = []
    if facts["has_committee"] is not None:
        used = [_OFFICERS if facts["has_committee"] else _DIRECT]
    if facts["by_congress"] or not used or norms.norm(_CONGRESS).span.holds(on):
        used.insert(0, _CONGRESS)
    return used


def _congress(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> tuple[str, Status, list[str]]:
    """The form of the meeting, and whether a congress has its ground."""
    if not facts["by_congress"]:
        return "general_meeting", Status.MET, ["一般开党员大会选。"]
    least = norms.resolve(_CONGRESS, on, layers).values.members_min
    members = facts["members"]
    enough = members >= least
    lines = [
        said("党员{members}人，{reached}{least}人。", members=members, reached="满" if enough else "不满", least=least)
    ]
    if not enough and facts["scattered"]:
        lines.append("驻地分散，也可以开代表大会。")
    if not enough and facts["scattered"] is None:
        return "general_meeting", Status.UNKNOWN, [*lines, "驻地分散不分散，还没有填。"]
    if not enough and not facts["scattered"]:
        return "general_meeting", Status.BREACHED, [*lines, "驻地也不分散，开党员大会选。"]
    if facts["approved"] is None:
        return "general_meeting", Status.UNKNOWN, [*lines, "上级批没批准，还没有填。"]
    if not facts["approved"]:
        return "general_meeting", Status.BREACHED, [*lines, "没有批准，开党员大会选。"]
    return "congress", Status.MET, [*lines, "上级已经批准，可以开代表大会选。"]


def _secretary(facts: Mapping[str, Any]) -> list[str]:
    if facts["has_committee"] is None:
        return []
    if facts["has_committee"]:
        return ["设支委会：大会选委员，再由新一届支委会全体会议选书记、副书记。"]
    return ["不设支委会：书记、副书记由党员大会直接选。"]


def _form_step(facts: Mapping[str, Any], status: Status) -> str:
    if status is Status.UNKNOWN:
        return "填上没填的，再算一次。"
    if status is Status.BREACHED:
        return "开党员大会选；想开代表大会，先请示上级。"
    return "先请示上级，收到批复再开。" if not facts["by_congress"] else "按批复选代表，再开代表大会。"


def _candidates(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    if facts["seats"] < 1:
        raise QuestionError("seats", "“应选名额”至少是1名。", "5")
    committee = facts["elects"] == "committee"
    used = (_MARGIN, _APPROVED) if committee else (_OFFICERS, _APPROVED)
    not_yet = outside(used[:1], on)
    if not_yet:
        return not_yet
    seats, given = facts["seats"], facts["candidates"]
    margin: Share = norms.resolve(_MARGIN, on, layers).values.margin
    least = candidates_at_least(seats, margin) if committee else seats
    enough = None if given is None else given >= least
    if committee:
        lines = [
            said(
                "多出的不少于名额的{top}/{bottom}：{sum}，不够一人的算一人，至少多{extra}人。候选人至少{least}人。",
                top=margin[0],
                bottom=margin[1],
                sum=say_part(seats, margin),
                extra=least - seats,
                least=least,
            )
        ]
    else:
        lines = [said("书记、副书记通常等额，一个职务一名候选人，{seats}个职务{least}人。", seats=seats, least=least)]
    if given is not None:
        lines.append(
            said(
                "现在{given}人，{judged}",
                given=given,
                judged="够了。" if enough else said("还差{missing}人。", missing=least - given),
            )
        )
    return Answer(
        answer={"at_least": least, "extra": least - seats, "enough": enough, "share": say_share(margin)},
        status=Status.BREACHED if enough is False else Status.MET,
        because=tuple(lines),
        cites=tuple(cite(norm_id, on, layers) for norm_id in used),
        next_step="听党员的意见，再提几个人选。" if enough is False else "把人选报上级审查，同意了再选。",
    )


def _quorum(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_people(facts, "due_to_attend", "应到会")
    norm_id = _QUORUM if norms.norm(_QUORUM).span.holds(on) else _QUORUM_1990
    not_yet = outside((norm_id,), on)
    if not_yet:
        return not_yet
    due, present = facts["due_to_attend"], facts["present"]
    share: Share = norms.resolve(norm_id, on, layers).values.quorum
    at_least = norm_id == _QUORUM
    needed = needed_to_reach(due, share) if at_least else needed_to_exceed(due, share)
    may_elect = None if present is None else present >= needed
    wording = "不少于" if at_least else "超过"
    lines = [
        said(
            "应到会有选举权{due}人，到会的要{wording}{top}/{bottom}：{sum}，要到{needed}人。",
            due=due,
            wording=wording,
            top=share[0],
            bottom=share[1],
            sum=say_part(due, share),
            needed=needed,
        ),
        "没到会的不能托人代投，会前的书面意见不算。",
    ]
    if present is not None:
        lines.append(
            said(
                "现在{present}人，{judged}",
                present=present,
                judged="可以选。"
                if may_elect
                else said("差{missing}人，不能选；选了也不算数。", missing=needed - present),
            )
        )
    if not at_least:
        lines.append("2020年7月13日起改成不少于。这一天还按1990年的暂行条例。")
    return Answer(
        answer={
            "needed": needed,
            "may_elect": may_elect,
            "short_by": None if present is None else max(needed - present, 0),
            "share": say_share(share),
        },
        status=Status.BREACHED if may_elect is False else Status.MET,
        because=tuple(lines),
        cites=(cite(norm_id, on, layers),),
        next_step="等到会的人够了再选，或者另定时间。" if may_elect is False else "先点人数，再发选票。",
    )


QUESTIONS = (
    Question(
        name="election.form",
        title_zh="开党员大会还是代表大会选，书记由谁选",
        title_en="General meeting or congress, and who elects the secretary",
        asks=(
            Ask("members", "whole", "党员人数", "60", "人"),
            Ask("has_committee", "flag", "设不设支委会", "是", required=False),
            Ask("by_congress", "flag", "打算开代表大会吗", "否", required=False),
            Ask("scattered", "flag", "驻地分散吗", "否", required=False),
            Ask("approved", "flag", "开代表大会，上级批准了吗", "是", required=False),
        ),
        tells=(
            Told("form", "开什么会（general_meeting 党员大会，congress 代表大会）"),
            Told(
                "secretary_elected_by",
                "书记由谁选（committee 支委会，general_meeting 党员大会；没填设不设支委会时为空）",
            ),
        ),
        norm_ids=(_CONGRESS, _DIRECT, _OFFICERS),
        reckon=_form,
    ),
    Question(
        name="election.candidates",
        title_zh="候选人要几个",
        title_en="How many candidates are needed",
        asks=(
            Ask("seats", "whole", "应选名额", "5", "名"),
            Ask(
                "elects",
                "choice",
                "选什么",
                "委员",
                choices={"committee": "委员", "officers": "书记、副书记"},
            ),
            Ask("candidates", "whole", "候选人", "6", "人", required=False),
        ),
        tells=(
            Told("at_least", "候选人至少", "人"),
            Told("extra", "比名额至少多", "人"),
            Told("enough", "够不够（没填候选人时为空）"),
            Told("share", "委员的差额不少于名额的"),
        ),
        norm_ids=(_MARGIN, _OFFICERS, _APPROVED),
        reckon=_candidates,
    ),
    Question(
        name="election.quorum",
        title_zh="选举，到会够不够",
        title_en="Are enough electors present",
        asks=(
            Ask("due_to_attend", "whole", "应到会有选举权的党员", "15", "人", help_zh="怎么数，问 vote.who_counts。"),
            Ask("present", "whole", "到会有选举权的党员", "13", "人", required=False),
        ),
        tells=(
            Told("needed", "要到会的人数", "人"),
            Told("may_elect", "能不能选（没填到会时为空）"),
            Told("short_by", "还差（没填到会时为空）", "人"),
            Told("share", "到会的比例"),
        ),
        norm_ids=(_QUORUM, _QUORUM_1990),
        reckon=_quorum,
    ),
    *election_count.QUESTIONS,
    *election_days.QUESTIONS,
    *election_approval.QUESTIONS,
)
