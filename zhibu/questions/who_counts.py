"""The question who counts: from a list of people to those due to attend, those there, and those left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_RIGHTS, _ABSENTEES = "election-who-may-vote", "election-not-counted-absentees-central"
_ABSENTEES_GUIZHOU = "election-not-counted-absentees"
_VOTES = {"ordinary": "普通表决", "admission": "发展党员、转正", "election": "选举"}
_KINDS = {"full": "正式党员", "probationary": "预备党员", "guest": "列席人员"}
_STANDINGS = {"in_order": "有表决权", "party_probation": "留党察看期间", "suspended": "表决权已按权限中止"}
_EXCUSES = {
    "cannot_express": "患病不能表达意志",
    "abroad": "自费出国半年以上",
    "serving_sentence": "在服刑，没有受留党察看以上处分",
    "bedridden": "年老体弱卧床或者长期患病，生活不能自理",
    "not_transferred": "该转出组织关系没有转",
    "retired_elsewhere": "离退休后长期住在外地",
}
_STATES = {"here": "到会", "away": "没到（出差、请假等）", **_EXCUSES}
_WITHOUT_RIGHT = {
    "probationary": "预备党员没有表决权",
    "guest": "列席人员不算应到，也不计票",
    "party_probation": "留党察看期间没有表决权",
    "suspended": "表决权已经中止",
}

_NOBODY_LEFT_OUT = "没到会的，不管什么原因都算应到。年老体弱不作硬性要求，说的是参加活动，表决的人数不变。"

_Row = Mapping[str, Any]


def _who_counts(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    absentees = _absentee_norm(facts["vote_kind"], on, layers)
    used = (_RIGHTS, absentees) if absentees else (_RIGHTS,)
    not_yet = outside(used, on)
    if not_yet:
        return not_yet
    rows = facts["members"]
    may_leave_out = bool(absentees) and facts["higher_agreed"] is True and facts["meeting_passed"] is True
    left_out = [(row, why) for row in rows if (why := _why_not(row, may_leave_out))]
    counted = [row for row in rows if not _why_not(row, may_leave_out)]
    open_rows = [row for row in counted if absentees and row["state"] in _EXCUSES]
    present = [row for row in counted if row["state"] == "here"]
    unsaid = sum(row["state"] is None for row in counted)
    return Answer(
        answer={
            "due_to_attend": len(counted),
            "present": None if unsaid else len(present),
            "absent": None if unsaid else len(counted) - len(present),
            "not_counted": [{"name": _name(rows, row), "reason": why} for row, why in left_out],
            "could_be_left_out": [_name(rows, row) for row in open_rows],
        },
        status=Status.UNKNOWN if unsaid else Status.MET,
        because=(
            *_sum(rows, counted, left_out),
            *(_open(rows, open_rows, facts) if absentees else (_NOBODY_LEFT_OUT,)),
            *((said("还有{unsaid}人没有填到会没到会，实到人数算不出来。", unsaid=unsaid),) if unsaid else ()),
        ),
        cites=tuple(cite(norm_id, on, layers) for norm_id in used),
        next_step=_step(facts, open_rows, unsaid),
    )


def _absentee_norm(vote_kind: str, on: date, layers: Sequence[Layer]) -> str:
    """The text by which some absentees may be left out, Guizhou's only with its layer; empty where there is none."""
    if vote_kind == "election":
        return _ABSENTEES
    if vote_kind == "admission" and norms.stands_locally(_ABSENTEES_GUIZHOU, on, layers):
        return _ABSENTEES_GUIZHOU
    return ""


def _why_not(row: _Row, absentees_left_out: bool) -> str:
    """Why somebody is not counted; empty for those who are."""
    for key in (row["kind"], row["standing"]):
        if key in _WITHOUT_RIGHT:
            return _WITHOUT_RIGHT[key]
    if absentees_left_out and row["state"] in _EXCUSES:
        return said("{excuses}，上级同意，大会通过", excuses=_EXCUSES[row["state"]])
    return ""


