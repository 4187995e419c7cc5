"""How an election is shown: the parts of its way, what comes next, its counts with the sum behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu import questions
from zhibu.base.actor import Actor, Right
from zhibu.election.models import Election, ElectionStep, Office, RoundKind, StepKind
from zhibu.election.outcome import Judged, Layers, Outcome
from zhibu.election.queries import STEP_OF, Part, Standing
from zhibu.meeting.models import ItemKind
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of
from zhibu.org.models import OrganisationKind
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Step, Table
from zhibu.web.days import write_day, write_short_day
from zhibu.web.meetings import presiding
from zhibu.web.meetings.voting import cite_shown
from zhibu.web.said import Said, said_of
from zhibu.web.wording import capital, worded, worded_lines

LABELS: dict[Part, str | Promise] = {
    Part.REQUEST: gettext_lazy("报请示"),
    Part.REPLY: gettext_lazy("收批复"),
    Part.CANDIDATES: gettext_lazy("提候选人"),
    Part.CANDIDATES_SENT: gettext_lazy("报候选人"),
    Part.CANDIDATES_REPLY: gettext_lazy("候选人批复"),
    Part.MEETING: gettext_lazy("大会选举"),
    Part.OFFICERS: gettext_lazy("选书记"),
    Part.REPORT: gettext_lazy("报结果"),
    Part.REVIEW: gettext_lazy("总支审核"),
    Part.APPROVAL: gettext_lazy("批复结果"),
}
SAYS: dict[Part, str | Promise] = {
    Part.REQUEST: gettext_lazy("支委会议定名额和时间，把请示打印出来报上去，再把报的日子记在这里。"),
    Part.REPLY: gettext_lazy("收到批复再选。批复到了，记上日子和文号。"),
    Part.CANDIDATES: gettext_lazy("听党员的意见，按多数人的意见提出候选人。名单按姓氏笔画排好。"),
    Part.CANDIDATES_SENT: gettext_lazy("候选人预备人选报上级审查。请示和名册已经写好，打印出来就行。"),
    Part.CANDIDATES_REPLY: gettext_lazy("上级同意了，再开会选。"),
    Part.MEETING: gettext_lazy("开党员大会选。选票、计票单、选举办法都能打印；选完把计票单上的数抄进来。"),
    Part.OFFICERS: gettext_lazy("新一届支委会开第一次会，选书记、副书记。"),
    Part.REPORT: gettext_lazy("写好的结果报告打印出来报上级，再把报的日子记在这里。"),
    Part.REVIEW: gettext_lazy("总支审核，签意见转报党委。总支自己不批。"),
    Part.APPROVAL: gettext_lazy("党委批复以后记上。届期和职务会自动记好，不用再录。"),
}
BUTTONS: dict[Part, str | Promise] = {
    Part.REQUEST: gettext_lazy("记：请示报上去了"),
    Part.REPLY: gettext_lazy("记：批复到了"),
    Part.CANDIDATES: gettext_lazy("定候选人"),
    Part.CANDIDATES_SENT: gettext_lazy("记：候选人报上去了"),
    Part.CANDIDATES_REPLY: gettext_lazy("记：候选人批复到了"),
    Part.MEETING: gettext_lazy("记计票结果"),
    Part.OFFICERS: gettext_lazy("记计票结果"),
    Part.REPORT: gettext_lazy("记：结果报上去了"),
    Part.REVIEW: gettext_lazy("记：总支审核了"),
    Part.APPROVAL: gettext_lazy("记：批复到了"),
}
PAPERS: dict[Part, tuple[str, ...]] = {
    Part.REQUEST: ("election-request",),
    Part.CANDIDATES_SENT: ("election-candidates", "election-candidates-list", "election-notice"),
    Part.MEETING: ("election-rules", "election-ballot", "election-tally"),
    Part.OFFICERS: ("election-officers-ballot", "election-officers-tally"),
    Part.REPORT: ("election-report", "election-division"),
}


ANSWERED = (Part.REPLY, Part.CANDIDATES_REPLY, Part.REVIEW, Part.APPROVAL)
"""The parts in which a superior has its turn."""


BY_ELECTION: dict[Part, str | Promise] = {
    Part.REQUEST: gettext_lazy("支委会定补选什么、哪天选，把请示打印出来报上去，再把报的日子记在这里。"),
    Part.OFFICERS: gettext_lazy("开支委会选。选票、计票单都能打印；选完把计票单上的数抄进来。"),
    Part.APPROVAL: gettext_lazy("批复以后记上。补上来的职务会自动记好，届期不变。"),
}
"""What a by-election says otherwise."""


def says_of(standing: Standing, part: Part) -> str | Promise:
    if standing.setup.is_by_election and part in BY_ELECTION:
        return BY_ELECTION[part]
    return SAYS[part]


def label_of(standing: Standing, part: Part) -> str | Promise:
    if part == Part.OFFICERS and not standing.setup.elects_secretary:
        return _("选副书记")
    return LABELS[part]


def step_label(standing: Standing, kind: StepKind) -> str:
    """The same papers go up for a by-election, under its own name."""
    if standing.setup.is_by_election:
        own = {StepKind.REQUESTED: _("报补选请示"), StepKind.REPLIED: _("补选请示的批复")}
        return own.get(kind, str(kind.label))
    return str(kind.label)


def filled_words(standing: Standing) -> str:
    """委员 1 名、书记: what a by-election fills."""
    setup = standing.setup
    parts = [_("委员 %(seats)d 名") % {"seats": setup.seats}] if setup.seats else []
    parts += [_("书记 1 名")] if setup.elects_secretary else []
    parts += [_("副书记 %(deputies)d 名") % {"deputies": setup.deputies}] if setup.deputies else []
    return _("、").join(parts)


def name_of(standing: Standing) -> str:
    if standing.setup.is_by_election:
        return _("补选%(what)s") % {"what": filled_words(standing)}
    ordinal = standing.setup.ordinal
    what = _("支部委员会") if standing.setup.has_committee else _("支部书记")
    if ordinal:
        return _("第 %(number)d 届%(what)s换届") % {"number": ordinal, "what": what}
    return _("%(what)s换届") % {"what": what}


def steps_of(standing: Standing, today: date) -> list[Step]:
    here = standing.next_part
    return [
        Step(
            f"{LABELS[part]} {write_short_day(day, today)}"
            if (day := standing.done_on(part)) and part in STEP_OF
            else label_of(standing, part),
            is_done=standing.done_on(part) is not None,
            is_here=part == here,
        )
        for part in standing.parts
    ]


def button_of(standing: Standing, part: Part, actor: Actor) -> Button | None:
    """What this person may record of this part."""
    election = standing.election
    if part in ANSWERED:
        if not (keeps(actor, election) or answers(actor, standing, part)):
            return None
    elif not keeps(actor, election):
        return None
    return Button(str(BUTTONS[part]), address_of(standing, part))


def address_of(standing: Standing, part: Part) -> str:
    key = standing.election.pk
    if part in STEP_OF:
        return reverse("elections_step", args=[key, STEP_OF[part].value])
    if part == Part.CANDIDATES:
        offices = standing.setup.put_up_first
        office = next((one for one in offices if not standing.nominees.get(one)), offices[0])
        return reverse("elections_candidates", args=[key, office.value])
    office = office_to_count(standing, part)
    if part == Part.OFFICERS and not standing.nominees.get(office):
        return reverse("elections_candidates", args=[key, office.value])
    return reverse("elections_count", args=[key, office.value])


def office_to_count(standing: Standing, part: Part) -> Office:
    by_meeting = standing.setup.by_the_meeting
    offices = [one for one in standing.setup.offices if (one in by_meeting) == (part == Part.MEETING)]
    return next((one for one in offices if not standing.outcomes[one].is_complete), offices[0])


def keeps(actor: Actor, election: Election) -> bool:
    """The committee of this very branch."""
    own = actor.acting is not None and actor.acting.organisation_id == election.branch_id
    return own and actor.may(Right.RECORD)


def answers(actor: Actor, standing: Standing, part: Part) -> bool:
    """A superior answers at its own level: the general branch reviews, the committee approves."""
    if actor.acting is None or not actor.may(Right.ASSIGN):
        return False
    here = actor.acting.organisation_id
    if part == Part.REVIEW:
        return standing.reviewer is not None and here == standing.reviewer.pk
    return standing.approver is not None and here == standing.approver.pk


def is_waiting_for(actor: Actor, standing: Standing) -> bool:
    part = standing.next_part
    return part in ANSWERED and answers(actor, standing, part) and standing.refused is None


def whose_turn(actor: Actor, standing: Standing) -> str:
    """Who has to act now."""
    part = standing.next_part
    if is_waiting_for(actor, standing):
        return _("等你答复")
    body = standing.reviewer if part == Part.REVIEW else standing.approver
    if part in ANSWERED and standing.refused is None and body:
        return _("等%(name)s答复") % {"name": body.name}
    return _("支部在办")


def deadlines_said(standing: Standing, today: date, layers: Layers) -> Said | None:
    """Days and their order, by the question `election.deadlines`."""
    ends = standing.setup.term_ends_on
    if ends is None or standing.setup.is_by_election:
        return None
    requested, replied = standing.step(StepKind.REQUESTED), standing.step(StepKind.REPLIED)
    facts: dict[str, Any] = {
        "term_ends_on": ends,
        "requested_on": requested.happened_on if requested else None,
        "replied_on": replied.happened_on if replied and replied.agreed else None,
        "planned_on": standing.elected_on or standing.setup.planned_on,
    }
    try:
        answer = questions.answer(
            "election.deadlines", today, {name: value for name, value in facts.items() if value is not None}, layers
        )
    except questions.QuestionError as error:
        return Said(_("日子"), [capital(worded(error.sentence))], [], is_against=True)
    return said_of(_("日子对不对"), answer, is_against=answer.answer.get("in_order") is False)


def candidates_said(standing: Standing, office: Office, number: int, on: date, layers: Layers) -> tuple[Said, bool]:
    """Are they enough; False where they are too few."""
    elects = "committee" if office == Office.COMMITTEE else "officers"
    facts = {"seats": standing.setup.seats_of(office), "elects": elects}
    if number:
        facts["candidates"] = number
    answer = questions.answer("election.candidates", on, facts, layers)
    is_enough = answer.answer.get("enough") is not False
    return said_of(_("差额"), answer, is_against=not is_enough), is_enough


def filling_said(on: date) -> Said:
    """Why what fell vacant is filled, and who may be sent instead."""
    cite = questions.cite("vacancy-by-election", on)
    lines = [_("书记、副书记、委员空缺了，要及时补选；确有必要，上级可以指派书记或者副书记。")]
    return Said(_("补选"), lines, [cite_shown(cite)])


def presiding_said(standing: Standing, on: date) -> Said:
    """Who presides at the meeting that elects: as always the secretary, else whoever is entrusted."""
    branch = standing.election.branch
    names = presiding.hosts(branch, on)
    posts = {row.post for row in posts_of(branch, on)}
    if PostKind.SECRETARY in posts:
        lines = [_("由书记%(name)s主持。") % {"name": names[0]}]
        if more := presiding.hint(branch, on):
            lines.append(_("%(more)s。") % {"more": more})
    elif names:
        lines = [_("书记空着，由%(names)s里的一位主持。") % {"names": _("、").join(names)}]
    else:
        lines = [_("支委会没有人在任，请上级派人主持。")]
    return Said(_("谁主持"), lines, [cite_shown(questions.cite(presiding.NORM, on))])


def quorum_said(due: int, on: date, layers: Layers) -> Said:
    return said_of(_("到会"), questions.answer("election.quorum", on, {"due_to_attend": due}, layers))


def after_said(standing: Standing, today: date, layers: Layers) -> Said | None:
    """What is reported after the election, by the question `term.after_election`."""
    if standing.elected_on is None:
        return None
    reported = standing.step(StepKind.REPORTED)
    facts: dict[str, Any] = {"elected_on": standing.elected_on, "has_committee": standing.setup.has_committee}
    if reported:
        facts |= {"members_filed_on": reported.happened_on, "officers_sent_on": reported.happened_on}
        if not standing.setup.has_committee:
            del facts["members_filed_on"]
    try:
        return said_of(_("选完要报的"), questions.answer("term.after_election", today, facts, layers))
    except questions.QuestionError as error:
        return Said(_("选完要报的"), [capital(worded(error.sentence))], [], is_against=True)


@dataclass(frozen=True)
class OutcomeShown:
    office: str
    sentence: str
    rounds: Sequence["RoundShown"]
    reduce: str = ""  # where the meeting may give up the seats that stayed empty


@dataclass(frozen=True)
class RoundShown:
    title: str
    table: Table
    said: Said
    counts: bool
    undo: str
    gathering: str


def outcomes_shown(standing: Standing, *, may_write: bool) -> list[OutcomeShown]:
    return [
        OutcomeShown(
            str(office.label),
            sentence_of(outcome),
            [round_shown(judged, may_write=may_write and not standing.election.is_closed) for judged in outcome.rounds],
            _reduce_address(standing, office, outcome) if may_write else "",
        )
        for office, outcome in standing.outcomes.items()
        if outcome.rounds
    ]


def _reduce_address(standing: Standing, office: Office, outcome: Outcome) -> str:
    if outcome.coming != RoundKind.FURTHER or not outcome.elected or office != Office.COMMITTEE:
        return ""
    return reverse("elections_step", args=[standing.election.pk, StepKind.SEATS_REDUCED.value])


def sentence_of(outcome: Outcome) -> str:
    """Where this office stands, and what is allowed now."""
    words = {"names": _("、").join(outcome.elected), "open": outcome.seats_open, "tied": _("、").join(outcome.tied)}
    if outcome.is_complete:
        return _("选完了，当选：%(names)s。") % words
    if not any(judged.counts for judged in outcome.rounds):
        return _("这一次不算数，重新选。")
    if outcome.coming == RoundKind.RUN_OFF:
        return _("%(tied)s票数一样，就这几个人再投一次，再选 %(open)d 名。") % words
    if outcome.elected:
        return _("已当选：%(names)s。还空 %(open)d 个名额，另行选举；只差很少的，大会多数同意也可以减少名额。") % words
    return _("没有人过半，%(open)d 个名额另行选举。") % words


def round_shown(judged: Judged, *, may_write: bool) -> RoundShown:
    row = judged.round
    columns = (
        Column(_("姓名"), Kind.MAIN),
        Column(_("赞成"), Kind.NUMBER),
        Column(_("不赞成"), Kind.NUMBER),
        Column(_("弃权"), Kind.NUMBER),
        Column(_("结果")),
    )
    votes = sorted(row.votes.all(), key=lambda one: (-one.in_favour, one.name))
    lines: list[Row] = [
        [
            Cell(one.name, note=_("另选") if one.is_write_in else ""),
            one.in_favour,
            one.against,
            one.abstained,
            _("当选") if one.name in judged.elected else "—",
        ]
        for one in votes
    ]
    title = _("%(kind)s，%(day)s") % {"kind": RoundKind(row.kind).label, "day": write_day(row.happened_on)}
    cites = {cite.text_zh: cite_shown(cite) for cite in judged.cites}
    return RoundShown(
        title,
        Table(title, columns, lines),
        Said(
            "", worded_lines(judged.because), list(cites.values()), capital(worded(judged.next_step)), not judged.counts
        ),
        judged.counts,
        reverse("elections_count_undo", args=[row.pk]) if may_write else "",
        reverse("meetings_one", args=[row.gathering]) if row.gathering else "",
    )


def steps_table(standing: Standing, today: date, *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(step_label(standing, StepKind(step.kind)), note=step.number),
            write_short_day(step.happened_on, today),
            Cell(_answer_words(step), note=step.words),
            Cell(
                buttons=(Button(_("撤销"), reverse("elections_step_undo", args=[step.pk]), post=True),)
                if may_write
                else ()
            ),
        ]
        for step in standing.steps
    ]
    columns = (
        Column(_("事"), Kind.MAIN), Column(_("哪一天")), Column(_("答复")),  Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("报上去的和收回来的"), columns, lines)


def _answer_words(step: ElectionStep) -> str:
    if step.agreed is None:
        return "—"
    verdict = _("同意") if step.agreed else _("不同意")
    return _("%(who)s：%(verdict)s") % {"who": step.answered_by, "verdict": verdict} if step.answered_by else verdict


def facts_of(standing: Standing) -> list[Fact]:
    setup = standing.setup
    officers = _("书记 1 名")
    if setup.deputies:
        officers += _("、副书记 %(deputies)d 名") % {"deputies": setup.deputies}
    words = {"seats": setup.seats, "officers": officers}
    what = (
        filled_words(standing)
        if setup.is_by_election
        else (
            _("委员 %(seats)d 名，其中%(officers)s") % words
            if setup.has_committee
            else _("%(officers)s，大会直接选") % words
        )
    )
    facts = [Fact(_("选什么"), what)]
    if setup.term_ends_on:
        label = _("任期到本届届满") if setup.is_by_election else _("这一届届满")
        facts.append(Fact(label, write_day(setup.term_ends_on)))
    if setup.planned_on:
        facts.append(Fact(_("打算哪天选"), write_day(setup.planned_on)))
    if standing.reviewer:
        facts.append(Fact(_("谁审核"), standing.reviewer.name))
    if standing.approver:
        facts.append(Fact(_("谁批"), standing.approver.name))
    for office, members in standing.nominees.items():
        if members:
            label = _("%(office)s候选人（按姓氏笔画）") % {"office": office.label}
            facts.append(Fact(label, _("、").join(member.name for member in members)))
    return facts


def kind_of_meeting(standing: Standing, office: Office) -> ItemKind:
    by_meeting = office in standing.setup.by_the_meeting
    return ItemKind.GENERAL_MEETING if by_meeting else ItemKind.COMMITTEE_MEETING


def level_words(standing: Standing, actor: Actor) -> str:
    """To a general branch that looks: what it may do."""
    if actor.acting is None or actor.acting.organisation_kind != OrganisationKind.GENERAL_BRANCH:
        return ""
    return _("总支审核、转报，不批。批复由%(name)s来。") % {
        "name": standing.approver.name if standing.approver else _("上级党委")
    }
