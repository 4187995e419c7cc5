"""支部图 as tree, as mirror, and what it can be narrowed to. No ranks: canaries for sorting, counting and naming."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, acting, do, found
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.models import User
from zhibu.base.actor import Right, Role
from zhibu.checkup.mirror import is_common
from zhibu.checkup.models import BranchState, Finding
from zhibu.org.models import OrganisationKind
from zhibu.work import upward
from zhibu.work.assigning import NewAssignment, record_assignment
from zhibu.work.models import SubmissionKind, Verdict
from zhibu.work.upward import NewSubmission

NORM = "theme-day-monthly"


def get(workshop: Workshop, address: str, who: str = "organiser") -> str:
    response = workshop.browser(who).get(address)
    assert response.status_code == 200
    return text_of(response)


def make_seen(workshop: Workshop, norm: str = NORM) -> int:
    """Every branch gets one finding of this norm that superiors see."""
    branches = list(BranchState.objects.values_list("branch", flat=True))
    Finding.objects.filter(norm=norm).delete()
    Finding.objects.bulk_create(
        Finding(
            root=workshop.branch.root, branch_id=key, sheet="branch_year", subject=key, year=2026, norm=norm,
            status="overdue", colour="amber", first_seen_on=TODAY, goes_up_on=TODAY,
        )
        for key in branches
    )  # fmt: skip
    return len(branches)


def test_the_tree_reads_as_text_in_its_own_order(workshop: Workshop) -> None:
    general = found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, "制造党总支")
    under = found(general, OrganisationKind.BRANCH, "三车间党支部")
    BranchState.objects.filter(branch=workshop.enterprise.second).update(state="help")
    page = get(workshop, "/checkup/tree/")
    names = ["北山机械厂党委", "一车间党支部", "二车间党支部", "制造党总支", "三车间党支部"]
    places = [page.index(f">{name}<") for name in names]
    assert places == sorted(places), "in the order of the tree, whatever the state"
    assert "3 个支部" in page
    assert f"/checkup/tree/{general.pk}/" in page
    below = get(workshop, f"/checkup/tree/{general.pk}/")
    assert "三车间党支部" in below
    assert "一车间党支部" not in below
    assert workshop.browser("organiser").get(f"/checkup/tree/{under.pk}/").status_code == 404
    assert workshop.browser("secretary").get("/checkup/tree/").status_code == 403


def test_a_large_tree_opens_step_by_step(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    general = found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, "制造党总支")
    found(general, OrganisationKind.BRANCH, "三车间党支部")
    with CaptureQueriesContext(connection) as small:
        get(workshop, "/checkup/tree/")
    for number in range(5):
        found(general, OrganisationKind.BRANCH, f"第{number}分厂党支部")
    monkeypatch.setattr("zhibu.web.checkup.tree.DRAWN_AT_ONCE", 6)
    with CaptureQueriesContext(connection) as large:
        page = get(workshop, "/checkup/tree/")
    assert "制造党总支" in page
    assert "三车间党支部" not in page
    assert "6 个支部" in page
    assert len(large) == len(small)


def test_narrowed_to_a_matter_keeps_the_order_and_what_was_chosen(workshop: Workshop) -> None:
    second = workshop.enterprise.second
    Finding.objects.all().delete()
    Finding.objects.create(
        root=second.root, branch=second, sheet="term", subject=second.pk, norm="term-election-on-time",
        status="overdue", colour="red", first_seen_on=TODAY, goes_up_on=TODAY,
    )  # fmt: skip
    page = get(workshop, "/checkup/?about=term&q=车间")
    assert "二车间党支部" in page
    assert "一车间党支部" not in page
    assert "about=term" in page, "the tabs keep it"
    assert "没有这样的支部" in get(workshop, "/checkup/?about=admission")
    assert "没有这样的支部" in get(workshop, "/checkup/?about=no_secretary")
    Finding.objects.update(goes_up_on=TODAY + timedelta(days=1))
    assert "没有这样的支部" in get(workshop, "/checkup/?about=term"), "what has not gone up is not found either"


def test_who_has_not_begun_yet(workshop: Workshop) -> None:
    assert "还没启用：" not in get(workshop, "/checkup/")
    found(workshop.enterprise.company, OrganisationKind.BRANCH, "三车间党支部")
    User.objects.filter(username="outsider").update(password_is_given=True)
    page = get(workshop, "/checkup/")
    assert "还没启用：没有人有账号" in page
    assert "还没启用，需要帮忙" in page, "the slip of the second branch is unused since January"
    narrowed = get(workshop, "/checkup/?about=not_begun")
    assert "二车间党支部" in narrowed
    assert "三车间党支部" in narrowed
    assert "一车间党支部" not in narrowed


@pytest.mark.parametrize("wish", ["sort=findings", "order=-count", "o=state", "sort=state&desc=1"])
def test_nothing_sorts_it(workshop: Workshop, wish: str) -> None:
    BranchState.objects.filter(branch=workshop.enterprise.second).update(state="help")
    page = get(workshop, f"/checkup/?{wish}")
    assert page.index("一车间党支部") < page.index("二车间党支部")


def test_the_mirror_tells_what_was_sent_and_how_long_answers_took(workshop: Workshop) -> None:
    company, day = workshop.enterprise.company, timedelta(days=1)
    new = NewAssignment(
        sender=company, title="摸一摸底", aim="看看缺什么", due_on=TODAY, receivers=[company], asks=["缺几台风扇"]
    )
    do(workshop.actor("organiser"), record_assignment, Right.ASSIGN, new=new)
    for waited in (2, 4, 9):
        submission = do(
            workshop.actor("secretary"), upward.send, Right.RECORD,
            new=NewSubmission(
                organisation=workshop.branch, kind=SubmissionKind.REQUEST, matter=f"第{waited}件", body="请批示。",
                happened_on=TODAY - waited * day, to=company,
            ),
        )  # fmt: skip
        if waited != 9:
            arguments = {"submission": submission, "verdict": Verdict.AGREED}
            do(workshop.actor("organiser"), upward.reply, Right.ASSIGN, **arguments)
    page = get(workshop, "/checkup/mirror/")
    assert "1 件，落到各支部共 2 件" in page
    assert "0 张表，共问 1 项" in page
    assert "3 件，答了 2 件，还在等 1 件" in page
    assert "一半在 3 天内，最长 4 天" in page
    assert "没有许多支部一样的事" in page


def test_what_many_branches_share_points_upward_and_names_none(workshop: Workshop) -> None:
    for number in range(3):
        found(workshop.enterprise.company, OrganisationKind.BRANCH, f"第{number}分厂党支部")
    total = make_seen(workshop)
    page = get(workshop, "/checkup/mirror/")
    assert f"{total} 个里的 {total} 个" in page
    assert "党支部" not in page.split("<main")[1].replace("北山机械厂党委", ""), "no branch is named"
    Finding.objects.update(goes_up_on=TODAY + timedelta(days=1))
    assert "没有许多支部一样的事" in get(workshop, "/checkup/mirror/"), "only what superiors see at all"


@pytest.mark.parametrize(
    ("branches", "total", "shown"),
    [(2, 3, False), (3, 3, True), (3, 15, True), (3, 16, False), (10, 50, True), (9, 50, False), (0, 0, False)],
)
def test_in_common_from_three_branches_and_a_fifth_on(branches: int, total: int, shown: bool) -> None:
    assert is_common(branches, total) is shown


@pytest.mark.parametrize("who", ["secretary", "member", "keeper", "clerk"])
def test_the_mirror_is_private_to_the_superior(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/checkup/mirror/").status_code == 403


def test_another_superior_sees_the_own_mirror_only(workshop: Workshop) -> None:
    company = workshop.enterprise.company
    general = found(company, OrganisationKind.GENERAL_BRANCH, "制造党总支")
    new = NewAssignment(
        sender=general, title="清点", aim="备品", due_on=TODAY, receivers=[general], asks=["缺几台风扇"]
    )
    found(general, OrganisationKind.BRANCH, "三车间党支部")
    do(acting(general, Role.ORGANISER), record_assignment, Right.ASSIGN, TODAY, NOW, new=new)
    assert "件，落到各支部" not in get(workshop, "/checkup/mirror/"), "what a lower superior sent is theirs to look at"
