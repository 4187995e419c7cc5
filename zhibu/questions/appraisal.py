"""Questions about the democratic appraisal: how many may be excellent, and is the list of grades in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.tallying import say_part
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.rules.votes import Share

_CAP, _GRADES = "democratic-appraisal-excellent-cap", "democratic-appraisal-grades"
_PROBATIONARY, _TELL = "democratic-appraisal-probationary-ungraded", "democratic-appraisal-tell-the-member"
_HELP = "appraisal-unqualified-help-first"
_KINDS = {"full": "正式党员", "probationary": "预备党员"}
_GRADE_NAMES = {
    "excellent": "优秀",
    "qualified": "合格",
    "basically_qualified": "基本合格",
    "unqualified": "不合格",
}

_Row = Mapping[str, Any]


def _most_excellent(graded: int, on: date, layers: Sequence[Layer]) -> tuple[int, Share]:
    share: Share = norms.resolve(_CAP, on, layers).values.excellent_max
    return graded * share[0] // share[1], share


def _cap_line(graded: int, most: int, share: Share) -> str:
    return said(
        "优秀一般不超过{top}/{bottom}：{sum}，不够一人的不算，最多{most}人。",
        top=share[0],
        bottom=share[1],
        sum=say_part(graded, share),
        most=most,
    )


def _share(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    graded, excellent = facts["graded"], facts["excellent"]
    if excellent is not None and excellent > graded:
        raise QuestionError(
            "excellent",
            said("优秀{excellent}人，比评定的{graded}人还多。请核对。", excellent=excellent, graded=graded),
            str(graded // 3),
        )
    not_yet = outside((_CAP,), on)
    if not_yet:
        return not_yet
    most, share = _most_excellent(graded, on, layers)
    fits = None if excellent is None else excellent <= most
    lines = [said("参加评定的正式党员{graded}人。", graded=graded), _cap_line(graded, most, share)]
    if facts["probationary"]:
        lines.insert(
            1, said("预备党员{probationary}人参加评议，不评等次，不算进总数。", probationary=facts["probationary"])
        )
    if excellent is not None:
        lines.append(
            said(
                "评了{excellent}人，{judged}",
                excellent=excellent,
                judged="在这个数以内。" if fits else said("多{over}人。", over=excellent - most),
            )
        )
    lines.append("这个数出自每年的通知，先看今年上级怎么说。")
    return Answer(
        answer={"most": most, "fits": fits},
        status=Status.BREACHED if fits is False else Status.MET,
        because=tuple(lines),
        cites=(cite(_CAP, on, layers), cite(_PROBATIONARY, on, layers)),
        next_step="对照今年的通知核对。" if fits is False else "按这个数评，把等次记下来。",
    )


def _result(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_GRADES,), on)
    if not_yet:
        return not_yet
    rows = facts["members"]
    full = [row for row in rows if row["kind"] == "full"]
    counts = {grade: sum(row["grade"] == grade for row in full) for grade in _GRADE_NAMES}
    graded = sum(counts.values())
    wrongly = [row for row in rows if row["kind"] == "probationary" and row["grade"]]
    ungraded = [row for row in full if not row["grade"]]
    most, share = _most_excellent(graded, on, layers)
    fits = counts["excellent"] <= most
    status = Status.BREACHED if wrongly or not fits else Status.UNKNOWN if ungraded else Status.MET
    return Answer(
        answer={
            "graded": graded,
            **counts,
            "most_excellent": most,
            "fits": fits,
            "ungraded": len(ungraded),
            "probationary_graded": len(wrongly),
            "help_first": counts["unqualified"],
        },
        status=status,
        because=(
            said(
                "{grades}，一共{graded}人。",
                grades=joined(
                    said("{grade}{number}人", grade=name, number=counts[grade]) for grade, name in _GRADE_NAMES.items()
                ),
                graded=graded,
            ),
            _cap_line(graded, most, share),
            *_remarks(rows, counts, most, wrongly, ungraded),
        ),
        cites=tuple(cite(norm_id, on, layers) for norm_id in (_GRADES, _CAP, _PROBATIONARY, _TELL, _HELP)),
        next_step=_step(status, counts, bool(wrongly), fits),
    )


def _remarks(
    rows: Sequence[_Row], counts: Mapping[str, int], most: int, wrongly: Sequence[_Row], ungraded: Sequence[_Row]
) -> list[str]:
    lines = []
    if counts["excellent"] > most:
        lines.append(
            said(
                "评了优秀{excellent}人，多{over}人。",
                excellent=counts["excellent"],
                over=counts["excellent"] - most,
            )
        )
    if wrongly:
        lines.append(said("预备党员不评等次，名单上评了：{names}。", names=_names(rows, wrongly)))
    if ungraded:
        lines.append(said("等次没有填：{names}。", names=_names(rows, ungraded)))
    if counts["basically_qualified"]:
        lines.append(
            said(
                "基本合格的{basically_qualified}人，告诉本人差在哪里，帮着改。",
                basically_qualified=counts["basically_qualified"],
            )
        )
    if counts["unqualified"]:
        lines.append(
            said(
                "不合格的{unqualified}人，先谈话、先帮助。要作处置的，由党组织按程序决定，这里不改动谁的身份。",
                unqualified=counts["unqualified"],
            )
        )
    return lines


def _names(rows: Sequence[_Row], chosen: Sequence[_Row]) -> str:
    """Names, or 第3行 where none was given."""
    numbers = {id(row): number for number, row in enumerate(rows, 1)}
    return joined(row["name"] or said("第{numbers}行", numbers=numbers[id(row)]) for row in chosen)


def _step(status: Status, counts: Mapping[str, int], wrongly: bool, fits: bool) -> str:
    if wrongly:
        return "去掉预备党员的等次。"
    if not fits:
        return "对照今年的通知核对优秀人数。"
    if status is Status.UNKNOWN:
        return "补上没填的等次。"
    return "先和不合格的同志谈话，定帮助措施。" if counts["unqualified"] else "把评定意见告诉每个人。"


QUESTIONS = (
    Question(
        name="appraisal.share",
        title_zh="民主评议，优秀最多几人",
        title_en="How many may be graded excellent",
        asks=(
            Ask("graded", "whole", "参加评定的正式党员", "14", "人"),
            Ask("excellent", "whole", "评为优秀", "4", "人", required=False),
            Ask("probationary", "whole", "参加评议的预备党员", "1", "人", required=False),
        ),
        tells=(Told("most", "优秀最多", "人"), Told("fits", "合不合（是 = 没有超；没填优秀人数时为空）")),
        norm_ids=(_CAP, _PROBATIONARY),
        reckon=_share,
    ),
    Question(
        name="appraisal.result",
        title_zh="民主评议的等次，对不对",
        title_en="Are the grades of the appraisal in order",
        asks=(
            Ask(
                "members",
                "rows",
                "每个人的等次",
                "王一 正式党员 优秀；李二 正式党员 合格；张三 正式党员 合格；赵四 预备党员",
                help_zh="一人一行，依次填：姓名、哪种人、等次。没评的不填，空着的格写 -。",
                columns=(
                    Ask("name", "text", "姓名（不填显示第几行）", "王一", required=False),
                    Ask("kind", "choice", "哪种人", "正式党员", choices=_KINDS),
                    Ask("grade", "choice", "等次", "合格", required=False, choices=_GRADE_NAMES),
                ),
            ),
        ),
        tells=(
            Told("graded", "评了等次的正式党员", "人"),
            *(Told(grade, name, "人") for grade, name in _GRADE_NAMES.items()),
            Told("most_excellent", "优秀最多", "人"),
            Told("fits", "优秀人数合不合（是 = 没有超）"),
            Told("ungraded", "没评的正式党员", "人"),
            Told("probationary_graded", "评了等次的预备党员", "人"),
            Told("help_first", "不合格、要先帮助的", "人"),
        ),
        norm_ids=(_GRADES, _CAP, _PROBATIONARY, _TELL, _HELP),
        reckon=_result,
    ),
)
