"""A year plan and a list of problems become tasks of the branch, are known again, and are taken back whole."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.flows.files import workbook
from tests.flows.importing import codes, commit, rows, staged, undo
from tests.personas import NOW, Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.flows.imports import deciding
from zhibu.flows.models import Stage
from zhibu.work.actions import note_progress
from zhibu.work.models import Task, TaskOwner

pytestmark = pytest.mark.django_db
PLAN: list[tuple[Any, ...]] = [
    ("2026年度党支部工作计划",),
    ("月份", "类型", "工作内容", "责任人", "完成标志"),
    ("12月", "主题党日", "走访慰问", "李晓明、外请老师", "走到10户"),
    ("第四季度", "", "查一遍隐患", "单雪", ""),
    ("", "", "没写时间的事", "", ""),
]
PROBLEMS: list[tuple[Any, ...]] = [
    ("问题整改台账",),
    ("存在问题", "问题来源", "整改措施", "责任人", "整改时限", "整改情况", "完成时间"),
    ("会议记录太简单", "上级检查", "写清讨论", "王玉兰", "2026年12月", "正在整改", ""),
    ("台账不齐", "自查", "补齐", "单雪", "2026-03-31", "已完成", "2026-03-20"),
    ("学习不够", "群众", "每月一次", "单雪", "立行立改", "已完成", ""),
]


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def test_a_year_plan_becomes_tasks_and_is_taken_back(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(secretary, enterprise.first, workbook(("计划", PLAN)), "计划.xlsx")
    assert [(row.group, codes(row)) for row in rows(upload)] == [
        ("ready", []),
        ("ready", []),
        ("look", ["plan.no_time"]),
    ]
    commit(secretary, upload)
    assert upload.counts["others"] == {"plan": 2}
    visit = Task.objects.get(title="主题党日：走访慰问")
    assert (visit.starts_on, visit.due_on, visit.batch) == (date(2026, 12, 1), date(2026, 12, 31), upload.pk)
    assert visit.details == "完成标志：走到10户"
    owners = TaskOwner.objects.filter(task=visit.thread).order_by("order")
    assert [(owner.member.name if owner.member else owner.name) for owner in owners] == ["李晓明", "外请老师"]
    assert Task.objects.get(title="查一遍隐患").due_on == date(2026, 12, 31)

    again = staged(secretary, enterprise.first, workbook(("计划", PLAN)), "计划.xlsx")
    assert [row.is_known for row in rows(again)] == [True, True, False]

    undo(secretary, upload)
    assert upload.stage == Stage.UNDONE
    assert not Task.objects.exists() and not TaskOwner.objects.exists()


def test_problems_come_in_open_or_closed_on_their_day(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(secretary, enterprise.first, workbook(("整改", PROBLEMS)), "整改.xlsx")
    assert [row.group for row in rows(upload)] == ["ready", "ready", "refused"]
    assert "closed.day_needed" in codes(rows(upload)[2])
    commit(secretary, upload)
    still_open, closed = Task.objects.get(title="会议记录太简单"), Task.objects.get(title="台账不齐")
    assert (still_open.is_open, still_open.purpose, still_open.due_on) == (True, "上级检查", date(2026, 12, 31))
    assert (closed.is_open, closed.closed_on) == (False, date(2026, 3, 20))
    assert "措施：写清讨论" in still_open.details


def test_what_was_worked_on_since_keeps_the_import_from_being_taken_back(enterprise: Enterprise) -> None:
    secretary = enterprise.actor("secretary")
    upload = staged(secretary, enterprise.first, workbook(("计划", PLAN)), "计划.xlsx")
    deciding.take_all(upload)
    commit(secretary, upload)
    task = Task.objects.get(title="查一遍隐患")
    do(secretary, note_progress, Right.RECORD, now=NOW + timedelta(hours=1), task=task, words="查了一半")
    with pytest.raises(Refused, match="查一遍隐患"):
        undo(secretary, upload)
    assert Task.objects.filter(batch=upload.pk).count() == 3
