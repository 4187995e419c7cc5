"""Whatever bytes come in: a sentence or rows, never a traceback, and either all of the chosen rows or nothing."""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from django.conf import LazySettings

from tests.flows.importing import undo
from tests.intake.building import part, with_part
from tests.intake.dirty.files import FILES
from tests.personas import NOW, START, TODAY, acting, do, found
from zhibu.account.actions import grant_role
from zhibu.account.models import RoleName, User
from zhibu.account.queries import actor_of
from zhibu.admission.models import Particulars, Step
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import Refused
from zhibu.base.records import stamp
from zhibu.concern.models import Desk, EarlierConcern, Line
from zhibu.dues.models import Assessment, Collection, MemberYear, Payment
from zhibu.flows.imports import committing, deciding, keeping, staging
from zhibu.flows.models import StagedRow, Upload
from zhibu.intake.kinds import KINDS
from zhibu.meeting.models import AppraisalBallots, Gathering
from zhibu.member.actions import enter_member
from zhibu.member.models import Category, Course, Details, Membership, PostHolding
from zhibu.org.models import Organisation, OrganisationKind, PartyGroup
from zhibu.target.models import Book, OwnLine
from zhibu.work.models import Task

pytestmark = pytest.mark.django_db
IS_DRILL = hypothesis.settings.default.max_examples > 1000
ON_POSTGRES = "ZHIBU_DATABASE" in os.environ  # there, only what the database can change
TRIES = (300 if ON_POSTGRES else 2000) if IS_DRILL else 24
INSIDE = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml")
KEPT = (
    Details, Membership, PostHolding, PartyGroup, Gathering, Task, Course, AppraisalBallots, Book, OwnLine, Step,
    Particulars, Assessment, Collection, MemberYear, Payment, EarlierConcern,
)  # fmt: skip
TEN = set(KINDS) - {"branches"}
NAMES = ("何田", "丁一", "石磊", "姚远", "陆梅")  # of the tables about members


@pytest.fixture
def branch(settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.DATA = tmp_path
    committee = found(None, OrganisationKind.PRIMARY_COMMITTEE, "大桥公司党委")
    place: Organisation = found(committee, OrganisationKind.BRANCH, "机关党支部")
    for name in NAMES:
        do(
            acting(place, Role.SECRETARY), enter_member, Right.RECORD, branch=place, name=name, since=START,
            category=Category.FULL, birth_on=date(1930, 1, 1),
        )  # fmt: skip
    return place


@pytest.fixture
def actor(branch: Organisation) -> Actor:
    """The secretary, who also sits at the branch's desk: all ten kinds of ledger go the whole way."""
    organiser = acting(branch, Role.ORGANISER)
    secretary = acting(branch, Role.SECRETARY)
    user = User.objects.create_user("shuji", "kept-only-in-tests-41", "何书记")
    Desk.objects.create(
        root=branch.root, organisation=branch, line=Line.FIRST, name="诉求台", since=START, **stamp(organiser, NOW)
    )
    do(organiser, grant_role, Right.SET_UP, user=user, role=RoleName.CONCERN_HANDLER, organisation=branch, since=START)
    seat = actor_of(user, TODAY).grants
    return replace(secretary, user_id=user.pk, grants=(*secretary.grants, *seat))


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        place = chance.randrange(len(changed) or 1)
        if chance.random() < 0.6:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif chance.random() < 0.5:
            del changed[place : place + chance.randrange(1, 60)]
        else:
            changed[place:place] = changed[place : place + chance.randrange(1, 200)]
    return bytes(changed)


def inside_changed(data: bytes, chance: random.Random) -> bytes:
    """A sound container with a part that was tampered with."""
    path = chance.choice(INSIDE)
    content = bytearray(part(data, path))
    for _ in range(chance.choice([1, 2, 6])):
        place = chance.randrange(len(content))
        content[place : place + chance.choice([0, 1, 1, 5])] = bytes([chance.randrange(32, 127)])
    return with_part(data, path, bytes(content))


def cells_changed(data: bytes, chance: random.Random) -> bytes:
    """Digits of the cells exchanged: other days, other numbers, other rows."""
    path = INSIDE[0]
    content = part(data, path)
    digits = [place for place, letter in enumerate(content) if 48 <= letter <= 57]
    changed = bytearray(content)
    for place in chance.sample(digits, min(chance.choice([1, 5, 40]), len(digits))):
        changed[place] = chance.randrange(48, 58)
    return with_part(data, path, bytes(changed))


def mutated(chance: random.Random) -> tuple[str, bytes]:
    name = chance.choice(list(FILES))
    data = FILES[name]()
    ways: list[Callable[[bytes, random.Random], bytes]] = [bytes_changed]
    if name.endswith(".xlsx"):
        ways += [inside_changed, cells_changed, cells_changed]
    return name, chance.choice(ways)(data, chance)


def counts() -> list[int]:
    return [model.objects.count() for model in KEPT]


def test_mutated_files_end_in_a_sentence_or_in_whole_records(
    branch: Organisation, actor: Actor, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(11)
    before, outcomes = counts(), dict.fromkeys(("unreadable", "unmapped", "refused", "written"), 0)
    kinds: Counter[str] = Counter()
    for _ in range(TRIES):
        name, data = mutated(chance)
        outcomes[through(actor, branch, name, data, before, kinds)] += 1
        assert counts() == before, name
    for name, figure in {"files": TRIES, **outcomes, **kinds}.items():
        record_property(name, figure)
    assert outcomes["unreadable"] and outcomes["written"], outcomes
    assert not IS_DRILL or kinds.keys() >= TEN, kinds


def through(actor: Actor, branch: Organisation, name: str, data: bytes, before: list[int], kinds: Counter[str]) -> str:
    """One file as far as it goes; nothing of it is left behind."""
    try:
        upload = staging.take_in(actor, branch, data=data, filename=name, now=NOW)
    except Refused as error:
        assert error.reason and not Upload.objects.exists()
        return "unreadable"
    try:
        staging.begin(upload)
        staging.stage(upload, today=TODAY)
    except Refused as error:
        assert error.reason
        drop(upload)
        return "unmapped"
    deciding.take_all(upload)
    try:
        committing.commit(actor, upload, make_groups=True, start_earlier=True, today=TODAY, now=NOW)
    except Refused as error:
        assert error.reason and counts() == before
        drop(upload)
        return "refused"
    made = upload.counts["members"] + upload.counts["gatherings"] + sum(upload.counts["others"].values())
    completed = upload.counts["completed"]  # somebody who was there already: not one record more
    assert made or completed
    assert (sum(counts()) > sum(before)) is bool(made)
    kinds.update(sheet["kind"] for sheet in upload.sheets if sheet["kind"])
    if keeping.is_private(upload):  # its bytes and rows are gone already
        kinds["concerns"] += 1
    undo(actor, upload)
    Upload.objects.filter(pk=upload.pk).delete()
    return "written"


def drop(upload: Upload) -> None:
    keeping.discard_unless_done(upload)
    assert not StagedRow.objects.exists() and not Upload.objects.exists()
