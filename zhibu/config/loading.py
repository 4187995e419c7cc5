"""What a process that answers for long does once, before its first answer."""

import gc

from django.urls import get_resolver

from zhibu.questions import all_norms


def load_all() -> None:
    """Reads norms and pages now, and spares the collector of garbage all that stays until the end.

    A fault in the norms folder keeps the server from starting. Among some hundred thousand objects that never go, one
    full collection takes a tenth of a second, and the request that happens to start it would wait for it.
    """
    all_norms()
    get_resolver().url_patterns  # noqa: B018 - reading them imports every page
    gc.collect()
    gc.freeze()
