"""A project's temporary branch: opened with the project, closed with it. Its leaders are appointed, not elected."""

from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.touched import Done
from zhibu.flows.organisations import MAY_HOLD, dissolve, found_below
from zhibu.org.actions import describe_unit, end_unit
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind, Unit
from zhibu.org.queries import units_covered_by
from zhibu.rules.said import said


def open_project_branch(actor: Actor, *, unit: Unit, name: str, founded_on: date, today: date, now: datetime) -> Done:
    """Found a temporary branch for this project and let it cover the project from that day on."""
    if not unit.is_project:
        raise Refused(said("{unit}没有登记成工程项目。", unit=unit.name), "先在“改”里选上“是工程项目”。")
    if unit.branch_id:
        raise Refused(said("{unit}已经由{branch}覆盖。", unit=unit.name, branch=unit.branch.name))  # type: ignore[union-attr]
    keeper = unit.organisation
    if OrganisationKind.BRANCH not in MAY_HOLD[OrganisationKind(keeper.kind)]:
        raise Refused(said("{keeper}下面不能建支部。", keeper=keeper.name), "请上级党委或党总支来建。")
    if founded_on < unit.since:
        raise Refused(
            said("{unit}从 {since} 起才在清单上。", unit=unit.name, since=f"{unit.since:%Y-%m-%d}"), field="founded_on"
        )
    founded = found_below(
        actor, parent=keeper, kind=OrganisationKind.BRANCH, name=name, founded_on=founded_on,
        branch_kind=BranchKind.TEMPORARY, domain=Domain(keeper.domain), today=today, now=now,
    )  # fmt: skip
    branch: Organisation = founded.result
    covered = describe_unit(actor, unit=unit, since=founded_on, today=today, now=now, branch_id=branch.pk)
    return Done(branch, founded.touched | covered.touched, branch)


def close_project(actor: Actor, *, unit: Unit, day: date, today: date, now: datetime) -> Done:
    """The project is over: off the list; its temporary branch is dissolved when it covers nothing else.

    Refused while the branch has members: they go to other branches first (the sentence says how many).
    """
    if day > today:
        raise Refused(said("{day} 还没有到。", day=f"{day:%Y-%m-%d}"), "项目结束以后再记。", "day")
    branch = unit.branch
    ended = end_unit(actor, unit=unit, until=day, now=now)
    if branch is None or branch.branch_kind != BranchKind.TEMPORARY or branch.dissolved_on:
        return ended
    if units_covered_by(branch, day):
        return ended
    closed = dissolve(actor, organisation=branch, day=day, today=today, now=now)
    return Done(ended.result, ended.touched | closed.touched, unit.organisation)
