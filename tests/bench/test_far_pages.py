"""Far pages of a long roster are found by the roll-ups, and show what skipping row by row shows."""

from functools import partial

import pytest

from tests.personas import TODAY
from zhibu.bench.members import organiser_of, write_members
from zhibu.checkup.counting import member_from, members_of
from zhibu.checkup.models import Count
from zhibu.member import paging
from zhibu.member.models import Member
from zhibu.member.queries import visible_to
from zhibu.org.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db


def test_every_page_is_the_same_however_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    top, branches = write_members(900, TODAY)
    general = Organisation.objects.filter(kind=OrganisationKind.GENERAL_BRANCH).order_by("-path")[0]
    lone = Member.objects.filter(branch=branches[-1]).first()
    Member.objects.filter(pk=lone.pk).update(branch=general, path=general.path)
    Count.objects.create(organisation=branches[-1], state="members", amount=-1)
    monkeypatch.setattr(paging, "FAR", 0)
    for place in (top, general, branches[3]):
        rows = visible_to(organiser_of(place))
        pages = paging.RosterPages(rows, members_of(place.pk), partial(member_from, place.path))
        listed = [member.pk for number in pages.page_range for member in pages.page(number)]
        assert listed == list(rows.values_list("pk", flat=True))


def test_the_last_page_is_there_though_the_roll_up_counts_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    top, _branches = write_members(100, TODAY)
    Count.objects.create(organisation=top, state="members", amount=60)
    monkeypatch.setattr(paging, "FAR", 0)
    pages = paging.RosterPages(visible_to(organiser_of(top)), members_of(top.pk), partial(member_from, top.path))
    assert pages.num_pages == 4
    assert len(list(pages.page(4))) <= paging.ROWS
