"""What a paper of the catalogue is: a shape that is drawn from one record, for somebody who may see that record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from zhibu.base.actor import Actor, Right
from zhibu.ledger.papers.shapes import Shape
from zhibu.org.models import Organisation

Text = str | Promise
READERS = frozenset({Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW})
KEEPERS = frozenset({Right.SEE_BRANCH, Right.SEE_BELOW})
RECORDERS = frozenset({Right.RECORD})
OF_TALKS = frozenset({Right.SEE_TALKS})


@dataclass(frozen=True)
class Asked:
    """Who asks for the paper of which record. `year` is for papers of a branch and year; their record is the branch."""

    actor: Actor
    record: UUID
    today: date
    year: int


@dataclass(frozen=True)
class Found:
    """The record as its own `visible_to` gave it, and the branch to which it belongs. `about`: the person of whom it
    is, where such a person has a page of their own and sees who looked.
    """

    record: Any
    branch: Organisation
    about: UUID | None = None


@dataclass(frozen=True)
class Paper:
    """find: the record, or NotFound; draw: the record as a shape; rights: any one opens it. A form that is only ever
    filled in by pen has neither `find` nor `draw`.

    says: one plain sentence; drawn_from: where its content comes from, in words; by_year: the record is a branch, the
    paper is of a year; home: the name of its record's page, whose only argument is the record, or whom it is about;
    blank: the empty form of the branch with this name, with every label it can have: to be filled in by pen, and to
    name the placeholders.
    """

    key: str
    title: Text
    says: Text
    drawn_from: Text
    find: Callable[[Asked], Found] | None
    draw: Callable[[Found, Asked], Shape] | None
    rights: frozenset[Right] = READERS
    by_year: bool = False
    home: str = ""
    blank: Callable[[str], Shape] | None = None
