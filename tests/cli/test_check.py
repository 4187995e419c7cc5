"""`zhibu check`: findings as text and JSON, for any day, and everything drawn again."""

import json
from datetime import date

import pytest

from tests.personas import NOW, Enterprise, acting, build_enterprise, do
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.base.touched import SheetKind
from zhibu.checkup.actions import answer_finding
from zhibu.checkup.models import AnswerKind, BranchSheet, LayerProfile
from zhibu.cli import main as command
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind

pytestmark = pytest.mark.django_db
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def enterprise(monkeypatch: pytest.MonkeyPatch) -> Enterprise:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(command, "set_up_django", lambda: None)
    return build_enterprise()


def check(*words: str) -> int:
    return command.main(["check", *words])


def test_all_branches_in_words(enterprise: Enterprise, capsys: Printed) -> None:
    assert check() == 0
    said = capsys.readouterr().out
    assert "一车间党支部  要办 0 · 留意" in said
    assert "二车间党支部" in said
    assert "○ 没有记录  有的月份没有主题党日的记录：1月、2月" in said
    for part in ("看到：", "依据：《中国共产党支部工作条例", "下一步："):
        assert part in said


def test_something_to_do_is_the_exit_code(enterprise: Enterprise, capsys: Printed) -> None:
    branch = enterprise.first
    do(
        acting(branch, Role.SECRETARY), answer_finding, Right.CONFIRM, branch=branch, sheet=SheetKind.BRANCH_YEAR,
        norm="theme-day-monthly", subject=branch.pk, year=2026, periods=1, kind=AnswerKind.NOT_HELD, reason="",
    )  # fmt: skip
    assert check("--branch", "一车间党支部") == 1
    assert "■ 逾期  有的月份没开展主题党日：1月" in capsys.readouterr().out
    assert check("--branch", "二车间") == 0


def test_one_line_of_json_for_each_branch(enterprise: Enterprise, capsys: Printed) -> None:
    check("--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["branch"]["name"] for line in lines] == ["一车间党支部", "二车间党支部"]
    finding = next(row for row in lines[0]["findings"] if row["norm"] == "theme-day-monthly" and row["status"] == "due")
    assert finding["periods"] == ["11月"]
    assert finding["due_on"] == "2026-11-30"
    assert finding["cite"]["article"] == "第16条"
    assert finding["next_steps"][0]["action"] == "plan_gathering"
    assert {"seen", "since", "facts", "colour", "goes_up_on"} <= finding.keys()


def test_another_day(enterprise: Enterprise, capsys: Printed) -> None:
    branch = enterprise.first
    new = NewGathering(branch=branch, happened_on=date(2026, 2, 3), items=[NewItem(ItemKind.THEME_DAY)])
    do(acting(branch, Role.SECRETARY), record_gathering, Right.RECORD, new=new)
    profiles = LayerProfile.objects.count()
    check("--on", "2026-03-31", "--branch", str(branch.pk), "--json")
    line = json.loads(capsys.readouterr().out)
    assert line["on"] == "2026-03-31"
    theme = {row["status"]: row["periods"] for row in line["findings"] if row["norm"] == "theme-day-monthly"}
    assert theme == {"unknown": ["1月"], "due": ["3月"]}
    assert LayerProfile.objects.count() == profiles


def test_a_day_before_any_branch(enterprise: Enterprise, capsys: Printed) -> None:
    assert check("--on", "2015-12-31") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--branch", "三车间"], "没有叫“三车间”的支部。"),
        (["--branch", "车间"], "“车间”可以指几个支部：一车间党支部、二车间党支部。"),
        (["--rebuild", "--json"], "--rebuild 要单独用。"),
    ],
)
def test_bad_input_is_one_sentence(enterprise: Enterprise, capsys: Printed, words: list[str], sentence: str) -> None:
    assert check(*words) == 2
    assert sentence in capsys.readouterr().err


def test_a_day_that_is_none(enterprise: Enterprise, capsys: Printed) -> None:
    with pytest.raises(SystemExit) as stopped:
        check("--on", "2026-02-30")
    assert stopped.value.code == 2
    assert "看不懂日期“2026-02-30”" in capsys.readouterr().err


def test_rebuild_reports_and_repairs(enterprise: Enterprise, capsys: Printed) -> None:
    assert check("--rebuild") == 0
    assert "重算了 3 个组织，不同的有 0 处。" in capsys.readouterr().out
    BranchSheet.objects.filter(branch=enterprise.first).update(members=99)
    assert check("--rebuild") == 1
    assert "支部现状 1 处，已改正" in capsys.readouterr().out
    assert check("--rebuild") == 0
