"""Papers of a term election: pure functions of plain data, from the request to the report.

The law's numbers come in as words from whoever asked `zhibu.questions`; nothing here knows them. Candidates stand in
the order in which they are given: by strokes of the surname.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.documents import letter_to, request_to
from zhibu.ledger.papers.shapes import (
    Align,
    Field,
    FormPaper,
    Grid,
    Level,
    OfficialDocument,
    Paragraph,
    Prose,
    Signatures,
    Table,
    TableColumn,
    body,
    heading,
)


@dataclass(frozen=True)
class Candidate:
    """born, joined: as they are to be read, such as 1982.05; job: 单位及职务."""

    name: str
    sex: str = ""
    born: str = ""
    education: str = ""
    joined: str = ""
    job: str = ""


@dataclass(frozen=True)
class Counted:
    """Votes of one name; `is_other`: 另选他人."""

    name: str
    in_favour: int
    against: int = 0
    abstained: int = 0
    is_elected: bool = False
    is_other: bool = False


@dataclass(frozen=True)
class Election:
    """One election of a committee or of a secretary.

    organisation: 全称 of the body that asks, such as 中共某厂一车间支部委员会; branch: its usual name; approver: 主送.
    ordinal: 第几届 of the new one; seats: 应选; `quorum`, `majority`, `surplus`: the law in words (五分之四, 半数, …).
    """

    organisation: str
    branch: str
    approver: str
    seats: int
    quorum: str
    majority: str
    surplus: str
    candidates: Sequence[Candidate] = ()
    ordinal: int | None = None
    last_held_on: date | None = None
    last_ends_on: date | None = None
    planned_on: date | None = None
    held_on: date | None = None
    written_on: date | None = None
    members: int | None = None
    electors_due: int | None = None
    electors_present: int | None = None
    handed_out: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: int | None = None
    counts: Sequence[Counted] = field(default_factory=list)
    signer: str = ""
    contact: str = ""
    has_committee: bool = True
    deputies: int = 0
    is_by_election: bool = False
    fills: str = ""  # of a by-election: 委员1名、书记1名
    elects: str = "委员会委员"  # what this ballot elects: 委员会委员, 书记, 副书记
    is_contested: bool = True  # 差额; officers usually have one candidate each

    @property
    def office(self) -> str:
        """As it stands in sentences: 第五届支部委员会委员, 支部书记."""
        return f"{self.term}支部委员会委员" if self.elects == "委员会委员" else f"支部{self.elects}"

    @property
    def heading(self) -> str:
        """As it stands in titles, behind the branch's name."""
        if self.is_by_election:
            return f"补选{self.elects.removeprefix('委员会')}"
        return f"{self.term}{self.elects}" if self.elects == "委员会委员" else self.elects

    @property
    def way(self) -> str:
        return "无记名投票、差额选举" if self.is_contested else "无记名投票、等额选举"

    @property
    def term(self) -> str:
        if self.is_by_election:
            return "本届"
        return f"第{numerals.chinese(self.ordinal)}届" if self.ordinal else "新一届"

    @property
    def matter(self) -> str:
        return "补选" if self.is_by_election else "换届选举"

    @property
    def meeting(self) -> str:
        """Who elects: officers of a committee are elected by it."""
        by_committee = self.has_committee and self.elects != "委员会委员"
        return "支部委员会会议" if by_committee else "党员大会"

    @property
    def elected(self) -> list[str]:
        return [count.name for count in self.counts if count.is_elected]


NAME, SEX, BORN = TableColumn("姓名", 8, Align.CENTER), TableColumn("性别", 4, Align.CENTER), TableColumn("出生年月", 8)
DETAILS = (NAME, SEX, BORN, TableColumn("学历", 8), TableColumn("入党时间", 8), TableColumn("单位及职务", 18))


def on(day: date | None, unknown: str = "　　年　月　日") -> str:
    return numerals.day(day) or unknown


def number(value: int | None) -> str:
    return "　　" if value is None else str(value)


