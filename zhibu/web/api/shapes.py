"""What comes out and goes in. No protected fields: of members what a roster on the wall would show, no more."""

from datetime import date, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from zhibu.meeting.models import ItemKind

KINDS = {"enum": ItemKind.values}


class OrganisationOut(Schema):
    id: UUID
    kind: str
    name: str
    founded_on: date | None


class MemberOut(Schema):
    id: UUID
    name: str
    branch: UUID | None
    group: str
    category: str
    posts: list[str]


class ItemOut(Schema):
    kind: str
    topic: str
    points: str
    decision: str
    owner: str
    due_on: date | None


class GatheringOut(Schema):
    id: UUID
    branch: UUID
    happened_on: date
    stage: str
    title: str
    place: str
    host: str
    recorder: str
    due: int | None
    present: int | None
    items: list[ItemOut]


class UndoneOut(Schema):
    undone: UUID


class ItemIn(Schema):
    kind: ItemKind
    topic: str = Field("", max_length=100)
    points: str = Field("", max_length=20_000)
    decision: str = Field("", max_length=2000)
    owner: UUID | None = None  # a member; for anybody else `owner_name`
    owner_name: str = Field("", max_length=30)
    due_on: date | None = None


class GatheringIn(Schema):
    happened_on: date
    items: list[ItemIn] = Field(min_length=1, max_length=20)
    title: str = Field("", max_length=100)
    place: str = Field("", max_length=60)
    host: str = Field("", max_length=30)
    recorder: str = Field("", max_length=30)
    starts: time | None = None
    ends: time | None = None
    due: int | None = Field(None, ge=0, le=9999)
    present: int | None = Field(None, ge=0, le=9999)
    another: bool = False


class MonthOut(Schema):
    month: str
    due_fen: int | None
    paid_fen: int
    left_fen: int


class DuesOut(Schema):
    member: UUID
    name: str
    months: list[MonthOut]


class CollectIn(Schema):
    month: str = Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")
    happened_on: date
    unpaid: list[UUID] = Field(default_factory=list, max_length=2000)


class CollectedOut(Schema):
    month: str
    people: int
    sum_fen: int


class TaskOut(Schema):
    id: UUID
    branch: UUID
    title: str
    source: str
    state: str
    due_on: date | None
    closed_on: date | None


class TaskIn(Schema):
    title: str = Field(min_length=1, max_length=60)
    purpose: str = Field("", max_length=200)
    due_on: date | None = None
    owners: list[UUID] = Field(default_factory=list, max_length=20)


class DecisionTaskOut(Schema):
    """How far the task has come that the decision became."""

    id: UUID
    state: str
    due_on: date | None
    closed_on: date | None


class DecisionOut(Schema):
    id: UUID
    branch: UUID
    gathering: UUID
    happened_on: date
    kind: str
    topic: str
    decision: str
    owner: str
    due_on: date | None
    task: DecisionTaskOut | None


class SeenOut(Schema):
    """What branch and member saw of one line at the look of a quarter."""

    quarter: int
    looked_on: date
    outcome: str
    cause: str


class TargetLineOut(Schema):
    id: UUID
    content: str
    done_when: str
    due_on: date
    seen: list[SeenOut]


class TargetsOut(Schema):
    """The book of one member in one year. Agreed when both days are there."""

    member: UUID
    name: str
    branch: UUID
    year: int
    post: str
    contact: str
    branch_agreed_on: date | None
    member_agreed_on: date | None
    lines: list[TargetLineOut]


class DidIn(Schema):
    """What was done; the day is today unless given."""

    words: str = Field(min_length=1, max_length=500)
    happened_on: date | None = None


class FactOut(Schema):
    label: str
    value: str
    unit: str


class FindingOut(Schema):
    norm: str
    about: str
    title: str
    says: str
    status: str
    colour: str
    since: date | None
    due_on: date | None
    regulation: str
    article: str
    facts: list[FactOut]
    next_steps: list[str]


class LedgerOut(Schema):
    key: str
    title: str
    by_year: bool


class ColumnOut(Schema):
    label: str
    kind: str


class LedgerRowsOut(Schema):
    key: str
    title: str
    branch: UUID
    year: int | None
    columns: list[ColumnOut]
    items: list[list[Any]]
    next_page: int | None


class AskIn(Schema):
    question: str = Field(max_length=100)
    on: date | None = None
    facts: dict[str, Any] = Field(default_factory=dict)


class Page(Schema):
    """`next_page` is None on the last."""

    next_page: int | None


class Organisations(Page):
    items: list[OrganisationOut]


class Members(Page):
    items: list[MemberOut]


class Gatherings(Page):
    items: list[GatheringOut]


class Dues(Page):
    items: list[DuesOut]


class Tasks(Page):
    items: list[TaskOut]


class Decisions(Page):
    items: list[DecisionOut]


class Targets(Page):
    items: list[TargetsOut]


class Findings(Page):
    items: list[FindingOut]
