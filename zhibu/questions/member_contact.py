"""Questions about members who are away: mobile, out of contact, abroad; and whether each belongs somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, months_after, say, years_after
from zhibu.questions.model import Answer, Ask, Cite, Question, Told
from zhibu.rules.days import full_months
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_TRANSFER, _CERTIFICATE, _MOBILE = (
    "transfer-six-months",
    "transfer-certificate-short-absence",
    "mobile-definition-six-months",
)
_KEEP_CONTACT, _SOMEWHERE, _NAMED = "mobile-keep-contact", "every-member-in-a-branch", "mobile-rural-named-contact"
_LOST, _ABROAD, _HALF_YEAR = "lost-contact-suspend", "abroad-suspend", "abroad-contact-half-year"

_FORMS = {
    "transferred": "组织关系已经转走",
    "short": "外出不满半年，不用转",
    "transfer": "要转组织关系",
    "mobile": "流动党员",
    "ask": "还要先问清楚",
}
_BELONGS = {
    "branch": "一个支部",
    "group": "一个党小组",
    "other": "别的特定组织",
    "none": "哪里都没有编",
    "unknown": "不清楚",
}
_PLACES = {"village": "村", "other": "别的单位"}
_PURPOSES = {"study": "出国学习", "settled": "在国外长期定居", "other": "别的原因出国"}


_LABELS = {
    "left_on": "离开的日子",
    "back_on": "回来的日子",
    "last_contact_on": "最后联系日",
    "suspended_on": "停止党籍日",
    "found_on": "重新联系上的日子",
    "went_on": "出国日",
    "returned_on": "回国日",
}


def _away(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    left = facts["left_on"]
    check_order(facts, _LABELS, "left_on", "back_on")
    law_on = min(on, facts["back_on"] or on)
    not_yet = outside((_TRANSFER,), law_on)
    if not_yet:
        return not_yet
    months = norms.resolve(_TRANSFER, law_on, layers).values.months_min
    half_year_on = months_after(left, months)
    back = facts["back_on"]
    long = on >= half_year_on if back is None else back >= half_year_on
    mobile = norms.resolve(_mobile_norm(law_on), law_on, layers).values.months_min
    form, status, why = _away_form(facts, long, on >= months_after(left, mobile), months)
    end = back or on
    return Answer(
        answer={
            "form": form,
            "form_zh": _FORMS[form],
            "months_away": full_months(left.toordinal(), max(left, min(on, end)).toordinal()),
            "half_year_on": half_year_on,
        },
        status=status,
        because=(
            said(
                "{left}离开，到{half_year_on}满{months}个月。",
                left=say(left),
                half_year_on=say(half_year_on),
                months=months,
            ),
            why,
        ),
        cites=_away_cites(form, law_on, layers),
        next_step=_away_step(form),
    )


def _mobile_norm(law_on: date) -> str:
    """The text that says who counts as mobile: the definition of 2024, before it the article on keeping in contact."""
    return _MOBILE if norms.norm(_MOBILE).span.holds(law_on) else _KEEP_CONTACT


def _away_form(facts: Mapping[str, Any], long: bool, already: bool, months: int) -> tuple[str, Status, str]:
    """(what it is, how it stands, why). ``long``: away, or planned to be away, for half a year; ``already``: by now."""
    if facts["transferred"]:
        return "transferred", Status.MET, "组织关系已经转走，由接收的支部管。"
    if not long:
        open_end = "" if facts["back_on"] else "没有填哪天回来，先这样看。"
        return (
            "short",
            Status.MET,
            said("不满{months}个月，组织关系不转，可以带党员证明信。{open_end}", months=months, open_end=open_end),
        )
    if facts["place_fixed"] is None:
        return "ask", Status.UNKNOWN, "地点是不是比较固定，没有说。固定的要转组织关系，不固定的按流动党员管。"
    if facts["place_fixed"]:
        return "transfer", Status.DUE, said("外出{months}个月以上，地点比较固定，要转组织关系。", months=months)
    if facts["can_attend"]:
        return "ask", Status.UNKNOWN, "还能参加原支部的活动，够不上流动党员，怎么管同支部商量。"
    if facts["can_attend"] is None:
        return "ask", Status.UNKNOWN, "能不能参加原支部的活动，没有说。连着六个月参加不了的，才是流动党员。"
    if not already:
        return (
            "ask",
            Status.DUE,
            said("参加不了原支部的活动还没有满{months}个月，先登记去向，满了按流动党员管。", months=months),
        )
    return (
        "mobile",
        Status.MET,
        said("没有转组织关系，{months}个月以上参加不了原支部的活动，是流动党员。", months=months),
    )


def _away_cites(form: str, law_on: date, layers: Sequence[Layer]) -> tuple[Cite, ...]:
    wanted = {"short": (_CERTIFICATE, _TRANSFER), "mobile": (_MOBILE, _KEEP_CONTACT)}.get(form, (_TRANSFER, _MOBILE))
    in_force = [norm_id for norm_id in wanted if norms.norm(norm_id).span.holds(law_on)]
    return tuple(cite(norm_id, law_on, layers) for norm_id in in_force)


def _away_step(form: str) -> str:
    return {
        "transferred": "",
        "short": "开一封党员证明信，请他在那边参加组织生活。",
        "transfer": "同本人说好，开介绍信转组织关系。",
        "mobile": "两头登记，约好怎么联系，请他到流入地报到。",
        "ask": "问清楚地点固定不固定、能不能参加原支部的活动。",
    }[form]


def _in_branch(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_SOMEWHERE,), on)
    if not_yet:
        return not_yet
    belongs = facts["belongs"]
    in_one = {"none": False, "unknown": None}.get(belongs, True)
    return Answer(
        answer={"in_an_organisation": in_one},
        status={True: Status.MET, False: Status.BREACHED, None: Status.UNKNOWN}[in_one],
        because=(
            {
                True: said("编在{belongs}里。", belongs=_BELONGS[belongs]),
                False: "哪个支部、小组都没有编进去。",
                None: "编在哪里还不清楚。",
            }[in_one],
        ),
        cites=(cite(_SOMEWHERE, on, layers),),
        next_step={True: "", False: "编进一个支部或者小组。", None: "问本人和上级，组织关系在哪里。"}[in_one],
    )


def _mobile_contact(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_NAMED,), on)
    if not_yet:
        return not_yet
    members, named = facts["mobile_members"], facts["named"]
    if facts["place"] != "village" or not members:
        line = "没有流动党员。" if not members else "这一条写的是农村支部。别的支部也要同流动党员经常联系。"
        return Answer({"needed": False}, Status.NOT_APPLICABLE, (line,), (cite(_NAMED, on, layers),), "")
    status = Status.UNKNOWN if named is None else Status.MET if named else Status.BREACHED
    word = {Status.UNKNOWN: "有没有定专人，没有说。", Status.MET: "定了专人。", Status.BREACHED: "没有定专人。"}[status]
    return Answer(
        {"needed": True},
        status,
        (said("村里有{members}名流动党员，要有专人联系，{word}", members=members, word=word),),
        (cite(_NAMED, on, layers),),
        "" if status is Status.MET else "定一个人，写明他联系谁。",
    )


def _lost(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    last, suspended, found = facts["last_contact_on"], facts["suspended_on"], facts["found_on"]
    check_order(facts, _LABELS, "last_contact_on", "suspended_on", "found_on")
    check_past(on, facts, _LABELS, "last_contact_on", "suspended_on", "found_on")
    not_yet = outside((_LOST,), suspended or on)
    if not_yet:
        return not_yet
    values = norms.resolve(_LOST, on, layers).values
    half_year_on = months_after(last, values.months_min)
    two_years_on = years_after(suspended, values.years_after) if suspended else None
    searches = [day for day in facts["searches"] or () if last <= day <= on]
    stage, status, line, step = _lost_stage(facts, on, half_year_on, two_years_on, searches)
    return Answer(
        answer={
            "stage": stage,
            "months_lost": full_months(last.toordinal(), (found or on).toordinal()),
            "half_year_on": half_year_on,
            "two_years_on": two_years_on,
            "searches": len(searches),
        },
        status=status,
        because=(
            said(
                "最后一次联系是{last}，到{half_year_on}满{months_min}个月。",
                last=say(last),
                half_year_on=say(half_year_on),
                months_min=values.months_min,
            ),
            line,
        ),
        cites=(cite(_LOST, on, layers),),
        next_step=step,
    )


def _lost_stage(
    facts: Mapping[str, Any], on: date, half_year_on: date, two_years_on: date | None, searches: Sequence[date]
) -> tuple[str, Status, str, str]:
    """(stage, status, sentence, next step). People decide; here only the dates and what comes next."""
    if facts["found_on"] is not None:
        if facts["suspended_on"] is None:
            return (
                "found",
                Status.MET,
                said("{found_on}重新联系上了。", found_on=say(facts["found_on"])),
                "问清情况，约好以后怎么联系。",
            )
        return (
            "found",
            Status.MET,
            said("{found_on}重新联系上了，停止的党籍可以按程序恢复。", found_on=say(facts["found_on"])),
            "报上级，问怎么恢复。",
        )
    if two_years_on is not None:
        if facts["suspended_on"] < half_year_on:
            return (
                "check",
                Status.BREACHED,
                said("停止党籍那天还没有满，要到{half_year_on}才满。", half_year_on=say(half_year_on)),
                "核对日期，问上级。",
            )
        if on < two_years_on:
            return (
                "suspended",
                Status.DUE,
                said("党籍已经停止，到{two_years_on}满两年，这期间接着找。", two_years_on=say(two_years_on)),
                "接着找，找到了记下来。",
            )
        return (
            "decide",
            Status.DUE,
            said("停止党籍到{two_years_on}满了两年。还是联系不上的，由人按程序决定。", two_years_on=say(two_years_on)),
            "再找一次，问上级怎么办。",
        )
    if not searches:
        return (
            "search",
            Status.DUE,
            "还没有查找的记录。先查找，不是先停止党籍。",
            "打电话、问家人和同事、去住处，一次一次记下来。",
        )
    if on < half_year_on:
        return (
            "search",
            Status.DUE,
            said(
                "找过{searches_count}次，还没有到{half_year_on}。",
                searches_count=len(searches),
                half_year_on=say(half_year_on),
            ),
            "接着找，换几种办法。",
        )
    return (
        "decide",
        Status.DUE,
        said("已经满了，找过{searches_count}次。是不是停止党籍，由支部按程序研究。", searches_count=len(searches)),
        "支部研究，报上级。",
    )


def _abroad(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    went, returned, contact = facts["went_on"], facts["returned_on"], facts["last_contact_on"]
    check_order(facts, _LABELS, "went_on", "returned_on", "last_contact_on")
    check_past(on, facts, _LABELS, "went_on", "returned_on", "last_contact_on")
    not_yet = outside((_ABROAD,), on)
    if not_yet:
        return not_yet
    study = facts["purpose"] == "study"
    months = norms.resolve(_HALF_YEAR, on, layers).values.months_max
    years = norms.resolve(_ABROAD, on, layers).values.years_over
    five_years_on = years_after(went, years) if study else None
    next_contact_by = months_after(contact or went, months) if study and returned is None else None
    stage, status, lines, step = _abroad_stage(facts, on, five_years_on, next_contact_by, months)
    return Answer(
        answer={"stage": stage, "next_contact_by": next_contact_by, "five_years_on": five_years_on},
        status=status,
        because=lines,
        cites=tuple(cite(norm_id, on, layers) for norm_id in ((_HALF_YEAR, _ABROAD) if study else (_ABROAD,))),
        next_step=step,
    )


def _abroad_stage(
    facts: Mapping[str, Any], on: date, five_years_on: date | None, next_contact_by: date | None, months: int
) -> tuple[str, Status, tuple[str, ...], str]:
    if facts["returned_on"] is not None:
        return (
            "returned",
            Status.MET,
            (said("{returned_on}回国了。", returned_on=say(facts["returned_on"])),),
            "恢复参加组织生活，手续问上级。",
        )
    if five_years_on is None or next_contact_by is None:
        if facts["purpose"] == "settled":
            return (
                "decide",
                Status.DUE,
                ("在国外长期定居，一般停止党籍，由保管组织关系的党组织决定。",),
                "报保管组织关系的党组织研究。",
            )
        line = "不是学习也不是定居，这两条没有写，保持联系，怎么办问上级。"
        return "ask", Status.NOT_APPLICABLE, (line,), "问上级。"
    contact = facts["last_contact_on"]
    since = (
        said("上一次联系是{contact}", contact=say(contact))
        if contact
        else said("{went_on}出国以后没有联系的记录", went_on=say(facts["went_on"]))
    )
    lines = [
        said(
            "{since}，下一次最晚{next_contact_by}（至少{months}个月一次）。",
            since=since,
            next_contact_by=say(next_contact_by),
            months=months,
        )
    ]
    late = on > next_contact_by
    status = Status.MET if not late else Status.OVERDUE if contact else Status.UNKNOWN
    step = (
        "现在联系一次，记下日期。"
        if late
        else said("{next_contact_by}以前再联系一次。", next_contact_by=say(next_contact_by))
    )
    if on > five_years_on:
        lines.append(
            said(
                "到{five_years_on}满五年，已经超过。一般停止党籍，由保管组织关系的党组织决定。",
                five_years_on=say(five_years_on),
            )
        )
        return (
            "decide",
            Status.OVERDUE if late and contact else Status.DUE,
            tuple(lines),
            "先联系本人，再报保管组织关系的党组织研究。",
        )
    lines.append(
        said("出国学习到{five_years_on}满五年，超过了还没回来，一般停止党籍。", five_years_on=say(five_years_on))
    )
    return "contact", status, tuple(lines), step


QUESTIONS = (
    Question(
        name="member.away",
        title_zh="党员外出，要不要转组织关系，算不算流动党员",
        title_en="A member is away: transfer, or mobile member",
        asks=(
            Ask("left_on", "day", "离开的日子", "2025-10-08"),
            Ask("back_on", "day", "回来（或者打算回来）的日子", "2026-06-30", required=False),
            Ask("place_fixed", "flag", "在那边地点比较固定", "否", required=False, help_zh="满半年的要填。"),
            Ask(
                "can_attend", "flag", "还能参加原支部的活动", "否", required=False, help_zh="满半年、地点不固定的要填。"
            ),
            Ask("transferred", "flag", "组织关系已经转走", "否", required=False),
        ),
        tells=(
            Told("form", said("怎么看（{FORMS}）", FORMS=joined(_FORMS))),
            Told("form_zh", "怎么看"),
            Told("months_away", "已经外出整", "个月"),
            Told("half_year_on", "满六个月的日子"),
        ),
        norm_ids=(_TRANSFER, _CERTIFICATE, _MOBILE, _KEEP_CONTACT),
        reckon=_away,
    ),
    Question(
        name="member.in_branch",
        title_zh="这名党员编在组织里没有",
        title_en="Does this member belong to an organisation",
        asks=(Ask("belongs", "choice", "编在哪里", "一个支部", choices=_BELONGS),),
        tells=(Told("in_an_organisation", "编进去了（不清楚的为空）"),),
        norm_ids=(_SOMEWHERE,),
        reckon=_in_branch,
    ),
    Question(
        name="member.mobile_contact",
        title_zh="流动党员要不要定专人联系",
        title_en="Is a contact for mobile members named",
        asks=(
            Ask("place", "choice", "什么支部", "村", choices=_PLACES),
            Ask("mobile_members", "whole", "流动党员", "2", "人"),
            Ask("named", "flag", "定了专人", "是", required=False, when={"place": ("village",)}),
        ),
        tells=(Told("needed", "要定专人"),),
        norm_ids=(_NAMED,),
        reckon=_mobile_contact,
    ),
    Question(
        name="member.lost_contact",
        title_zh="联系不上的党员，到哪一步了",
        title_en="A member out of contact: which step",
        asks=(
            Ask("last_contact_on", "day", "最后联系日", "2025-09-15"),
            Ask("searches", "days", "查找的日期", "2026-01-10、2026-03-12", required=False, help_zh="有记录的才填。"),
            Ask("suspended_on", "day", "停止党籍日", "2026-04-20", required=False),
            Ask("found_on", "day", "重新联系上的日子", "2026-05-06", required=False),
        ),
        tells=(
            Told("stage", "到哪一步（search 查找，decide 由人研究，suspended 已停止，found 找到了，check 日期不对）"),
            Told("months_lost", "失去联系整", "个月"),
            Told("half_year_on", "满六个月的日子"),
            Told("two_years_on", "停止满两年的日子（没有停止的为空）"),
            Told("searches", "查找过", "次"),
        ),
        norm_ids=(_LOST,),
        reckon=_lost,
    ),
    Question(
        name="member.abroad",
        title_zh="出国的党员，哪天以前联系，哪天满五年",
        title_en="A member abroad: next contact, five years",
        asks=(
            Ask("went_on", "day", "出国日", "2025-09-01"),
            Ask("purpose", "choice", "出国做什么", "出国学习", choices=_PURPOSES),
            Ask("last_contact_on", "day", "最后联系日", "2026-02-10", required=False),
            Ask("returned_on", "day", "回国日", "2026-05-15", required=False),
        ),
        tells=(
            Told("stage", "怎么办（contact 保持联系，decide 由人研究，returned 回来了，ask 问上级）"),
            Told("next_contact_by", "下一次联系最晚（不是出国学习的为空）"),
            Told("five_years_on", "满五年的日子（不是出国学习的为空）"),
        ),
        norm_ids=(_HALF_YEAR, _ABROAD),
        reckon=_abroad,
    ),
)
