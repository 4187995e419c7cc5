"""The themes of the next months; the branch that is shown: its year laid out, its last records archived."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from zhibu.base.actor import Actor, Right
from zhibu.demo.life import Branch
from zhibu.demo.work import MAIN
from zhibu.flows.write import perform
from zhibu.flows.year_plan import propose, usual_wishes
from zhibu.meeting.archive import confirm_record
from zhibu.meeting.batches import plan_year
from zhibu.meeting.models import Gathering, Part, Stage
from zhibu.meeting.themes import note_theme
from zhibu.org.models import Organisation

THEMES = (("冬季用电和消防", "组织部 11 号通知"), ("重温入党誓词，说说一年打算", "组织部 12 号通知"))


def lay_out_year(branch: Branch, today: date, now: datetime) -> None:
    """一键排全年: the rest of this year and the next one, as the branch would take it over."""
    for year in (today.year, today.year + 1):
        proposal = propose(branch.organisation, year, today, usual_wishes(branch.organisation, today))
        if proposal.new:
            perform(
                branch.actor,
                plan_year,
                right=Right.RECORD,
                today=today,
                now=now,
                branch=branch.organisation,
                entries=proposal.new,
                dropped=proposal.dropped,
                batch=uuid4(),
            )


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
    lay_out_year(main, today, now)
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
