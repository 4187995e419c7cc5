"""The kinds of table that can be taken in. A further kind is one module here and one line below."""

from zhibu.intake.kinds.kind import Kind
from zhibu.intake.kinds.meetings import Meetings
from zhibu.intake.kinds.roster import Roster

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Roster(), Meetings())}
