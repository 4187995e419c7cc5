"""Where rows of the further kinds go. Roster and ledger have modules of their own; a further kind is one line here."""

from zhibu.flows.imports.homes.admissions import Admissions
from zhibu.flows.imports.homes.appraisals import Appraisals
from zhibu.flows.imports.homes.branches import Branches
from zhibu.flows.imports.homes.concerns import Concerns
from zhibu.flows.imports.homes.dues import Dues
from zhibu.flows.imports.homes.home import Home
from zhibu.flows.imports.homes.targets import Targets
from zhibu.flows.imports.homes.tasks import Tasks, planned, problem
from zhibu.flows.imports.homes.training import Training

FOUNDING = "branches"
"""The one kind whose rows are not placed in a branch: they make branches."""
HOMES: dict[str, Home] = {
    FOUNDING: Branches(),
    "plan": Tasks(planned, "title"),
    "problems": Tasks(problem, "problem"),
    "dues": Dues(),
    "admissions": Admissions(),
    "training": Training(),
    "appraisals": Appraisals(),
    "concerns": Concerns(),
    "targets": Targets(),
}
