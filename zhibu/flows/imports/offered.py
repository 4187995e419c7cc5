"""The kinds of table that go the whole way: from a file to records and back. The reader knows more of them."""

from zhibu.flows.imports.homes import HOMES
from zhibu.intake.kinds import KINDS

OFFERED = {name: KINDS[name].label for name in ("roster", "meetings", *HOMES)}
