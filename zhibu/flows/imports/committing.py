"""The last step: all chosen rows at once, nothing partial. `commit` is the way in.

`prepare` does everything that needs no write lock: it reads the staged rows, compares them once more and builds the
records. So the transaction itself is short, and others go on working.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import NotAllowed, Overtaken, Refused
from zhibu.base.paths import below
from zhibu.base.records import Source, stamp
from zhibu.base.touched import Done, SheetKind, Touch
from zhibu.flows.imports import building, keeping, known, mapping, queries
from zhibu.flows.imports.comparing import known_digests
from zhibu.flows.imports.completing import Completing
from zhibu.flows.imports.homes import HOMES
from zhibu.flows.imports.homes.home import Import
from zhibu.flows.imports.offered import offered_to, right_of
from zhibu.flows.imports.packing import unpacked
from zhibu.flows.models import Stage, Upload
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering
from zhibu.meeting.batches import record_gatherings
from zhibu.meeting.models import Gathering
from zhibu.member.batches import MemberBatch, NewMember, complete_members, draft_members, enter_members
from zhibu.member.identity import digest_of, kept_columns
from zhibu.member.models import Details, PostKind
from zhibu.org.actions import set_records_from
from zhibu.org.models import Organisation, PartyGroup, Term
from zhibu.org.queries import reckoned_from

Groups = dict[tuple[UUID, str], PartyGroup]
Placed = tuple[dict[str, Any], Organisation]
MOST_NAMES_KEPT = 50
TRIES = 3


@dataclass
class Prepared:
    """Records that are ready to be written, and how the data looked when they were made."""

    seen: dict[str, int]
    known: int = 0  # rows that became known since they were staged
    groups: list[PartyGroup] = field(default_factory=list)
    members: MemberBatch = field(default_factory=lambda: MemberBatch([]))
    additions: dict[UUID, dict[str, Any]] = field(default_factory=dict)  # to standing details, see completing
    gatherings: list[NewGathering] = field(default_factory=list)
    others: dict[str, list[Placed]] = field(default_factory=dict)  # of the further kinds, see homes
    unknown_names: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """What the last page and the command tell."""
        branches = {row.branch.pk for row in self.members.entries} | {new.branch.pk for new in self.gatherings}
        branches |= {branch.pk for placed in self.others.values() for _values, branch in placed}
        return {
            "members": len(self.members.members),
            "completed": len(self.additions),
            "posts": len(self.members.holdings),
            "groups": len(self.groups),
            "gatherings": len(self.gatherings),
            "items": sum(len(new.items) for new in self.gatherings),
            "votes": sum(1 for new in self.gatherings for item in new.items if item.tally),
            "attendance": sum(len(new.attendance) for new in self.gatherings),
            "years": sorted({new.happened_on.year for new in self.gatherings}),
            "branches": len(branches),
            "unknown_names": self.unknown_names[:MOST_NAMES_KEPT],
            "known": self.known,
            "others": {kind: len(placed) for kind, placed in self.others.items()},
        }


class _SomebodyWrote(Exception):
    """Records of the kind that comes in were written between preparing and writing."""


def _seen(upload: Upload) -> dict[str, int]:
    """How many records of these kinds the subtree has: other numbers mean that somebody wrote meanwhile."""
    path = upload.organisation.path
    count = {
        "roster": lambda: Details.objects.filter(below(path, "member__path")).count(),
        "meetings": lambda: Gathering.objects.filter(below(path, "branch__path")).count(),
    }
    kinds = {sheet["kind"] for sheet in upload.sheets if sheet["kind"]}
    return {kind: count[kind]() for kind in sorted(kinds & count.keys())}


def prepare(actor: Actor, upload: Upload, *, make_groups: bool, today: date, now: datetime) -> Prepared:
    """Build the records of the chosen rows. Nothing is written."""
    kinds = {sheet["kind"] for sheet in upload.sheets if sheet["kind"]}
    if not kinds <= offered_to(actor).keys():
        raise NotAllowed
    prepared = Prepared(_seen(upload))
    members, gatherings, prepared.others = _chosen(upload, prepared, today)
    branch_ids = {branch.pk for _values, branch in [*members, *gatherings]}
    groups = known.groups(branch_ids)
    if make_groups:
        prepared.groups = _new_groups(actor, upload, [*members, *gatherings], groups, today, now)
    prepared.members = _new_members(actor, upload, members, groups, today, now)
    prepared.gatherings = _new_gatherings(upload, gatherings, groups, prepared)
    return prepared


def commit_upload(
    actor: Actor,
    *,
    upload: Upload,
    prepared: Prepared,
    make_groups: bool,
    start_earlier: bool,
    today: date,
    now: datetime,
    insist: bool = True,
) -> Done:
    """Write the chosen rows. Refused when nothing is chosen or somebody else was faster; then nothing is written.

    Records that were written since `prepared` was made: prepared anew here, or `_SomebodyWrote` unless `insist`.
    """
    taken = Upload.objects.filter(pk=upload.pk, stage__in=[Stage.LOOKING, Stage.WRITING]).update(
        stage=Stage.DONE, finished_at=now
    )
    if not taken:
        raise Refused("这份文件已经导入过，或者取消了。", "回到“导入”看看它到哪一步。")
    if _seen(upload) != prepared.seen:
        if not insist:
            raise _SomebodyWrote
        prepared = prepare(actor, upload, make_groups=make_groups, today=today, now=now)
    if not (prepared.members.members or prepared.additions or prepared.gatherings or prepared.others):
        raise Refused("没有要导入的行。", "在“要看一眼”里选“按这样导入”，或改好文件再来。")
    PartyGroup.objects.bulk_create(prepared.groups)
    touched = {
        Touch(SheetKind.BRANCH_YEAR, group.branch_id, year)
        for group in prepared.groups
        for year in (today.year - 1, today.year)
    }
    if prepared.members.members:
        touched |= enter_members(actor, drafted=prepared.members, today=today).touched
    if prepared.additions:
        touched |= _complete(actor, upload, prepared, insist=insist, today=today, now=now)
    if prepared.gatherings:
        touched |= record_gatherings(actor, entries=prepared.gatherings, today=today, now=now).touched
    source = Import(upload.pk, upload.filename, today, now)
    for kind, placed in prepared.others.items():
        touched |= HOMES[kind].write(actor, placed, source)
    moved = _start_earlier(actor, upload, prepared, touched, today, now) if start_earlier else {}
    mapping.remember(upload, now)
    counts = prepared.counts() | {"left": upload.rows.filter(is_known=False).exclude(queries.TAKEN).count()}
    Upload.objects.filter(pk=upload.pk).update(counts=counts, earlier_start=moved)
    upload.refresh_from_db()
    return Done(upload, touched, upload.organisation)


def _complete(
    actor: Actor, upload: Upload, prepared: Prepared, *, insist: bool, today: date, now: datetime
) -> set[Touch]:
    try:
        done = complete_members(
            actor,
            additions=prepared.additions,
            today=today,
            now=now,
            source_note=upload.filename,
            batch=upload.pk,
        )
    except Overtaken as error:
        if insist:
            raise
        raise _SomebodyWrote from error
    return done.touched


def _chosen(
    upload: Upload, prepared: Prepared, today: date
) -> tuple[list[Placed], list[Placed], dict[str, list[Placed]]]:
    """Members, gatherings and the others by kind that were decided on, without those that are in by now."""
    rows = upload.rows.filter(queries.TAKEN).select_related("branch").order_by("sheet", "number")
    taken = [(row, unpacked(row.values), row.branch) for row in rows if row.branch]
    people = known.KnownMembers(
        upload.organisation.path, (values["name"] for row, values, _branch in taken if row.kind == "roster")
    )
    names = [(branch.pk, values["name"]) for row, values, branch in taken if row.kind == "roster"]
    completing = Completing(people, names, today)
    held = known.KnownGatherings({branch.pk for row, _values, branch in taken if row.kind == "meetings"})
    members: list[Placed] = []
    gatherings: list[Placed] = []
    others: dict[str, list[Placed]] = {}
    for row, values, branch in taken:
        if row.kind in HOMES:
            others.setdefault(row.kind, []).append((values, branch))
            continue
        if row.identity_number and row.kind == "roster":
            values["identity_number"] = row.identity_number
        if row.is_known:
            (members if row.kind == "roster" else gatherings).append((values, branch))
        elif row.kind == "roster":
            match = completing.match(values, branch)
            if match is None:
                members.append((values, branch))
            elif match.adds:
                prepared.additions[match.one.details] = match.adds
            else:
                prepared.known += 1
        elif held.already(branch, values["happened_on"], values["kinds"], values.get("group", "")):
            prepared.known += 1
        else:
            gatherings.append((values, branch))
    wanted = {id(values) for row, values, _branch in taken if row.is_known}  # known, and taken as another one
    for kind, placed in others.items():
        kept = {id(values) for values, _branch in HOMES[kind].still_new(placed)} | wanted
        others[kind] = [one for one in placed if id(one[0]) in kept]
        prepared.known += len(placed) - len(others[kind])
    return members, gatherings, {kind: placed for kind, placed in others.items() if placed}


def _new_groups(
    actor: Actor, upload: Upload, placed: list[Placed], groups: Groups, today: date, now: datetime
) -> list[PartyGroup]:
    """Party groups that the rows name and the branch does not have. They count from the branch's founding."""
    longest = PartyGroup._meta.get_field("name").max_length
    fresh = []
    for values, branch in placed:
        name = values.get("group", "")
        if not name or (branch.pk, name) in groups:
            continue
        groups[branch.pk, name] = PartyGroup(
            root=branch.root,
            branch=branch,
            name=name[:longest],
            since=reckoned_from(branch, today),
            source=Source.IMPORT,
            source_note=upload.filename,
            batch=upload.pk,
            **stamp(actor, now),
        )
        fresh.append(groups[branch.pk, name])
    return fresh


