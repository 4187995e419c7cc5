"""Elections asked as people ask: form, candidates, quorum, ballots, result, days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import Answer, QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
OLD, NEW = date(2020, 7, 12), date(2020, 7, 13)


def ask(question: str, on: date = TODAY, **facts: object) -> Answer:
    return answer(f"election.{question}", on, facts)


@given(st.integers(1, 200).flatmap(lambda due: st.tuples(st.just(due), st.integers(0, due))))
def test_quorum_of_both_texts_by_fractions(people: tuple[int, int]) -> None:
    due, present = people
    facts = {"due_to_attend": due, "present": present}
    share = Fraction(present, due)
    old, new = ask("quorum", OLD, **facts), ask("quorum", NEW, **facts)
    assert old.answer["may_elect"] is (share > Fraction(4, 5))
    assert new.answer["may_elect"] is (share >= Fraction(4, 5))
    for told in (old, new):
        assert told.status is (Status.MET if told.answer["may_elect"] else Status.BREACHED)
        assert told.answer["short_by"] == max(0, told.answer["needed"] - present)
    differ = old.answer["needed"] != new.answer["needed"]
    assert differ is (due % 5 == 0)


def test_quorum_cites_the_text_of_the_day() -> None:
    assert ask("quorum", OLD, due_to_attend=5).cites[0].norm_id == "election-quorum-four-fifths-1990"
    assert ask("quorum", NEW, due_to_attend=5).cites[0].norm_id == "election-quorum-four-fifths"
    told = ask("quorum", NEW, due_to_attend=5).answer
    assert told == {"needed": 4, "may_elect": None, "short_by": None, "share": "4/5"}
    assert ask("quorum", date(1990, 6, 26), due_to_attend=5).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("seats", range(1, 201))
def test_candidates_by_fractions(seats: int) -> None:
    least = ask("candidates", seats=seats, elects="committee").answer["at_least"]
    assert Fraction(least - seats - 1, seats) < Fraction(1, 5) <= Fraction(least - seats, seats)
    assert ask("candidates", seats=seats, elects="committee", candidates=least).status is Status.MET
    assert ask("candidates", seats=seats, elects="committee", candidates=least - 1).status is Status.BREACHED


@pytest.mark.parametrize(("seats", "least"), [(3, 4), (5, 6), (6, 8), (7, 9)])
def test_candidates_of_a_committee_and_of_officers(seats: int, least: int) -> None:
    assert ask("candidates", seats=seats, elects="委员").answer["at_least"] == least
    assert ask("candidates", seats=seats, elects="书记、副书记").answer["at_least"] == seats
    memory = ask("candidates", seats=seats, elects="committee").cites[-1]
    assert (memory.norm_id, memory.to_check) == ("election-candidates-approved", True)


@pytest.mark.parametrize(
    ("facts", "form", "status"),
    [
        ({"members": 500, "approved": True}, "congress", Status.MET),
        ({"members": 500}, "general_meeting", Status.UNKNOWN),
        ({"members": 500, "approved": False}, "general_meeting", Status.BREACHED),
        ({"members": 499, "approved": True}, "general_meeting", Status.UNKNOWN),
        ({"members": 499, "scattered": False, "approved": True}, "general_meeting", Status.BREACHED),
        ({"members": 499, "scattered": True, "approved": True}, "congress", Status.MET),
        ({"members": 499, "scattered": True}, "general_meeting", Status.UNKNOWN),
    ],
)
def test_a_congress_needs_its_ground(facts: dict, form: str, status: Status) -> None:
    told = ask("form", by_congress=True, **facts)
    assert (told.answer["form"], told.status) == (form, status)


def test_who_elects_the_secretary_is_an_older_rule() -> None:
    between = date(2019, 6, 1)
    assert ask("form", between, members=5, has_committee=False).answer["secretary_elected_by"] == "general_meeting"
    assert ask("form", between, members=5, has_committee=True).status is Status.NOT_APPLICABLE
    assert ask("form", between, members=5).status is Status.NOT_APPLICABLE
    assert ask("form", members=5).answer == {"form": "general_meeting", "secretary_elected_by": None}


BY_NAMES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=6)


@given(st.integers(1, 7), BY_NAMES, st.integers(0, 3), st.integers(0, 3), st.integers(-3, 3))
def test_ballots_counted_one_by_one(
    seats: int, by_names: list[tuple[int, int]], spoiled: int, unread: int, more_issued: int
) -> None:
    pile = [chosen for chosen, ballots in by_names for _ in range(ballots)]
    returned = len(pile) + spoiled + unread
    issued = max(1, returned + more_issued)
    told = ask(
        "ballots",
        issued=issued,
        returned=returned,
        seats=seats,
        spoiled=spoiled,
        by_names=[{"chosen": chosen, "ballots": ballots} for chosen, ballots in by_names],
    )
    over = len([chosen for chosen in pile if chosen > seats])
    assert told.answer["over_voted"] == over
    assert told.answer["valid_ballots"] == returned - spoiled - over
    assert told.answer["election_valid"] is (returned <= issued)
    assert told.status is (Status.MET if returned <= issued else Status.BREACHED)


def test_ballots_say_what_was_not_given() -> None:
    told = ask("ballots", issued=12, returned=12, present=11)
    assert told.answer["over_voted"] is None
    assert any("没有填" in line for line in told.because)
    assert any("却发出12张" in line for line in told.because)


def result(**facts: object) -> Answer:
    return ask("result", **{"seats": 2, "present": 14, **facts})


def test_a_tie_for_the_last_seat_and_then_its_run_off() -> None:
    told = result(votes="王一 9；李二 10；张三 9；赵四 0")
    assert told.answer == {
        "valid": None,
        "needed": 8,
        "elected": ("李二",),
        "tied": ("王一", "张三"),
        "run_off_seats": 1,
        "seats_left": 0,
        "next_round": "run_off",
        "share": "一半",
    }
    assert told.next_step == "请王一、张三再投一次，再选1名。"
    again = result(seats=1, round="run_off", votes="王一 6；张三 5")
    assert (again.answer["elected"], again.answer["needed"], again.status) == (("王一",), None, Status.MET)
    assert result(seats=1, round="run_off", votes="王一 6；张三 6").answer["next_round"] == "run_off"


def test_fewer_elected_than_seats_and_a_further_election() -> None:
    told = result(seats=3, votes="王一 9；李二 8；张三 7")
    assert (told.answer["elected"], told.answer["seats_left"]) == (("王一", "李二"), 1)
    assert (told.answer["next_round"], told.status) == ("further", Status.DUE)
    assert "也可以减少名额" in told.next_step
    further = result(seats=1, round="further", votes="张三 8；赵四 6")
    assert (further.answer["elected"], further.answer["needed"]) == (("张三",), 8)


def test_a_name_that_was_written_in_is_elected_like_any_other() -> None:
    told = result(votes=[{"name": "王一", "votes": 9}, {"name": "钱六", "votes": 8, "write_in": True}])
    assert told.answer["elected"] == ("王一", "钱六")
    assert any("另选的人" in line for line in told.because)


@pytest.mark.parametrize(("due", "valid"), [(17, True), (18, False)])
def test_too_few_present_elect_nobody(due: int, valid: bool) -> None:
    told = result(due_to_attend=due, votes="王一 14；李二 13")
    assert told.answer["valid"] is valid
    assert told.answer["elected"] == (("王一", "李二") if valid else ())
    assert told.status is (Status.MET if valid else Status.BREACHED)


def test_a_stricter_unit_majority_is_used() -> None:
    layer = Layer("unit", "election-elected-majority-present", "majority", (2, 3), NEW, None, "公司党委选举办法")
    told = answer("election.result", TODAY, {"seats": 1, "present": 12, "votes": "王一 8"}, [layer])
    assert (told.answer["needed"], told.answer["elected"]) == (9, ())


@pytest.mark.parametrize(
    ("question", "facts", "field", "sentence"),
    [
        ("quorum", {"due_to_attend": 0}, "due_to_attend", "至少是1人"),
        ("quorum", {"due_to_attend": 5, "present": 6}, "present", "还多"),
        ("candidates", {"seats": 0, "elects": "committee"}, "seats", "至少是1名"),
        ("candidates", {"seats": 3, "elects": "主席"}, "elects", "只能填"),
        ("form", {"members": 0}, "members", "至少是1人"),
        ("ballots", {"issued": 0, "returned": 0}, "issued", "至少是1张"),
        ("ballots", {"issued": 9, "returned": 9, "by_names": "5 9"}, "seats", "应选名额"),
        ("ballots", {"issued": 9, "returned": 9, "seats": 5, "by_names": "5 10"}, "by_names", "还多"),
        ("ballots", {"issued": 9, "returned": 9, "seats": 5, "by_names": "6 2", "over_voted": 1}, "over_voted", "2张"),
        ("ballots", {"issued": 9, "returned": 9, "over_voted": 5, "spoiled": 5}, "spoiled", "作废的10张"),
        ("result", {"seats": 0, "present": 9, "votes": "王一 5"}, "seats", "至少是1"),
        ("result", {"seats": 1, "present": 0, "votes": "王一 0"}, "present", "至少是1"),
        ("result", {"seats": 1, "present": 9, "votes": "王一 10"}, "votes", "还多"),
        ("result", {"seats": 1, "present": 9, "votes": "王一 5；李二 5"}, "votes", "一共10票"),
        ("result", {"seats": 2, "present": 9, "votes": "王一 5；王一 5"}, "votes", "写了两次"),
        ("result", {"seats": 1, "present": 9, "votes": "王一 5", "valid_ballots": 10}, "valid_ballots", "无效"),
        ("result", {"seats": 1, "present": 9, "votes": "王一 5", "due_to_attend": 8}, "present", "还多"),
        ("result", {"seats": 1, "present": 9, "votes": "王一 -5"}, "votes", "不能是负数"),
        ("deadlines", {"term_ends_on": "2026-02-30"}, "term_ends_on", "日历上没有"),
        ("deadlines", {"term_ends_on": "2026-10-12", "replied_on": "2026-09-01"}, "requested_on", "请示日"),
        (
            "deadlines",
            {"term_ends_on": "2026-10-12", "requested_on": "2026-09-02", "replied_on": "2026-09-01"},
            "replied_on",
            "早于",
        ),
    ],
)
def test_bad_facts_name_the_field(question: str, facts: dict, field: str, sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        ask(question, **facts)
    assert refused.value.field == field
    assert sentence in refused.value.sentence
    assert refused.value.example


def test_votes_that_just_add_up_are_taken() -> None:
    assert result(seats=1, present=9, votes="王一 5；李二 4").answer["elected"] == ("王一",)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 4, 11), Status.MET),
        (date(2026, 4, 12), Status.DUE),
        (date(2026, 8, 12), Status.DUE),
        (date(2026, 10, 12), Status.DUE),
        (date(2026, 10, 13), Status.OVERDUE),
    ],
)
def test_the_days_before_a_term_ends(on: date, status: Status) -> None:
    told = ask("deadlines", on, term_ends_on="2026-10-12")
    assert told.status is status
    assert told.answer["prepare_from"] == date(2026, 4, 12)
    assert told.answer["request_by"] == date(2026, 8, 12)
    assert told.answer["days_to_request"] == (date(2026, 8, 12) - on).days
    assert told.answer["in_order"] is None


@pytest.mark.parametrize(
    ("ends", "prepare", "request_by"),
    [
        ("2026-08-31", date(2026, 2, 28), date(2026, 6, 30)),
        ("2028-08-31", date(2028, 2, 29), date(2028, 6, 30)),
        ("2028-04-30", date(2027, 10, 30), date(2028, 2, 29)),
        ("2027-04-29", date(2026, 10, 29), date(2027, 2, 28)),
    ],
)
def test_month_ends_and_leap_years(ends: str, prepare: date, request_by: date) -> None:
    told = ask("deadlines", date(2026, 1, 1), term_ends_on=ends)
    assert (told.answer["prepare_from"], told.answer["request_by"]) == (prepare, request_by)


DAYS = st.dates(date(2020, 8, 1), date(2030, 12, 31))


@given(DAYS, st.integers(-400, 400), st.integers(0, 400), st.integers(-400, 400))
def test_the_order_of_request_reply_and_election(ends: date, asked: int, waited: int, elected: int) -> None:
    requested = ends + timedelta(asked)
    replied, planned = requested + timedelta(waited), ends + timedelta(elected)
    told = ask(
        "deadlines",
        date(2032, 1, 1),
        term_ends_on=ends.isoformat(),
        requested_on=requested,
        replied_on=replied,
        planned_on=planned,
    )
    in_order = requested <= replied <= planned <= ends
    assert told.answer["in_order"] is in_order
    assert told.status is (Status.MET if in_order else Status.BREACHED)


def test_the_unit_sets_how_long_ahead() -> None:
    layer = Layer("unit", "election-notice-ahead", "months_ahead", 4, date(2026, 1, 1), None, "公司党委通知")
    told = answer("election.deadlines", date(2026, 5, 1), {"term_ends_on": "2026-10-12"}, [layer])
    assert told.answer["request_by"] == date(2026, 6, 12)
    assert any("单位定的" in line for line in told.because)
    assert told.cites[0].document_zh == "《公司党委通知》"


def test_a_term_that_ended_before_the_text() -> None:
    assert ask("deadlines", term_ends_on="2020-07-12").status is Status.NOT_APPLICABLE
    assert ask("deadlines", term_ends_on="2020-07-13").status is Status.OVERDUE


def test_an_election_without_a_request_is_a_question() -> None:
    told = ask("deadlines", term_ends_on="2026-12-12", planned_on="2026-11-20")
    assert told.status is Status.UNKNOWN
    assert told.next_step == "登记请示和批复的日子。"