def election_request(election: Election) -> OfficialDocument:
    """换届请示 or 补选请示: why now, how many, how chosen, when."""
    if election.is_by_election:
        return _filling_request(election)
    told = "本届支部委员会" if election.has_committee else "本支部"
    officers = f"书记1名{f'、副书记{election.deputies}名' if election.deputies else ''}"
    if election.has_committee:
        composed = f"{election.term}支部委员会拟设委员{number(election.seats)}名，其中{officers}。"
        chosen = (
            "委员候选人由上届支部委员会根据多数党员的意见提出，候选人数多于应选人数，"
            f"差额不少于应选人数的{election.surplus}。"
        )
        way = "召开党员大会，采用无记名投票、差额选举的方式选举委员；书记、副书记从当选的委员中选举产生。"
    else:
        composed = f"本支部不设支部委员会，拟选举{officers}。"
        chosen = "候选人由上届班子根据多数党员的意见提出。"
        way = "召开党员大会，采用无记名投票的方式直接选举。"
    if election.last_held_on:
        told += f"于{on(election.last_held_on)}选举产生"
    told += f"，任期到{on(election.last_ends_on)}届满" if election.last_ends_on else "，任期将满"
    members = f"支部现有党员{number(election.members)}名，有选举权的{number(election.electors_due)}名。"
    return request_to(
        election.approver,
        f"关于{election.branch}\n换届选举的请示",
        [
            *body(f"{told}。{members}按规定拟进行换届选举，现将有关事项请示如下。"),
            heading("班子的组成"),
            *body(composed),
            heading("候选人的产生"),
            *body(chosen),
            heading("选举方式"),
            *body(f"{way}实到会有选举权的人数不少于应到会的{election.quorum}，方可进行选举。"),
            heading("时间安排"),
            *body(f"拟于{on(election.planned_on)}召开党员大会进行选举。"),
        ],
        signed_by=election.organisation,
        dated=election.written_on,
        signer=election.signer,
        contact=election.contact,
    )


def _filling_request(election: Election) -> OfficialDocument:
    """The term goes on: what fell vacant is filled until it is over. Why it fell vacant, the branch writes."""
    until = f"任期到本届届满（{on(election.last_ends_on)}）。" if election.last_ends_on else "任期到本届届满。"
    contested = f"委员候选人多于应选人数，差额不少于应选人数的{election.surplus}。" if "委员" in election.fills else ""
    return request_to(
        election.approver,
        f"关于{election.branch}\n补选的请示",
        [
            *body(
                "因　　　　　　，支部班子出现空缺。"
                f"支部现有党员{number(election.members)}名，有选举权的{number(election.electors_due)}名。"
                "拟进行补选，现将有关事项请示如下。"
            ),
            heading("补选的职务"),
            *body(f"拟补选{election.fills}，{until}"),
            heading("候选人的产生"),
            *body(f"候选人由支部根据多数党员的意见提出。{contested}"),
            heading("选举方式"),
            *body(
                f"召开{election.meeting}，采用无记名投票的方式选举。"
                f"实到会有选举权的人数不少于应到会的{election.quorum}，方可进行选举。"
            ),
            heading("时间安排"),
            *body(f"拟于{on(election.planned_on)}进行选举。"),
        ],
        signed_by=election.organisation,
        dated=election.written_on,
        signer=election.signer,
        contact=election.contact,
    )


def candidates_request(election: Election) -> OfficialDocument:
    """候选人预备人选请示, names by strokes."""
    names = "、".join(candidate.name for candidate in election.candidates)
    return request_to(
        election.approver,
        f"关于{election.branch}{election.elects}\n候选人预备人选的请示",
        body(
            f"经党员酝酿推荐，支部{'委员会' if election.has_committee else ''}讨论，拟提出{election.office}"
            "候选人预备人选"
            f"{len(election.candidates)}名（应选{number(election.seats)}名）。按姓氏笔画为序：{names}。"
        ),
        signed_by=election.organisation,
        dated=election.written_on,
        attachments=[f"{election.branch}{election.elects}候选人预备人选名册"],
        signer=election.signer,
        contact=election.contact,
    )


