"""The branches below a superior: states and words, filters, pages; no ranks."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import acting, do, found
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import BranchState, Finding
from zhibu.org.actions import cover_unit
from zhibu.org.models import OrganisationKind


def page_of(workshop: Workshop, query: str = "", address: str = "/checkup/") -> str:
    response = workshop.browser("organiser").get(address + query)
    assert response.status_code == 200
    return text_of(response)


def names_on(page: str) -> list[str]:
    return re.findall(r'href="/checkup/branches/[^"]+">([^<]+党支部)</a>', page)


def test_states_in_words_and_in_tree_order(workshop: Workshop) -> None:
    BranchState.objects.filter(branch=workshop.enterprise.second).update(state="help")
    page = page_of(workshop)
    assert names_on(page) == ["一车间党支部", "二车间党支部"], "the one that needs help does not go first"
    assert "需要帮助" in page
    assert "不排名" in page


def test_filter_by_state_and_name(workshop: Workshop) -> None:
    BranchState.objects.filter(branch=workshop.enterprise.second).update(state="help")
    assert names_on(page_of(workshop, "?state=help")) == ["二车间党支部"]
    assert names_on(page_of(workshop, "?q=一车间")) == ["一车间党支部"]
    nothing = page_of(workshop, "?state=help&q=一车间")
    assert names_on(nothing) == []
    assert "没有这样的支部。" in nothing
    assert len(names_on(page_of(workshop, "?state=best"))) == 2, "an unknown state filters nothing"


def test_what_has_not_gone_up_is_not_said(workshop: Workshop) -> None:
    norm = "theme-day-monthly"
    rows = Finding.objects.filter(branch=workshop.branch, norm=norm, status="unknown")
    rows.update(status="overdue", colour="red", goes_up_on="2026-12-01")
    assert "有的月份没开展主题党日" not in page_of(workshop)
    Finding.objects.filter(norm=norm, status="overdue").update(goes_up_on="2026-11-23")
    assert "有的月份没开展主题党日" in page_of(workshop)


def test_fifty_to_a_page_and_the_same_number_of_queries(workshop: Workshop) -> None:
    browser = workshop.browser("organiser")
    with CaptureQueriesContext(connection) as few:
        browser.get("/checkup/")
    for number in range(50):
        found(workshop.enterprise.company, OrganisationKind.BRANCH, f"第{number:02}分厂党支部")
    with CaptureQueriesContext(connection) as many:
        first = text_of(browser.get("/checkup/"))
    assert len(many) == len(few)
    assert len(names_on(first)) == 50
    assert "第 1 页，共 2 页" in first or "第 1 页,共 2 页" in first
    assert len(names_on(page_of(workshop, "?page=2"))) == 2


def test_units_without_a_branch_are_the_superiors_own_findings(workshop: Workshop) -> None:
    company = workshop.enterprise.company
    do(
        acting(company, Role.ORGANISER), cover_unit, Right.SET_UP,
        organisation=company, name="检修队", since="2026-01-01", full_members=4,
    )  # fmt: skip
    assert "本级还有 1 件要看" in page_of(workshop)
    own = page_of(workshop, address=f"/checkup/branches/{company.pk}/")
    assert "检修队" in own
    assert "正式党员满3人" in own
    assert workshop.browser("secretary").get(f"/checkup/branches/{company.pk}/").status_code == 404
