"""Cases in the words and components of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu import questions
from zhibu.admission.case import Case, Gate, Line, Point, Timeline
from zhibu.admission.materials import Material
from zhibu.admission.models import (
    Booklet,
    BookletState,
    LetterAbout,
    Matter,
    Origin,
    Outcome,
    Paper,
    ReviewLetter,
    SentUp,
    Step,
    StepKind,
)
from zhibu.admission.steps import STAGES, about, kinds_of
from zhibu.rules.status import Status
from zhibu.web.checkup import links
from zhibu.web.components import Button, Cell, Cite, Column, Fact, Kind, Mark, Row, Tab, Table, Tone
from zhibu.web.components import Step as Stage
from zhibu.web.days import days_left, write_day, write_short_day
from zhibu.web.wording import between, bracketed, capital, worded

MARKS = {
    Status.OVERDUE: Mark.OVERDUE,
    Status.BREACHED: Mark.CONTRARY,
    Status.DUE: Mark.SOON,
    Status.UNKNOWN: Mark.NO_RECORD,
    Status.MET: Mark.DONE,
}
TONES = {"red": Tone.RED, "amber": Tone.AMBER, "green": Tone.GREEN}
NUMBERS = "①②③④⑤"
NEAR_DAYS = 45  # what is further away is told without a mark


@dataclass(frozen=True)
class Said:
    """One sentence of the law on this case: mark, words, article."""

    mark: Mark
    tone: Tone
    text: str
    cite: Cite | None
    step: int


def said(point: Point) -> Said:
    return Said(
        MARKS.get(point.status, Mark.NOT_ASKED),
        tone_of(point),
        capital(worded(point.sentence)),
        cite_of(point),
        point.step,
    )


def tone_of(point: Point) -> Tone:
    return TONES.get(point.colour, Tone.GREY)


def cite_of(point: Point) -> Cite | None:
    return cite_shown(point.cite) if point.cite else None


def cite_shown(cite: questions.Cite) -> Cite:
    text = worded(cite.text_zh)
    label = _("%(text)s（待核）") % {"text": text} if cite.to_check else text
    return Cite(label, "", links.rule_url(cite.norm_id))


def stage_words(timeline: Timeline) -> str:
    """③发展对象 · 第10步"""
    if not timeline.reached:
        return _("还没有日期")
    return _("%(mark)s%(stage)s · 第 %(step)d 步") % {
        "mark": NUMBERS[timeline.stage - 1],
        "stage": worded(STAGES[timeline.stage - 1]),
        "step": timeline.reached,
    }


def stages(timeline: Timeline, is_over: bool) -> list[Stage]:
    here = timeline.stage
    return [
        Stage(name, is_done=number < here or is_over, is_here=number == here and not is_over)
        for number, name in enumerate(STAGES, 1)
    ]


@dataclass(frozen=True)
class Listed:
    """One case in the list: what is next, and why."""

    case: Case
    timeline: Timeline
    when: Cell
    next: str
    on: date | None


def listed(case: Case, timeline: Timeline, today: date) -> Listed:
    if case.candidate.is_closed:
        return Listed(case, timeline, Cell(_("办完了")), "", None)
    if case.is_paused(today):
        return Listed(case, timeline, Cell(_("冻结中")), _("恢复以后接着办"), None)
    following = timeline.next.name if timeline.next else ""
    if waiting := case.waiting():
        sent = waiting[0]
        days = (today - sent.happened_on).days
        label = Matter(sent.matter).label
        words = _("等上级：%(matter)s，第 %(days)d 天") % {"matter": label, "days": days}
        return Listed(case, timeline, _when(timeline, today) or Cell(""), words, timeline.deadline or sent.happened_on)
    return Listed(case, timeline, _when(timeline, today) or Cell(""), following, _on(timeline))


def _on(timeline: Timeline) -> date | None:
    return timeline.deadline or (timeline.next.earliest if timeline.next else None)


def _when(timeline: Timeline, today: date) -> Cell | None:
    """The most pressing: what is over, what runs, or from when the next step may be taken."""
    open_points = [p for p in timeline.points if p.status in (Status.DUE, Status.OVERDUE) and p.latest]
    passed = [p for p in timeline.points if p.status is Status.UNKNOWN and p.latest and p.latest < today]
    for point in sorted([*passed, *open_points], key=lambda p: p.latest or date.max):
        latest = point.latest
        assert latest is not None
        words = days_left(latest, today)
        is_near = point.status is not Status.DUE or (latest - today).days <= NEAR_DAYS
        return Cell(
            words,
            mark=MARKS[point.status] if is_near else None,
            tone=tone_of(point),
            note=capital(worded(point.sentence)),
        )
    if timeline.next and timeline.next.earliest and timeline.next.earliest > today:
        return Cell(_("最早 %(day)s") % {"day": write_short_day(timeline.next.earliest, today)})
    return None


def in_order(rows: Sequence[Listed]) -> list[Listed]:
    """Who is next: what has a day first, the earliest first; then by name."""
    return sorted(rows, key=lambda row: (row.on or date.max, row.case.candidate.sort_key))


def cases_table(rows: Sequence[Listed], *, with_branch: bool) -> Table:
    columns = [Column(_("姓名"), Kind.MAIN), Column(_("走到哪里")), Column(_("接下来")), Column(_("什么时候"))]
    lines: list[Row] = []
    for row in rows:
        candidate = row.case.candidate
        note = candidate.branch.name if with_branch else ""
        wrong = len(row.timeline.contradictions)
        step = Cell(stage_words(row.timeline), note=_("%(count)d 处对不上规定") % {"count": wrong} if wrong else "")
        lines.append(
            [Cell(candidate.name, reverse("admission_one", args=[candidate.pk]), note=note), step, row.next, row.when]
        )
    return Table(_("发展党员"), columns, lines, hide_caption=True)


def stage_tabs(counts: Mapping[int, int], chosen: int | None) -> list[Tab]:
    """The five stages with how many people stand in each; a press shows those only."""
    found = [Tab(_("全部"), "?", is_here=chosen is None, count=sum(counts.values()))]
    return found + [
        Tab(
            f"{NUMBERS[number - 1]}{worded(name)}",
            f"?stage={number}",
            is_here=chosen == number,
            count=counts.get(number, 0),
        )
        for number, name in enumerate(STAGES, 1)
    ]


# --- one person ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepRow:
    """One of the twenty-five: what was recorded, how it stands, what can be recorded now."""

    number: int
    name: str
    deeds: Sequence[Fact]
    mark: Mark | None
    tone: Tone | None
    note: str
    when: str
    buttons: Sequence[Button]


def step_rows(case: Case, timeline: Timeline, today: date, *, may_write: bool) -> list[StepRow]:
    rows = []
    for line in timeline.lines:
        recorded = [step for step in case.steps if about(step.kind).number == line.number]
        worst = next((p for p in line.points if p.status is line.status), None)
        open_points = [
            capital(worded(p.sentence))
            for p in line.points
            if p.status in (Status.BREACHED, Status.UNKNOWN, Status.DUE)
        ]
        is_far = line.earliest is not None and line.status is None
        rows.append(
            StepRow(
                line.number,
                line.name,
                [_deed(step, today, may_write=may_write) for step in recorded],
                MARKS.get(line.status) if line.status else None,
                tone_of(worst) if worst and line.status is not Status.MET else None,
                " ".join(open_points),
                _("最早 %(day)s") % {"day": write_day(line.earliest)} if is_far and line.earliest else "",
                _buttons(case, line, recorded, timeline, today) if may_write else (),
            )
        )
    return rows


def _deed(step: Step, today: date, *, may_write: bool) -> Fact:
    url = reverse("admission_step_edit", args=[step.pk]) if may_write else ""
    return Fact(write_short_day(step.happened_on, today), step_words(step), url)


def step_words(step: Step) -> str:
    """指定培养联系人（李晓明、单雪）"""
    words = str(StepKind(step.kind).label)
    people = [row.member.name for row in step.people.all()]
    details = [_("、").join(people)] if people else []
    if not step.passed:
        details.append(_("没有通过"))
    if step.kind == StepKind.TRAINING_ENDED:
        details += [_("%(days)d 天") % {"days": step.number}] if step.number else []
        details += [_("%(hours)d 学时") % {"hours": step.class_hours}] if step.class_hours else []
    elif step.number is not None and not people:
        details.append(_("%(number)d 名") % {"number": step.number})
    if step.until_on:
        details.append(_("到 %(day)s") % {"day": write_day(step.until_on)})
    if (ballot := getattr(step, "ballot", None)) is not None:
        details.append(
            _("应到 %(due)d，到会 %(present)d，赞成 %(favour)d")
            % {
                "due": ballot.due_to_vote,
                "present": ballot.present,
                "favour": ballot.in_favour + ballot.written_in_favour,
            }
        )
    if step.is_written_late:
        details.append(step.how_written)
    return words + bracketed(between("，").join(details)) if details else words


def _buttons(case: Case, line: Line, recorded: Sequence[Step], timeline: Timeline, today: date) -> list[Button]:
    done = {step.kind for step in recorded if step.passed}
    buttons: list[Button] = []
    near = timeline.reached + 1 if timeline.next_number is None else timeline.next_number
    if line.number <= near and not case.candidate.is_closed:
        on = case.day(StepKind.TARGET) or today
        for kind in kinds_of(line.number, on):
            if kind in done and kind not in (StepKind.REVIEW, StepKind.PROBATION_REVIEW):
                continue
            if kind in QUIET or (kind == StepKind.REFUSED_TOLD and StepKind.REFUSED not in case.passed):
                continue
            buttons.append(
                Button(
                    _("记：%(step)s") % {"step": kind.label},
                    reverse("admission_record", args=[case.candidate.pk, kind.value]),
                )
            )
    return buttons


QUIET = frozenset({StepKind.ACTIVIST_FILING_REPLY, StepKind.TARGET_FILING_REPLY, StepKind.CANCELLED, StepKind.EXTENSION,
                   StepKind.REFUSED})  # fmt: skip
"""Rare: they stand under 少见的事, not beside every case."""


def gate_facts(gate: Gate, today: date) -> str:
    """能 / 还不能, in one sentence."""
    if gate.is_open:
        return _("现在就能办。")
    parts = []
    if gate.missing:
        parts.append(_("还缺 %(count)d 样，见下面") % {"count": len(gate.missing)})
    if gate.earliest:
        parts.append(_("最早 %(day)s") % {"day": write_day(gate.earliest)})
    return _("还不能：%(why)s。") % {"why": _("，").join(parts)}


def letters_table(letters: Sequence[ReviewLetter], today: date, *, may_write: bool) -> Table:
    columns = [Column(_("向谁了解"), Kind.MAIN), Column(_("发出")), Column(_("收到"))]
    if may_write:
        columns.append(Column("", Kind.BUTTONS))
    lines: list[Row] = []
    for letter in letters:
        label = str(LetterAbout(letter.about).label)
        way = _("派人去") if letter.by_visit else _("发函")
        if letter.returned_on:
            back = Cell(write_short_day(letter.returned_on, today), mark=Mark.DONE, word=_("收到"))
        else:
            waited = (today - letter.sent_on).days
            back = Cell(_("%(days)d 天没回") % {"days": waited}, mark=Mark.NO_RECORD, word=_("没收到"))
        row: list[Cell | str | int] = [Cell(label, note=way), write_short_day(letter.sent_on, today), back]
        if may_write:
            buttons = (
                Button(_("收到了"), reverse("admission_letter_back", args=[letter.pk])),
                Button(_("函调信"), reverse("files_paper", args=["admission-inquiry", letter.pk])),
                Button(_("催函"), reverse("files_paper", args=["admission-reminder", letter.pk])),
            )
            row.append(Cell(buttons=() if letter.returned_on else buttons))
        lines.append(row)
    return Table(_("政治审查的函"), columns, lines)


OUTCOME_MARKS = {
    Outcome.AGREED: Mark.DONE,
    Outcome.RETURNED: Mark.CONTRARY,
    Outcome.REFUSED: Mark.CONTRARY,
}


def submissions_table(rows: Sequence[SentUp], today: date, *, may_write: bool) -> Table:
    columns = [Column(_("报什么"), Kind.MAIN), Column(_("哪天报的")), Column(_("上级的答复"))]
    if may_write:
        columns.append(Column("", Kind.BUTTONS))
    lines: list[Row] = []
    for row in rows:
        if row.outcome and row.answered_on:
            mark = OUTCOME_MARKS[Outcome(row.outcome)]
            day = write_short_day(row.answered_on, today)
            answer = Cell(day, mark=mark, tone=Tone.AMBER if mark is Mark.CONTRARY else None,
                          word=Outcome(row.outcome).label, note=row.reasons)  # fmt: skip
        else:
            answer = Cell(
                _("第 %(days)d 天") % {"days": (today - row.happened_on).days}, mark=Mark.SOON, word=_("等答复")
            )
        line: list[Cell | str | int] = [
            Cell(str(Matter(row.matter).label)), write_short_day(row.happened_on, today), answer,
        ]  # fmt: skip
        if may_write:
            undo = Button(_("撤回"), reverse("admission_send_undo", args=[row.pk]), post=True)
            line.append(Cell(buttons=() if row.outcome else (undo,)))
        lines.append(line)
    return Table(_("报上级的"), columns, lines)


def queue_table(rows: Sequence[tuple[SentUp, Timeline | None]], today: date) -> Table:
    columns = (
        Column(_("谁"), Kind.MAIN), Column(_("报什么")), Column(_("到今天")), Column(_("先查了一遍")),
        Column("", Kind.BUTTONS),
    )  # fmt: skip
    lines: list[Row] = []
    for row, timeline in rows:
        wrong = len(timeline.contradictions) if timeline else 0
        asked = sum(1 for line in timeline.lines if line.status is Status.UNKNOWN) if timeline else 0
        parts = [_("%(count)d 处对不上") % {"count": wrong}] if wrong else []
        parts += [_("%(count)d 步没有记全") % {"count": asked}] if asked else []
        checked = Cell(
            _("，").join(parts), mark=Mark.CONTRARY if wrong else Mark.NO_RECORD if asked else Mark.DONE,
            tone=Tone.AMBER if wrong else None, word=_("要看") if parts else _("都对得上"),
        )  # fmt: skip
        left = timeline.deadline if timeline else None
        lines.append(
            [
                Cell(
                    row.candidate.name,
                    reverse("admission_one", args=[row.candidate_id]),
                    note=row.candidate.branch.name,
                ),
                str(Matter(row.matter).label),
                Cell(
                    _("第 %(days)d 天") % {"days": (today - row.happened_on).days},
                    note=_("最晚 %(day)s，%(left)s")
                    % {"day": write_short_day(left, today), "left": days_left(left, today)}
                    if left and row.matter in (Matter.ADMISSION, Matter.CONVERSION)
                    else "",
                ),
                checked,
                Cell(buttons=(Button(_("答复"), reverse("admission_answer", args=[row.pk])),)),
            ]
        )
    return Table(_("等答复的"), columns, lines, hide_caption=True)


def materials_table(rows: Sequence[Material], today: date, *, may_write: bool) -> Table:
    columns = [Column(_("材料"), Kind.MAIN), Column(_("哪一步")), Column(_("有没有"))]
    if may_write:
        columns.append(Column("", Kind.BUTTONS))
    lines: list[Row] = []
    for row in rows:
        state = Paper(row.state)
        mark = {Paper.SEEN: Mark.DONE, Paper.MISSING: Mark.CONTRARY}.get(state, Mark.NO_RECORD)
        word = {Paper.SEEN: _("有"), Paper.MISSING: _("缺")}.get(state, _("没说"))
        line: list[Cell | str | int] = [
            Cell(str(row.name)),
            f"{write_short_day(row.on, today)} {row.step_label}",
            Cell("", mark=mark, tone=Tone.AMBER if mark is Mark.CONTRARY else None, word=word),
        ]
        if may_write:
            line.append(Cell(buttons=(_seen_button(row.key),) if row.key and state != Paper.SEEN else ()))
        lines.append(line)
    return Table(_("材料"), columns, lines)


def _seen_button(step: UUID) -> Button:
    return Button(_("有，看过"), reverse("admission_paper_seen", args=[step]), post=True)


def place_facts(case: Case) -> list[Fact]:
    """Where the file has been."""
    found = []
    for row in case.places:
        words = _("%(day)s 起") % {"day": write_day(row.since)}
        if row.origin != Origin.HERE:
            words = between("，").join([words, str(Origin(row.origin).label)])
        found.append(Fact(row.branch.name, words))
    for pause in case.pauses:
        words = _("%(day)s 起") % {"day": write_day(pause.since)}
        if pause.until:
            words = _("%(since)s 至 %(until)s") % {"since": write_day(pause.since), "until": write_day(pause.until)}
        found.append(Fact(_("冻结"), words))
    return found


def booklets_table(rows: Sequence[Booklet], today: date, *, may_write: bool) -> Table:
    columns = [Column(_("编号"), Kind.MAIN), Column(_("发给谁")), Column(_("哪天")), Column(_("现在"))]
    if may_write:
        columns.append(Column("", Kind.BUTTONS))
    lines: list[Row] = []
    for row in rows:
        line: list[Cell | str | int] = [
            Cell(row.number),
            row.candidate.name if row.candidate else "—",
            write_short_day(row.happened_on, today),
            str(BookletState(row.state).label),
        ]
        if may_write:
            is_out = row.state == BookletState.ISSUED
            button = Button(_("作废或退回"), reverse("admission_booklet", args=[row.pk]))
            line.append(Cell(buttons=(button,) if is_out else ()))
        lines.append(line)
    return Table(_("发出去的志愿书编号"), columns, lines)


def notices_table(rows: Sequence[Step], ends: Mapping[UUID, date | None]) -> Table:
    lines: list[Row] = [
        [
            Cell(row.candidate.name),
            _("拟列为发展对象"),
            write_day(row.happened_on),
            write_day(day) if (day := ends.get(row.pk)) else "",
        ]
        for row in rows
    ]
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("公示什么")), Column(_("贴出")), Column(_("到")))
    return Table(_("正在公示"), columns, lines, hide_caption=True)


def own_table(case: Case, timeline: Timeline, today: date) -> Table:
    """The own steps as the applicant sees them: days and state, nothing that others said or decided in detail."""
    lines: list[Row] = [
        [
            Cell(f"{line.number}. {line.name}"),
            write_day(line.done_on) if line.done_on else "",
            _("最早 %(day)s") % {"day": write_day(line.earliest)}
            if line.earliest and line.done_on is None and line.number > timeline.reached
            else "",
        ]
        for line in timeline.lines
        if line.done_on or line.number >= timeline.reached
    ]
    return Table(_("我的每一步"), (Column(_("步"), Kind.MAIN), Column(_("哪天办的")), Column(_("以后"))), lines)


def matters_at(case: Case) -> list[Matter]:
    """What the branch can send up, given the steps taken and the answers that came."""
    has = case.passed
    agreed = {row.matter for row in case.submissions if row.outcome == Outcome.AGREED}
    able = (
        (Matter.ACTIVIST, StepKind.ACTIVIST, StepKind.ACTIVIST_FILED),
        (Matter.TARGET, StepKind.TARGET_DISCUSSED, StepKind.TARGET),
        (Matter.PRE_REVIEW, StepKind.EXAMINED, StepKind.PRE_REVIEWED),
        (Matter.ADMISSION, StepKind.ADMISSION_MEETING, StepKind.APPROVED),
        (Matter.CONVERSION, StepKind.CONVERSION_MEETING, StepKind.CONVERSION_APPROVED),
    )
    if case.candidate.is_closed:
        return []
    return [matter for matter, after, before in able if after in has and before not in has and matter not in agreed]


def coming_kind(case: Case, timeline: Timeline, today: date) -> StepKind | None:
    """The kind that stands for the next step: of its deeds the first that is not there yet."""
    if timeline.next is None:
        return None
    on = case.day(StepKind.TARGET) or today
    for kind in kinds_of(timeline.next.number, on):
        if kind in case.passed or kind in QUIET or kind in BESIDE:
            continue
        return kind
    return None


BESIDE = frozenset({StepKind.REFUSED_TOLD, StepKind.REVIEW, StepKind.PROBATION_REVIEW})
