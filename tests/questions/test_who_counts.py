"""Who counts: each kind of person, each standing and each reason for absence, against a reckoning of its own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import Answer, QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
KINDS = ("full", "probationary", "guest")
STANDINGS = (None, "in_order", "party_probation", "suspended")
EXCUSES = ("cannot_express", "abroad", "serving_sentence", "bedridden", "not_transferred", "retired_elsewhere")
STATES = (None, "here", "away", *EXCUSES)
GUIZHOU = Layer(
    "provincial", "election-not-counted-absentees", "kinds", 6, date(2016, 1, 1), None, "贵州省发展党员工作规程"
)


def ask(vote_kind: str, members: object, *layers: Layer, on: date = TODAY, **facts: object) -> Answer:
    return answer("vote.who_counts", on, {"vote_kind": vote_kind, "members": members, **facts}, layers)


@given(
    st.sampled_from(["ordinary", "admission", "election"]),
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(STANDINGS), st.sampled_from(STATES)), min_size=1),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
)
def test_counting_one_by_one(
    vote_kind: str,
    people: list[tuple[str, str | None, str | None]],
    higher: bool | None,
    meeting: bool | None,
) -> None:
    rows = [{"kind": kind, "standing": standing, "state": state} for kind, standing, state in people]
    told = ask(vote_kind, rows, higher_agreed=higher, meeting_passed=meeting)
    due = here = unsaid = 0
    for kind, standing, state in people:
        if kind != "full" or standing in ("party_probation", "suspended"):
            continue
        if vote_kind == "election" and higher and meeting and state in EXCUSES:
            continue
        due += 1
        here += state == "here"
        unsaid += state is None
    assert told.answer["due_to_attend"] == due
    assert told.answer["present"] == (None if unsaid else here)
    assert told.answer["absent"] == (None if unsaid else due - here)
    assert len(told.answer["not_counted"]) == len(people) - due
    assert told.status is (Status.UNKNOWN if unsaid else Status.MET)


@pytest.mark.parametrize("state", EXCUSES)
@pytest.mark.parametrize(
    ("higher", "meeting", "left_out"),
    [(True, True, True), (True, False, False), (False, True, False), (None, None, False)],
)
def test_both_agreements_are_needed(state: str, higher: bool | None, meeting: bool | None, left_out: bool) -> None:
    rows = [{"name": "王一", "kind": "full", "state": state}, {"name": "李二", "kind": "full", "state": "here"}]
    told = ask("election", rows, higher_agreed=higher, meeting_passed=meeting)
    assert told.answer["due_to_attend"] == (1 if left_out else 2)
    assert told.answer["could_be_left_out"] == ([] if left_out else ["王一"])
    assert [row["name"] for row in told.answer["not_counted"]] == (["王一"] if left_out else [])


def test_what_is_missing_is_named() -> None:
    rows = [{"name": "王一", "kind": "full", "state": "bedridden"}]
    only_higher = ask("election", rows, higher_agreed=True)
    assert "还没有大会通过" in only_higher.because[-1]
    assert only_higher.next_step == "请大会表决通过，这几个人就可以不计。"
    assert "还没有上级同意、大会通过" in ask("election", rows).because[-1]
    assert "先报上级同意" in ask("election", rows, meeting_passed=True).next_step


def test_guizhou_counts_only_with_its_layer_and_only_for_admissions() -> None:
    rows = [{"kind": "full", "state": "bedridden"}, {"kind": "full", "state": "here"}]
    both = {"higher_agreed": True, "meeting_passed": True}
    assert ask("admission", rows, **both).answer["due_to_attend"] == 2
    local = ask("admission", rows, GUIZHOU, **both)
    assert local.answer["due_to_attend"] == 1
    assert "election-not-counted-absentees" in [cite.norm_id for cite in local.cites]
    assert ask("ordinary", rows, GUIZHOU, **both).answer["due_to_attend"] == 2


def test_rows_as_text_and_people_without_a_name() -> None:
    told = ask("选举", "王一 正式党员 到会；- 预备党员 到会\n张三 正式党员 away 留党察看期间")
    assert told.answer["due_to_attend"] == 1
    assert told.answer["not_counted"] == [
        {"name": "第2行", "reason": "预备党员没有表决权"},
        {"name": "张三", "reason": "留党察看期间没有表决权"},
    ]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([], "要填一行或几行"),
        ("王一 正式党员 到会 有表决权 组长", "一行最多 4 格"),
        ([{"kind": "full"}, {"kind": "群众"}], "第 2 行：“哪种人”只能填"),
        ([{"name": "王一"}], "第 1 行：请填“哪种人”"),
        ([{"kind": "full", "age": 40}], "第 1 行只能有"),
        ([7], "第 1 行只能有"),
        ([{"kind": "full", "name": "王" * 61}], "最多 60 个字"),
        ([{"kind": "full", "name": ["王一"]}], "要填文字"),
        ([{"kind": "full"}] * 2001, "最多填 2000 行"),
        (5, "要填一行或几行"),
    ],
)
def test_a_bad_row_is_named(members: object, words: str) -> None:
    with pytest.raises(QuestionError) as refused:
        ask("ordinary", members)
    assert refused.value.field == "members"
    assert words in refused.value.sentence


@pytest.mark.parametrize(
    ("on", "status"), [(date(2020, 7, 12), Status.NOT_APPLICABLE), (date(2020, 7, 13), Status.MET)]
)
def test_before_the_text_on_rights(on: date, status: Status) -> None:
    assert ask("ordinary", [{"kind": "full", "state": "here"}], on=on).status is status
