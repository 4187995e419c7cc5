"""Take a whole import back: every record of the batch is revoked, or none, when later records stand on them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min, Q

from zhibu.account.models import User
from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Record
from zhibu.base.touched import Done, Touch, yearly
from zhibu.checkup.models import Confirmation
from zhibu.flows.imports.homes import HOMES
from zhibu.flows.imports.homes.branches import unused_log_ins
from zhibu.flows.imports.homes.home import Home
from zhibu.flows.models import Stage, Upload
from zhibu.meeting.actions import touched_by
from zhibu.meeting.models import Attendance, Gathering, Talk
from zhibu.member.batches import take_back_completed
from zhibu.member.models import Condition, Details, Member, Membership, PostHolding
from zhibu.member.touching import of_people
from zhibu.org.actions import set_records_from
from zhibu.org.models import Organisation, PartyGroup
from zhibu.rules.said import joined, said

RECORDS: tuple[type[Record], ...] = (PostHolding, Membership, Details, Gathering, PartyGroup)
MOST_NAMED = 3
AT_ONCE = 500


def undo_upload(actor: Actor, *, upload: Upload, today: date, now: datetime) -> Done:
    """Refused with the reason when a later record depends on one of the batch; then nothing is changed."""
    taken = Upload.objects.filter(pk=upload.pk, stage=Stage.DONE).update(stage=Stage.UNDONE)
    if not taken:
        raise Refused("这次导入已经撤销了。" if upload.stage == Stage.UNDONE else "这份文件还没有导入，没有可撤销的。")
    reasons = what_depends(upload)
    if reasons:
        raise Refused(said("还不能撤销：{reasons}", reasons=joined(reasons, " ")), "先撤回或改掉这些，再撤销导入。")
    touched = _touched(upload, today)
    members = list(Membership.objects.filter(batch=upload.pk).values_list("member_id", flat=True))
    touched |= take_back_completed(actor, batch=upload.pk, today=today, now=now).touched
    for model in RECORDS:
        model.versions.filter(batch=upload.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=actor.user_id)
    for start in range(0, len(members), AT_ONCE):
        Member.objects.filter(pk__in=members[start : start + AT_ONCE]).update(branch=None, path="!")
    for home in _homes_of(upload):
        touched |= home.take_back(actor, upload.pk, today, now)
    touched |= _start_as_before(actor, upload, today, now)
    upload.refresh_from_db()
    return Done(upload, touched, upload.organisation)


def what_depends(upload: Upload) -> list[str]:
    """One sentence for each kind of later record that stands on this import."""
    batch = upload.pk
    members = Membership.objects.filter(batch=batch).values("member_id")
    own = Details.versions.filter(batch=batch)
    corrected = Details.objects.filter(
        Q(batch=batch, replaces__in=own.values("pk")) | Q(member__in=own.values("member")) & ~Q(batch=batch)
    )
    moved = Membership.versions.filter(Q(revoked_at__isnull=False) | Q(replaces__isnull=False), batch=batch)
    found = [
        _named("{names}导入以后改过资料。", corrected.values_list("name", flat=True)),
        _named("{names}导入以后换过小组或支部。", moved.values_list("member__name", flat=True)),
        _named(
            "{names}参加了后来记的会。",
            Attendance.objects.filter(member__in=members, gathering__revoked_at__isnull=True)
            .exclude(gathering__batch=batch)
            .values_list("member__name", flat=True),
        ),
        _named(
            "{names}有后来记的职务。",
            PostHolding.objects.filter(member__in=members)
            .exclude(batch=batch, replaces__isnull=True)
            .values_list("member__name", flat=True),
        ),
        _named(
            "{names}有后来记的情况（流动、年老体弱等）。",
            Condition.objects.filter(member__in=members).values_list("member__name", flat=True),
        ),
        _named(
            "{names}有谈心谈话记录。",
            Talk.objects.filter(Q(talker__in=members) | Q(partner__in=members)).values_list("talker__name", flat=True),
        ),
        _named(
            "{names}已经有登录账号。",
            User.objects.filter(member__in=members)
            .exclude(pk__in=unused_log_ins(batch))
            .values_list("member__name", flat=True),
        ),
        _named(
            "“{names}”这次会导入以后改过。",
            Gathering.objects.filter(batch=batch, replaces__isnull=False).values_list("title", flat=True),
        ),
        _of_groups(batch),
        _of_confirmations(upload),
    ]
    since = upload.finished_at or upload.made_at
    found += [sentence for home in _homes_of(upload) for sentence in home.depends(batch, since)]
    return [sentence for sentence in found if sentence]


def _homes_of(upload: Upload) -> list[Home]:
    return [home for kind, home in HOMES.items() if kind in upload.counts.get("others", {})]


def _named(sentence: str, names: Iterable[str]) -> str:
    shown = list(dict.fromkeys(names))
    if not shown:
        return ""
    more = said("等 {count} 个", count=len(shown)) if len(shown) > MOST_NAMED else ""
    return said(sentence, names=joined(shown[:MOST_NAMED]) + more)


def _of_groups(batch: UUID) -> str:
    groups = PartyGroup.objects.filter(batch=batch).values("pk")
    used = (
        Membership.objects.filter(group__in=groups).exclude(batch=batch).values_list("group__name", flat=True),
        Gathering.objects.filter(group__in=groups).exclude(batch=batch).values_list("group__name", flat=True),
    )
    return _named("党小组{names}后来有别的记录在用。", [name for rows in used for name in rows])


def _of_confirmations(upload: Upload) -> str:
    """A month that was confirmed as complete leans on the gatherings that came with the import."""
    days = Gathering.objects.filter(batch=upload.pk).values_list("branch_id", "happened_on")
    months = {(branch_id, day.replace(day=1)) for branch_id, day in days}
    rows = Confirmation.objects.filter(
        branch_id__in={branch_id for branch_id, _day in months}, recorded_at__gt=upload.finished_at or upload.made_at
    )
    confirmed = [row.month for row in rows if (row.branch_id, row.month) in months]
    return _named("{names}已经确认记全了。", [f"{month.year}年{month.month}月" for month in sorted(confirmed)])


def _touched(upload: Upload, today: date) -> set[Touch]:
    """Every sheet that these records were drawn on, read before they are revoked."""
    came = Membership.objects.filter(batch=upload.pk).order_by()
    touched = of_people(came.values("member_id"), came.aggregate(first=Min("since"))["first"], today)
    for branch_id, since in PartyGroup.objects.filter(batch=upload.pk).values_list("branch_id", "since"):
        touched |= yearly(branch_id, range(since.year, today.year + 1))
    for gathering in Gathering.objects.filter(batch=upload.pk).select_related("branch"):
        touched |= touched_by(gathering.branch, gathering.happened_on)
    return touched


def _start_as_before(actor: Actor, upload: Upload, today: date, now: datetime) -> set[Touch]:
    """启用日 back to where it was, for branches where nobody moved it since."""
    touched: set[Touch] = set()
    for key, moved in upload.earlier_start.items():
        branch = Organisation.objects.get(pk=key)
        if moved["was"] and branch.records_from == date.fromisoformat(moved["to"]):
            day = date.fromisoformat(moved["was"])
            done = set_records_from(actor, organisation=branch, day=day, today=today, now=now)
            touched |= done.touched | yearly(branch.pk, range(date.fromisoformat(moved["to"]).year, today.year + 1))
    return touched
