"""Marks in what belongs to accounts, elections and the machinery: rows that have to fit together, made one by one."""

from datetime import timedelta
from uuid import uuid4

from tests.personas import NOW, TODAY, do
from tests.web.canary.planting import Planter
from tests.web.workshop import Workshop
from zhibu.account.models import FactorKind, Opening, SecondFactor, Told, User
from zhibu.account.tokens import Scope, make_token
from zhibu.base.actor import Right
from zhibu.checkup.models import Answer, AnswerKind
from zhibu.election.actions import begin, note_step
from zhibu.election.models import ElectionStep, StepKind
from zhibu.flows.models import Bundle, BundleKind, RememberedMapping, Stage, StagedRow, Upload
from zhibu.flows.opening import agree_to_opening, ask_opening
from zhibu.meeting.models import Gathering
from zhibu.notice.models import Channel, Delivery, Hook, Kind, Message, Reminding, Robot, RobotKind, State, Topic
from zhibu.treatment.models import Treatment, Way

KEYS = {who: f"zhibu_canary_{who}_0123456789abcdef" for who in ("secretary", "organiser")}
"""What programs of these two show."""


def plant_machinery(workshop: Workshop, planter: Planter, person: User) -> None:
    """`person`: the log-in of the member whose data everything is."""
    _accounts(workshop, planter, person)
    _openings(workshop, planter, person)
    _notices(workshop, planter, person)
    _files(workshop, planter)
    _election(workshop, planter)
    stamped = {"root": workshop.branch.root, "recorded_at": NOW, "recorded_by": workshop.actor("secretary").user_id}
    Treatment.objects.create(
        **stamped, organisation=workshop.branch, user=workshop.enterprise.users["secretary"], matter=uuid4().hex,
        way=Way.NOT_APPLICABLE, reason=planter.mark("treatment.Treatment.reason"),
    )  # fmt: skip
    Answer.objects.create(
        **stamped, branch=workshop.branch, norm="general_meeting.quarterly", subject=workshop.branch.pk, year=2026,
        periods=1, kind=AnswerKind.NOT_HELD, reason=planter.mark("checkup.Answer.reason"),
    )  # fmt: skip


def _accounts(workshop: Workshop, planter: Planter, person: User) -> None:
    for kind in (FactorKind.APP, FactorKind.CODES):
        SecondFactor.objects.create(
            user=person, kind=kind, made_on=TODAY, label=planter.mark("account.SecondFactor.label"),
            secret=planter.mark("account.SecondFactor.secret"),
        )  # fmt: skip
    Told.objects.create(user=person, kind="code_used", told_on=TODAY, about=planter.mark("account.Told.about"))
    person.recovered_on, person.recovered_by = TODAY - timedelta(days=4), planter.mark("account.User.recovered_by")
    person.second_factor_since = TODAY
    person.save(update_fields=["recovered_on", "recovered_by", "second_factor_since"])
    for who, secret in KEYS.items():
        do(
            workshop.actor(who), make_token, Right.SEE_OWN, user=workshop.enterprise.users[who], secret=secret,
            label=planter.mark(f"account.Token.label_{who}"), scopes=[scope.value for scope in Scope],
            until=TODAY + timedelta(days=9),
        )  # fmt: skip


def _openings(workshop: Workshop, planter: Planter, person: User) -> None:
    """One whose hour is over, of the person; one that waits, of a gathering."""
    keeper, gathering = workshop.actor("keeper"), Gathering.objects.order_by("pk")[0]
    earlier = NOW - timedelta(hours=3)
    reason = planter.mark("account.Opening.reason")
    asked = {"address": f"https://x/{person.member_id}/", "reason": reason}
    row = do(keeper, ask_opening, Right.ACCOUNTS, TODAY, earlier, **asked)
    do(workshop.actor("organiser"), agree_to_opening, Right.SET_UP, TODAY, earlier, opening=row)
    waiting = {"address": f"https://x/{gathering.pk}/", "reason": planter.mark("account.Opening.waiting")}
    do(keeper, ask_opening, Right.ACCOUNTS, TODAY, NOW, **waiting)
    assert Opening.objects.count() == 2


