"""Writes about members who are away or out of contact, and about courses. Acts and days only; no place, no words."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.actions import end_condition
from zhibu.member.batches import conduct_of
from zhibu.member.models import Condition, ConditionKind, Contact, ContactKind, ContactPerson, Course, Member
from zhibu.rules.said import said

LONGEST_COURSE_HOURS = 400


def name_contact(actor: Actor, *, member: Member, contact: Member, since: date, now: datetime, today: date) -> Done:
    """Who keeps in contact with a mobile member from now on; an earlier contact person ends on the same day."""
    if contact.pk == member.pk:
        raise Refused("联系人不能是本人。", field="contact")
    if since > today:
        raise Refused("日子不能在今天之后。", field="since")
    ended = ContactPerson.objects.filter(member=member, until__gt=since).select_related("contact").first()
    if ended and ended.until:
        raise Refused(
            said(
                "{name}做联系人记到了 {last}，和这一段重叠。",
                name=ended.contact.name, last=f"{ended.last_day:%Y-%m-%d}",
            ),
            said("从 {until} 起记。", until=f"{ended.until:%Y-%m-%d}"),
            "since",
        )  # fmt: skip
    for old in ContactPerson.objects.filter(member=member, until__isnull=True):
        if old.contact_id == contact.pk:
            raise Refused(said("{contact} 已经是联系人了。", contact=contact.name), field="contact")
        replace(old, {"until": since}, actor, now) if since > old.since else revoke(old, actor, now)
    row = ContactPerson(root=member.root, member=member, contact=contact, since=since, **stamp(actor, now))
    row.save(force_insert=True)
    return Done(row, set(), member.branch)


def note_contact(actor: Actor, *, member: Member, kind: str, happened_on: date, now: datetime, today: date) -> Done:
    """Got in contact, or searched. Somebody out of contact who was reached is so no longer."""
    if happened_on > today:
        raise Refused(said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on")
    row = Contact(root=member.root, member=member, kind=kind, happened_on=happened_on, **stamp(actor, now))
    row.save(force_insert=True)
    touched = set()
    lost = Condition.objects.filter(member=member, kind=ConditionKind.LOST_CONTACT, until__isnull=True).first()
    if kind == ContactKind.REACHED and lost and happened_on > lost.since:
        touched = end_condition(actor, condition=lost, until=happened_on, today=today, now=now).touched
    return Done(row, touched, member.branch)


def undo_contact(actor: Actor, *, contact: Contact, now: datetime) -> Done:
    """Written by mistake; a condition that it ended stays ended, and can be noted again."""
    revoke(contact, actor, now)
    return Done(contact, set(), contact.member.branch)


def note_course(
    actor: Actor,
    *,
    members: Sequence[Member],
    title: str,
    happened_on: date,
    minutes: int,
    is_centralised: bool,
    is_induction: bool = False,
    now: datetime,
    today: date,
) -> Done:
    """A course outside the branch, for everybody who took part."""
    if not members:
        raise Refused("选上参加的人。", field="members")
    if happened_on > today:
        raise Refused(
            said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), "参加了再记。", "happened_on"
        )
    if not 0 < minutes <= LONGEST_COURSE_HOURS * 60:
        raise Refused("学时要大于 0。", field="hours")
    twice = Course.objects.filter(member__in=members, happened_on=happened_on, title=title.strip())
    if found := twice.select_related("member").first():
        raise Refused(
            said("{member} 这一天的“{title}”已经记过。", member=found.member.name, title=found.title), field="members"
        )
    rows = [
        Course(
            root=member.root, member=member, title=title.strip(), happened_on=happened_on, minutes=minutes,
            is_centralised=is_centralised, is_induction=is_induction, **stamp(actor, now),
        )
        for member in members
    ]  # fmt: skip
    for row in rows:
        row.save(force_insert=True)
    return Done(rows[0], conduct_of(rows), members[0].branch)


def undo_course(actor: Actor, *, course: Course, now: datetime) -> Done:
    """For all who were entered in the same step."""
    together = Course.objects.filter(
        recorded_at=course.recorded_at, recorded_by=course.recorded_by, title=course.title, root=course.root
    )
    rows = list(together)
    for row in rows:
        revoke(row, actor, now)
    return Done(course, conduct_of(rows), course.member.branch)
