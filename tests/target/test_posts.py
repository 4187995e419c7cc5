"""Lines by post: some twenty posts and four situations, concrete, each with a mark of completion."""

import pytest

from tools.words import wrong_marks, wrong_words
from zhibu.target.posts import FEWEST, MOST, WrongTemplate, fitting, posts, read

LINE = {"content": "做一件事", "done_when": "做完", "due": "06-30"}


def test_there_are_lines_for_posts_and_situations() -> None:
    found = posts()
    assert len([post for post in found.values() if not post.is_situation]) >= 20
    assert {"shift_worker", "retired", "mobile", "student"} <= {key for key, post in found.items() if post.is_situation}
    for post in found.values():
        assert FEWEST <= len(post.lines) <= MOST
        for line in post.lines:
            text = f"{line.content}。{line.done_when}"
            assert not wrong_words(text) and not wrong_marks(text), text
            assert line.due_on(2027).year == 2027


@pytest.mark.parametrize(
    ("job", "key"), [("质检员", "quality_inspector"), ("夜班班组长", "shift_foreman"), ("机械手", "machine_operator")]
)
def test_a_job_on_the_roster_finds_its_post(job, key) -> None:
    assert fitting(job) is posts()[key]


@pytest.mark.parametrize("job", ["", "  ", "退休"])
def test_no_job_or_a_situation_finds_none(job) -> None:
    assert fitting(job) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"lines": [LINE] * 3},
        {"label": "甲", "lines": [LINE] * 2},
        {"label": "甲", "lines": [LINE] * 6},
        {"label": "甲", "lines": [LINE] * 3, "points": 5},
        {"label": "甲", "lines": [LINE, LINE, {**LINE, "weight": 3}]},
        {"label": "甲", "lines": [LINE, LINE, {**LINE, "done_when": ""}]},
    ],
)
def test_a_wrong_entry_is_named(entry) -> None:
    with pytest.raises(WrongTemplate, match="somebody"):
        read({"somebody": entry})
