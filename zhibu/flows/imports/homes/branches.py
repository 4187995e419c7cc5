"""A list of branches: each is set up with its term, its first members and their posts; taken back while unused."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Right
from zhibu.base.models import LogEntry
from zhibu.base.records import Source
from zhibu.base.touched import Touch
from zhibu.flows.first_log_ins import ACTS as SLIP_ACTS
from zhibu.flows.imports.homes.home import Import, Looking, Placed, Row, Values, named
from zhibu.flows.imports.reach import Reach, parents_of, tidy
from zhibu.flows.organisations import found_below
from zhibu.intake.kinds.branches import POSTS
from zhibu.member.batches import NewMember, draft_members, enter_members
from zhibu.member.models import Membership, PostKind
from zhibu.org.actions import all_sheets, record_term
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind, Placement, Profile, Term
from zhibu.org.queries import reckoned_from
from zhibu.rules.said import said
from zhibu.work.models import Task

GENERAL = ("总支", "总支部")
HOLDS_BRANCHES = (OrganisationKind.PRIMARY_COMMITTEE, OrganisationKind.GENERAL_BRANCH)


class Branches:
    """A row is placed where the branch will hang: under an organisation that exists, or one that comes with it."""

    right = Right.SET_UP
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        there = _names_there(row.branch for row in rows if row.branch)
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            values = row.values
            if row.branch.kind not in HOLDS_BRANCHES:
                right = "写上是哪个党委或党总支下面的。"
                looking.refuse(
                    row, "parent", "parent.needed", said("{branch}下面不能直接放支部。", branch=row.branch.name), right
                )
            if (row.branch.root, tidy(values["name"])) in there:
                looking.is_known(row, "name", "这个支部已经建了，这一行不再建。")
            self._check_days(row, looking)
            if values["kind"] == BranchKind.TEMPORARY and values["elected_on"]:
                looking.note(row, "elected_on", "term.of_temporary", "临时支部的班子由上级指定，不记届次。")
            if not values["secretary"]:
                right = "有了书记，在“支部资料”里记上，再给他发登录条子。"
                looking.note(row, "secretary", "secretary.missing", "没有写书记，先建支部。", right)

    def _check_days(self, row: Row, looking: Looking) -> None:
        values = row.values
        for name in ("founded_on", "elected_on", "ends_on"):
            precision = values.get(name.replace("_on", "_precision"), "day")
            if values[name] and precision != "day":
                looking.refuse(row, name, "date.day_needed", "只写到月，不知道是哪一天。", "补上日子。")
        for name in ("founded_on", "elected_on"):
            if values[name] and values[name] > looking.today:
                looking.refuse(row, name, "date.future", "这一天还没有到。", "填实际的日期，或空着。")
        if values["ends_on"] and not values["elected_on"]:
            right = "写上本届是哪天选的；不记得就把届满日期也空着。"
            looking.refuse(row, "ends_on", "elected.needed", "有届满日期，没有选举日期。", right)

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        there = _names_there(parent for _values, parent in placed)
        return [row for row in placed if (row[1].root, tidy(row[0]["name"])) not in there]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        kept: dict[str, Any] = {"source": Source.IMPORT, "batch": source.key}
        moment: dict[str, Any] = {"today": source.today, "now": source.now}
        reach = parents_of(actor.path, source.today)
        touched: set[Touch] = set()
        people: list[NewMember] = []
        for values, parent in placed:
            above = self._above(actor, values, parent, reach, kept, moment)
            founded = found_below(
                actor, parent=above, kind=OrganisationKind.BRANCH, name=values["name"],
                founded_on=values["founded_on"], branch_kind=BranchKind(values["kind"]),
                domain=Domain(parent.domain), **kept, **moment,
            )  # fmt: skip
            branch: Organisation = founded.result
            touched |= founded.touched
            if values["elected_on"] and branch.branch_kind != BranchKind.TEMPORARY:
                touched |= record_term(
                    actor, organisation=branch, elected_on=values["elected_on"], ends_on=values["ends_on"],
                    has_committee=_has_committee(values), seats=values["seats"] or None,
                    ordinal=values["ordinal"] or None, **kept, **moment,
                ).touched  # fmt: skip
            people += _people(values, branch, source.today)
        drafted = draft_members(
            actor, entries=people, today=source.today, now=source.now, source_note=source.filename, batch=source.key
        )
        return touched | enter_members(actor, drafted=drafted, today=source.today).touched

    def _above(
        self, actor: Actor, values: Values, parent: Organisation, reach: Reach, kept: Values, moment: Any
    ) -> Organisation:
        """The parent; or a general branch named in the row that does not exist yet."""
        if not is_coming(values, reach):
            return parent
        done = found_below(
            actor, parent=parent, kind=OrganisationKind.GENERAL_BRANCH, name=values["parent"],
            founded_on=values["founded_on"], branch_kind=BranchKind.ORDINARY,
            domain=Domain(parent.domain), **kept, **moment,
        )  # fmt: skip
        found: Organisation = done.result
        reach.add(found)
        return found

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        branches = _founded_by(batch)
        keys = [branch.pk for branch in branches]
        names = {branch.pk: branch.name for branch in branches}
        used = RoleGrant.objects.filter(organisation__in=keys, user__password_is_given=False)
        written = LogEntry.objects.filter(organisation__in=keys, at__gt=since).exclude(act__in=SLIP_ACTS)
        below = Placement.objects.filter(parent__in=keys).exclude(organisation__in=keys)
        return [
            *named("{names}已经有人登录用上了。", (names[key] for key in used.values_list("organisation", flat=True))),
            *named(
                "{names}建好以后有了别的记录。",
                [
                    *(names[key] for key in written.values_list("organisation", flat=True) if key in names),
                    *Task.objects.filter(branch__in=keys).values_list("branch__name", flat=True),
                    *Membership.objects.filter(branch__in=keys)
                    .exclude(batch=batch)
                    .values_list("branch__name", flat=True),
                ],
            ),
            *named("{names}是后来建在下面的。", below.values_list("organisation__name", flat=True)),
        ]

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        """As if they had never been: their spells revoked, unused log-ins gone. The numbers are not given again."""
        branches = _founded_by(batch)
        User.objects.filter(pk__in=unused_log_ins(batch)).delete()
        for model in (Term, Profile, Placement):
            rows = model.versions.filter(batch=batch, revoked_at__isnull=True)
            rows.update(revoked_at=now, revoked_by=actor.user_id)
        touched: set[Touch] = set()
        for branch in branches:
            branch.dissolved_on = reckoned_from(branch, today)
            touched |= all_sheets(branch, today)
        Organisation.objects.bulk_update(branches, ["dissolved_on"])
        return touched


def is_coming(values: Values, reach: Reach) -> bool:
    """The row names a general branch that is not there yet: it is set up with the branch."""
    text = values["parent"]
    return text.endswith(GENERAL) and not isinstance(reach.find(text, None), Organisation)


def unused_log_ins(batch: UUID) -> list[UUID]:
    """Log-ins that reach only branches of this import and were never taken up."""
    keys = [branch.pk for branch in _founded_by(batch)]
    users = set(
        RoleGrant.versions.filter(organisation__in=keys, user__password_is_given=True).values_list("user", flat=True)
    )
    others = RoleGrant.versions.filter(user__in=users).exclude(organisation__in=keys).values_list("user", flat=True)
    return list(users - set(others))


def _founded_by(batch: UUID) -> list[Organisation]:
    keys = Placement.objects.filter(batch=batch).values("organisation")
    return list(Organisation.objects.filter(pk__in=keys).order_by("path"))


def _names_there(parents: Iterable[Organisation]) -> set[tuple[UUID, str]]:
    roots = {parent.root for parent in parents}
    rows = Organisation.objects.filter(root__in=roots, kind=OrganisationKind.BRANCH, dissolved_on__isnull=True)
    return {(root, tidy(name)) for root, name in rows.values_list("root", "name")}


def _has_committee(values: Values) -> bool:
    members = ("organisation_member", "publicity_member", "discipline_member")
    return bool(values["seats"]) or any(values[post] for post in members)


def _people(values: Values, branch: Organisation, today: date) -> list[NewMember]:
    """Each person once, with all posts; the roster brings the rest later."""
    posts: dict[str, list[PostKind]] = {}
    for post in POSTS:
        if values[post]:
            posts.setdefault(values[post], []).append(PostKind(post))
    begun: date = values["elected_on"] or reckoned_from(branch, today)
    since = min(begun, reckoned_from(branch, today))
    return [NewMember(branch, since, {"name": name}, posts=held, posts_since=begun) for name, held in posts.items()]