def _name(rows: Sequence[_Row], row: _Row) -> str:
    """The name, or 第3行 where none was given."""
    return row["name"] or said(
        "第{next}行", next=next((number for number, other in enumerate(rows, 1) if other is row))
    )


def _sum(rows: Sequence[_Row], counted: Sequence[_Row], left_out: Sequence[tuple[_Row, str]]) -> list[str]:
    lines = [
        said(
            "名单上{rows_count}人，不算的{left_out_count}人，应到会{counted_count}人。",
            rows_count=len(rows),
            left_out_count=len(left_out),
            counted_count=len(counted),
        )
    ]
    for why in dict.fromkeys(why for _, why in left_out):
        names = joined((_name(rows, row) for row, other in left_out if other == why))
        lines.append(said("不算：{names}（{why}）。", names=names, why=why))
    return lines


def _open(rows: Sequence[_Row], open_rows: Sequence[_Row], facts: Mapping[str, Any]) -> list[str]:
    """People who count now and could be left out after two steps."""
    if not open_rows:
        return ["出差、请假、外出没到会的，一律照算应到。"]
    names = joined(_name(rows, row) for row in open_rows)
    steps = (("higher_agreed", "上级同意"), ("meeting_passed", "大会通过"))
    missing = joined((label for field, label in steps if facts[field] is not True))
    return [
        said("照算：{names}。属于可以不计的几类，但是还没有{missing}，两步都办了才不计。", names=names, missing=missing)
    ]


def _step(facts: Mapping[str, Any], open_rows: Sequence[_Row], unsaid: int) -> str:
    if open_rows and facts["higher_agreed"] is not True:
        return "想不计这几个人，先报上级同意，再由大会通过。"
    if open_rows:
        return "请大会表决通过，这几个人就可以不计。"
    if unsaid:
        return "填上每个人到会没到会。"
    return "用这几个数去算表决。"


QUESTIONS = (
    Question(
        name="vote.who_counts",
        title_zh="谁算应到会，谁不算",
        title_en="Who counts as due to attend, and who does not",
        asks=(
            Ask("vote_kind", "choice", "什么表决", "选举", choices=_VOTES),
            Ask(
                "members",
                "rows",
                "名单",
                "王一 正式党员 到会；李二 正式党员 away；赵四 预备党员 到会",
                help_zh="一人一行，依次填四格：姓名、哪种人、到会没到会、表决权。空着的格写 -。"
                "被留置、逮捕，还没有作出中止决定的，照有表决权填，先问上级。",
                columns=(
                    Ask("name", "text", "姓名（不填显示第几行）", "王一", required=False),
                    Ask("kind", "choice", "哪种人", "正式党员", choices=_KINDS),
                    Ask("state", "choice", "到会没到会", "到会", required=False, choices=_STATES),
                    Ask(
                        "standing",
                        "choice",
                        "表决权（不填算有）",
                        "有表决权",
                        required=False,
                        choices=_STANDINGS,
                    ),
                ),
            ),
            Ask("higher_agreed", "flag", "不计这几个人，上级同意了吗（选举时用）", "是", required=False),
            Ask("meeting_passed", "flag", "不计这几个人，大会通过了吗（选举时用）", "是", required=False),
        ),
        tells=(
            Told("due_to_attend", "应到会有表决权的", "人"),
            Told("present", "其中到会的（有人没填时为空）", "人"),
            Told("absent", "其中没到的（有人没填时为空）", "人"),
            Told("not_counted", "不算的人和原因（每人一行：name 姓名，reason 原因）"),
            Told("could_be_left_out", "现在照算、两步都办了可以不计的人"),
        ),
        norm_ids=(_RIGHTS, _ABSENTEES, _ABSENTEES_GUIZHOU),
        reckon=_who_counts,
    ),
)
