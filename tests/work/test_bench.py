"""What the bench measures of work is the real thing: here on a small house, only that it does what it says."""

import pytest

from tests.personas import NOW, TODAY
from tests.web.workshop import Workshop, built, workshop
from zhibu.bench import measures, work
from zhibu.work.models import Task

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def test_every_branch_gets_the_task_and_the_pages_answer(workshop: Workshop) -> None:
    company = workshop.enterprise.company
    assignment, seconds = work.send_to_all(company, TODAY, NOW)
    assert seconds > 0
    assert Task.objects.filter(source_key=assignment.thread).count() == 2
    browser = measures.browser_of_superior(company, TODAY, NOW)
    assert len(work.open_status(browser, assignment, 2)) == 2
    assert browser.get(f"/plan/assign/{assignment.thread}/").status_code == 200
    branches = [workshop.enterprise.first, workshop.enterprise.second]
    assert work.fill_form(company, branches, TODAY, NOW) > 0
