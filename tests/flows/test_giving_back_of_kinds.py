"""Every further kind goes out in the layout it came in, and what goes out is known when it comes in again."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings

from tests.flows.files import workbook
from tests.flows.importing import commit, rows, staged
from tests.flows.test_import_of_six_kinds import BALLOTS, CASES, DUES, TARGETS, TRAINING
from tests.flows.test_import_of_tasks import PLAN, PROBLEMS
from tests.personas import TODAY, Enterprise, acting, build_enterprise
from zhibu.base.actor import Role
from zhibu.flows import giving_back, layouts
from zhibu.flows.imports import deciding

pytestmark = pytest.mark.django_db
YEARS = {"appraisals": 2025}
TABLES: dict[str, list[tuple[Any, ...]]] = {
    "plan": PLAN,
    "problems": PROBLEMS,
    "dues": DUES[:3],
    "admissions": CASES,
    "training": TRAINING[:4],
    "appraisals": BALLOTS[:4],
    "targets": TARGETS,
}


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def test_every_kind_goes_out_as_it_came_in(enterprise: Enterprise) -> None:
    secretary, branch = acting(enterprise.first, Role.SECRETARY), enterprise.first
    for kind, table in TABLES.items():
        upload = staged(secretary, branch, workbook((kind, table)), f"{kind}.xlsx")
        deciding.take_all(upload)
        taken = {row.number for row in rows(upload) if row.group == "ready" or row.choice == "take"}
        commit(secretary, upload)
        year = YEARS.get(kind, 2026)
        layout = next(one for one in layouts.visible_to(secretary) if one.kind == kind)
        data = giving_back.workbook(kind, layouts.columns_of(layout), giving_back.ROWS[kind](branch, year, TODAY))
        page = openpyxl.load_workbook(BytesIO(data)).active
        assert page is not None
        given = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        header = [text for text in table[1] if text]
        assert [text for text in given[0] if text] == [text for text in header if text != "分值"]
        assert len(given) - 1 == len(taken) or kind == "dues", kind  # everybody stands in a table of dues
        page["A1"] = table[0][0]
        out = BytesIO()
        page.parent.save(out)
        again = staged(secretary, branch, out.getvalue(), f"{kind}.xlsx")
        found = rows(again)
        assert sum(row.is_known for row in found) == len(taken), (kind, [row.problems for row in found])


def test_who_may_not_keep_a_kind_does_not_get_it_back(enterprise: Enterprise) -> None:
    assert "dues" in layouts.kinds_for(acting(enterprise.first, Role.SECRETARY))
    assert "concerns" not in layouts.kinds_for(acting(enterprise.first, Role.SECRETARY))
    clerk = layouts.kinds_for(acting(enterprise.first, Role.CLERK))
    assert not {"dues", "targets", "appraisals"} & set(clerk) and "training" in clerk


def test_an_officer_who_brings_in_branches_is_offered_what_can_go_out() -> None:
    enterprise = build_enterprise()
    offered = layouts.kinds_for(acting(enterprise.company, Role.ORGANISER))
    assert "branches" not in offered and "concerns" not in offered
    assert all(layouts.headers_of(enterprise.company, kind) for kind in offered)
