"""诉求台账: of the desks where somebody sits. Days, kinds and how it ended; no word of a raiser, nobody named.

It is drawn for a person, not for a branch, so it hangs on the inbox and not among the ledgers of 资料.
"""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy

from zhibu.base.actor import Actor
from zhibu.concern.summary import register
from zhibu.ledger.sheet import Column, Drawn, Kind, Ledger, Row, Wanted


def rows(actor: Actor, year: int, names: Mapping[UUID, str]) -> list[Row]:
    found = []
    for number, entry in enumerate(register(actor, year), start=1):
        kind, topic, channel, said, state = entry.words
        owner = names.get(entry.owner, "") if entry.owner else ""
        cells = (
            number, entry.released_on, kind, topic, channel, owner, entry.planned_on, entry.done_on, entry.ways or None,
            said, state,
        )  # fmt: skip
        found.append(Row(cells))
    return found


def drawn(actor: Actor, wanted: Wanted, names: Mapping[UUID, str]) -> Drawn:
    return Drawn(LEDGER, wanted, rows(actor, wanted.year or wanted.today.year, names))


LEDGER = Ledger(
    "concerns",
    gettext_lazy("诉求台账"),
    gettext_lazy("每件哪天收到、谁承办、哪天有打算、本人怎么说；不写内容，不写是谁"),
    (
        Column(gettext_lazy("序号"), 8, Kind.MAIN),
        Column(gettext_lazy("收到"), 14, Kind.DAY),
        Column(gettext_lazy("哪一种"), 10),
        Column(gettext_lazy("哪一类"), 16),
        Column(gettext_lazy("怎么来的"), 12),
        Column(gettext_lazy("承办人"), 14),
        Column(gettext_lazy("打算"), 14, Kind.DAY),
        Column(gettext_lazy("办了"), 14, Kind.DAY),
        Column(gettext_lazy("转过几次"), 12, Kind.NUMBER),
        Column(gettext_lazy("本人怎么说"), 24),
        Column(gettext_lazy("现在"), 24),
    ),
    lambda _wanted: [],
)
