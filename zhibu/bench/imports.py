"""A roster of many rows from bytes to records, while somebody else goes on recording meetings."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
from django.db import connections
from stdnum.cn import ric

from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.bench.measures import peak_memory, secretary_of, timed
from zhibu.flows.imports import committing, deciding, staging
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.org.models import Organisation, OrganisationKind

HEADER = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生日期",
    "身份证号",
    "学历",
    "入党日期",
    "转正日期",
    "所在支部",
    "联系电话",
)
PAUSE = 0.1  # seconds between two meetings that the other user records


@dataclass
class ImportFigures:
    """Seconds, and megabytes at the peak of the whole process."""

    staged: float = 0.0
    prepared: float = 0.0
    committed: float = 0.0
    memory: float = 0.0
    others: list[float] = field(default_factory=list)
    rows: int = 0


def import_roster(branches: Sequence[Organisation], rows: int, today: date, now: datetime) -> ImportFigures:
    """Staged and checked, then written; another user records a meeting ten times a second all the while."""
    figures = ImportFigures()
    data = _roster(branches, rows)
    committee = Organisation.objects.filter(kind=OrganisationKind.PRIMARY_COMMITTEE).first()
    if committee is None:
        raise RuntimeError("the generator makes a committee")
    actor = _organiser(committee)
    done = threading.Event()
    other = threading.Thread(target=_go_on_working, args=(branches[0], today, now, done, figures.others))
    other.start()
    try:
        upload = staging.take_in(actor, committee, data=data, filename="花名册.xlsx", now=now)
        del data

        def stage() -> None:
            staging.begin(upload)
            staging.stage(upload, today=today)

        figures.staged = timed(stage)
        deciding.take_all(upload)
        prepared: list[committing.Prepared] = []

        def prepare() -> None:
            prepared.append(committing.prepare(actor, upload, make_groups=True, today=today, now=now))

        figures.prepared = timed(prepare)
        arguments = {
            "upload": upload,
            "prepared": prepared[0],
            "make_groups": True,
            "start_earlier": False,
            "insist": True,
        }
        figures.committed = timed(
            lambda: perform(actor, committing.commit_upload, right=Right.IMPORT, today=today, now=now, **arguments)  # type: ignore[arg-type]
        )
    finally:
        done.set()
        other.join()
    upload.refresh_from_db()
    figures.rows = upload.counts["members"]
    figures.memory = peak_memory()
    return figures


def _organiser(committee: Organisation) -> Actor:
    grant = Grant(uuid4(), Role.ORGANISER, committee.pk, committee.name, committee.kind, committee.root, committee.path)
    return Actor(uuid4(), "测试", grants=(grant,), acting=grant)


def _go_on_working(
    branch: Organisation, today: date, now: datetime, done: threading.Event, waited: list[float]
) -> None:
    actor = secretary_of(branch)
    day = today - timedelta(days=200)
    while not done.is_set():
        day += timedelta(days=1 if day < today else -200)
        new = NewGathering(branch=branch, happened_on=day, items=[NewItem(ItemKind.OTHER, "测试", "", "")])
        waited.append(
            timed(lambda new=new: perform(actor, record_gathering, right=Right.RECORD, today=today, now=now, new=new))  # type: ignore[misc]
        )
        time.sleep(PAUSE)
    connections.close_all()


def _roster(branches: Sequence[Organisation], rows: int) -> bytes:
    """A workbook as a committee keeps it: all members of all branches, with identity numbers that fit."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("花名册")
    page.append(["党员花名册"])
    page.append(HEADER)
    for number in range(rows):
        birth = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
        start = f"520111{birth:%Y%m%d}{number % 499 * 2 + 1:03d}"
        joined = birth.replace(year=birth.year + 22)
        page.append(
            (
                number + 1, f"人{_letters(number)}", "男", "01 汉族", f"{birth:%Y.%m.%d}",
                start + ric.calc_check_digit(start + "0"), "本科", f"{joined:%Y年%m月%d日}",
                f"{joined.replace(year=joined.year + 1):%Y-%m-%d}", branches[number % len(branches)].name,
                f"138{number:08d}",
            )
        )  # fmt: skip
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _letters(number: int) -> str:
    """Two or three characters of a name, another for every number."""
    return "".join(chr(0x4E00 + part) for part in (number % 3000, number // 3000 + 100))
