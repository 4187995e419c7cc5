"""Papers of one term election, drawn from its records: what `elections.py` builds, in the order of the way."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu import questions
from zhibu.base.errors import NotFound
from zhibu.election import queries
from zhibu.election.models import Office, Round, Setup, StepKind
from zhibu.election.queries import Standing
from zhibu.ledger.papers import elections, numerals
from zhibu.ledger.papers.elections import Candidate, Counted
from zhibu.ledger.papers.kinds import KEEPERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import Paragraph, Shape, body
from zhibu.member.models import Details, Member, PostKind
from zhibu.member.queries import posts_of, roster
from zhibu.org.queries import layers_by_path, terms_of
from zhibu.questions.layering import plain_layers

ELECTS = {Office.COMMITTEE: "委员会委员", Office.SECRETARY: "书记", Office.DEPUTY: "副书记"}
Build = Callable[[elections.Election], Shape]


def find(asked: Asked) -> Found:
    election = queries.election_for(asked.actor, asked.record)
    return Found(election, election.branch)


def standing_for(found: Found, on: date) -> Standing:
    layers = plain_layers(layers_by_path([found.branch.path], on)[found.branch.path])
    return queries.standing_of(found.record, layers)


def share_words(question: str, on: date, facts: dict[str, Any]) -> str:
    """4/5 → 五分之四, 一半 → 半数: the figure of the law, as papers say it."""
    share = str(questions.answer(question, on, facts).answer.get("share", ""))
    top, bar, bottom = share.partition("/")
    if not bar:
        return "半数"
    return f"{numerals.chinese(int(bottom))}分之{numerals.chinese(int(top))}"


def told(standing: Standing, office: Office, asked: Asked, sent: StepKind | None = None) -> elections.Election:
    """The plain data of one office: names by strokes, counts of the round that decided. `sent`: the step by which the
    paper went up, whose day it then carries.
    """
    gone = standing.step(sent) if sent else None
    branch, setup = standing.election.branch, standing.setup
    on = standing.elected_on or setup.planned_on or asked.today
    outcome = standing.outcomes[office]
    row = next((judged.round for judged in outcome.rounds if judged.counts), None)
    nominees = standing.nominees.get(office, [])
    term = next((each for each in terms_of(branch) if each.happened_on < on), None)
    electors = queries.electors_of(branch, min(on, asked.today))
    one = {"seats": 1, "present": 1, "votes": [{"name": "甲", "votes": 1}]}
    return elections.Election(
        organisation=branch.signs_as,
        branch=branch.name,
        approver=standing.approver.name if standing.approver else "",
        seats=setup.seats_of(office),
        quorum=share_words("election.quorum", on, {"due_to_attend": 1}),
        majority=share_words("election.result", on, one),
        surplus=share_words("election.candidates", on, {"seats": 1, "elects": "committee"}),
        candidates=candidates_of(nominees),
        ordinal=setup.ordinal,
        last_held_on=term.happened_on if term else None,
        last_ends_on=setup.term_ends_on,
        planned_on=setup.planned_on,
        held_on=row.happened_on if row else None,
        written_on=gone.happened_on if gone else asked.today,
        members=len(roster(branch, asked.today)),
        electors_due=row.due if row else len(electors) if office in setup.by_the_meeting else None,
        electors_present=row.present if row else None,
        handed_out=row.issued if row else None,
        returned=row.returned if row else None,
        valid=row.valid if row else None,
        invalid=row.over_voted + row.spoiled if row else None,
        counts=counted(row, standing, office) if row else (),
        signer=signer_of(standing, asked.today),
        has_committee=setup.has_committee,
        deputies=setup.deputies,
        elects=ELECTS[office],
        is_by_election=setup.is_by_election,
        fills=fills_words(setup),
        is_contested=len(nominees) > setup.seats_of(office),
    )


def fills_words(setup: Setup) -> str:
    """委员1名、书记: what a by-election fills."""
    parts = [f"委员{setup.seats}名"] if setup.seats else []
    parts += ["书记1名"] if setup.elects_secretary else []
    parts += [f"副书记{setup.deputies}名"] if setup.deputies else []
    return "、".join(parts)


def signer_of(standing: Standing, on: date) -> str:
    held = posts_of(standing.election.branch, on)
    return next((row.member.name for row in held if row.post == PostKind.SECRETARY), "")


def candidates_of(members: Sequence[Member]) -> list[Candidate]:
    details = {row.member_id: row for row in Details.objects.filter(member__in=[member.pk for member in members])}
    return [
        Candidate(
            member.name,
            sex=row.get_sex_display() if (row := details.get(member.pk)) else "",
            born=f"{row.birth_on:%Y.%m}" if row and row.birth_on else "",
            education=row.education if row else "",
            joined=f"{row.joined_on:%Y.%m}" if row and row.joined_on else "",
            job=row.job if row else "",
        )
        for member in members
    ]


def counted(row: Round, standing: Standing, office: Office) -> list[Counted]:
    judged = next(each for each in standing.outcomes[office].rounds if each.round.pk == row.pk)
    votes = sorted(row.votes.all(), key=lambda each: -each.in_favour)
    return [
        Counted(each.name, each.in_favour, each.against, each.abstained, each.name in judged.elected, each.is_write_in)
        for each in votes
    ]


def main_office(standing: Standing) -> Office:
    return standing.setup.put_up_first[0]


def of_the_meeting(build: Build, sent: StepKind | None = None) -> Callable[[Found, Asked], Shape]:
    """A paper about what is elected first: by the general meeting, or by the committee where only officers are."""

    def draw(found: Found, asked: Asked) -> Shape:
        standing = standing_for(found, asked.today)
        return build(told(standing, main_office(standing), asked, sent))

    return draw


def of_the_officers(build: Build) -> Callable[[Found, Asked], Shape]:
    """A paper about the secretary, whom the new committee elects."""

    def draw(found: Found, asked: Asked) -> Shape:
        standing = standing_for(found, asked.today)
        return build(told(standing, Office.SECRETARY, asked))

    return draw


def report(found: Found, asked: Asked) -> Shape:
    """The deciding round in full, then later rounds and the officers in a sentence each."""
    standing = standing_for(found, asked.today)
    office = main_office(standing)
    if standing.elected_on is None:
        raise NotFound
    return elections.result_report(told(standing, office, asked, StepKind.REPORTED), further(standing, office))


def further(standing: Standing, office: Office) -> list[Paragraph]:
    lines: list[str] = []
    for each, outcome in standing.outcomes.items():
        rounds = [judged for judged in outcome.rounds if judged.counts]
        for judged in rounds[1:] if each == office else rounds:
            row = judged.round
            votes = "；".join(
                f"{one.name}，赞成{one.in_favour}票，不赞成{one.against}票，弃权{one.abstained}票"
                for one in row.votes.all()
            )
            names = "、".join(judged.elected)
            won = f"{names}当选为{ELECTS[each].removeprefix('委员会')}。" if names else "没有人当选。"
            lines.append(
                f"{numerals.day(row.happened_on)}选举{ELECTS[each].removeprefix('委员会')}"
                f"{f'（{row.get_kind_display()}）' if row.kind != 'first' else ''}，"
                f"应到{row.due}人，实到{row.present}人，"
                f"发出选票{row.issued}张，收回{row.returned}张，有效票{row.valid}张。{votes}。{won}"
            )
    if standing.step(StepKind.SEATS_REDUCED):
        lines.append("经到会有选举权的多数人同意，减少名额，空着的名额不再选举。")
    return body(*lines)


def division(found: Found, asked: Asked) -> Shape:
    """分工报告: posts as they were divided, once they are recorded; else by what was elected."""
    standing = standing_for(found, asked.today)
    if standing.elected_on is None:
        raise NotFound
    held = {row.member.name: PostKind(row.post) for row in posts_of(found.branch, asked.today)}
    officers = {
        name: label
        for office, label in ((Office.DEPUTY, "副书记"), (Office.SECRETARY, "书记"))
        for name in (standing.outcomes[office].elected if office in standing.outcomes else ())
    }
    members = standing.outcomes[main_office(standing)].elected
    names = sorted({*members, *officers}, key=lambda name: ("书记", "副书记", None).index(officers.get(name)))
    duties = [(name, officers.get(name) or (str(held[name].label) if name in held else "委员"), "") for name in names]
    office = Office.SECRETARY if standing.setup.has_committee else main_office(standing)
    return elections.division_report(told(standing, office, asked, StepKind.REPORTED), duties)


def notice(found: Found, asked: Asked) -> Shape:
    """公示 of the candidates. From when to when, the branch writes."""
    standing = standing_for(found, asked.today)
    office = main_office(standing)
    names = [member.name for member in standing.nominees.get(office, [])]
    above = standing.approver.name if standing.approver else ""
    return elections.public_notice(told(standing, office, asked), names, since=None, until=None, heard_by=above)


def _paper(key: str, title: Any, says: Any, draw: Callable[[Found, Asked], Shape]) -> Paper:
    return Paper(key, title, says, _("一次换届"), find, draw, KEEPERS, home="elections_one")


PAPERS = (
    _paper(
        "election-request",
        _("换届请示"),
        _("为什么换、选几名、怎么选、哪天选"),
        of_the_meeting(elections.election_request, StepKind.REQUESTED),
    ),
    _paper(
        "election-candidates",
        _("候选人预备人选请示"),
        _("名单按姓氏笔画为序"),
        of_the_meeting(elections.candidates_request, StepKind.CANDIDATES_SENT),
    ),
    _paper(
        "election-candidates-list",
        _("候选人预备人选名册"),
        _("随请示上报的名册"),
        of_the_meeting(elections.candidates_list, StepKind.CANDIDATES_SENT),
    ),
    _paper("election-notice", _("候选人公示"), _("公示的日子手写"), notice),
    _paper(
        "election-rules",
        _("选举办法（草案）"),
        _("大会通过以后照它选"),
        of_the_meeting(elections.election_rules),
    ),
    _paper("election-ballot", _("选票"), _("按姓氏笔画，留着另选他人的格"), of_the_meeting(elections.ballot)),
    _paper("election-tally", _("计票单"), _("监票人、计票人签名"), of_the_meeting(elections.tally_sheet)),
    _paper(
        "election-officers-ballot",
        _("书记选票"),
        _("新一届支委会第一次会上用"),
        of_the_officers(elections.ballot),
    ),
    _paper(
        "election-officers-tally",
        _("书记计票单"),
        _("新一届支委会第一次会上用"),
        of_the_officers(elections.tally_sheet),
    ),
    _paper("election-report", _("选举结果报告"), _("每个人的票数、当选的人"), report),
    _paper("election-division", _("书记选举结果和分工报告"), _("谁担任什么职务"), division),
)
