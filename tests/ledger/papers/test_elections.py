"""Papers of a term election from plain data: stroke order kept, every number in its place, none of the law inside."""

from dataclasses import replace
from datetime import date

from zhibu.ledger.papers import elections
from zhibu.ledger.papers.documents import ASK, request_to
from zhibu.ledger.papers.placeholders import values_of
from zhibu.ledger.papers.shapes import FormPaper, Grid, OfficialDocument, Table, body
from zhibu.ledger.papers.word import word_of

ELECTION = elections.Election(
    organisation="中共北山机械厂一车间支部委员会",
    branch="一车间党支部",
    approver="中共北山机械厂委员会",
    seats=3,
    quorum="五分之四",
    majority="半数",
    surplus="百分之二十",
    ordinal=5,
    candidates=[elections.Candidate(name, "女", "1980.05") for name in ("王玉兰", "李晓明", "单雪", "赵志强")],
    last_held_on=date(2023, 10, 12),
    last_ends_on=date(2026, 10, 12),
    planned_on=date(2026, 12, 18),
    held_on=date(2026, 12, 18),
    written_on=date(2026, 12, 19),
    members=14,
    electors_due=13,
    electors_present=12,
    handed_out=12,
    returned=12,
    valid=11,
    invalid=1,
    counts=[
        elections.Counted("王玉兰", 11, is_elected=True),
        elections.Counted("李晓明", 10, 1, is_elected=True),
        elections.Counted("单雪", 9, 1, 1, is_elected=True),
        elections.Counted("赵志强", 3, 7, 1),
        elections.Counted("钱文博", 1, is_other=True),
    ],
    signer="王玉兰",
)


def text(paper: OfficialDocument) -> str:
    return "\n".join(paragraph.text + paragraph.then for paragraph in paper.paragraphs)


def table(paper: FormPaper) -> Table:
    return next(part for part in paper.parts if isinstance(part, Table))


def test_requests_ask_one_thing_and_name_their_signer() -> None:
    for paper in (elections.election_request(ELECTION), elections.candidates_request(ELECTION)):
        assert paper.paragraphs[-1].text == ASK
        assert paper.signer == "王玉兰"
        assert paper.to == "中共北山机械厂委员会"
    assert "第五届支部委员会拟设委员3名" in text(elections.election_request(ELECTION))
    assert "按姓氏笔画为序：王玉兰、李晓明、单雪、赵志强。" in text(elections.candidates_request(ELECTION))


def test_a_request_that_already_asks_is_not_made_to_ask_twice() -> None:
    paper = request_to("厂党委", "关于经费的请示", body("拟用两千元。妥否，请批示。"), signed_by="支部", dated=None)
    assert len(paper.paragraphs) == 1


def test_the_law_comes_in_as_words() -> None:
    other = replace(ELECTION, quorum="甲分之乙", majority="丙数", surplus="丁")
    said = text(elections.election_rules(other)) + text(elections.election_request(other))
    for word in ("甲分之乙", "丙数", "丁"):
        assert word in said
    assert "五分之四" not in said


def test_the_ballot_keeps_the_order_and_has_room_for_others() -> None:
    rows = table(elections.ballot(ELECTION)).all_rows
    assert [row[1] for row in rows] == ["王玉兰", "李晓明", "单雪", "赵志强"]
    assert [len(row) for row in rows] == [4] * 4


def test_the_tally_sheet_is_blank_before_and_filled_after() -> None:
    before = replace(ELECTION, counts=[], electors_due=None)
    assert len(table(elections.tally_sheet(before)).all_rows) == 4 + 3
    after = elections.tally_sheet(ELECTION)
    assert [row[0] for row in table(after).rows] == ["王玉兰", "李晓明", "单雪", "赵志强", "钱文博"]
    assert list(table(after).rows[3]) == ["赵志强", "", "3", "7", "1", ""]
    assert isinstance(after.parts[0], Grid)
    assert values_of(after)["有效票"] == "11"


def test_the_report_gives_every_number() -> None:
    said = text(elections.result_report(ELECTION))
    for part in ("应到会有选举权的党员13名，实到会12名", "有效票11张，无效票1张", "钱文博（另选），赞成1票"):
        assert part in said
    assert "王玉兰、李晓明、单雪当选为第五届支部委员会委员。" in said


def test_the_others_can_be_written() -> None:
    duties = [("王玉兰", "书记", "主持支部工作"), ("单雪", "宣传委员", "")]
    division = elections.division_report(ELECTION, duties)
    assert "王玉兰，书记：主持支部工作。" in text(division)
    notice = elections.public_notice(
        ELECTION, ["单雪"], since=date(2026, 12, 1), until=date(2026, 12, 7), heard_by="厂党委"
    )
    assert "公示时间：2026年12月1日至2026年12月7日。" in text(notice)
    for paper in (division, notice, elections.candidates_list(ELECTION), elections.election_rules(ELECTION)):
        word_of(paper)
