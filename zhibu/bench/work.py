"""Work between superior and branch: one task to every branch, its status page, a higher body's form for sixty."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

import openpyxl
from django.test import Client

from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.bench.measures import timed
from zhibu.flows import filling
from zhibu.flows.assigning import give_out_rest, send_assignment
from zhibu.flows.write import perform
from zhibu.org.models import Organisation
from zhibu.work.assigning import NewAssignment
from zhibu.work.forms import keep_form
from zhibu.work.models import Assignment, HigherForm

HEADER = ["序号", "党支部名称", "党员总数", "支部书记", "换届时间", "三会一课次数", "主题党日次数", "困难职工数"]


def officer_of(top: Organisation) -> Actor:
    grant = Grant(uuid4(), Role.ORGANISER, top.pk, top.name, top.kind, top.root, top.path)
    return Actor(uuid4(), "测试", grants=(grant,), acting=grant)


def send_to_all(top: Organisation, today: date, now: datetime) -> tuple[Assignment, float]:
    """One task to every branch, until the last of them has it. What of the check-up follows is drawn afterwards."""
    new = NewAssignment(
        sender=top, title="查冬季用电", aim="消掉火险", due_on=today + timedelta(days=9), receivers=[top]
    )
    sent: list[Assignment] = []

    def act() -> None:
        done = perform(officer_of(top), send_assignment, right=Right.ASSIGN, today=today, now=now, new=new)
        sent.append(done.result)
        give_out_rest(done.result.thread)

    seconds = timed(act)
    return sent[0], seconds


def open_status(browser: Client, assignment: Assignment, tries: int) -> list[float]:
    """The page that says how many branches stand where, log-in, queries and template included; seconds each."""
    address = f"/plan/assign/{assignment.thread}/"
    browser.get(address)  # what is read once in a process does not count
    return [timed(lambda: browser.get(address)) for _ in range(tries)]


def fill_form(top: Organisation, branches: Sequence[Organisation], today: date, now: datetime) -> float:
    """A higher body's Excel recognised, filled from the records of these branches, and given back in its own layout."""
    book = openpyxl.Workbook()
    for row in (["全市基层党组织情况表"], HEADER, [None] * len(HEADER)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    kept: HigherForm = perform(
        officer_of(top), keep_form, right=Right.ASSIGN, today=today, now=now,
        sender=top, name="市里的表.xlsx", content=file.getvalue(), year=today.year,
    ).result  # fmt: skip
    return timed(lambda: filling.file_of(kept, filling.filled(kept, list(branches), today)))
