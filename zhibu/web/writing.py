"""From a page to the one way of writing: the acting person, the day and the moment are those of the request."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from zhibu.base.actor import Right
from zhibu.base.touched import Done
from zhibu.flows import write
from zhibu.web.access import PageRequest
from zhibu.web.forms import Form


def perform(
    request: PageRequest, action: Callable[..., Done], /, *, right: Right, key: UUID | None = None, **arguments: Any
) -> Done:
    """`flows.write.perform` for whoever sent this request. `key`: the form's own, so that it counts once."""
    return write.perform(request.actor, action, right=right, today=request.today, now=request.now, key=key, **arguments)


def perform_form(
    request: PageRequest, form: Form | None, action: Callable[..., Done], /, *, right: Right, **arguments: Any
) -> Done:
    """The same for what a form says: its key goes along. Without a form (a button alone) there is none."""
    return perform(request, action, right=right, key=form.cleaned_data["key"] if form else None, **arguments)
