"""计划: the year at a glance, what is planned, what falls due."""

from datetime import date

from tests.personas import acting, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.meeting.models import ItemKind, Stage
from zhibu.org.actions import record_term


def page_of(workshop: Workshop, who: str, query: str = "") -> str:
    response = workshop.browser(who).get(f"/plan/{query}")
    assert response.status_code == 200
    return text_of(response)


def test_planned_meetings_can_be_moved_and_cancelled(workshop: Workshop) -> None:
    planned = workshop.held(date(2026, 12, 4), ItemKind.COMMITTEE_MEETING, title="十二月支委会", stage=Stage.PLANNED)
    page = page_of(workshop, "secretary")
    assert "十二月支委会" in page
    assert f"/meetings/{planned.pk}/replan/" in page
    assert f'action="/meetings/{planned.pk}/call-off/"' in page


def test_a_whole_year_of_meetings_is_folded_behind_the_next_six(workshop: Workshop) -> None:
    for month in range(1, 9):
        workshop.held(date(2027, month, 5), ItemKind.COMMITTEE_MEETING, title=f"第{month}次支委会", stage=Stage.PLANNED)
    page = page_of(workshop, "secretary")
    assert page.index("第6次支委会") < page.index("往后还有 2 次") < page.index("第7次支委会")


def test_days_to_come_with_their_step_the_next_first(workshop: Workshop) -> None:
    page = page_of(workshop, "secretary")
    assert "2026年11月30日 · 还有 7 天" in page
    assert "/meetings/plan/?kind=theme_day" in page
    assert page.index("2026年11月30日") < page.index("2026年12月31日")


def test_the_end_of_the_term_is_there_while_it_is_far(workshop: Workshop) -> None:
    do(
        acting(workshop.branch, Role.SECRETARY), record_term, Right.RECORD,
        organisation=workshop.branch, elected_on=date(2025, 6, 1), seats=3,
    )  # fmt: skip
    page = page_of(workshop, "secretary")
    assert "本届任期到期" in page
    assert "2028年6月1日" in page


def test_each_duty_has_twelve_months(workshop: Workshop) -> None:
    workshop.held(date(2026, 2, 5), ItemKind.COMMITTEE_MEETING)
    page = page_of(workshop, "secretary")
    table = page.split('<table class="year">')[1].split("</table>")[0]
    rows = table.split("<tbody>")[1].split("</tr>")[:-1]
    assert len(rows) >= 5
    assert all(row.count("<td>") == 12 for row in rows)


def test_a_superior_chooses_a_branch_and_sees_what_was_held_and_planned_only(workshop: Workshop) -> None:
    assert "一车间党支部" in page_of(workshop, "organiser")
    workshop.held(date(2026, 2, 5), ItemKind.COMMITTEE_MEETING)
    page = page_of(workshop, "organiser", f"?branch={workshop.branch.pk}")
    assert "支委会" in page
    assert "没有记录" not in page
    assert "到期的日子" not in page
    assert "/replan/" not in page


def test_a_member_may_not_change_anything(workshop: Workshop) -> None:
    workshop.held(date(2026, 12, 4), ItemKind.THEME_DAY, title="十二月党日", stage=Stage.PLANNED)
    page = page_of(workshop, "member")
    assert "十二月党日" in page
    assert "/replan/" not in page
    assert "到期的日子" not in page


def test_another_branch_is_not_found(workshop: Workshop) -> None:
    other = workshop.enterprise.second
    assert f"{other.name}" not in page_of(workshop, "secretary", f"?branch={other.pk}")
    assert workshop.browser("organiser").get("/plan/?branch=0").status_code == 404
