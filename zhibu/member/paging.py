"""Pages of long rosters: near pages are skipped inside an index, far ones found by the roll-ups, and a search with very
many hits is counted only so far."""

from collections.abc import Callable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from zhibu.member.models import Member

ROWS = 50
FAR = 10_000  # members to skip; skipping so many rows of an index takes a millisecond or two
MOST_COUNTED = 500  # hits of a search; who has more writes a letter more


class RosterPages(Paginator[Member]):
    """`known`: how many there are, where a roll-up says it; else they are counted, up to one past `MOST_COUNTED`.

    `find`: for a list in tree order, the place of the member with a number and how many come before that place.
    """

    def __init__(
        self, rows: QuerySet[Member], known: int = 0, find: Callable[[int], tuple[str, int]] | None = None
    ) -> None:
        super().__init__(rows, ROWS)
        self.rows, self.known, self.find = rows, known, find

    @cached_property
    def count(self) -> int:
        return self.known or self.rows.values("pk")[: MOST_COUNTED + 1].count()

    @property
    def is_cut(self) -> bool:
        """More than were counted."""
        return not self.known and self.count > MOST_COUNTED

    def page(self, number: int | str) -> Page[Member]:
        """The keys of the page first, which the index alone gives; then its fifty rows."""
        number = self.validate_number(number)
        first, rows = (number - 1) * ROWS, self.rows
        if self.find and first >= FAR:
            path, before = self.find(first)
            rows, first = rows.filter(path__gte=path), first - before
        keys = list(rows.values_list("pk", flat=True)[first : first + ROWS])
        found = Member.objects.select_related("branch").in_bulk(keys)
        return Page([found[key] for key in keys], number, self)
