"""Many members at once, for an import: the same checks and rows as one by one, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from zhibu.base.actor import Actor
from zhibu.base.errors import Overtaken, Refused
from zhibu.base.inserting import insert_many
from zhibu.base.records import Source, stamp
from zhibu.base.touched import Done, Touch, conduct
from zhibu.member.actions import DETAIL_FIELDS, check_details
from zhibu.member.models import Category, Course, Details, Member, Membership, PostHolding, PostKind
from zhibu.member.names import syllables, tidy_name
from zhibu.member.touching import of_branch, of_people
from zhibu.org.models import Organisation, PartyGroup
from zhibu.org.queries import look_again
from zhibu.rules.said import said

AT_ONCE = 500


@dataclass
class NewMember:
    """One member to enter. `columns` are those of `Details` with `name`; `posts` are taken up on `posts_since`."""

    branch: Organisation
    since: date
    columns: dict[str, Any]
    group: PartyGroup | None = None
    posts: list[PostKind] = field(default_factory=list)
    posts_since: date | None = None


@dataclass
class MemberBatch:
    """Checked and ready to be written: rows of four tables, and what they touch."""

    entries: Sequence[NewMember]
    members: list[Member] = field(default_factory=list)
    details: list[Details] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    holdings: list[PostHolding] = field(default_factory=list)


def draft_members(
    actor: Actor,
    *,
    entries: Sequence[NewMember],
    today: date,
    now: datetime,
    source: str = Source.IMPORT,
    source_note: str = "",
    batch: UUID | None = None,
) -> MemberBatch:
    """Everything that can be done before the write lock is taken. Raises Invalid for what cannot be true."""
    written = {"source": source, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    drafted = MemberBatch(entries)
    for entry in entries:
        columns = {**entry.columns, "name": tidy_name(entry.columns.get("name", ""))}
        check_details(columns, today)
        member = _member(entry.branch, columns)
        common = {"root": entry.branch.root, "member": member, **written}
        drafted.members.append(member)
        drafted.details.append(Details(**columns, **common))
        drafted.memberships.append(Membership(branch=entry.branch, group=entry.group, since=entry.since, **common))
        drafted.holdings += [
            PostHolding(organisation=entry.branch, post=post, since=entry.posts_since or entry.since, **common)
            for post in entry.posts
        ]
    return drafted


def enter_members(actor: Actor, *, drafted: MemberBatch, today: date) -> Done:
    """All or none. A post that somebody else holds is refused here: who gives way is for people to say."""
    _refuse_second_secretary(drafted.holdings)
    insert_many(Member, drafted.members)
    insert_many(Details, drafted.details)
    insert_many(Membership, drafted.memberships)
    insert_many(PostHolding, drafted.holdings)
    branches = {entry.branch.pk: entry.branch for entry in drafted.entries}
    if look_again(branches.values()):
        for branch in branches.values():
            rows = Member.objects.filter(pk__in=[row.pk for row in drafted.members if row.branch_id == branch.pk])
            rows.update(path=branch.path, root=branch.root)
    first = drafted.entries[0].branch if drafted.entries else None
    return Done(drafted.members, touched_by(drafted.entries, today), first)


def complete_members(
    actor: Actor,
    *,
    additions: Mapping[UUID, Mapping[str, Any]],
    today: date,
    now: datetime,
    source_note: str = "",
    batch: UUID | None = None,
) -> Done:
    """Add to standing details, by version, what they leave empty. Overtaken when one was corrected meanwhile.

    Raises Invalid when the whole cannot be true of anybody.
    """
    note = {"source": Source.IMPORT, "source_note": source_note, "batch": batch}
    changes = [(row, {**additions[row.pk], **note}) for row in _details(additions)]
    if len(changes) != len(additions):
        raise Overtaken("这些党员的资料刚才已被别人改过。", None)
    for row, columns in changes:
        check_details({name: columns.get(name, getattr(row, name)) for name in DETAIL_FIELDS}, today)
    return _write_versions(actor, changes, today, now)


def take_back_completed(actor: Actor, *, batch: UUID, today: date, now: datetime) -> Done:
    """What an import added to details that were there before it, taken out again."""
    before = {row.pk: row for row in Details.versions.filter(pk__in=completed_in(batch).values("replaces"))}
    names = [*DETAIL_FIELDS, "source", "source_note", "batch", "replaces"]  # it stands again where it stood
    changes = [
        (row, {name: getattr(before[row.replaces], name) for name in names})
        for row in completed_in(batch).select_related("member__branch")
    ]
    return _write_versions(actor, changes, today, now)


def completed_in(batch: UUID) -> QuerySet[Details]:
    """Standing details that this import completed: of people who did not come with it."""
    came = Membership.versions.filter(batch=batch).values("member")
    return Details.objects.filter(batch=batch).exclude(member__in=came)


def _details(keys: Iterable[UUID]) -> list[Details]:
    wanted = list(keys)
    portions = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    rows = Details.objects.select_related("member__branch")
    return [row for portion in portions for row in rows.filter(pk__in=portion)]


def _write_versions(
    actor: Actor, changes: Sequence[tuple[Details, dict[str, Any]]], today: date, now: datetime
) -> Done:
    """Corrected versions of many details in a few statements; `replace` is right for one."""
    fresh, members = [], []
    for start in range(0, len(changes), AT_ONCE):
        keys = [row.pk for row, _columns in changes[start : start + AT_ONCE]]
        if Details.objects.filter(pk__in=keys).update(revoked_at=now, revoked_by=actor.user_id) != len(keys):
            raise Overtaken("这些党员的资料刚才已被别人改过。", None)
    for row, columns in changes:
        kept = {field.attname: getattr(row, field.attname) for field in Details._meta.concrete_fields}
        kept |= {"id": uuid4(), "replaces": row.pk, **stamp(actor, now), **columns}
        fresh.append(Details(**kept))
        member = row.member
        member.joined_on, member.full_on = kept["joined_on"], kept["full_on"]
        member.category = kept["category"] or Category.UNKNOWN
        members.append(member)
    insert_many(Details, fresh)
    Member.objects.bulk_update(members, ["joined_on", "full_on", "category"], batch_size=AT_ONCE)
    touched = of_people([member.pk for member in members], date(today.year - 1, 1, 1), today) if members else set()
    return Done(fresh, touched, members[0].branch if members else None)


def touched_by(entries: Sequence[NewMember], today: date) -> set[Touch]:
    """The sheets of every branch that got members, for each year since the first of them came."""
    first: dict[UUID, date] = {}
    for entry in entries:
        key = entry.branch.pk
        first[key] = min(first.get(key, entry.since), entry.since)
    return {touch for branch, since in first.items() for touch in of_branch(branch, since, today)}


def _member(branch: Organisation, columns: dict[str, Any]) -> Member:
    reading = syllables(columns["name"])
    return Member(
        root=branch.root,
        branch=branch,
        path=branch.path,
        name=columns["name"],
        sort_key=(" ".join(reading) + " " + columns["name"])[:120],
        initials="".join(part[0] for part in reading)[:30],
        joined_on=columns.get("joined_on"),
        full_on=columns.get("full_on"),
        category=columns.get("category") or Category.UNKNOWN,
    )


def _refuse_second_secretary(holdings: Sequence[PostHolding]) -> None:
    new = [row for row in holdings if row.post == PostKind.SECRETARY]
    places = [row.organisation_id for row in new]
    taken = set(
        PostHolding.objects.filter(organisation_id__in=places, post=PostKind.SECRETARY, until__isnull=True).values_list(
            "organisation_id", flat=True
        )
    )
    for row in new:
        if row.organisation_id in taken:
            raise Refused(
                said("{name}已经有书记，{name_2} 不能再记成书记。", name=row.organisation.name, name_2=row.member.name),
                "先看看现在的书记对不对。",
                "post",
            )
        taken.add(row.organisation_id)


@dataclass(frozen=True)
class NewCourse:
    """One member at one course. `precision` "month" or "year": only that much of the day is known."""

    root: UUID
    member_id: UUID
    title: str
    happened_on: date
    minutes: int
    precision: str = "day"
    is_centralised: bool = False


def enter_courses(
    actor: Actor, *, entries: Sequence[NewCourse], now: datetime, source_note: str = "", batch: UUID | None = None
) -> Done:
    """Courses from a register of class hours. Who stands there already on that day is for the caller to leave out."""
    written = {"source": Source.IMPORT, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    rows = [
        Course(
            root=entry.root,
            member_id=entry.member_id,
            title=entry.title,
            happened_on=entry.happened_on,
            happened_precision=entry.precision,
            minutes=entry.minutes,
            is_centralised=entry.is_centralised,
            **written,
        )
        for entry in entries
    ]
    Course.objects.bulk_create(rows)
    return Done(rows, conduct_of(rows))


def conduct_of(courses: Iterable[Course]) -> set[Touch]:
    """Those in a post who have been to a course are counted where they hold it."""
    years: dict[UUID, set[int]] = defaultdict(set)
    for course in courses:
        years[course.member_id].add(course.happened_on.year)
    held = PostHolding.objects.filter(member__in=years).order_by().values_list("organisation_id", "member_id")
    return {touch for place, member in held for touch in conduct(place, *years[member])}
