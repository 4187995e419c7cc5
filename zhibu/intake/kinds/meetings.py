"""会议台账: one row, one gathering."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from zhibu.intake.kinds.attending import everybody, names_or_count, read_absences
from zhibu.intake.kinds.gatherings import LABELS, kinds_in
from zhibu.intake.kinds.kind import Draft, by_name
from zhibu.intake.kinds.meeting_fields import FIELDS, MARKS
from zhibu.intake.result import Raw
from zhibu.intake.values.counts import read_attendance, read_count, read_votes
from zhibu.intake.values.dates import Moment, read_moment
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.outcome import Outcome, look, note, refused
from zhibu.intake.values.times import read_times
from zhibu.intake.wording import shortened
from zhibu.rules.said import joined, said

LONGEST_TITLE = 100
WHEN = "写上日期，例如 2023-05-01。"

_VOTES = ("due_to_vote", "votes_present", "in_favour", "against", "abstained")
_SIGNS = frozenset(
    ["kinds", "title", "content", "due", "present", "attendance", "host", "place", "attendees", "decision", "recorder"]
)
_TITLE = re.compile(r"三会一课|会议|台账|主题党日|组织生活|党课|支委会|党员大会|小组会")


class Meetings:
    """The kind “meetings”."""

    name = "meetings"
    label = "会议台账"
    key = "happened_on"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        signs = len(found & _SIGNS) + any(name.startswith("mark_") for name in found)
        titled = bool(_TITLE.search(title))
        if not found & {"happened_on", "starts"} or signs < (1 if titled else 2):
            return 0.0
        return 0.4 + 0.1 * signs + 0.2 * titled

    def read(self, draft: Draft) -> None:
        """Fields first, then what does not fit between them."""
        _read_when(draft)
        _read_what(draft)
        _read_who(draft)
        _read_votes(draft)
        for name in ("place", "host", "recorder", "branch", "group", "remark"):
            draft.values[name] = draft.text(name)
        _part_host_and_recorder(draft)
        _compare_people(draft)
        _compare_votes(draft)

    def compare(self, drafts: Sequence[Draft]) -> None:
        """Days outside the year of the table; the same gathering twice: told, never merged."""
        _tell_other_years(drafts)
        first: dict[object, int] = {}
        for draft in drafts:
            values = draft.values
            if values["happened_on"] is None or values["happened_precision"] != "day":
                continue
            key = (values["happened_on"], tuple(values["kinds"]), values["branch"], values["group"], values["starts"])
            if key in first:
                names = "、".join(LABELS[kind] for kind in values["kinds"])
                sentence = said("和第 {first} 行是同一天的{names}。", first=first[key], names=names)
                draft.tell(
                    look("duplicate.gathering", sentence, "同一次会只留一行；开了两次的照原样导入。"), "happened_on"
                )
            first.setdefault(key, draft.number)


def _tell_other_years(drafts: Sequence[Draft]) -> None:
    """Only where most rows lie in the year of the title: a file name may carry the year in which it was saved."""
    dated = [draft for draft in drafts if draft.values["happened_on"] is not None and draft.year is not None]
    outside = [draft for draft in dated if draft.values["happened_on"].year != draft.year]
    if len(outside) * 2 >= len(dated):
        return
    for draft in outside:
        if all(problem.code != "happened.future" for problem in draft.problems):
            sentence = said(
                "日期是 {year} 年的，表上写的是 {year_2} 年。", year=draft.values["happened_on"].year, year_2=draft.year
            )
            draft.tell(look("date.other_year", sentence, "核对年份；没错就照原样导入。"), "happened_on")


def _read_when(draft: Draft) -> None:
    def reader(value: Raw) -> Outcome[Moment]:
        entry = draft.entries["happened_on"]
        outcome = read_moment(value, year=draft.year, shown_as=entry.shown_as, epoch_1904=draft.epoch_1904)
        if outcome.problem and outcome.problem.code == "date.month_only":
            return Outcome(outcome.value, replace(outcome.problem, right="查会议记录，补上是哪一天。"))
        return outcome

    values = draft.values
    moment = draft.take("happened_on", reader)
    values["happened_on"] = moment.dated.on if moment else None
    values["happened_precision"] = moment.dated.precision if moment else "day"
    values["until_on"] = moment.until if moment else None
    values["starts"], values["ends"] = (moment.starts, moment.ends) if moment else (None, None)
    for name in ("times", "starts", "ends"):
        _read_clock(draft, name)
    if values["starts"] and values["ends"] and values["ends"] <= values["starts"]:
        sentence = said(
            "结束时间 {ends} 不在开始时间 {starts} 之后，结束时间空着。",
            ends=f"{values['ends']:%H:%M}",
            starts=f"{values['starts']:%H:%M}",
        )
        draft.tell(look("time.backwards", sentence, "按 24 小时写，例如 14:00-16:00。"), "ends")
        values["ends"] = None
    _judge_day(draft)


def _read_clock(draft: Draft, name: str) -> None:
    times = draft.take(name, read_times)
    if times is None:
        return
    if name == "ends":
        draft.values["ends"] = times[0]
        return
    draft.values["starts"] = times[0] or draft.values["starts"]
    draft.values["ends"] = times[1] or draft.values["ends"]


def _judge_day(draft: Draft) -> None:
    on, today = draft.values["happened_on"], draft.today
    if on is None or draft.values["happened_precision"] == "year":
        draft.insist(
            "happened_on", refused("happened.missing", "没有日期。", said("{when}不是一次会就删掉这一行。", when=WHEN))
        )
    elif today and on > today:
        draft.tell(look("happened.future", said("{on} 还没到。", on=on), "核对年份；是计划就先不导入。"), "happened_on")


def _read_what(draft: Draft) -> None:
    """Kinds, title, content, decision, and the items of the gathering."""
    values = draft.values
    values["content"], values["decision"] = draft.text("content"), draft.text("decision")
    values["title"] = _title(draft)
    values["kind_text"] = shortened(draft.text("kinds"), 60)
    values["kinds"] = _kinds(draft)
    values["title"] = values["title"] or _made_title(draft)
    values["items"] = [{"kind": kind, "title": values["title"]} for kind in values["kinds"]]


def _title(draft: Draft) -> str:
    """At most 100 letters; the whole of a longer one goes in front of the content."""
    title = " ".join(draft.text("title").split())
    if len(title) <= LONGEST_TITLE:
        return title
    draft.values["content"] = "\n".join(filter(None, [title, draft.values["content"]]))
    draft.tell(note("title.long", said("主题有 {count} 个字，全文放进了内容。", count=len(title))), "title")
    return shortened(title, LONGEST_TITLE)


def _made_title(draft: Draft) -> str:
    text = draft.values["kind_text"] or "、".join(LABELS[kind] for kind in draft.values["kinds"])
    return shortened(text, LONGEST_TITLE)


def _kinds(draft: Draft) -> list[str]:
    """From the kind column and ticks; failing these, from the title; failing that, from the name of the sheet."""
    ticked = [kind for kind in MARKS if draft.take(f"mark_{kind}", read_mark)]
    named = kinds_in(draft.values["kind_text"])
    found = list(dict.fromkeys([*named, *ticked]))
    if found:
        return found
    text = draft.values["kind_text"]
    if in_title := kinds_in(draft.values["title"]):
        names = "、".join(LABELS[kind] for kind in in_title)
        problem = note if not text else look
        draft.tell(
            problem("kind.from_title", said("会议种类按主题认作{names}。", names=names), "不对就在会议种类一栏写明。"),
            "title",
        )
        return in_title
    if not text and (default := kinds_in(draft.defaults.get("kinds", ""))):
        return default
    what = said("不认得“{text}”", text=text[:15]) if text else said("没有写会议种类")
    right = "要算进三会一课，写成 支部党员大会、支委会、党小组会、党课、主题党日、组织生活会 或 民主评议党员。"
    draft.tell(look("kind.unknown", said("{what}，会记成其他活动。", what=what), right), "kinds")
    return ["other"]


def _read_who(draft: Draft) -> None:
    values = draft.values
    values["attendee_names"], in_list = names_or_count(draft, "attendees")
    values["guest_names"], _ = names_or_count(draft, "guests")
    absences, in_absences = read_absences(draft, "absences")
    more, absent = read_absences(draft, "absent")
    values["absences"] = [*absences, *(one for one in more if one not in absences)]
    in_one_cell = draft.take("attendance", _attendance_reader(draft))
    combined = dict(in_one_cell or {})
    everyone = everybody(draft, "present") or everybody(draft, "attendance") or everybody(draft, "attendees")
    for name in ("due", "present"):
        values[name] = draft.take(name, lambda value, name=name: _count_or_several(value, name, combined))  # type: ignore[misc]
    for name, other in (("due", None), ("present", in_list), ("absent", absent if absent is not None else in_absences)):
        if values.get(name) is None:
            values[name] = combined.get(name, other)
    if values["present"] is None and everyone and values["due"] is not None:
        values["present"] = values["due"]
        draft.problems = [problem for problem in draft.problems if problem.code != "count.everybody"]
        draft.tell(note("count.everybody", said("写的是全体，实到按应到 {due} 人记。", due=values["due"])), everyone)
    if values["absent"] is None and values["absences"]:
        values["absent"] = len(values["absences"])


def _part_host_and_recorder(draft: Draft) -> None:
    """何田/陆梅 under 主持人/记录人 are two people."""
    entry = draft.entries.get("host")
    parts = [part.strip() for part in re.split(r"[/／\\|]", draft.values["host"])]
    if entry and "记录" in entry.header and len(parts) == 2 and not draft.values["recorder"]:
        first, second = parts if entry.header.find("主持") < entry.header.find("记录") else reversed(parts)
        draft.values["host"], draft.values["recorder"] = first, second


def _count_or_several(value: Raw, name: str, combined: dict[str, int]) -> Outcome[int]:
    """A count; 应到15/实到12 in a column for one of them goes to both, 13人（缺席2人） is its own and the absent."""
    outcome = read_count(value)
    if outcome.problem and outcome.problem.code in ("count.unreadable", "count.remark"):
        several = read_attendance(value)
        others = {key: count for key, count in (several.value or {}).items() if several.problem is None}
        if others:
            own = others.pop(name, outcome.value)
            combined.update(others)
            return Outcome(own)
    return outcome


def _attendance_reader(draft: Draft) -> Callable[[Raw], Outcome[Mapping[str, int]]]:
    """应到/实到 in the header says which number of 15/12 comes first."""
    entry = draft.entries.get("attendance")
    header = entry.header if entry else ""
    first, second = header.find("应到"), header.find("实到")
    order = None
    if first >= 0 and second >= 0:
        order = ("due", "present") if first < second else ("present", "due")
    return lambda value: read_attendance(value, order)


def _read_votes(draft: Draft) -> None:
    combined = draft.take("votes", read_votes) or {}
    for name in _VOTES:
        single = draft.take(name, read_count)
        draft.values[name] = combined.get(name) if single is None else single


def _compare_people(draft: Draft) -> None:
    values = draft.values
    due, present, absent = values["due"], values["present"], values["absent"]
    if due is not None and present is not None and present > due:
        sentence = said("实到 {present} 人，比应到 {due} 人多。", present=present, due=due)
        draft.tell(
            refused("present.more_than_due", sentence, "核对两个数；列席的人不算在实到里。"), _present_field(draft)
        )
    elif due is not None and present is not None and absent is not None and present + absent != due:
        sentence = said(
            "应到 {due} 人，实到 {present} 人，缺席 {absent} 人，加起来不对。", due=due, present=present, absent=absent
        )
        draft.tell(
            look(
                "people.sum", sentence, said("实到加缺席应等于应到，差 {left} 人。", left=abs(due - present - absent))
            ),
            _present_field(draft),
        )
    names = values["attendee_names"]
    if names and present is not None and len(names) != present and "attendees" in draft.entries:
        sentence = said("名单有 {count} 人，实到写的是 {present} 人。", count=len(names), present=present)
        draft.tell(look("people.names", sentence, "核对名单和人数。"), "attendees")
    both = [one["name"] for one in values["absences"] if one["name"] in names]
    if both:
        draft.tell(
            look("people.both", said("{names} 同时写在参加和缺席里。", names=joined(both[:3])), "只留一处。"),
            "attendees",
        )


def _present_field(draft: Draft) -> str:
    return next((name for name in ("present", "attendance", "attendees") if name in draft.entries), "due")


def _compare_votes(draft: Draft) -> None:
    """A tally must fit into those present, and these into those due."""
    values = draft.values
    due, present = values["due_to_vote"], values["votes_present"]
    cast = [values[name] for name in ("in_favour", "against", "abstained") if values[name] is not None]
    if not cast:
        return
    field = next((name for name in ("in_favour", "votes", "against", "abstained") if name in draft.entries), "votes")
    if due is not None and present is not None and present > due:
        draft.tell(
            refused(
                "votes.more_than_due",
                said("参加表决 {present} 人，比应到有表决权的 {due} 人多。", present=present, due=due),
                "核对两个数。",
            ),
            field,
        )
    most, what = next(
        (
            (number, what)
            for number, what in (
                (present, said("参加表决的")),
                (due, said("应到有表决权的")),
                (values["present"], said("实到的")),
                (values["due"], said("应到的")),
            )
            if number is not None
        ),
        (None, ""),
    )
    total = sum(cast)
    counted = joined(
        joined((label, str(values[name])), " ")
        for name, label in (("in_favour", said("赞成")), ("against", said("反对")), ("abstained", said("弃权")))
        if values[name] is not None
    )
    if most is not None and total > most:
        draft.tell(
            refused(
                "votes.too_many",
                said(
                    "{counted}，共 {total} 票，比{what} {most} 人多。",
                    counted=counted,
                    total=total,
                    what=what,
                    most=most,
                ),
                "核对票数。",
            ),
            field,
        )
    elif present is not None and total < present and len(cast) == 3:
        draft.tell(
            look(
                "votes.sum",
                said(
                    "{counted}，共 {total} 票，参加表决的有 {present} 人。",
                    counted=counted,
                    total=total,
                    present=present,
                ),
                said("还差 {left} 票，核对票数。", left=present - total),
            ),
            field,
        )