def _new_members(
    actor: Actor, upload: Upload, placed: list[Placed], groups: Groups, today: date, now: datetime
) -> MemberBatch:
    branch_ids = {branch.pk for _values, branch in placed}
    secretaries = known.secretaries(branch_ids)
    terms, ended = _current_terms(branch_ids, today), known.last_secretaries(branch_ids)
    numbers = _numbers_to_keep(placed)
    entries = []
    for values, branch in placed:
        since = building.belongs_since(values, branch, today)
        posts = building.posts_of(values)
        if PostKind.SECRETARY in posts and branch.pk in secretaries:  # who gives way is for people to say
            posts.remove(PostKind.SECRETARY)
        if PostKind.SECRETARY in posts:
            secretaries[branch.pk] = values["name"]
        posts_since = max(since, terms.get(branch.pk, today))
        if PostKind.SECRETARY in posts:  # no two secretaries on one day
            posts_since = max(posts_since, ended.get(branch.pk, posts_since))
        entries.append(
            NewMember(
                branch=branch,
                since=since,
                columns=building.member_columns(values) | kept_columns(numbers.get(id(values), "")),
                group=groups.get((branch.pk, values.get("group", ""))),
                posts=posts,
                posts_since=posts_since,
            )
        )
    return draft_members(actor, entries=entries, today=today, now=now, source_note=upload.filename, batch=upload.pk)


