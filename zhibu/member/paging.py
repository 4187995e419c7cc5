"""Pages of long rosters: far pages are skipped inside an index, and a search with very many hits is counted only so
far."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from zhibu.member.models import Member

ROWS = 50
MOST_COUNTED = 500  # hits of a search; who has more writes a letter more


class RosterPages(Paginator[Member]):
    """`known`: how many there are, where a roll-up says it; else they are counted, up to one past `MOST_COUNTED`."""

    def __init__(self, rows: QuerySet[Member], known: int = 0) -> None:
        super().__init__(rows, ROWS)
        self.rows, self.known = rows, known

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
        first = (number - 1) * ROWS
        keys = list(self.rows.values_list("pk", flat=True)[first : first + ROWS])
        found = Member.objects.select_related("branch").in_bulk(keys)
        return Page([found[key] for key in keys], number, self)
