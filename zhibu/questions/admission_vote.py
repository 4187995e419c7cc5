"""The question about a vote on an admission or a conversion, by the text in force on the day of the vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.tallying import check_people, check_tally, say_part, say_share
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.votes import AdmissionVote, Share, admission_vote

_QUORUMS = ("admission-meeting-quorum-2026", "admission-meeting-quorum")
_PASSES = ("admission-vote-pass-2026", "admission-vote-pass")
_WRITTEN, _ONE_BY_ONE = "admission-written-opinions", "admission-one-by-one"
_CONVERSION, _TEMPORARY = "admission-conversion-same-vote", "temporary-branch-limits"
_WHAT = {"admission": "接收预备党员", "conversion": "转正"}


def _vote(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    _check(facts)
    quorum_id, pass_id = _in_force(_QUORUMS, on), _in_force(_PASSES, on)
    not_yet = outside((quorum_id, pass_id), on)
    if not_yet:
        return not_yet
    quorum: Share = norms.resolve(quorum_id, on, layers).values.quorum
    majority: Share = norms.resolve(pass_id, on, layers).values.majority
    vote = admission_vote(
        facts["due_to_vote"],
        facts["present"],
        facts["in_favour"],
        facts["written_in_favour"] or 0,
        quorum=quorum,
        majority=majority,
    )
    faults = _faults(facts, on)
    return Answer(
        answer={
            "text": norms.norm(pass_id).regulation,
            "quorum": vote.quorum,
            "may_vote": vote.may_vote,
            "needed": vote.needed,
            "can_pass": vote.can_pass,
            "counted_in_favour": vote.counted_in_favour,
            "passed": vote.passed,
            "decided_by_written": vote.decided_by_written,
        },
        status=Status.MET if vote.may_vote and not faults else Status.BREACHED,
        because=(*_sum(vote, quorum, majority), *_written(vote, facts, on), *_conversion(facts, on), *faults),
        cites=tuple(cite(norm_id, on, layers) for norm_id in _used(facts, on, (quorum_id, pass_id))),
        next_step=_step(vote, faults),
    )


def _in_force(norm_ids: Sequence[str], on: date) -> str:
    """The text in force on the day; before all of them the oldest."""
    return next((norm_id for norm_id in norm_ids if norms.norm(norm_id).span.holds(on)), norm_ids[-1])


def _check(facts: Mapping[str, Any]) -> None:
    check_people(facts, "due_to_vote", "应到会")
    check_tally(facts)
    written = _opinions(facts)
    absent = facts["due_to_vote"] - facts["present"]
    if written > absent:
        raise QuestionError(
            "written_in_favour",
            said(
                "书面意见{written}份，没到会的只有{absent}人。到会的人不交书面意见，请核对。",
                written=written,
                absent=absent,
            ),
            str(absent),
        )
    if facts["people"] == 0:
        raise QuestionError("people", "“这次会上表决几个人”至少是1人。", "2")


def _opinions(facts: Mapping[str, Any]) -> int:
    return sum(facts[name] or 0 for name in ("written_in_favour", "written_other"))


def _sum(vote: AdmissionVote, quorum: Share, majority: Share) -> list[str]:
    due, present = vote.due_to_vote, vote.present
    enough = (
        "可以表决。"
        if vote.may_vote
        else said("差{missing}人，不能表决；表决了也不算数。", missing=vote.quorum - present)
    )
    lines = [
        "应到会的人，是全部有表决权的正式党员，请假的也算。预备党员、留党察看期间的党员、列席的人不算。",
        said(
            "到会的要超过应到会的{share}：{sum}，要到{needed}人，现在{present}人，{enough}",
            share=say_share(quorum),
            sum=say_part(due, quorum),
            needed=vote.quorum,
            present=present,
            enough=enough,
        ),
        said(
            "赞成要超过应到会的{majority}：{sum}，要{needed}票。不是看到会的人数。",
            majority=say_share(majority),
            sum=say_part(due, majority),
            needed=vote.needed,
        ),
    ]
    if vote.may_vote and not vote.can_pass:
        most = present + vote.written_in_favour
        lines.append(
            said(
                "到会的全部赞成，加上书面意见，也只有{most}票，不够{needed}票。再来几个人，才可能通过。",
                most=most,
                needed=vote.needed,
            )
        )
    if vote.in_favour is not None:
        lines.append(_result(vote))
    return lines


def _result(vote: AdmissionVote) -> str:
    cast = said("会上赞成{in_favour}票", in_favour=vote.in_favour)
    if vote.written_in_favour:
        cast += said(
            "，书面赞成{written_in_favour}票，一共{counted_in_favour}票",
            written_in_favour=vote.written_in_favour,
            counted_in_favour=vote.counted_in_favour,
        )
    if not vote.may_vote:
        return said("{cast}；到会人数不够，不算通过。", cast=cast)
    return (
        said("{cast}，通过。", cast=cast)
        if vote.passed
        else said("{cast}，不够{needed}票，没有通过。", cast=cast, needed=vote.needed)
    )


def _written(vote: AdmissionVote, facts: Mapping[str, Any], on: date) -> list[str]:
    if not _opinions(facts):
        return []
    lines = [
        said("会前正式交来的书面意见{opinions}份，计入票数，不算到会。开会以后才交的不算。", opinions=_opinions(facts))
    ]
    if norms.is_presumed(norms.norm(_WRITTEN), on):
        decides = "这次的结果是书面意见决定的，先问上级再定。" if vote.decided_by_written else "这次不影响结果。"
        lines.append(
            said("书面意见计票，2014年的细则写明了，2026年修订后没有看到原文，待核。{decides}", decides=decides)
        )
    return lines


def _conversion(facts: Mapping[str, Any], on: date) -> list[str]:
    if facts["matter"] != "conversion":
        return []
    doubt = "2014年的细则这样写，2026年修订后没有看到原文，待核。"
    return [
        said("转正的人数要求和接收一样。{doubt}", doubt=doubt if norms.is_presumed(norms.norm(_CONVERSION), on) else "")
    ]


def _faults(facts: Mapping[str, Any], on: date) -> list[str]:
    """What stands against the rules apart from the numbers."""
    found = []
    if facts["secret_ballot"] is False:
        found.append(said("{what}要用无记名投票，这次不是。", what=_WHAT[facts["matter"] or "admission"]))
    if (facts["people"] or 1) > 1 and facts["one_by_one"] is False:
        found.append(said("这次{people}个人合在一起表决。要一个一个讨论、一个一个表决。", people=facts["people"]))
    if facts["branch_kind"] == "temporary" and norms.norm(_TEMPORARY).span.holds(on):
        found.append("临时支部一般不发展党员。请有审批权的上级定，由正式支部来办。")
    return found


def _used(facts: Mapping[str, Any], on: date, base: tuple[str, str]) -> list[str]:
    used = list(base)
    if _opinions(facts):
        used.append(_WRITTEN)
    if (facts["people"] or 1) > 1:
        used.append(_ONE_BY_ONE)
    if facts["matter"] == "conversion":
        used.append(_CONVERSION)
    if facts["branch_kind"] == "temporary" and norms.norm(_TEMPORARY).span.holds(on):
        used.append(_TEMPORARY)
    return used


def _step(vote: AdmissionVote, faults: Sequence[str]) -> str:
    if not vote.may_vote:
        return "等到会人数够了再表决，或者另定时间开会。"
    if faults:
        return "改过来再表决；已经表决的，问上级怎么办。"
    if vote.passed is None:
        return "可以表决。" if vote.can_pass else "先请没到的人来，再表决。"
    if vote.passed:
        return "把票数和结果记进会议记录，写成决议报上级。"
    return "把没有通过记进会议记录，告诉本人。"


QUESTIONS = (
    Question(
        name="vote.admission",
        title_zh="发展党员、转正表决：到会够不够，通过没通过",
        title_en="A vote on an admission or a conversion: quorum and result",
        asks=(
            Ask(
                "due_to_vote",
                "whole",
                "应到会有表决权的党员",
                "15",
                "人",
                help_zh="全部有表决权的正式党员，包括请假的和交了书面意见的。预备党员和留党察看期间的党员不算。",
            ),
            Ask("present", "whole", "到会有表决权的党员", "12", "人"),
            Ask("in_favour", "whole", "会上的赞成票", "9", "票", required=False),
            Ask("against", "whole", "会上的反对票", "1", "票", required=False),
            Ask("abstained", "whole", "会上的弃权", "2", "票", required=False),
            Ask(
                "written_in_favour",
                "whole",
                "会前书面意见：赞成",
                "1",
                "份",
                required=False,
                help_zh="没到会、开会以前正式交来的才算。",
            ),
            Ask("written_other", "whole", "会前书面意见：反对或弃权", "1", "份", required=False),
            Ask("matter", "choice", "表决什么（不填算接收）", "接收预备党员", required=False, choices=_WHAT),
            Ask(
                "people",
                "whole",
                "这次会上表决几个人",
                "2",
                "人",
                required=False,
                help_zh="有两人以上的，上面的票数一次填一个人的。",
            ),
            Ask("one_by_one", "flag", "是不是一个一个表决的", "是", required=False),
            Ask("secret_ballot", "flag", "是不是无记名投票", "是", required=False),
            Ask(
                "branch_kind",
                "choice",
                "支部类型",
                "一般支部",
                required=False,
                choices={"ordinary": "一般支部", "temporary": "临时支部"},
            ),
        ),
        tells=(
            Told("text", "按哪一份细则（admission-2014 是2014年的，admission-2026 是2026年修订的）"),
            Told("quorum", "要到会的人数", "人"),
            Told("may_vote", "能不能表决"),
            Told("needed", "要的赞成票", "票"),
            Told("can_pass", "到会的人全部赞成够不够"),
            Told("counted_in_favour", "会上和书面的赞成一共（没填赞成票时为空）", "票"),
            Told("passed", "通过没有（没填赞成票时为空）"),
            Told("decided_by_written", "是不是靠书面意见才通过的"),
        ),
        norm_ids=(*_PASSES, *_QUORUMS, _WRITTEN, _ONE_BY_ONE, _CONVERSION, _TEMPORARY),
        reckon=_vote,
    ),
)
