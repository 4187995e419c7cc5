"""前置研究 and 集体研究把关: only where the enterprise rules ask it of this body. The dated trail shows the order."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.parts import Models
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done, Touch, conduct
from zhibu.org.models import Domain, Organisation, OrganisationKind
from zhibu.rules.said import said
from zhibu.work.models import MajorMatter, PriorApplies

PRIOR: Models = frozenset({PriorApplies, MajorMatter})
BY_COMMITTEE, BY_BRANCH = "soe-prior-discussion", "soe-branch-collective-check"
"""The norms behind it, for `questions`."""


class Trail(StrEnum):
    """What the dates of a matter show, for a person to look at."""

    UNDER_WAY = "under_way"
    IN_ORDER = "in_order"
    NOT_DISCUSSED = "not_discussed"  # decided, and no day of a discussion is recorded
    DECIDED_FIRST = "decided_first"
    CARRIED_OUT_FIRST = "carried_out_first"


def norm_for(organisation: Organisation, today: date) -> str:
    """Which norm asks this body to discuss first; "" where none does.

    A primary committee of a state-owned enterprise; a branch of one only where its superior said, citing a document,
    that it belongs to an independent company without a committee.
    """
    if organisation.domain != Domain.STATE_OWNED_ENTERPRISE:
        return ""
    if organisation.kind == OrganisationKind.PRIMARY_COMMITTEE:
        return BY_COMMITTEE
    return BY_BRANCH if PriorApplies.objects.on(today).filter(organisation=organisation).exists() else ""


def switch_on(
    actor: Actor, *, organisation: Organisation, document: str, since: date, today: date, now: datetime
) -> Done:
    if not actor.may(Right.ASSIGN) or not organisation.path.startswith(actor.path):
        raise NotAllowed("由上级党组织来定。")
    if organisation.domain != Domain.STATE_OWNED_ENTERPRISE:
        raise Refused("只有国有企业的党组织才用这一条。", "这里不用打开。", "organisation")
    if not document.strip():
        raise Refused("写上依据的文件。", field="document")
    if norm_for(organisation, today):
        raise Refused("已经打开了。", field="organisation")
    made = PriorApplies(
        root=organisation.root, organisation=organisation, document=document.strip(), since=since, **stamp(actor, now)
    )
    made.save(force_insert=True)
    return Done(made, _touched(organisation, today), organisation)


def _touched(organisation: Organisation, today: date) -> set[Touch]:
    """Signals speak of branches only."""
    is_branch = organisation.kind == OrganisationKind.BRANCH
    return conduct(organisation.pk, today.year - 1, today.year, wrote=PRIOR) if is_branch else set()


@dataclass
class Matter:
    """The dated trail of one major matter; empty days have not come."""

    title: str
    discussed_on: date | None = None
    advice: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    carried_out_on: date | None = None
    gathering: UUID | None = None


def keeps(actor: Actor, organisation: Organisation) -> bool:
    acting = actor.acting
    may = actor.may(Right.RECORD) or actor.may(Right.ASSIGN)
    return may and acting is not None and acting.organisation_id == organisation.pk


def record_matter(
    actor: Actor, *, organisation: Organisation, matter: Matter, standing: MajorMatter | None = None,
    today: date, now: datetime,
) -> Done:  # fmt: skip
    """Write the trail as it was, also when the order was wrong: the order is seen, not forbidden."""
    if not keeps(actor, organisation):
        raise NotAllowed("由研究这件事的党组织来记。")
    if not norm_for(organisation, today):
        raise Refused("这个党组织不适用前置研究，不用记。")
    if not matter.title.strip():
        raise Refused("写一句是什么事。", field="title")
    for name in ("discussed_on", "decided_on", "carried_out_on"):
        day = getattr(matter, name)
        if day and day > today:
            raise Refused(said("{day} 还没有到。", day=f"{day:%Y-%m-%d}"), field=name)
    columns = {**vars(matter), "title": matter.title.strip()}
    if standing:
        return Done(replace(standing, columns, actor, now), _touched(organisation, today), organisation)
    made = MajorMatter(root=organisation.root, organisation=organisation, **columns, **stamp(actor, now))
    made.save(force_insert=True)
    return Done(made, _touched(organisation, today), organisation)


def trail_of(matter: MajorMatter) -> Trail:
    """The order of the days. The same day counts as in order."""
    discussed, decided, carried_out = matter.discussed_on, matter.decided_on, matter.carried_out_on
    if carried_out and (decided is None or carried_out < decided):
        return Trail.CARRIED_OUT_FIRST
    if decided and discussed is None:
        return Trail.NOT_DISCUSSED
    if decided and discussed and decided < discussed:
        return Trail.DECIDED_FIRST
    return Trail.IN_ORDER if decided else Trail.UNDER_WAY


def visible_to(actor: Actor) -> QuerySet[MajorMatter]:
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return MajorMatter.objects.none()
    rows: QuerySet[MajorMatter] = MajorMatter.objects.filter(below(actor.path, "organisation__path"))
    return rows.select_related("organisation").order_by("-recorded_at", "id")


def matter_for(actor: Actor, matter_id: UUID | str) -> MajorMatter:
    found = visible_to(actor).filter(thread=matter_id).first()
    if found is None:
        raise NotFound
    return found
