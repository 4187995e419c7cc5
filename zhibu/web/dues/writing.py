"""One write of a page of dues."""

from collections.abc import Callable
from typing import Any

from zhibu.base.actor import Right
from zhibu.base.touched import Done
from zhibu.web.access import PageRequest
from zhibu.web.forms import Form
from zhibu.web.writing import perform


def keep(request: PageRequest, action: Callable[..., Done], form: Form | None = None, **arguments: Any) -> Done:
    """Carry out one action in the name of the right to keep dues."""
    key = form.cleaned_data["key"] if form else None
    return perform(request, action, right=Right.KEEP_DUES, key=key, **arguments)
