"""支部资料: profile, terms, posts with vacancies, groups, units; who reads and who writes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import do, found
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.models import LogEntry
from zhibu.checkup.models import BranchYearSheet, TermSheet, UnitSheet
from zhibu.meeting.models import ItemKind
from zhibu.member.actions import leave_post
from zhibu.member.models import PostHolding, PostKind
from zhibu.org.models import Organisation, OrganisationKind, PartyGroup, Profile, Term, Unit

pytestmark = pytest.mark.django_db
READ = ["", "terms/", "posts/", "groups/", "units/"]


@pytest.mark.parametrize("page", READ)
def test_the_branch_and_its_superior_read_and_nobody_else(workshop: Workshop, page: str) -> None:
    asked = f"/branch/{page}?branch={workshop.branch.pk}"
    for who in ("secretary", "clerk", "organiser"):
        assert workshop.browser(who).get(asked).status_code == 200, who
    for who in ("member", "leader", "keeper"):
        assert workshop.browser(who).get(asked).status_code == 403, who
    assert workshop.browser("outsider").get(asked).status_code == 404
    assert workshop.browser("secretary").get("/branch/?branch=no-such").status_code == 404


def facts_of(workshop: Workshop, who: str = "secretary") -> dict[str, str]:
    page = workshop.browser(who).get("/branch/terms/", {"branch": str(workshop.branch.pk)})
    return {str(fact.label): str(fact.value) for fact in page.context["terms"][0]["facts"]}


def test_the_end_of_a_term_follows_from_the_text_unless_it_is_typed(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    assert send(secretary, "/branch/terms/new/", elected_on="2024-02-29", seats="3", ordinal="6").status_code == 302
    assert Term.objects.get().ends_on is None
    assert facts_of(workshop)["届满日期"] == "2027年2月28日（按规定的 3 年算）"
    assert facts_of(workshop)["上级提醒"] == "还没有记，2026年8月28日 起该提醒"
    assert TermSheet.objects.filter(branch=workshop.branch).count() == 1


def test_a_village_serves_five_years(workshop: Workshop) -> None:
    Organisation.objects.filter(pk=workshop.branch.pk).update(domain="village")
    send(workshop.browser("secretary"), "/branch/terms/new/", elected_on="2024-03-01")
    assert facts_of(workshop)["届满日期"] == "2029年3月1日（按规定的 5 年算）"


def test_extension_and_reminder_are_added_to_the_term(workshop: Workshop) -> None:
    send(workshop.browser("secretary"), "/branch/terms/new/", elected_on="2023-10-12")
    term = Term.objects.get()
    answer = send(
        workshop.browser("organiser"),
        f"/branch/terms/{term.pk}/",
        extended_to="2027-04-12",
        extension_approved_on="2026-10-10",
        reminded_on="2026-04-12",
    )
    assert answer.status_code == 302
    facts = facts_of(workshop)
    assert facts["延期到"] == "2027年4月12日，批复 2026年10月10日"
    assert facts["上级提醒"] == "2026年4月12日"
    sheet = TermSheet.objects.get(branch=workshop.branch)
    assert (sheet.extended_to, sheet.reminded_on) == (date(2027, 4, 12).toordinal(), date(2026, 4, 12).toordinal())


def test_a_term_that_somebody_else_changed_is_not_overwritten(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, "/branch/terms/new/", elected_on="2024-03-01")
    address = f"/branch/terms/{Term.objects.get().pk}/"
    opened = typed(secretary.get(address))
    send(workshop.browser("organiser"), address, reminded_on="2026-09-01")
    fresh = f"/branch/terms/{Term.objects.get().pk}/"
    assert secretary.post(fresh, {**opened, "seats": "5"}).status_code == 422
    assert Term.objects.get().seats is None


def test_contradictory_days_are_refused_at_their_field(workshop: Workshop) -> None:
    answer = send(workshop.browser("secretary"), "/branch/terms/new/", elected_on="2024-03-01", ends_on="2024-02-01")
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_on"]


def test_a_term_is_taken_back_at_once(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, "/branch/terms/new/", elected_on="2024-03-01")
    secretary.post(f"/branch/terms/{Term.objects.get().pk}/undo/")
    assert not Term.objects.exists()
    assert not TermSheet.objects.filter(branch=workshop.branch).exists()


def rows_of(workshop: Workshop, page: str, name: str) -> dict[str, list[str]]:
    table = workshop.browser("secretary").get(f"/branch/{page}/").context[name]
    return {row[0].text: [str(getattr(cell, "text", cell)) for cell in row[1:]] for row in table.rows}


def test_a_vacant_post_is_shown_as_vacant_since_when(workshop: Workshop) -> None:
    held = PostHolding.objects.get(organisation=workshop.branch, post=PostKind.DISCIPLINE_MEMBER)
    do(workshop.actor("secretary"), leave_post, Right.RECORD, holding=held, until=date(2026, 8, 1))
    rows = rows_of(workshop, "posts", "posts")
    assert rows["书记"][:1] == ["王玉兰"]
    assert rows["纪检委员"][:2] == ["没有人", "2026年8月1日 起空着"]
    assert rows["宣传委员"][:2] == ["没有人", "—"]


def test_a_post_is_taken_and_left(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    page = secretary.get("/branch/posts/take/?post=publicity_member")
    data = {**typed(page), "member": str(workshop.members[4].pk), "since": "2026-11-01"}
    assert secretary.post("/branch/posts/take/", data).status_code == 302
    assert rows_of(workshop, "posts", "posts")["宣传委员"][0] == "钱文博"
    holding = PostHolding.objects.get(post=PostKind.PUBLICITY_MEMBER)
    assert send(secretary, f"/branch/posts/{holding.pk}/leave/", day="2026-10-01").status_code == 422
    assert send(secretary, f"/branch/posts/{holding.pk}/leave/", day="2026-11-20").status_code == 302
    assert rows_of(workshop, "posts", "posts")["宣传委员"][0] == "没有人"
    assert workshop.browser("outsider").get(f"/branch/posts/{holding.pk}/leave/").status_code == 404


def test_groups_are_added_renamed_and_ended(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    assert rows_of(workshop, "groups", "groups")["第一党小组"][0] == "4"
    assert send(secretary, "/branch/groups/new/", name="第一党小组", since="2026-11-01").status_code == 422
    send(secretary, "/branch/groups/new/", name="第三党小组", since="2026-11-01")
    third = PartyGroup.objects.get(name="第三党小组")
    send(secretary, f"/branch/groups/{third.pk}/rename/", name="夜班党小组")
    renamed = PartyGroup.objects.get(name="夜班党小组")
    send(secretary, f"/branch/groups/{renamed.pk}/end/", day="2026-11-20")
    assert "夜班党小组" not in rows_of(workshop, "groups", "groups")


def test_the_superior_keeps_the_list_of_units_and_the_branch_sees_its_own(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    company = workshop.enterprise.company
    send(organiser, "/branch/units/new/", name="涂装班", headcount="22", full_members="4", since="2026-01-01")
    send(
        organiser,
        "/branch/units/new/",
        name="东站项目部",
        branch=str(workshop.branch.pk),
        is_project="on",
        project_from="2026-02-01",
        project_until="2027-06-01",
        since="2026-01-01",
    )
    assert UnitSheet.objects.filter(branch=company).count() == 2
    page = workshop.browser("secretary").get("/branch/units/")
    assert [row[0].text for row in page.context["covered"].rows] == ["东站项目部"]
    alone = Unit.objects.get(name="涂装班")
    send(organiser, f"/branch/units/{alone.pk}/", branch=str(workshop.enterprise.second.pk), since="2026-11-01")
    standing = Unit.objects.get(name="涂装班", until__isnull=True)
    assert (standing.branch, standing.headcount) == (workshop.enterprise.second, 22)
    assert workshop.browser("outsider").get(f"/branch/units/{standing.pk}/").status_code == 404


def test_more_members_than_people_is_refused(workshop: Workshop) -> None:
    answer = send(
        workshop.browser("organiser"), "/branch/units/new/", name="涂装班", headcount="3", full_members="4",
        since="2026-01-01",
    )  # fmt: skip
    assert answer.context["form"].errors["full_members"]
    assert not Unit.objects.exists()


def test_the_superior_founds_renames_and_dissolves(workshop: Workshop) -> None:
    organiser, company = workshop.browser("organiser"), workshop.enterprise.company
    send(
        organiser, "/branch/organisations/new/", kind="general_branch", name="机电分公司党总支", parent=str(company.pk),
        founded_on="2026-10-01", domain="state_owned_enterprise",
    )  # fmt: skip
    general = Organisation.objects.get(name="机电分公司党总支")
    send(
        organiser, "/branch/organisations/new/", kind="branch", name="安装一队党支部", parent=str(general.pk),
        founded_on="2026-10-08", domain="state_owned_enterprise", branch_kind="temporary",
    )  # fmt: skip
    branch = Organisation.objects.get(name="安装一队党支部")
    assert branch.path.startswith(general.path)
    again = send(
        organiser, "/branch/organisations/new/", kind="branch", name="安装一队党支部", parent=str(general.pk),
        founded_on="2026-10-08", domain="state_owned_enterprise",
    )  # fmt: skip
    assert again.context["form"].errors["name"]
    send(organiser, f"/branch/describe/?branch={branch.pk}", name="安装队党支部", since="2026-11-01")
    assert [row.name for row in Profile.objects.filter(organisation=branch).order_by("since")] == [
        "安装一队党支部",
        "安装队党支部",
    ]
    full = "中共北山机械厂安装队支部委员会"
    send(organiser, f"/branch/describe/?branch={branch.pk}", full_name=full, since="2026-11-05")
    branch.refresh_from_db()
    assert (branch.name, branch.signs_as) == ("安装队党支部", full)
    assert full in text_of(organiser.get(f"/branch/?branch={branch.pk}"))
    dissolve = f"/branch/restructuring/dissolve/?branch={general.pk}"
    seen = send(organiser, dissolve, day="2026-11-20")
    assert organiser.post(dissolve, typed(seen)).status_code == 302
    branch.refresh_from_db()
    assert str(branch.dissolved_on) == "2026-11-20"
    table = organiser.get("/branch/organisations/").context["table"]
    assert [row[0].text for row in table.rows] == ["北山机械厂党委", "一车间党支部", "二车间党支部"]


def test_a_branch_with_members_is_not_dissolved(workshop: Workshop) -> None:
    address = f"/branch/restructuring/dissolve/?branch={workshop.branch.pk}"
    answer = send(workshop.browser("organiser"), address, day="2026-11-20")
    assert answer.status_code == 422
    assert "还有 8 名党员" in text_of(answer)
    workshop.branch.refresh_from_db()
    assert workshop.branch.dissolved_on is None


@pytest.mark.parametrize(
    "page",
    [
        "describe/",
        "restructuring/",
        "restructuring/move/",
        "restructuring/dissolve/",
        "organisations/new/",
        "organisations/",
    ],
)
def test_a_secretary_sets_up_nothing(workshop: Workshop, page: str) -> None:
    assert workshop.browser("secretary").get(f"/branch/{page}").status_code == 403


def test_the_day_from_which_records_are_asked_after(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    assert send(secretary, "/branch/start/", day="2026-11-24").status_code == 422
    assert send(secretary, "/branch/start/", day="2025-06-01").status_code == 302
    workshop.branch.refresh_from_db()
    assert workshop.branch.records_from == date(2025, 6, 1)
    assert workshop.browser("clerk").get("/branch/start/").status_code == 403  # confirmations stay with the secretary


def founding(workshop: Workshop, day: str, who: str = "secretary"):
    return send(workshop.browser(who), f"/branch/founding/?branch={workshop.branch.pk}", day=day)


def test_the_day_of_founding_is_added_later_and_what_hangs_on_it_moves_along(workshop: Workshop) -> None:
    Organisation.objects.filter(pk=workshop.branch.pk).update(founded_on=None)
    assert "改成立日期" in text_of(workshop.browser("secretary").get("/branch/"))
    assert founding(workshop, "2015-03-01").status_code == 302
    workshop.branch.refresh_from_db()
    assert workshop.branch.founded_on == date(2015, 3, 1)
    assert Profile.objects.filter(organisation=workshop.branch).order_by("since").first().since == date(2015, 3, 1)
    assert BranchYearSheet.objects.get(branch=workshop.branch, year=2026).existed_from == date(2015, 3, 1).toordinal()
    assert LogEntry.objects.filter(act="correct_founding_day", organisation=workshop.branch.pk).count() == 1
    assert founding(workshop, "2015-03-01").status_code == 422  # as it is already
    assert founding(workshop, "", "organiser").status_code == 302  # nobody knows after all
    workshop.branch.refresh_from_db()
    assert workshop.branch.founded_on is None


def test_no_founding_after_the_first_record(workshop: Workshop) -> None:
    send(workshop.browser("secretary"), "/branch/terms/new/", elected_on="2024-02-29")
    assert founding(workshop, "2024-03-01").status_code == 422
    assert founding(workshop, "2024-02-29").status_code == 302
    workshop.held(date(2024, 2, 20), ItemKind.COMMITTEE_MEETING)
    answer = founding(workshop, "2024-02-21")
    assert "已经有会议记录" in answer.context["form"].errors["day"][0]
    assert founding(workshop, "2024-02-20").status_code == 302
    assert founding(workshop, "2027-01-01").status_code == 422


def test_who_corrects_the_founding(workshop: Workshop) -> None:
    assert workshop.browser("clerk").get("/branch/founding/").status_code == 403
    assert workshop.browser("member").get("/branch/founding/").status_code == 403
    assert workshop.browser("outsider").get(f"/branch/founding/?branch={workshop.branch.pk}").status_code == 404


def test_the_tree_takes_the_same_queries_for_few_and_for_many(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            organiser.get("/branch/organisations/")
        return len(caught)

    before = count()
    for number in range(12):
        found(workshop.enterprise.company, OrganisationKind.BRANCH, f"第{number}党支部")
    assert count() == before
    assert "第11党支部" in text_of(organiser.get("/branch/organisations/", {"q": "第11"}))
