"""What a person chooses for themselves: the role to go on in, and the size of print. Not content, so no record."""

from datetime import date
from uuid import UUID

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base.errors import NotFound


def choose_role(user: User, *, grant: UUID, today: date) -> None:
    """Go on in another of one's own roles. NotFound when it is not theirs or has ended."""
    if grant not in {own.id for own in grants_of(user, today)}:
        raise NotFound
    user.acting_grant = grant
    user.save(update_fields=["acting_grant"])


def choose_print(user: User, *, large: bool) -> None:
    user.large_print = large
    user.save(update_fields=["large_print"])
