"""Points of a case that need a reckoning of their own: age, training, notice, reviews, approval, conversion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from zhibu.questions.admission.age import CONSTITUTION as CONSTITUTION_AGE
from zhibu.questions.admission.age import RULE as AGE
from zhibu.questions.admission.approval import approval_of
from zhibu.questions.admission.asks import apart, say_months
from zhibu.questions.admission.checks import remark_on_limit
from zhibu.questions.admission.conversion import LOCAL_APPLY, TRANSFERRED, meeting_window
from zhibu.questions.admission.notice import LOCAL as LOCAL_NOTICE
from zhibu.questions.admission.notice import count_notice, notice_rules
from zhibu.questions.admission.probation import YEAR, Probation, probation_of
from zhibu.questions.admission.remarks import Course, Remark
from zhibu.questions.admission.reviews import half_year_turns
from zhibu.questions.admission.training import RULE as TRAINING
from zhibu.questions.admission.training import training_is_enough
from zhibu.questions.dating import months_after, say
from zhibu.rules.admission_steps import REVISED_ON
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

LEAVING = "admission-leaving-three-months"


def look_at_age(course: Course) -> Iterator[Remark]:
    """Eighteen on the day of the application."""
    born, applied = course.facts["born_on"], course.day("applied_on")
    for rule in (AGE, CONSTITUTION_AGE):
        text = course.text(rule, applied) if applied else None
        if born is None or applied is None or text is None:
            continue
        years = course.figures(text, applied).years
        birthday = months_after(born, years * 12)
        early = max(0, apart(applied, birthday))
        tail = said("，早了{early}天。", early=early) if early else "，够了。"
        sentence = said(
            "{birthday}满{years}岁，{applied}收到申请书{judged}",
            birthday=say(birthday),
            years=years,
            applied=say(applied),
            judged=tail,
        )
        yield Remark(1, text, applied, Status.BREACHED if early else Status.MET, sentence, birthday, None, early)


def look_at_training(course: Course) -> Iterator[Remark]:
    """Days or class hours of the short training."""
    ended = course.day("training_ended_on")
    days, hours = course.facts["training_days"], course.facts["training_class_hours"]
    rule = course.text(TRAINING, ended) if ended else None
    if ended is None or rule is None or (days is None and hours is None):
        return
    wanted = course.figures(rule, ended)
    enough = training_is_enough(days or 0, hours or 0, wanted.days, wanted.class_hours)
    told = said(
        "集中培训一般不少于{least_days}天或者{least_hours}学时，训了{days}天、{hours}学时",
        least_days=wanted.days,
        least_hours=wanted.class_hours,
        days=days or 0,
        hours=hours or 0,
    )
    status, tail = (Status.MET, "，够了。") if enough else (Status.BREACHED, "，不够。")
    yield Remark(11, rule, ended, status, told + tail)


def look_at_target_notice(course: Course) -> Iterator[Remark]:
    """The public notice before somebody becomes a development target."""
    posted, ended = course.day("notice_posted_on"), course.day("notice_ended_on")
    rules = notice_rules("target", posted, course.layers) if posted else ()
    if posted is None or not rules:
        yield from _local_notice_missing(course)
        return
    workdays = max(course.figures(rule, posted).workdays for rule in rules)
    notice = count_notice(posted, workdays)
    words = said(
        "{posted}贴出公示，数{workdays}个工作日到{ends_on}",
        posted=say(posted),
        workdays=workdays,
        ends_on=say(notice.ends_on),
    )
    words = joined((words, "" if notice.official else "（放假安排没有公布，先按周一到周五数）"), "")
    for rule in rules:
        if ended is None and course.day("target_on") is None and course.on <= notice.ends_on:
            yield Remark(8, rule, posted, Status.DUE, said("{words}。", words=words), None, notice.ends_on)
        elif ended is None:
            yield Remark(
                8, rule, posted, Status.UNKNOWN, said("{words}；公示的止日没有记录。", words=words), notice.ends_on
            )
        elif ended >= notice.ends_on:
            yield Remark(
                8, rule, posted, Status.MET, said("{words}；挂到{ended}，满了。", words=words, ended=say(ended))
            )
        elif ended >= notice.ends_from_same_day:
            told = said("{words}；挂到{ended}，贴出那天也算才够。", words=words, ended=say(ended))
            yield Remark(8, rule, posted, Status.UNKNOWN, told, notice.ends_on, ask_higher=True)
        else:
            short = apart(ended, notice.ends_on)
            yield Remark(
                8,
                rule,
                posted,
                Status.BREACHED,
                said("{words}；挂到{ended}，不够。", words=words, ended=say(ended)),
                None,
                None,
                short,
            )


def _local_notice_missing(course: Course) -> Iterator[Remark]:
    """Before the notice was asked of the whole country, a province may have asked for it."""
    named = course.day("target_on")
    rule = course.text(LOCAL_NOTICE, named) if named else None
    if named is not None and rule is not None and named < REVISED_ON:
        yield Remark(
            8,
            rule,
            named,
            course.missing(),
            said("贵州要求列为发展对象以前公示，{named}列为发展对象，没有公示的记录。", named=say(named)),
        )


def look_at_reviews(course: Course) -> Iterator[Remark]:
    """Half-yearly reviews of the activist, and in Guizhou of the probationary member."""
    yield from _reviews(course, "activist", 6, "activist_on", "target_on", "review_dates")
    yield from _reviews(
        course, "probationary", 21, "admission_meeting_on", "conversion_meeting_on", "probation_review_dates"
    )


def _reviews(course: Course, kind: str, step: int, start: str, until: str, fact: str) -> Iterator[Remark]:
    began, ended = course.day(start), course.day(until)
    if began is None or (course.facts[fact] is None and ended is not None and not course.is_complete):
        return  # the stage is over and no reviews were told: the other questions ask after them
    turns = half_year_turns(
        kind, began, course.facts[fact] or (), course.on, course.layers, until_on=ended, complete=course.is_complete
    )
    for turn in turns:
        words = said("{from_on}以后的半年考察，最晚{due_by}", from_on=say(turn.from_on), due_by=say(turn.due_by))
        yield remark_on_limit(course, step, turn.rule, turn.due_by, turn.due_by, turn.done_on, words)


def look_at_leaving(course: Course) -> Iterator[Remark]:
    """Somebody who leaves within three months is normally not admitted."""
    leaves, met = course.facts["leaves_on"], course.day("admission_meeting_on")
    law_on = met or course.on
    rule = course.text(LEAVING, law_on)
    if leaves is None or rule is None or leaves < law_on:
        return
    months = course.figures(rule, law_on).months
    if leaves > months_after(law_on, months):
        return
    words = said("{leaves}要离开，{months}内一般不办接收", leaves=say(leaves), months=say_months(months))
    if met is None:
        yield Remark(15, rule, law_on, Status.DUE, said("{words}，请接收他的单位接着办。", words=words))
    else:
        yield Remark(15, rule, law_on, Status.BREACHED, said("{words}，{met}开了大会接收。", words=words, met=say(met)))


def look_at_approvals(course: Course) -> Iterator[Remark]:
    """The time of the higher committee, for the admission and for the conversion."""
    special = bool(course.facts["special_reason"])
    yield from _approval(course, "admission", 17, ("admission_meeting_on", "reported_on", "approved_on"), special)
    names = ("conversion_meeting_on", "conversion_reported_on", "conversion_approved_on")
    yield from _approval(course, "conversion", 24, names, False)


def _approval(course: Course, kind: str, step: int, names: tuple[str, str, str], special: bool) -> Iterator[Remark]:
    meeting, reported, approved = (course.day(name) for name in names)
    begun = (
        meeting or reported
    )  # reported without a meeting on record: the time of the higher committee runs all the same
    if begun is None or (kind == "admission" and course.refused_on is not None):
        return
    found = approval_of(kind, begun, reported, course.layers, special=special)
    if found is None or (approved is not None and approved < found.from_on):
        return  # the wrong order is remarked on by Before
    start = "上报决议" if reported else "大会（没有记上报的日子，这样算更早）"
    what = "批准" if kind == "admission" else "批准转正"
    words = said(
        "从{start}{from_on}算，党委最晚{last_on}{what}",
        start=start,
        from_on=say(found.from_on),
        last_on=say(found.last_on),
        what=what,
    )
    if found.has_special_reason and found.special_deadline:
        words = joined((words, "（有特殊情况，最长的一天）"), "")
    yield remark_on_limit(course, step, found.rule, found.from_on, found.last_on, approved, words)


def look_at_refusal(course: Course) -> Iterator[Remark]:
    """A refusal is told to the branch and to the person."""
    refused, told = course.refused_on, course.day("refused_told_on")
    rule = course.text("admission-refused-tell", refused) if refused else None
    if refused is None or rule is None:
        return
    if told is None:
        sentence = said("{refused}党委决定不批准，告诉支部和本人没有记录。", refused=say(refused))
        yield Remark(17, rule, refused, course.missing(), sentence)
    elif told < refused:
        sentence = said("{told}就告诉了本人，早于{refused}党委决定。", told=say(told), refused=say(refused))
        yield Remark(17, rule, refused, Status.BREACHED, sentence, refused, None, apart(told, refused))
    else:
        yield Remark(
            17,
            rule,
            refused,
            Status.MET,
            said("{refused}党委决定不批准，{told}告诉了支部和本人。", refused=say(refused), told=say(told)),
        )


def look_at_probation(course: Course) -> Iterator[Remark]:
    """The year of probation, its extension, and the discussion of conversion when it ends."""
    joined, met = course.day("admission_meeting_on"), course.day("conversion_meeting_on")
    if joined is None or course.refused_on is not None:
        return
    decided = course.facts["extension_decided_on"]
    found = probation_of(joined, course.layers, extended_to=course.facts["extended_to"], decided_on=decided)
    if found is None:
        return
    if found.extension_rule:
        yield _extension(found, decided or found.ends_on)
    end = found.last_end_on
    words = said("{joined}大会通过，预备期到{end}满", joined=say(joined), end=say(end))
    law_on = met or max(course.on, joined)
    year = course.text(YEAR, law_on) or found.year_rule
    if met is not None and met < end:
        days = apart(met, end)
        yield Remark(
            23,
            year,
            law_on,
            Status.BREACHED,
            said("{words}；{met}就讨论转正，早了{days}天。", words=words, met=say(met), days=days),
            end,
            None,
            days,
        )
        return
    status = Status.MET if met or course.on >= end else Status.NOT_APPLICABLE
    yield Remark(23, year, law_on, status, said("{words}，那天起可以讨论转正。", words=words), end)
    if met is not None or course.on >= end:
        yield _discussed(course, found, met)
    yield from _local_application(course, end)


def _extension(found: Probation, decided: date) -> Remark:
    status = Status.BREACHED if found.fault_zh else Status.MET
    sentence = said(
        "预备期从{ends_on}延长到{last_end_on}。{fault_zh}",
        ends_on=say(found.ends_on),
        last_end_on=say(found.last_end_on),
        fault_zh=found.fault_zh,
    )
    assert found.extension_rule is not None  # asked before
    return Remark(21, found.extension_rule, decided, status, sentence)


def _discussed(course: Course, found: Probation, met: date | None) -> Remark:
    moved = course.facts["transferred_in_on"]
    transferred = moved is not None and moved <= found.last_end_on
    end, latest, rule, law_on = meeting_window(found, course.layers, transferred=transferred)
    why = "转来的可以推迟，最晚" if rule == TRANSFERRED else "期满及时讨论转正，提醒到"
    return remark_on_limit(
        course,
        23,
        rule,
        law_on,
        latest,
        met,
        said("预备期{end}满，{why}{latest}", end=say(end), why=why, latest=say(latest)),
    )


def _local_application(course: Course, end: date) -> Iterator[Remark]:
    rule = course.text(LOCAL_APPLY, end)
    if rule is None:
        return
    latest = end - timedelta(days=course.figures(rule, end).days)
    applied = course.day("conversion_applied_on")
    if applied is not None or course.on > latest - timedelta(days=30):
        words = said("贵州要求期满前一周交转正申请，最晚{latest}", latest=say(latest))
        yield remark_on_limit(course, 22, rule, end, latest, applied, words)


def look_at_conversion_notice(course: Course) -> Iterator[Remark]:
    """Reminds of the notice that Guizhou asks for at conversion; its days are reckoned by the question on notices."""
    met = course.day("conversion_meeting_on")
    rule = course.text(LOCAL_NOTICE, met) if met else None
    if met is not None and rule is not None:
        yield Remark(23, rule, met, Status.UNKNOWN, "贵州转正时也要公示五个工作日，公示的日子在“公示到哪天”里算。")
