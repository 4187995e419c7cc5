"""An election where it meets a gathering: the agenda of the one that is to elect, and the counts of one that did."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.election import queries
from zhibu.election.models import Office
from zhibu.election.outcome import judge
from zhibu.election.queries import Part
from zhibu.flows.elections import meeting_kind
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.web.components import Table
from zhibu.web.elections import showing
from zhibu.web.elections.pages import layers_for

PARAMETER = "election"


@dataclass(frozen=True)
class Prepared:
    """What a planning page is given: kind of meeting, title, items in their order, the day the election has in mind."""

    kind: ItemKind
    title: str
    items: list[NewItem]
    planned_on: date | None


def prepared(actor: Actor, branch: Organisation, key: str) -> Prepared | None:
    """The agenda of the meeting that comes next in the branch's open election; None where `key` names no such one."""
    election = queries.open_election(branch)
    if election is None or str(election.pk) != key or not showing.keeps(actor, election):
        return None
    standing = queries.standing_of(election, ())
    setup, part = standing.setup, standing.next_part
    by_meeting = setup.by_the_meeting
    is_general = bool(by_meeting) and standing.done_on(Part.MEETING) is None
    offices = by_meeting if is_general else [one for one in setup.offices if one not in by_meeting]
    if not offices or part is None:
        return None
    kind = meeting_kind(election, offices[0], has_committee=setup.has_committee)
    title = said("{label}（补选）" if setup.is_by_election else "{label}（换届选举）", label=kind.label)
    topics = _topics(offices, is_general=is_general, is_term=not setup.is_by_election)
    return Prepared(kind, title, [NewItem(kind, topic=topic) for topic in topics], setup.planned_on)


def _topics(offices: list[Office], *, is_general: bool, is_term: bool) -> list[str]:
    """In the order in which such a meeting goes; what is voted on bears the name under which the count is kept."""
    voted = [str(said("选举{label}", label=office.label)) for office in offices]
    if not is_general:
        return ["推选监票人、计票人", *voted, *(["研究委员分工"] if is_term else [])]
    return [
        *(["听取上一届支部委员会的工作报告"] if is_term else []),
        "通过选举办法",
        "推荐并通过监票人、计票人",
        "介绍候选人情况",
        *voted,
    ]


@dataclass(frozen=True)
class Counted:
    """One count that was taken at a gathering, with the way to its election."""

    office: str
    sentence: str
    table: Table
    url: str


def counts_at(actor: Actor, gathering: Gathering) -> list[Counted]:
    """For those who may see the election; others see the decision of the item and no table of names."""
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return []
    rounds = queries.counted_at(gathering.thread)
    if not rounds:
        return []
    layers = layers_for(gathering.branch, gathering.happened_on)
    found = []
    for row in rounds:
        judged, _told = judge(row, layers)
        shown = showing.round_shown(judged, may_write=False)
        numbers = {"due": row.due, "present": row.present, "issued": row.issued, "returned": row.returned}
        numbers |= {"valid": row.valid}
        words = _(
            "应到会有选举权 %(due)d 人，实到 %(present)d 人；"
            "发出选票 %(issued)d 张，收回 %(returned)d 张，有效 %(valid)d 张。"
        )
        url = reverse("elections_one", args=[row.election_id])
        found.append(Counted(str(Office(row.office).label), words % numbers, shown.table, url))
    return found
