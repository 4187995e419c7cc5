"""The kinds of table that can be read. A further kind is one module here and one line below."""

from zhibu.intake.kinds.admissions import Admissions
from zhibu.intake.kinds.appraisals import Appraisals
from zhibu.intake.kinds.branches import Branches
from zhibu.intake.kinds.concerns import Concerns
from zhibu.intake.kinds.dues import Dues
from zhibu.intake.kinds.kind import Kind
from zhibu.intake.kinds.meetings import Meetings
from zhibu.intake.kinds.plan import Plan
from zhibu.intake.kinds.problems import Problems
from zhibu.intake.kinds.roster import Roster
from zhibu.intake.kinds.targets import Targets
from zhibu.intake.kinds.training import Training

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Roster(),
        Meetings(),
        Plan(),
        Dues(),
        Admissions(),
        Training(),
        Appraisals(),
        Problems(),
        Concerns(),
        Targets(),
        Branches(),
    )
}
