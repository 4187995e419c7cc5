"""An import into very many branches: written at once, the check-up follows in small steps and ends up the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.flows.files import workbook
from tests.flows.importing import commit, staged
from tests.personas import NOW, TODAY, acting, found
from zhibu.base.actor import Role
from zhibu.base.models import Outgoing
from zhibu.base.touched import SheetKind
from zhibu.checkup import refresh
from zhibu.checkup.models import TABLES, Finding
from zhibu.flows import redrawing
from zhibu.jobs.clock import tick
from zhibu.org.models import OrganisationKind

pytestmark = pytest.mark.django_db
HEADER = ("姓名", "性别", "出生日期", "入党日期", "转正日期", "所在支部")


def test_many_branches_are_drawn_again_after_the_write(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(redrawing, "MOST_IN_ONE_WRITE", 2)
    monkeypatch.setattr(redrawing, "BATCH", 2)
    committee = found(None, OrganisationKind.PRIMARY_COMMITTEE, "大桥公司党委")
    branches = [found(committee, OrganisationKind.BRANCH, f"{name}党支部") for name in ("一队", "二队", "三队")]
    people = [
        (f"{one}{two}", "男", "1980-05-01", "2005-07-01", "2006-07-01", branch.name)
        for branch, one in zip(branches, "赵钱孙", strict=True)
        for two in "甲乙丙丁戊己庚"
    ]
    actor = acting(committee, Role.ORGANISER)
    commit(actor, staged(actor, committee, workbook(("花名册", [HEADER, *people]))))

    assert redrawing.branches_left(committee.root) == 3
    nobody_entered = Finding.objects.filter(norm="branch-size-cap", status="unknown")
    assert nobody_entered.count() == 3, "as it was before the write"
    tick(NOW + timedelta(minutes=1), jobs=())
    assert redrawing.branches_left(committee.root) == 0
    assert Outgoing.objects.get(kind=redrawing.KIND).taken_at
    assert nobody_entered.count() == 0

    after = list(Finding.objects.order_by("subject", "norm", "year").values_list("subject", "norm", "status", "year"))
    sheets = TABLES[SheetKind.BRANCH_YEAR].objects.count()
    refresh.redraw_kind(SheetKind.BRANCH, branches, 0, TODAY)
    again = list(Finding.objects.order_by("subject", "norm", "year").values_list("subject", "norm", "status", "year"))
    assert after == again and sheets == TABLES[SheetKind.BRANCH_YEAR].objects.count()
