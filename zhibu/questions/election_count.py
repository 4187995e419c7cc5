"""Questions about the count: is the election valid, which ballots are, who is elected, who is voted on again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.tallying import check_people, say_part, say_share
from zhibu.rules.elections import Ballots, Outcome, elect, run_off
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.rules.votes import Share, needed_to_reach

_COUNT, _OVER, _SECRET = (
    "election-ballot-count-valid",
    "election-ballot-overvote-invalid",
    "election-secret-ballot",
)
_QUORUM = "election-quorum-four-fifths"
_MAJORITY, _RANKING = "election-elected-majority-present", "election-ranking-and-ties"
_ROUNDS = {"first": "第一轮", "run_off": "平票的人再投一次", "further": "空着的名额另行选举"}

_Rows = Sequence[Mapping[str, Any]]


def _ballots(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_COUNT,), on)
    if not_yet:
        return not_yet
    ballots = Ballots(facts["issued"], facts["returned"], _over_voted(facts), facts["spoiled"] or 0)
    _check_ballots(facts, ballots)
    valid = ballots.election_valid and facts["secret_ballot"] is not False
    known = facts["over_voted"] is not None or facts["by_names"] is not None
    return Answer(
        answer={
            "election_valid": valid,
            "missing": ballots.missing,
            "over_voted": ballots.over_voted if known else None,
            "valid_ballots": ballots.valid_ballots,
        },
        status=Status.MET if valid else Status.BREACHED,
        because=tuple(_ballot_sum(facts, ballots, known)),
        cites=tuple(cite(norm_id, on, layers) for norm_id in (_COUNT, _OVER, _SECRET)),
        next_step="按有效票数每个人的赞成票。" if valid else "这次不算，重新发票再选。",
    )


def _over_voted(facts: Mapping[str, Any]) -> int:
    """Ballots with more names than seats, counted from the list or as given. Raises QuestionError."""
    given, rows = facts["over_voted"], facts["by_names"]
    if rows is None:
        return given or 0
    if facts["seats"] is None:
        raise QuestionError("seats", "填了每张票上选了几个人，还要填应选名额。", "5")
    counted: int = sum(row["ballots"] for row in rows if row["chosen"] > facts["seats"])
    if given is not None and given != counted:
        raise QuestionError(
            "over_voted",
            said(
                "按每张票上选的人数算，多选的是{counted}张，你填的是{given}张。请核对。", counted=counted, given=given
            ),
            str(counted),
        )
    return counted


def _check_ballots(facts: Mapping[str, Any], ballots: Ballots) -> None:
    if ballots.issued < 1:
        raise QuestionError("issued", "“发出的票”至少是1张。", "13")
    if facts["by_names"] is not None:
        listed = sum(row["ballots"] for row in facts["by_names"])
        if listed > ballots.returned:
            raise QuestionError(
                "by_names",
                said(
                    "按选的人数列出{listed}张，比收回的{returned}张还多。请核对。",
                    listed=listed,
                    returned=ballots.returned,
                ),
                "5 11；6 1",
            )
    if ballots.valid_ballots < 0:
        raise QuestionError(
            "spoiled",
            said(
                "作废的{invalid}张，比收回的{returned}张还多。请核对。",
                invalid=ballots.over_voted + ballots.spoiled,
                returned=ballots.returned,
            ),
            "1",
        )


def _ballot_sum(facts: Mapping[str, Any], ballots: Ballots, over_known: bool) -> list[str]:
    issued, returned = ballots.issued, ballots.returned
    if ballots.election_valid:
        less = said("，少{missing}张，不影响", missing=ballots.missing) if ballots.missing else ""
        lines = [
            said("发出{issued}张，收回{returned}张{less}，选举有效。", issued=issued, returned=returned, less=less)
        ]
    else:
        lines = [
            said(
                "发出{issued}张，收回{returned}张，多出{extra}张，选举无效。",
                issued=issued,
                returned=returned,
                extra=returned - issued,
            )
        ]
    if facts["present"] is not None and issued > facts["present"]:
        lines.append(
            said(
                "到会有选举权的只有{present}人，却发出{issued}张。先核对人数。", present=facts["present"], issued=issued
            )
        )
    if facts["secret_ballot"] is False:
        lines.append("选举要用无记名投票，这次不是。")
    if over_known:
        lines.append(said("选的人多于名额的{over_voted}张，作废。", over_voted=ballots.over_voted))
    else:
        lines.append("有没有选的人多于名额的票，没有填。多选的整张作废，要减掉。")
    if ballots.spoiled:
        lines.append(said("其他作废的{spoiled}张。", spoiled=ballots.spoiled))
    lines.append(said("有效票{valid_ballots}张。全部弃权的票，是有效票。", valid_ballots=ballots.valid_ballots))
    return lines


def _result(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    _check_result(facts)
    not_yet = outside((_MAJORITY, _RANKING), on)
    if not_yet:
        return not_yet
    short = _short_of_quorum(facts, on, layers)
    if short:
        return _void(facts, short, on, layers)
    votes = {row["name"]: row["votes"] for row in facts["votes"]}
    share: Share = norms.resolve(_MAJORITY, on, layers).values.majority
    again = facts["round"] == "run_off"
    found = run_off(votes, facts["seats"]) if again else elect(votes, facts["seats"], facts["present"], share)
    return Answer(
        answer={
            "valid": None if facts["due_to_attend"] is None else True,
            "needed": None if again else found.needed,
            "elected": found.elected,
            "tied": found.tied,
            "run_off_seats": found.run_off_seats,
            "seats_left": found.seats_left,
            "next_round": _next_round(found),
            "share": say_share(share),
        },
        status=Status.DUE if found.tied or found.seats_left else Status.MET,
        because=tuple(_result_sum(facts, found, share)),
        cites=tuple(cite(norm_id, on, layers) for norm_id in (_MAJORITY, _RANKING, _COUNT)),
        next_step=_result_step(found),
    )


def _short_of_quorum(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> int:
    """How many electors more would have been needed; 0 when there were enough or the number due was not given."""
    if facts["due_to_attend"] is None:
        return 0
    needed: int = needed_to_reach(facts["due_to_attend"], norms.resolve(_QUORUM, on, layers).values.quorum)
    present: int = facts["present"]
    return max(needed - present, 0)


def _void(facts: Mapping[str, Any], short: int, on: date, layers: Sequence[Layer]) -> Answer:
    """Too few electors: nobody is elected, whatever the votes."""
    due, present = facts["due_to_attend"], facts["present"]
    return Answer(
        answer={
            "valid": False,
            "needed": None,
            "elected": (),
            "tied": (),
            "run_off_seats": 0,
            "seats_left": facts["seats"],
            "next_round": "again",
            "share": say_share(norms.resolve(_MAJORITY, on, layers).values.majority),
        },
        status=Status.BREACHED,
        because=(
            said(
                "应到会{due}人，到会{present}人，差{short}人，不够开选举会，票数不算。",
                due=due,
                present=present,
                short=short,
            ),
        ),
        cites=(cite(_QUORUM, on, layers), cite(_MAJORITY, on, layers)),
        next_step="另定时间，到会够了重新选。",
    )


def _check_result(facts: Mapping[str, Any]) -> None:
    seats, present, rows = facts["seats"], facts["present"], facts["votes"]
    for field, label in (("seats", "应选名额"), ("present", "到会有选举权的党员")):
        if facts[field] < 1:
            raise QuestionError(field, said("“{label}”至少是1。", label=label), "5")
    names = [row["name"] for row in rows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise QuestionError(
            "votes", said("“{twice}”写了两次。同名的人，后面加字分开。", twice=twice), "王一（一组） 9；王一（二组） 8"
        )
    if facts["due_to_attend"] is not None:
        check_people(facts, "due_to_attend", "应到会")
    ballots = present if facts["valid_ballots"] is None else facts["valid_ballots"]
    if ballots > present:
        raise QuestionError(
            "valid_ballots",
            said(
                "有效票{ballots}张，比到会有选举权的{present}人还多，选举无效。请核对，重新选。",
                ballots=ballots,
                present=present,
            ),
            str(present),
        )
    _check_votes(rows, seats, ballots)


def _check_votes(rows: _Rows, seats: int, ballots: int) -> None:
    for row in rows:
        if row["votes"] > ballots:
            raise QuestionError(
                "votes",
                said(
                    "{name}得{votes}票，比有效票{ballots}张还多。请核对。",
                    name=row["name"],
                    votes=row["votes"],
                    ballots=ballots,
                ),
                f"{row['name']} {ballots}",
            )
    cast = sum(row["votes"] for row in rows)
    if cast > seats * ballots:
        raise QuestionError(
            "votes",
            said(
                "赞成票一共{cast}票。{ballots}张票，每张最多选{seats}人，最多{most}票。请核对。",
                cast=cast,
                ballots=ballots,
                seats=seats,
                most=seats * ballots,
            ),
            "王一 9；李二 8",
        )


def _next_round(found: Outcome) -> str:
    if found.tied:
        return "run_off"
    return "further" if found.seats_left else "none"


def _result_sum(facts: Mapping[str, Any], found: Outcome, share: Share) -> list[str]:
    seats, present = facts["seats"], facts["present"]
    votes = {row["name"]: row["votes"] for row in facts["votes"]}
    if facts["round"] == "run_off":
        lines = ["这几个人上一轮都已经过半，票数一样才再投。这一轮得票多的当选。"]
    else:
        lines = [
            said(
                "赞成票要超过实到会有选举权的{share}：{sum}，要{needed}票。看实到的人数，不看应到的人数。",
                share=say_share(share),
                sum=say_part(present, share),
                needed=found.needed,
            ),
            said("够{needed}票的{passed}人，名额{seats}名。", needed=found.needed, passed=found.passed, seats=seats),
        ]
    if found.elected:
        lines.append(
            said(
                "当选：{elected}。",
                elected=joined(said("{name}（{votes}票）", name=name, votes=votes[name]) for name in found.elected),
            )
        )
    else:
        lines.append("这一轮没有人当选。")
    if found.tied:
        tied = joined(found.tied)
        lines.append(
            said(
                "{tied}都是{votes}票，只剩{run_off_seats}个名额，就这几个人再投一次。",
                tied=tied,
                votes=votes[found.tied[0]],
                run_off_seats=found.run_off_seats,
            )
        )
    if found.seats_left:
        lines.append(
            said("还空{seats_left}个名额。差多少算接近，规定没有写数，由大会定。", seats_left=found.seats_left)
        )
    written_in = [row["name"] for row in facts["votes"] if row["write_in"] and row["name"] in found.elected]
    if written_in:
        lines.append(said("{written_in}是另选的人，票够了一样当选。", written_in=joined(written_in)))
    return lines


def _result_step(found: Outcome) -> str:
    if found.tied:
        return said(
            "请{tied}再投一次，再选{run_off_seats}名。", tied=joined(found.tied), run_off_seats=found.run_off_seats
        )
    if found.seats_left:
        return said(
            "空着的{seats_left}个名额另行选举；只差很少的，大会多数同意也可以减少名额。", seats_left=found.seats_left
        )
    return "宣布结果，写选举结果报告报上级。"


QUESTIONS = (
    Question(
        name="election.ballots",
        title_zh="收票：选举有没有效，有效票几张",
        title_en="Is the election valid, and how many ballots are",
        asks=(
            Ask("issued", "whole", "发出的票", "13", "张"),
            Ask("returned", "whole", "收回的票", "12", "张"),
            Ask("present", "whole", "到会有选举权的党员", "13", "人", required=False),
            Ask("seats", "whole", "应选名额", "5", "名", required=False, help_zh="填了下面的 by_names 就要填。"),
            Ask(
                "by_names",
                "rows",
                "按选的人数数票",
                "5 11；6 1",
                required=False,
                help_zh="一行两格：这些票每张选了几个人（另选的也算）、有几张。",
                columns=(
                    Ask("chosen", "whole", "每张选了几个人", "5", "人"),
                    Ask("ballots", "whole", "这样的票有几张", "11", "张"),
                ),
            ),
            Ask("over_voted", "whole", "选的人多于名额的票", "1", "张", required=False),
            Ask("spoiled", "whole", "其他作废的票（认不清等）", "0", "张", required=False),
            Ask("secret_ballot", "flag", "是不是无记名投票", "是", required=False),
        ),
        tells=(
            Told("election_valid", "选举有没有效"),
            Told("missing", "没收回的", "张"),
            Told("over_voted", "选的人多于名额、整张作废的（没填时为空）", "张"),
            Told("valid_ballots", "有效票", "张"),
        ),
        norm_ids=(_COUNT, _OVER, _SECRET),
        reckon=_ballots,
    ),
    Question(
        name="election.result",
        title_zh="谁当选，谁再投一次",
        title_en="Who is elected, and who is voted on again",
        asks=(
            Ask("seats", "whole", "应选名额", "2", "名", help_zh="再投、另行选举时，填这一轮还要选几名。"),
            Ask(
                "present",
                "whole",
                "实到会有选举权的党员",
                "13",
                "人",
            ),
            Ask(
                "due_to_attend",
                "whole",
                "应到会有选举权的党员",
                "15",
                "人",
                required=False,
                help_zh="填了就先看到会够不够五分之四。怎么数，问 vote.who_counts。",
            ),
            Ask(
                "votes",
                "rows",
                "每个人的赞成票",
                "王一 9；李二 8；张三 6",
                help_zh="一人一行，依次填：姓名、赞成票、是不是另选的人（不填算候选人）。",
                columns=(
                    Ask("name", "text", "姓名", "王一"),
                    Ask("votes", "whole", "赞成票", "9", "票"),
                    Ask("write_in", "flag", "是不是另选的人", "否", required=False),
                ),
            ),
            Ask(
                "valid_ballots", "whole", "有效票", "12", "张", required=False, help_zh="怎么数，问 election.ballots。"
            ),
            Ask("round", "choice", "哪一轮（不填算第一轮）", "第一轮", required=False, choices=_ROUNDS),
        ),
        tells=(
            Told("valid", "到会够不够（没填应到会时为空）"),
            Told("needed", "要的赞成票（再投一次时为空：得票多的当选）", "票"),
            Told("elected", "当选的人，得票多的在前"),
            Told("tied", "票数一样、要再投一次的人"),
            Told("run_off_seats", "再投一次还要选", "名"),
            Told("seats_left", "空着的名额", "名"),
            Told(
                "next_round",
                "下一轮（none 不用，run_off 平票的人再投，further 空着的名额另行选举，again 到会不够，重新选）",
            ),
            Told("share", "赞成票要超过到会的"),
        ),
        norm_ids=(_MAJORITY, _RANKING, _COUNT, _QUORUM),
        reckon=_result,
    ),
)
