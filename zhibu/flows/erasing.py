"""离开以后删除资料: whoever has left for good asks, on the own page, that what is kept about them goes. A month later,
and not before they have left, it goes. What the branch has to be able to show stays, without what only served contact.

Every kind of record that names a member or an account stands in exactly one of the lists here; a test holds them to it.
The journal of what was deleted lies outside database and backups, so that restoring a backup deletes again.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model

from zhibu.account.actions import close_account
from zhibu.account.factors import forget_factors
from zhibu.account.models import Erasure, RoleGrant, User
from zhibu.account.telling import forget_told_of
from zhibu.base import sealing
from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound, Refused
from zhibu.base.models import LogEntry, LookTrace
from zhibu.base.touched import Done
from zhibu.checkup import refresh
from zhibu.flows.concerns import CARE_BY, CARE_FOR
from zhibu.flows.settings import everything_below
from zhibu.member.models import Details, Member, Membership
from zhibu.org.models import Organisation

WAITS_FOR = timedelta(days=30)
"""Ours: within this time the person may think again."""
ACT = "erase_person"

Rows = tuple[tuple[type[Model], str], ...]
Listed = dict[str, str | Rows]
"""By room: models with the column that names the person."""

DELETED: Listed = {
    "member": "ContactPerson.member Contact.member Course.member CorrectionRequest.member",
    "meeting": "Talk.talker Talk.partner",
    "care": CARE_FOR,
    "dues": "Claim.member Reminder.member",
    "target": (
        "Book.member Look.member Word.member Praise.member Urging.member HelpPlan.member Criticism.member"
        " TalkArranged.talker TalkArranged.partner"
    ),
    "account": "LogIn.user Token.user SecondFactor.user Told.user Proposal.user Erasure.user",
    "notice": "Reminding.user Message.user Feed.user",
    "treatment": "Treatment.user Treatment.receiver",
}
"""Rows that go with the person, by room."""

KEPT: Listed = {
    "member": "Details.member Membership.member PostHolding.member Condition.member Transfer.member",
    "meeting": "Item.owner Attendance.member AppraisalBallots.member",
    "admission": "Candidate.member Candidate.user StepPerson.member",
    "dues": "Assessment.member Arrangement.member MemberYear.member Payment.member",
    "election": "Nominee.member Votes.member",
    "target": "Nominee.member",
    "work": "TaskOwner.member Mend.accepted_by",
    "account": "User.member RoleGrant.user",
}
"""What the branch's own records stand on: minutes, roster, admission, dues, elections, commendations.
Of `Details` only names and days are left."""

OF_OTHERS: Listed = {
    "member": "ContactPerson.contact",
    "care": CARE_BY,
    "target": "Book.contact Urging.by HelpPlan.helper Criticism.by",
    "account": "RoleGrant.for_user Proposal.for_user",
}
"""Rows about somebody else in which the person only took part: they go with that other person."""


@dataclass(frozen=True)
class Gone:
    """One line of the journal: keys and the day, no name."""

    member: UUID | None
    user: UUID
    day: date


def ask_erasure(actor: Actor, *, user: User, today: date) -> Done:
    if Erasure.objects.filter(user=user).exists():
        raise Refused("已经请求过了。", "到时候会办；改了主意，先撤回。")
    return Done(Erasure.objects.create(user=user, asked_on=today))


def withdraw_erasure(actor: Actor, *, user: User) -> Done:
    if not Erasure.objects.filter(user=user).delete()[0]:
        raise NotFound
    return Done(user)


def has_left(user: User, today: date) -> bool:
    """No membership here any more, and no role."""
    is_member = Membership.objects.on(today).filter(member=user.member_id).exists() if user.member_id else False
    roles = RoleGrant.objects.on(today).filter(user=user)
    return not is_member and not roles.exists()


def carry_out_due(today: date, now: datetime) -> int:
    """By the night run: whoever asked a month ago and has left. Each in a transaction of its own."""
    count = 0
    for row in Erasure.objects.filter(asked_on__lte=today - WAITS_FOR).select_related("user"):
        if has_left(row.user, today):
            with transaction.atomic():
                gone = Gone(row.user.member_id, row.user.pk, today)
                _erase(gone, today, now)
                _write_down(gone)
            count += 1
    return count


def _erase(gone: Gone, today: date, now: datetime) -> None:
    """Inside a transaction. A second time changes nothing more."""
    places = list(Membership.versions.filter(member=gone.member).values_list("branch", flat=True))
    for model, name in rows_of(DELETED):
        key = gone.user if model._meta.get_field(name).related_model is User else gone.member
        if key is not None:
            model._base_manager.filter(**{name: key}).delete()
    if gone.member:
        Details.versions.filter(member=gone.member).update(
            ethnicity="", education="", job="", phone="", identity_number="", identity_digest="", remark="",
            source_note="",
        )  # fmt: skip
        LookTrace.objects.filter(subject=gone.member).delete()
    user = User.objects.filter(pk=gone.user).first()
    if user is not None:
        _empty_account(user, now)
    LogEntry.objects.create(at=now, act=ACT)
    sealing.seal(now)
    sealing.erase_from_log([key for key in (gone.member, gone.user) if key], today)
    for branch in Organisation.objects.filter(pk__in=places, dissolved_on__isnull=True):
        refresh.redraw(everything_below(branch, today), today)


def _empty_account(user: User, now: datetime) -> None:
    """The key stays, so that what was written keeps its writer; nobody can tell any more who that was."""
    close_account(Actor(user_id=UUID(int=0), name=""), user=user, now=now)
    forget_factors(user)
    forget_told_of(user.display_name)
    user.username, user.display_name = f"gone-{user.pk.hex[:24]}", "资料已删除的人"
    user.member, user.recovered_by = None, ""
    user.set_unusable_password()
    user.save()


def rows_of(listed: Listed) -> Iterator[tuple[type[Model], str]]:
    for room, names in listed.items():
        if not isinstance(names, str):
            yield from names
            continue
        for name in names.split():
            model, column = name.split(".")
            yield apps.get_model(room, model), column


def journal() -> Path:
    """Beside the database, in no backup."""
    return Path(settings.DATA) / "erased.jsonl"


def _write_down(gone: Gone) -> None:
    """On the disk before the deletion is: after a crash it is rather done twice than forgotten."""
    line = {
        "member": str(gone.member or ""), "user": str(gone.user), "day": gone.day.isoformat(),
    }  # fmt: skip
    handle = os.open(journal(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def deletions() -> list[Gone]:
    if not journal().exists():
        return []
    rows = [json.loads(line) for line in journal().read_text(encoding="ascii").splitlines() if line.strip()]
    return [
        Gone(_key(row["member"]), UUID(row["user"]), date.fromisoformat(row["day"])) for row in rows
    ]  # fmt: skip


def _key(text: str) -> UUID | None:
    return UUID(text) if text else None


def replay(today: date, now: datetime) -> int:
    """After a restore: whoever of the journal is in the database again goes again."""
    count = 0
    for gone in deletions():
        is_member = bool(gone.member) and Member.objects.filter(pk=str(gone.member)).exists()
        if is_member or User.objects.filter(pk=gone.user).exists():
            with transaction.atomic():
                _erase(gone, today, now)
            count += 1
    return count


def waits_until(row: Erasure) -> date:
    return row.asked_on + WAITS_FOR


def asked_by(user: User) -> Erasure | None:
    return Erasure.objects.filter(user=user).first()
