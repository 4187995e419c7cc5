"""`zhibu ask`: lines in, lines out; the list; by hand; no database, and quick to start."""

import io
import json
import os
import re
import subprocess
import sys
import time

import pytest

from zhibu.cli import main
from zhibu.questions import list_questions

GOOD = '{"question": "vote.committee", "on": "2026-05-20", "facts": {"committee_members": 5, "present": 3}}'


@pytest.fixture
def ask(monkeypatch, capsys):
    """Call the command with these words and this input; (exit code, stdout, stderr)."""

    def call(*words, lines=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
        code = main.main(["ask", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_each_line_is_answered_and_a_bad_one_stops_nothing(ask):
    lines = [
        GOOD.encode(),
        b"no json",
        b"   ",
        b"\xff\xfe{}",
        b'{"question": "vote.committee", "facts": {"committee_members": 5, "present": -3}}',
        b'{"question": "vote.committee", "facts": {"present": 3, "present": 4}}',
        b'{"question": "vote.committee", "facts": {"committee_members": NaN, "present": 3}}',
        b"[" * 100_000,
        b"[1, 2]",
        b"\xef\xbb\xbf" + GOOD.encode(),
    ]
    code, out, err = ask(lines=b"\r\n".join(lines))
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert err == ""
    assert [answer.get("error", {}).get("field") for answer in told] == [
        None, "line", "line", "present", "present", "line", "line", "question", None,
    ]  # fmt: skip
    assert told[0] == told[-1]
    assert told[0]["answer"] == {"quorum": 3, "may_meet": True, "short_by": 0}
    assert "第 4 行" in told[2]["error"]["sentence"]
    assert all(answer["error"]["sentence"].endswith("。") for answer in told if "error" in answer)


def test_the_example_of_a_bad_line_can_be_asked(ask):
    _code, out, _err = ask(lines=b"no json")
    example = json.loads(out)["error"]["example"]
    assert ask(lines=example.encode())[0] == 0


def test_nothing_in_nothing_out(ask):
    assert ask() == (0, "", "")


def test_the_list_names_every_question_fact_choice_and_answer(ask):
    code, out, _err = ask("--list")
    assert code == 0
    for question in list_questions():
        section = out.split(f"\n{question.name}  ", 1)[1].split("\n\n", 1)[0]
        assert question.title_zh in section
        for asked in (*question.asks, *(column for row in question.asks for column in row.columns)):
            assert f"{asked.name}  " in section and asked.label_zh in section and asked.unit_zh in section
            assert all(f"{code} {label}" in section for code, label in asked.choices.items())
        assert all(f"{told.name}  {told.label_zh}" in section for told in question.tells)


def test_somebody_who_knows_only_the_list_is_answered(ask):
    _code, out, _err = ask("--list")
    examples = [line.removeprefix("  例：") for line in out.splitlines() if line.startswith("  例：")]
    assert len(examples) == len(list_questions())
    code, told, _err = ask(lines="\n".join(examples).encode())
    assert code == 0
    assert len(told.splitlines()) == len(examples)


def test_the_list_for_programs(ask):
    _code, out, _err = ask("--list", "--json")
    rows = json.loads(out)
    assert [row["question"] for row in rows] == [question.name for question in list_questions()]
    for row in rows:
        assert {"name", "kind", "type", "unit", "label", "required", "choices", "example"} <= set(row["facts"][0])
    code, _told, _err = ask(lines="\n".join(json.dumps(row["example"]) for row in rows).encode())
    assert code == 0


def test_one_question_of_the_list(ask):
    _code, out, _err = ask("--list", "--question", "vote.committee", "--json")
    assert [row["question"] for row in json.loads(out)] == ["vote.committee"]
    assert "vote.ordinary" not in ask("--list", "--question", "vote.committee")[1]


def test_by_hand_the_answer_comes_first_then_the_sum_then_the_article(ask):
    words = ("--question", "vote.committee", "--on", "2026-05-20", "committee_members=5", "present=3")
    code, out, _err = ask(*words)
    assert code == 0
    order = ["要到会的人数：3人", "能不能开：是", "怎么算的：", "依据：", "第12条", "下一步："]
    assert sorted(order, key=out.index) == order
    assert json.loads(ask(*words, "--json")[1]) == json.loads(ask(lines=GOOD.encode())[1])


def test_every_question_can_be_asked_by_hand(ask):
    for question in list_questions():
        facts = [f"{asked.name}={asked.example}" for asked in question.asks if asked.required]
        code, out, err = ask("--question", question.name, "--on", "2026-05-20", *facts)
        assert (code, err) == (0, ""), question.name
        assert "怎么算的：" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--question", "vote.secret"), 2, "没有“vote.secret”这个问题"),
        (("--question", "vote.committee", "present"), 2, "不是“名称=内容”"),
        (("--question", "vote.committee", "present=3", "present=4"), 2, "写了两次"),
        (("--question", "vote.committee", "present=3"), 1, "committee_members：请填“支委人数”"),
        (("--question", "vote.committee", "--on", "2月30日", "present=3"), 1, "on：“哪一天”"),
        (("present=3",), 2, "--question"),
        (("--list", "present=3"), 2, "只列问题"),
    ],
)
def test_what_is_refused(ask, words, code, sentence):
    got, out, err = ask(*words)
    assert (got, out) == (code, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_it_starts_fast_without_django(tmp_path):
    """Half a second on an idle machine; measured in processor time, so that a busy one does not spoil it."""
    script = (
        "import resource, sys\n"
        "from zhibu.cli import main\n"
        "assert main.main(['ask']) == 0\n"
        "assert not {'django', 'numpy', 'chinese_calendar'} & set(sys.modules)\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "sys.stderr.write(str(used.ru_utime + used.ru_stime))\n"
    )
    best = min(float(_run(script, GOOD).stderr) for _ in range(3))
    assert best <= 0.5


def test_a_thousand_mixed_questions_in_two_seconds(ask):
    examples = [line.removeprefix("  例：") for line in ask("--list")[1].splitlines() if line.startswith("  例：")]
    lines = "\n".join(examples[number % len(examples)] for number in range(1000)).encode()
    started = time.process_time()
    code, out, _err = ask(lines=lines)
    assert time.process_time() - started <= 2
    assert (code, len(out.splitlines())) == (0, 1000)


def _run(script, lines):
    """As for a user, whose Python keeps compiled modules, whatever this machine is set to."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, "-c", script], input=lines, capture_output=True, text=True, check=True, timeout=60,
        env=environment,
    )  # fmt: skip


def test_the_list_says_when_a_fact_is_asked(ask):
    _code, out, _err = ask("--list")
    lines = out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("quarter_income"))
    assert any("只在 kind 填 irregular 时问" in line for line in lines[place : place + 4])


CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）]")


def test_the_list_in_english_can_be_used_without_chinese(ask):
    code, out, _err = ask("--list", "--lang", "en")
    assert code == 0
    assert [line for line in out.splitlines() if CHINESE.search(line)] == []
    code, out, _err = ask("--list", "--json", "--lang", "en")
    assert not CHINESE.search(out)
    lines = [json.dumps(row["example"]) for row in json.loads(out)]
    code, out, _err = ask("--lang", "en", lines="\n".join(lines).encode())
    assert code == 0
    assert [line for line in out.splitlines() if CHINESE.search(line)] == []


def test_an_answer_and_an_error_in_english(ask):
    _code, out, _err = ask("--question", "vote.committee", "committee_members=5", "present=3", "--lang", "en")
    assert "5 committee members; those present must be at least half: 5 ÷ 2 = 2.5, so 3 are needed" in out
    assert "Regulations on the Work of Party Branches (Trial), Article 12 (in force since 28 October 2018)" in out
    code, _out, err = ask("--question", "vote.committee", "committee_members=5", "present=many", "--lang", "en")
    assert code == 1
    assert "must be a whole number" in err
    assert not CHINESE.search(err)
