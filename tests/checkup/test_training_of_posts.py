"""A course noted answers the question about untrained posts at once; taken back, the question is there again."""

from datetime import date

import pytest

from tests.personas import TODAY, build_enterprise, do
from zhibu.base.actor import Right
from zhibu.checkup.models import ConductSheet, Finding
from zhibu.member.caring import note_course, undo_course

pytestmark = pytest.mark.django_db


def test_a_course_noted_and_taken_back() -> None:
    enterprise = build_enterprise()
    secretary, branch = enterprise.actor("secretary"), enterprise.first
    asked = Finding.objects.filter(branch=branch, norm="signal-untrained", year=TODAY.year)
    sheet = ConductSheet.objects.filter(branch=branch, year=TODAY.year)
    assert (sheet.get().in_post, sheet.get().untrained, asked.get().status) == (1, 1, "unknown")
    course = do(
        secretary, note_course, Right.RECORD, members=[enterprise.members[0]], title="书记培训班",
        happened_on=date(2026, 5, 6), minutes=960, is_centralised=True,
    )  # fmt: skip
    assert sheet.get().untrained == 0 and not asked.exists()
    do(secretary, undo_course, Right.RECORD, course=course)
    assert sheet.get().untrained == 1 and asked.exists()
