"""docs/questions.md lists every question as it is."""

from tools.questions import PAGE, page
from zhibu.questions import list_questions


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.questions"


def test_each_question_is_one_line():
    lines = page().splitlines()
    for question in list_questions():
        (line,) = [line for line in lines if line.startswith(f"- `{question.name}` ")]
        assert question.title_zh in line and all(f"`{ask.name}`" in line for ask in question.asks if ask.required)