def _notices(workshop: Workshop, planter: Planter, person: User) -> None:
    Reminding.objects.create(
        user=person, channel=Channel.MAIL, changed_at=NOW, address=f"{planter.mark('notice.Reminding.address')}@x.cn"
    )
    Message.objects.create(
        day=TODAY, kind=Kind.DIGEST, user=person, text=planter.mark("notice.Message.text"), next_at=NOW,
        state=State.FAILED, trouble=planter.mark("notice.Message.trouble"), ended_at=NOW,
    )  # fmt: skip
    secretary = workshop.actor("secretary")
    robot = Robot(
        root=workshop.branch.root, organisation=workshop.branch, kind=RobotKind.WECOM, recorded_at=NOW,
        recorded_by=secretary.user_id, address=planter.mark("notice.Robot.address"),
    )  # fmt: skip
    robot.save(force_insert=True)
    company = workshop.enterprise.company
    hook = Hook.objects.create(
        root=company.root, organisation=company, label=planter.mark("notice.Hook.label"), made_at=NOW, begun_at=NOW,
        host=planter.mark("notice.Hook.host"), address=planter.mark("notice.Hook.address"), topics=[Topic.MEMBERS],
        secret=planter.mark("notice.Hook.secret"), made_by=workshop.actor("keeper").user_id,
    )  # fmt: skip
    Delivery.objects.create(
        root=company.root, hook=hook, topic=Topic.MEMBERS, organisation=workshop.branch.pk, made_at=NOW, next_at=NOW,
        state=State.FAILED, trouble=planter.mark("notice.Delivery.trouble"),
    )  # fmt: skip


def _files(workshop: Workshop, planter: Planter) -> None:
    branch, secretary = workshop.branch, workshop.actor("secretary")
    upload = Upload.objects.create(
        organisation=branch, filename=planter.mark("flows.Upload.filename"), digest="0" * 64, made_at=NOW,
        made_by=secretary.user_id, stage=Stage.MAPPING, kinds=",roster,", trouble=planter.mark("flows.Upload.trouble"),
    )  # fmt: skip
    StagedRow.objects.create(
        upload=upload, sheet=0, number=2, kind="roster", group="look", label=planter.mark("flows.StagedRow.label"),
        values={"name": planter.mark("flows.StagedRow.values")}, branch=branch,
        identity_number=planter.mark("flows.StagedRow.identity_number"),
    )  # fmt: skip
    RememberedMapping.objects.create(
        organisation=branch, signature="0" * 32, kind="roster", fields={"A": "name"}, used_at=NOW,
        columns=[["A", planter.mark("flows.RememberedMapping.columns"), "name"]],
        title=planter.mark("flows.RememberedMapping.title"),
    )  # fmt: skip
    Bundle.objects.create(
        branch=branch, kind=BundleKind.YEAR_BOOK, year=2026, asked_by=secretary.user_id, asked_at=NOW,
        grant=secretary.acting.id if secretary.acting else uuid4(), trouble=planter.mark("flows.Bundle.trouble"),
    )  # fmt: skip


def _election(workshop: Workshop, planter: Planter) -> None:
    secretary, branch = workshop.actor("secretary"), workshop.branch
    election = do(
        secretary, begin, Right.CONFIRM, branch=branch, ordinal=5, has_committee=True, seats=3, deputies=0,
        term_ends_on=TODAY,
    )  # fmt: skip
    do(secretary, note_step, Right.CONFIRM, TODAY, NOW, election=election, kind=StepKind.REQUESTED, happened_on=TODAY)
    names = ("body_name", "number", "words", "source_note")
    marks = {name: planter.mark(f"election.ElectionStep.{name}") for name in names}
    ElectionStep.objects.filter(election=election).update(**marks)
