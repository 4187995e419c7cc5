"""The superior's themes for the next months, and the last records of the branch that is shown, archived."""

from datetime import date, datetime, timedelta

from zhibu.base.actor import Actor, Right
from zhibu.demo.life import Branch
from zhibu.demo.work import MAIN
from zhibu.flows.write import perform
from zhibu.meeting.archive import confirm_record
from zhibu.meeting.models import Gathering, Part, Stage
from zhibu.meeting.themes import note_theme
from zhibu.org.models import Organisation

THEMES = (("冬季用电和消防", "组织部 11 号通知"), ("重温入党誓词，说说一年打算", "组织部 12 号通知"))


def write(company: Organisation, branches: list[Branch], organiser: Actor, today: date, now: datetime) -> None:
    """Through the same actions as everybody uses."""
    month = today.replace(day=1)
    for theme, notice in THEMES:
        month = (month + timedelta(days=32)).replace(day=1)
        perform(
            organiser,
            note_theme,
            right=Right.SET_UP,
            today=today,
            now=now,
            organisation=company,
            month=month,
            theme=theme,
            notice=notice,
        )
    main = next(branch for branch in branches if branch.story.name == MAIN)
    held = Gathering.objects.filter(
        branch=main.organisation, stage=Stage.HELD, happened_on__lt=today - timedelta(days=30)
    )
    for gathering in held.order_by("-happened_on").select_related("branch", "group")[:4]:
        for part in Part:
            perform(
                main.actor,
                confirm_record,
                right=Right.RECORD,
                today=today,
                now=now,
                gathering=gathering,
                part=part.value,
                on_paper=part == Part.RECORDER,
            )
