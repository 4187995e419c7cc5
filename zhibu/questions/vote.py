"""Questions about votes: the general meeting and the committee; admission and who counts have files of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions import admission_vote, who_counts
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.questions.tallying import check_people, check_tally, say_part, say_share
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.votes import OrdinaryVote, needed_to_reach, ordinary_vote

_QUORUM, _PASS, _COMMITTEE = "general-meeting-vote-quorum", "general-meeting-vote-pass", "branch-committee-quorum"

_DUE = Ask(
    "due_to_vote",
    "whole",
    "应到会有表决权的党员",
    "15",
    "人",
    help_zh="全部有表决权的正式党员，包括请假的。预备党员和留党察看期间的党员不算。",
)
_PRESENT = Ask("present", "whole", "到会有表决权的党员", "12", "人")


def _ordinary(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_people(facts, "due_to_vote", "应到会")
    check_tally(facts)
    not_yet = outside((_QUORUM, _PASS), on)
    if not_yet:
        return not_yet
    vote = ordinary_vote(
        facts["due_to_vote"],
        facts["present"],
        facts["in_favour"],
        quorum=norms.resolve(_QUORUM, on, layers).values.quorum,
        majority=norms.resolve(_PASS, on, layers).values.majority,
    )
    return Answer(
        answer={
            "quorum": vote.quorum,
            "may_vote": vote.may_vote,
            "needed": vote.needed,
            "can_pass": vote.can_pass,
            "passed": vote.passed,
        },
        status=Status.MET if vote.may_vote else Status.BREACHED,
        because=tuple(_ordinary_sum(vote, facts["written_opinions"])),
        cites=(cite(_QUORUM, on, layers), cite(_PASS, on, layers)),
        next_step=_ordinary_step(vote),
    )


def _ordinary_sum(vote: OrdinaryVote, written: int | None) -> list[str]:
    due, present = vote.due_to_vote, vote.present
    enough = "可以表决。" if vote.may_vote else said("差{missing}人，不能表决。", missing=vote.quorum - present)
    lines = [
        said(
            "应到会有表决权{due}人，到会的要达到{quorum_share}：{sum}，要到{quorum}人，现在{present}人，{enough}",
            due=due,
            quorum_share=say_share(vote.quorum_share),
            sum=say_part(due, vote.quorum_share),
            quorum=vote.quorum,
            present=present,
            enough=enough,
        ),
        said(
            "赞成要超过应到会的{majority_share}，要{needed}票。看应到会的人数，不是看到会的人数。",
            majority_share=say_share(vote.majority_share),
            needed=vote.needed,
        ),
    ]
    if vote.may_vote and not vote.can_pass:
        lines.append(
            said(
                "到会{present}人全部赞成也只有{present}票，不够{needed}票。再来几个人，才可能通过。",
                present=present,
                needed=vote.needed,
            )
        )
    if vote.in_favour is not None:
        lines.append(_result(vote))
    if written:
        lines.append(said("会前的书面意见{written}份不计票：普通表决只看到会的人。", written=written))
    return lines


def _result(vote: OrdinaryVote) -> str:
    if not vote.may_vote:
        return said("到会人数不够，{in_favour}票赞成也不算通过。", in_favour=vote.in_favour)
    if vote.passed:
        return said("赞成{in_favour}票，通过。", in_favour=vote.in_favour)
    return said("赞成{in_favour}票，比{needed}票少，没有通过。", in_favour=vote.in_favour, needed=vote.needed)


def _ordinary_step(vote: OrdinaryVote) -> str:
    if not vote.may_vote:
        return "等到会人数够了再表决，或者另定时间开会。"
    if vote.passed is None:
        return "可以表决。" if vote.can_pass else "先请没到的人来，再表决。"
    return "把票数和结果记进会议记录。" if vote.passed else "记下没有通过；想再议，补充材料后另开一次会。"


def _committee(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_people(facts, "committee_members", "支委")
    not_yet = outside((_COMMITTEE,), on)
    if not_yet:
        return not_yet
    members, present = facts["committee_members"], facts["present"]
    share = norms.resolve(_COMMITTEE, on, layers).values.quorum
    needed = needed_to_reach(members, share)
    may_meet = present >= needed
    sum_zh = said(
        "支委{members}人，到会的要达到{share}：{sum}，要到{needed}人，现在{present}人，",
        members=members,
        share=say_share(share),
        sum=say_part(members, share),
        needed=needed,
        present=present,
    )
    tail = "可以开会。" if may_meet else said("差{missing}人，不能开。", missing=needed - present)
    return Answer(
        answer={"quorum": needed, "may_meet": may_meet, "short_by": max(needed - present, 0)},
        status=Status.MET if may_meet else Status.BREACHED,
        because=(sum_zh + tail,),
        cites=(cite(_COMMITTEE, on, layers),),
        next_step="可以开会。" if may_meet else "等到会委员够了再开，或者另定时间。",
    )


QUESTIONS = (
    Question(
        name="vote.ordinary",
        title_zh="党员大会表决：到会够不够，通过没通过",
        title_en="A vote of the general meeting: quorum and result",
        asks=(
            _DUE,
            _PRESENT,
            Ask("in_favour", "whole", "赞成票", "9", "票", required=False),
            Ask("against", "whole", "反对票", "1", "票", required=False),
            Ask("abstained", "whole", "弃权", "2", "票", required=False),
            Ask("written_opinions", "whole", "会前书面意见", "1", "份", required=False),
        ),
        tells=(
            Told("quorum", "要到会的人数", "人"),
            Told("may_vote", "能不能表决"),
            Told("needed", "要的赞成票", "票"),
            Told("can_pass", "到会的人全部赞成够不够"),
            Told("passed", "通过没有（没填赞成票时为空）"),
        ),
        norm_ids=(_QUORUM, _PASS),
        reckon=_ordinary,
    ),
    Question(
        name="vote.committee",
        title_zh="支委会：到会够不够",
        title_en="A committee meeting: are enough members present",
        asks=(
            Ask("committee_members", "whole", "支委人数", "5", "人"),
            Ask("present", "whole", "到会支委", "3", "人"),
        ),
        tells=(
            Told("quorum", "要到会的人数", "人"),
            Told("may_meet", "能不能开"),
            Told("short_by", "还差", "人"),
        ),
        norm_ids=(_COMMITTEE,),
        reckon=_committee,
    ),
    *admission_vote.QUESTIONS,
    *who_counts.QUESTIONS,
)