def candidates_list(election: Election) -> FormPaper:
    """The list that goes with the request."""
    rows = [(each.name, each.sex, each.born, each.education, each.joined, each.job) for each in election.candidates]
    return FormPaper(
        f"{election.branch}{election.elects}候选人预备人选名册",
        [Table(DETAILS, rows, name="候选人")],
        under=["（按姓氏笔画为序）", on(election.written_on)],
    )


def election_rules(election: Election) -> OfficialDocument:
    """选举办法（草案）: to be passed by the general meeting before it votes."""
    surplus = len(election.candidates) - election.seats
    rules = [
        f"本次选举{election.office}{number(election.seats)}名，候选人{len(election.candidates)}名"
        + (f"，差额{surplus}名。" if surplus > 0 else "。"),
        "选举采用无记名投票的方式。候选人名单按姓氏笔画为序。",
        f"实到会有选举权的党员不少于应到会有选举权党员的{election.quorum}，方可进行选举。预备党员没有选举权、被选举权和表决权。",
        "对候选人可以投赞成票、不赞成票，也可以弃权。投不赞成票的可以另选他人，弃权的不能另选他人。",
        "赞成的在候选人姓名上方的空格内画“○”，不赞成的画“×”，弃权的不画任何符号。另选他人的，写在另选人姓名栏，并在上方画“○”。",
        "所选人数等于或少于应选人数的选票有效，多于应选人数的无效。收回的选票等于或少于发出的选票，选举有效；多于发出的，选举无效，重新选举。",
        f"得赞成票超过实到会有选举权人数的{election.majority}的，始得当选。超过的人数多于应选人数时，以得票多的当选；票数相等不能确定时，就票数相等的人再次投票。",
        "当选人数少于应选人数时，对不足的名额另行选举；接近应选名额的，经到会有选举权的多数人同意，也可以减少名额，不再选举。",
        "选举设监票人、计票人，由到会党员推荐，大会通过。候选人不担任监票人、计票人。",
        "本办法经党员大会通过后实行。",
    ]
    paragraphs = [Paragraph(f"第{numerals.chinese(place)}条　{text}") for place, text in enumerate(rules, start=1)]
    return OfficialDocument(f"{election.branch}{election.matter}\n选举办法（草案）", paragraphs)


def ballot(election: Election) -> FormPaper:
    """选票: stroke order, room for others, and what each mark means."""
    columns = [
        TableColumn("符号", 6, Align.CENTER),
        TableColumn("候选人姓名", 12, Align.CENTER),
        TableColumn("符号", 6, Align.CENTER),
        TableColumn("另选他人姓名", 12, Align.CENTER),
    ]
    names = [candidate.name for candidate in election.candidates]
    height = max(len(names), election.seats)
    rows = [("", names[row] if row < len(names) else "", "", "") for row in range(height)]
    legend = [
        f"1．应选{number(election.seats)}名，所选人数多于{number(election.seats)}名的选票无效。候选人按姓氏笔画为序。",
        "2．赞成的在姓名左边空格内画“○”，不赞成的画“×”，弃权的不画。",
        "3．不赞成某候选人的，可以另选他人：写上姓名，左边画“○”。弃权的不能另选他人。",
    ]
    return FormPaper(
        f"{election.branch}{election.heading}选票",
        [Table(columns, rows, lines=2, name="候选人"), Prose(["说明："]), Prose(legend)],
        under=[f"（盖章）{election.branch}", on(election.held_on or election.planned_on)],
    )


