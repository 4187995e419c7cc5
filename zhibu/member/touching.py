"""Which sheets a write about people can change. What is corrected of somebody is also read where they were before."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.touched import SheetKind, Touch, yearly
from zhibu.member.models import Membership, PostHolding


def of_branch(branch: UUID, *days: date | None) -> set[Touch]:
    """The branch's sheets, and those of every year from the first of these days to the last."""
    known = [day.year for day in days if day]
    years = range(min(known), max(known) + 1) if known else ()
    return {Touch(SheetKind.BRANCH, branch), Touch(SheetKind.RESOLUTION, branch)} | yearly(branch, years)


def of_people(members: Collection[UUID] | QuerySet[Any], *days: date | None) -> set[Touch]:
    """The same for every place where these people ever belonged or held a post, those they have left included."""
    return {touch for place in places_of(members) for touch in of_branch(place, *days)}


def places_of(members: Collection[UUID] | QuerySet[Any]) -> set[UUID]:
    belonged = Membership.objects.filter(member__in=members).order_by().values_list("branch_id", flat=True)
    held = PostHolding.objects.filter(member__in=members).order_by().values_list("organisation_id", flat=True)
    return {*belonged, *held}
