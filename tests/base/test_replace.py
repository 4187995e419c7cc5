"""A corrected version carries everything over but what was changed, relations by name too."""

from datetime import date

import pytest

from tests.personas import NOW, build_enterprise
from zhibu.base.records import replace
from zhibu.member.models import Membership
from zhibu.org.models import PartyGroup

pytestmark = pytest.mark.django_db


def test_a_relation_is_changed_by_its_name_and_by_its_key() -> None:
    enterprise = build_enterprise()
    actor = enterprise.actor("secretary")
    group = PartyGroup.objects.create(
        root=enterprise.first.root,
        branch=enterprise.first,
        name="第一党小组",
        since=date(2026, 1, 1),
        recorded_at=NOW,
        recorded_by=actor.user_id,
    )
    standing = Membership.objects.get(member=enterprise.members[2])
    by_name = replace(standing, {"group": group}, actor, NOW)
    assert (by_name.group_id, by_name.since, by_name.replaces) == (group.pk, standing.since, standing.pk)
    by_key = replace(by_name, {"group_id": None}, actor, NOW)
    assert Membership.objects.get(pk=by_key.pk).group is None
    assert Membership.versions.filter(thread=standing.thread).count() == 3