def tally_sheet(election: Election) -> FormPaper:
    """计票单: 正 strokes by hand, then the counts, signed by those who counted and watched."""
    known = {count.name: count for count in election.counts}
    columns = [
        TableColumn("姓名", 8, Align.CENTER),
        TableColumn("画票（正）", 20),
        TableColumn("赞成", 5, Align.CENTER),
        TableColumn("不赞成", 5, Align.CENTER),
        TableColumn("弃权", 5, Align.CENTER),
        TableColumn("是否当选", 7, Align.CENTER),
    ]
    names = [candidate.name for candidate in election.candidates]
    names += [count.name for count in election.counts if count.name not in names]
    rows = [_counted_row(name, known.get(name)) for name in names]
    head = [
        Field("应到会有选举权", number(election.electors_due)),
        Field("实到会有选举权", number(election.electors_present)),
        Field("发出选票", number(election.handed_out)),
        Field("收回选票", number(election.returned)),
        Field("有效票", number(election.valid)),
        Field("无效票", number(election.invalid)),
    ]
    return FormPaper(
        f"{election.branch}{election.heading}选举计票单",
        [
            Grid(head),
            Table(columns, rows, blank_rows=0 if election.counts else 3, lines=2, name="计票"),
            Signatures(["总监票人签名", "监票人签名", "计票人签名"]),
        ],
        under=["（另选他人写在候选人之后）", on(election.held_on or election.planned_on)],
    )


def _counted_row(name: str, counted: Counted | None) -> Sequence[str]:
    if counted is None:
        return (name, "", "", "", "", "")
    votes = (counted.in_favour, counted.against, counted.abstained)
    return (name, "", *map(str, votes), "当选" if counted.is_elected else "")


def result_report(election: Election, further: Sequence[Paragraph] = ()) -> OfficialDocument:
    """选举结果报告: numbers, votes of each, who is elected; asks for approval where it is to be approved.

    `further`: later rounds, and the officers whom the new committee elected.
    """
    votes = "；".join(
        f"{count.name}{'（另选）' if count.is_other else ''}，赞成{count.in_favour}票，不赞成{count.against}票，"
        f"弃权{count.abstained}票"
        for count in election.counts
    )
    elected = "、".join(election.elected) or "　　"
    return letter_to(
        election.approver,
        f"关于{election.branch}{election.matter}结果的报告",
        [
            *body(
                f"{on(election.held_on)}，{election.branch}召开{election.meeting}进行{election.matter}。应到会有选举权的党员"
                f"{number(election.electors_due)}名，实到会{number(election.electors_present)}名，"
                f"不少于应到会的{election.quorum}，符合规定。"
            ),
            *body(
                f"选举采用{election.way}的方式。发出选票{number(election.handed_out)}张，"
                f"收回{number(election.returned)}张，其中有效票{number(election.valid)}张，无效票{number(election.invalid)}张。"
            ),
            *body(f"投票结果（按得票多少为序）：{votes}。" if votes else "投票结果：　　"),
            *body(f"{elected}当选为{election.office}。"),
            *further,
            *body("以上结果，请审批。"),
        ],
        signed_by=election.organisation,
        dated=election.written_on,
        signer=election.signer,
        contact=election.contact,
    )


def division_report(election: Election, duties: Sequence[tuple[str, str, str]]) -> OfficialDocument:
    """分工报告. duties: name, post, what the person answers for."""
    paragraphs = [
        *body(
            f"{election.term}支部委员会于{on(election.held_on)}召开{'' if election.is_by_election else '第一次'}会议，"
            "选举了书记，研究了委员分工。现报告如下。"
        )
    ]
    for name, post, duty in duties:
        paragraphs.append(heading(f"{name}，{post}", Level.THIRD, then=f"：{duty}。" if duty else "。"))
    return letter_to(
        election.approver,
        f"关于{election.branch}书记选举结果\n和委员分工的报告",
        [*paragraphs, *body("特此报告。")],
        signed_by=election.organisation,
        dated=election.written_on,
        signer=election.signer,
        contact=election.contact,
    )


def public_notice(
    election: Election, names: Sequence[str], *, since: date | None, until: date | None, heard_by: str
) -> OfficialDocument:
    """公示 of candidates or of a result: who, from when to when, and whom to tell."""
    return OfficialDocument(
        f"{election.branch}\n{election.elects}候选人预备人选公示",
        [
            *body(
                f"经党员推荐、支部讨论，提出{election.office}候选人预备人选{len(names)}名"
                f"（按姓氏笔画为序）：{'、'.join(names)}。"
            ),
            *body(f"公示时间：{on(since)}至{on(until)}。有意见可以向{heard_by or '　　'}反映，请写明情况，便于核实。"),
        ],
        signed_by=election.organisation,
        dated=since,
    )