def _numbers_to_keep(placed: list[Placed]) -> dict[int, str]:
    """Identity numbers by row, without those that somebody has already: the same number is never kept twice."""
    numbers = {id(values): values["identity_number"] for values, _branch in placed if values.get("identity_number")}
    roots = {branch.root for _values, branch in placed}
    taken = set(known_digests(roots, {digest_of(number) for number in numbers.values()}))
    kept = {}
    for key, number in numbers.items():
        if digest_of(number) not in taken:
            taken.add(digest_of(number))
            kept[key] = number
    return kept


def _current_terms(branch_ids: set[UUID], today: date) -> dict[UUID, date]:
    """The election day of each branch's present term."""
    rows = Term.objects.filter(organisation_id__in=branch_ids, happened_on__lte=today).order_by("happened_on")
    return dict(rows.values_list("organisation_id", "happened_on"))


def _new_gatherings(upload: Upload, placed: list[Placed], groups: Groups, prepared: Prepared) -> list[NewGathering]:
    """Names are matched with the roster as it is, and with the members that come in the same file."""
    people = known.names_in({branch.pk for _values, branch in placed})
    for entry, member in zip(prepared.members.entries, prepared.members.members, strict=True):
        people[entry.branch.pk][member.name].append(member.pk)
    found = []
    unknown: set[str] = set()
    for values, branch in placed:
        present, not_found = building.attendance(values, people[branch.pk])
        unknown.update(not_found)
        group = groups.get((branch.pk, values.get("group", "")))
        found.append(building.gathering(values, branch, group, present, upload.filename, upload.pk))
    prepared.unknown_names = sorted(unknown)
    return found


def _start_earlier(
    actor: Actor, upload: Upload, prepared: Prepared, touched: set[Touch], today: date, now: datetime
) -> dict[str, dict[str, str]]:
    """Move 启用日 of the branches that got older gatherings; what it was before is kept for an undo."""
    branches: dict[UUID, Organisation] = {new.branch.pk: new.branch for new in prepared.gatherings}
    moved = {}
    for key, proposal in upload.earlier_start.items():
        branch = branches.get(UUID(key))
        day = date.fromisoformat(proposal["to"])
        if branch is None or (branch.records_from is not None and branch.records_from <= day):
            continue
        moved[key] = proposal | {"was": branch.records_from.isoformat() if branch.records_from else ""}
        touched |= set_records_from(actor, organisation=branch, day=day, today=today, now=now).touched
    return moved


def commit(
    actor: Actor,
    upload: Upload,
    *,
    make_groups: bool,
    start_earlier: bool,
    today: date,
    now: datetime,
    key: UUID | None = None,
) -> Upload:
    """Prepare, then write in one short transaction. A second press of the same form answers with the first result.

    Where somebody wrote meanwhile it is prepared once more, still without the write lock; the last try takes it along.
    """
    for left in reversed(range(TRIES)):
        prepared = prepare(actor, upload, make_groups=make_groups, today=today, now=now)
        try:
            perform(
                actor,
                commit_upload,
                right=right_of(actor),
                today=today,
                now=now,
                key=key,
                upload=upload,
                prepared=prepared,
                make_groups=make_groups,
                start_earlier=start_earlier,
                insist=left == 0,
            )
        except _SomebodyWrote:
            continue
        break
    if keeping.is_private(upload):
        keeping.forget(upload, now)
    upload.refresh_from_db()
    return upload
