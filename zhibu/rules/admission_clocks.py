"""How the days of one case of admission are judged: a limit, a wait, an order, a count, a notice; for both texts.

A limit follows the text of the day on which it begins; a wait, an order and a count follow the text of the later deed.
What lies further ahead than a month is not asked yet, and what is missing from before 启用日 is not asked after.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.rules.bits import Whole, flag, larger, no, pick
from zhibu.rules.days import add_months
from zhibu.rules.judgement import Explanation, Fact, Judgement, Sheet, Values, judgement
from zhibu.rules.said import joined, said
from zhibu.rules.state import judge_deed
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import say_day, say_left, say_span

SHEET = "candidate"
ASKED_MONTHS_AHEAD = 1

DEEDS = {
    "applied": "收到申请书",
    "talked": "派人谈话",
    "recommended": "推荐或者推优",
    "activist": "确定为积极分子",
    "contacts_assigned": "指定培养联系人",
    "last_review": "上次考察",
    "opinions": "听取意见",
    "target_discussed": "支委会讨论",
    "target_filed": "报发展对象备案",
    "consented": "上级党委同意",
    "notice_posted": "贴出公示",
    "target": "列为发展对象",
    "introducers": "确定入党介绍人",
    "political_review": "政治审查有结论",
    "training_ended": "集中培训结束",
    "examined": "支委会审查",
    "pre_reviewed": "预审合格",
    "form_filled": "填写入党志愿书",
    "admission_meeting": "支部大会接收",
    "reported": "上报接收决议",
    "approved": "党委批准接收",
    "oath": "宣誓",
    "conversion_applied": "交转正申请",
    "conversion_opinions": "转正前征求意见",
    "conversion_examined": "支委会审查转正",
    "conversion_meeting": "支部大会讨论转正",
    "conversion_reported": "上报转正决议",
    "conversion_approved": "党委批准转正",
    "archived": "材料归档",
}
"""Days of the sheet (columns end in `_on`) as words of a sentence."""


@dataclass(frozen=True)
class Day:
    """One day of a sheet: is it known, and which."""

    known: Whole
    on: Whole


def day(sheet: Sheet, name: str) -> Day:
    return Day(getattr(sheet, f"{name}_on_known"), getattr(sheet, f"{name}_on"))


def later_of(first: Day, second: Day) -> Day:
    """The later of two days; the known one where only one is."""
    return Day(flag(first.known | second.known), larger(first.on * first.known, second.on * second.known))


def first_known(first: Day, second: Day) -> Day:
    """The first, or the second where the first is not known."""
    return Day(flag(first.known | second.known), pick(first.known, first.on, second.on * second.known))


def _facts(sheet: Sheet, *names: str) -> tuple[Fact, ...]:
    return tuple(Fact(DEEDS[name], say_day(getattr(sheet, f"{name}_on"))) for name in dict.fromkeys(names))


@dataclass(frozen=True)
class Limit:
    """Something is done within some months of a beginning.

    `begins`: days of which the later known one begins it, or, with `falls_back`, the first that is known.
    `stops`: where this has happened nothing is asked any more. `ours`: the words where the figure is our reminder.
    """

    norm_id: str
    begins: tuple[str, ...]
    done: str
    stops: str = ""
    falls_back: bool = False
    note_zh: str = ""
    is_repeated: bool = False

    def start(self, sheet: Sheet, values: Values) -> Day:
        found = day(sheet, self.begins[0])
        for name in self.begins[1:]:
            other = day(sheet, name)
            found = first_known(found, other) if self.falls_back else later_of(found, other)
        return found

    def months(self, sheet: Sheet, values: Values) -> Whole:
        if hasattr(values, "months_special"):
            return pick(sheet.special_reason, values.months_special, values.months)
        return values.months

    def last(self, sheet: Sheet, values: Values) -> Whole:
        return add_months(self.start(sheet, values).on, self.months(sheet, values))

    def judge(self, sheet: Sheet, values: Values, on: int) -> Marks:
        start, last = self.start(sheet, values), self.last(sheet, values)
        done = Day(0, 0) if self.is_repeated else day(sheet, self.done)
        stopped = day(sheet, self.stops).known if self.stops else 0
        asked_from = add_months(last, -ASKED_MONTHS_AHEAD)
        is_open = start.known & no(done.known) & no(stopped)
        ahead = is_open & flag(asked_from > on)
        return judge_deed(
            values,
            last if self.is_repeated else start.on,
            (Status.BREACHED, done.known & flag(done.on > last)),
            (Status.MET, done.known),
            (Status.MET if self.is_repeated else Status.NOT_APPLICABLE, ahead),
            (Status.DUE, flag(last >= on)),
            (Status.NOT_APPLICABLE, flag(last < sheet.records_from)),
            applies=start.known & no(stopped) & no(done.known & flag(done.on < start.on)),
            rest=Status.UNKNOWN,
            wakes=is_open * pick(flag(asked_from > on), asked_from, flag(last >= on) * (last + 1)),
        )

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        start, last = self.start(sheet, values), self.last(sheet, values)
        done = 0 if self.is_repeated else getattr(sheet, f"{self.done}_on")
        told = said(
            "从{on}算，{done}最晚{last}{note}",
            on=say_day(start.on),
            done=DEEDS.get(self.done, "考察"),
            last=say_day(last),
            note=self.note_zh,
        )
        sentence = {
            Status.NOT_APPLICABLE: "这一条现在不问。",
            Status.MET: said("{told}；{done}办的，按时。", told=told, done=say_day(done))
            if done
            else said("{told}，还早。", told=told),
            Status.BREACHED: said(
                "{told}；{done}办的，晚{last}。", told=told, done=say_day(done), last=say_span(last, done)
            ),
            Status.DUE: said("{told}，{say_left}。", told=told, say_left=say_left(last, on)),
            Status.UNKNOWN: said("{told}；没有记录，过了{last}。", told=told, last=say_span(last, on)),
        }
        status = marks.status()
        late = status in (Status.UNKNOWN, Status.BREACHED)
        names = (*self.begins, *(() if self.is_repeated else (self.done,)))
        return Explanation(
            _facts(sheet, *names), sentence[status], last + 1 if late else None, last if marks.due else None
        )


@dataclass(frozen=True)
class AfterProbation(Limit):
    """A limit that begins when the year of probation, or its extension, is over."""

    def start(self, sheet: Sheet, values: Values) -> Day:
        met, extended = day(sheet, "admission_meeting"), day(sheet, "extended_to")
        return Day(met.known, pick(extended.known, extended.on, add_months(met.on, values.probation_months)))


@dataclass(frozen=True)
class Wait:
    """Something comes some months after a beginning at the earliest."""

    norm_id: str
    start: str
    then: str
    extended: str = ""

    def earliest(self, sheet: Sheet, values: Values) -> Whole:
        found = add_months(getattr(sheet, f"{self.start}_on"), values.months)
        if not self.extended:
            return found
        return pick(getattr(sheet, f"{self.extended}_known"), getattr(sheet, self.extended), found)

    def judge(self, sheet: Sheet, values: Values, on: int) -> Marks:
        start, then = day(sheet, self.start), day(sheet, self.then)
        return judge_deed(
            values,
            then.on,
            (Status.BREACHED, flag(then.on < self.earliest(sheet, values))),
            applies=start.known & then.known,
            rest=Status.MET,
        )

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        start, then = day(sheet, self.start).on, day(sheet, self.then).on
        earliest = self.earliest(sheet, values)
        told = said(
            "{start}{began}，满期是{earliest}；{then}{done}",
            start=say_day(start),
            began=DEEDS[self.start],
            earliest=say_day(earliest),
            then=say_day(then),
            done=DEEDS[self.then],
        )
        sentence = {
            Status.NOT_APPLICABLE: "两个日子还没有都记下。",
            Status.MET: said("{told}，够了。", told=told),
            Status.BREACHED: said("{told}，早了{then}。", told=told, then=say_span(then, earliest)),
        }
        since = then if marks.breached else None
        return Explanation(_facts(sheet, self.start, self.then), sentence[marks.status()], since)


@dataclass(frozen=True)
class Order:
    """Each of `first` comes before `then`; the same day will do. A day that is missing is a question."""

    norm_id: str
    first: tuple[str, ...]
    then: str

    def judge(self, sheet: Sheet, values: Values, on: int) -> Marks:
        then = day(sheet, self.then)
        wrong: Whole = 0
        missing: Whole = 0
        for name in self.first:
            one = day(sheet, name)
            wrong = wrong | (one.known & flag(one.on > then.on))
            missing = missing | no(one.known)
        return judge_deed(
            values,
            then.on,
            (Status.BREACHED, wrong),
            (Status.NOT_APPLICABLE, missing & flag(then.on < sheet.records_from)),
            (Status.UNKNOWN, missing),
            applies=then.known,
            rest=Status.MET,
        )

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        then = day(sheet, self.then)
        before = joined(DEEDS[name] for name in self.first)
        known = [(name, day(sheet, name).on) for name in self.first if day(sheet, name).known]
        late = [
            said("{on_day}才{done}", on_day=say_day(on_day), done=DEEDS[name])
            for name, on_day in known
            if on_day > then.on
        ]
        absent = [name for name in self.first if not day(sheet, name).known]
        told = said("{on}{done}", on=say_day(then.on), done=DEEDS[self.then])
        sentence = {
            Status.NOT_APPLICABLE: "还没有到这一步。",
            Status.MET: said("{told}，{before}都在以前。", told=told, before=before),
            Status.BREACHED: said("{told}，{late}。", told=told, late=joined(late)),
            Status.UNKNOWN: said(
                "{told}，以前要先{absent}，没有记录。", told=told, absent=joined(DEEDS[name] for name in absent)
            ),
        }
        since = then.on if marks.breached or marks.unknown else None
        return Explanation(_facts(sheet, *self.first, self.then), sentence[marks.status()], since)


@dataclass(frozen=True)
class Count:
    """A number of people within bounds, once a deed was done."""

    norm_id: str
    column: str
    event: str
    what_zh: str

    def bounds(self, values: Values) -> tuple[int, int]:
        least = getattr(values, "people_min", getattr(values, "people", 0))
        return least, getattr(values, "people_max", least)

    def judge(self, sheet: Sheet, values: Values, on: int) -> Marks:
        least, most = self.bounds(values)
        known, number = getattr(sheet, f"{self.column}_known"), getattr(sheet, self.column)
        happened = day(sheet, self.event)
        return judge_deed(
            values,
            happened.on,
            (Status.NOT_APPLICABLE, no(known) & flag(happened.on < sheet.records_from)),
            (Status.UNKNOWN, no(known)),
            (Status.BREACHED, flag(number < least) | flag(number > most)),
            applies=happened.known,
            rest=Status.MET,
        )

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        least, most = self.bounds(values)
        number, happened = getattr(sheet, self.column), getattr(sheet, f"{self.event}_on")
        bounds = said("{least}名", least=least) if least == most else said("{least}到{most}名", least=least, most=most)
        sentence = {
            Status.NOT_APPLICABLE: "还没有到这一步。",
            Status.MET: said(
                "{what_zh}{number}名，要{bounds}，对得上。", what_zh=self.what_zh, number=number, bounds=bounds
            ),
            Status.BREACHED: said(
                "{what_zh}要{bounds}，记的是{number}名。", what_zh=self.what_zh, bounds=bounds, number=number
            ),
            Status.UNKNOWN: said("{what_zh}有几名没有记。", what_zh=self.what_zh),
        }
        known = getattr(sheet, f"{self.column}_known")
        facts = (Fact(self.what_zh, f"{number}" if known else "没有登记", "名" if known else ""),)
        since = happened if marks.breached or marks.unknown else None
        return Explanation((*facts, *_facts(sheet, self.event)), sentence[marks.status()], since)


@dataclass(frozen=True)
class Notice:
    """A public notice hangs for so many working days after the one on which it was posted, and posted once the higher
    committee has agreed. The room counts the days.

    One day short, where it was posted on a working day, is a question: how that day counts was not seen.
    """

    norm_id: str

    def judge(self, sheet: Sheet, values: Values, on: int) -> Marks:
        posted, named = day(sheet, "notice_posted"), day(sheet, "target")
        days, known = sheet.notice_workdays, sheet.notice_workdays_known
        too_early = self._too_early(sheet)
        nearly = flag(days == values.workdays - 1) & flag(sheet.notice_posted_workday)
        return judge_deed(
            values,
            posted.on,
            (Status.BREACHED, too_early),
            (Status.MET, known & flag(days >= values.workdays)),
            (Status.UNKNOWN, known & nearly),
            (Status.BREACHED, known),
            (Status.NOT_APPLICABLE, no(named.known)),
            applies=posted.known,
            rest=Status.UNKNOWN,
        )

    def _too_early(self, sheet: Sheet) -> Whole:
        """1 where the higher committee agreed only after the notice was posted."""
        agreed, posted = day(sheet, "consented"), day(sheet, "notice_posted")
        return agreed.known & posted.known & flag(agreed.on > posted.on)

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        posted = sheet.notice_posted_on
        told = said("{posted}贴出公示，要挂{workdays}个工作日", posted=say_day(posted), workdays=values.workdays)
        counted = said("从下一天数，挂了{notice_workdays}个", notice_workdays=sheet.notice_workdays)
        sentence = {
            Status.NOT_APPLICABLE: "公示还没有贴出，或者还挂着。",
            Status.MET: said("{told}；{counted}，满了。", told=told, counted=counted),
            Status.BREACHED: said("{told}；{counted}，不够。", told=told, counted=counted)
            if not self._too_early(sheet)
            else said(
                "{posted}贴出公示，上级党委{agreed}才同意。先同意，后公示。",
                posted=say_day(posted),
                agreed=say_day(sheet.consented_on),
            ),
            Status.UNKNOWN: said("{told}；{counted}，贴出那天也算才够，问上级怎样算。", told=told, counted=counted)
            if sheet.notice_workdays_known
            else said("{told}；公示的止日没有记录。", told=told),
        }
        since = posted if marks.breached or marks.unknown else None
        number = Fact("挂了的工作日", f"{sheet.notice_workdays}" if sheet.notice_workdays_known else "没有登记")
        return Explanation(
            (*_facts(sheet, "consented", "notice_posted", "target"), number), sentence[marks.status()], since
        )


def judged(rule: Limit | Wait | Order | Count | Notice) -> Judgement:
    """The judgement of a norm by one of these."""
    found = judgement(rule.norm_id, sheet=SHEET)(rule.judge)
    found.explained(rule.explain)
    return found
