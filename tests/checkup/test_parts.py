"""Sheets are drawn again by parts. That nothing is left out rests on what is looked at here: every column stands in one
part, a part reads no other tables than it says, and every kind of record is read by a part or said not to be.

That a write says what it wrote is watched in `writer.py`.
"""

import pytest
from django.apps import apps

from tests.checkup.writer import tables_in, tables_of, written_at_random
from tests.personas import TODAY
from zhibu.base.records import Record
from zhibu.base.touched import SheetKind
from zhibu.checkup import drawing
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.sheets import SHEETS

READS = "FROM|JOIN"
YEARS = (TODAY.year - 1, TODAY.year)

NOT_READ = {
    "account": "Opening Proposal RoleGrant",
    "admission": "Booklet Particulars YearPlan",
    "concern": "CareEvent CareHelp CareVisit ConcernStep Desk Door EarlierConcern GoodDeed QuarterWord",
    "dues": "Claim HandingUp YearClose",
    "election": "ElectionStep Nominee Round Setup",
    "meeting": "AppraisalBallots Confirmed Disclosure LifeYear MonthTheme SignedPage",
    "member": "Contact ContactPerson CorrectionRequest Transfer",
    "notice": "Robot",
    "org": "PaperTemplate Placement Profile Restructuring"
    " Setting",  # the sheet keeps which ones hold, beside its columns
    "survey": "Survey",
    "target": "HelpLook HelpRequest Honour OwnLine Praise Urging Word",
    "treatment": "Treatment",
    "work": "Assignment Cooperation CooperationAnswer Duty DutyAgreement DutyCheck DutyReport GoalFigure HigherForm"
    " Initiative Mend Reply ReviewQuestion Support TaskDeed",
}
"""Records from which no sheet follows, by room. Who adds one to a sheet takes it out here."""


@pytest.mark.parametrize("kind", SheetKind)
def test_every_column_stands_in_exactly_one_part(kind: SheetKind) -> None:
    columns = [name for part in drawing.parts_of(kind) for name in part.columns]
    assert sorted(columns) == sorted(column.name for column in SHEETS[kind].columns)


def test_every_kind_of_record_is_read_by_a_sheet_or_said_not_to_be() -> None:
    read = {model for kind in SheetKind for part in drawing.parts_of(kind) for model in part.reads}
    not_read = {apps.get_model(room, name) for room, names in NOT_READ.items() for name in names.split()}
    records = {model for model in apps.get_models() if issubclass(model, Record)}
    assert records == {model for model in read if issubclass(model, Record)} | not_read
    assert not read & not_read


@pytest.mark.django_db
def test_a_part_reads_no_other_tables_than_it_says_and_all_of_them_were_written() -> None:
    reads = {model for kind in SheetKind for part in drawing.parts_of(kind) for model in part.reads}
    written = written_at_random(0, until=frozenset(tables_of(reads)))
    branches = list(Organisation.objects.filter(kind=OrganisationKind.BRANCH))
    for kind, parts in drawing.ONE.items():
        for part, columns_of in parts.items():
            for year in YEARS if kind.is_yearly else (0,):
                with tables_in(READS, set()) as read:
                    columns_of(drawing.Reading(branches, year, TODAY))
                assert read <= tables_of(part.reads), f"{kind}: {sorted(part.columns)}"
    for kind, (part, sheets_of) in drawing.SEVERAL.items():
        with tables_in(READS, set()) as read:
            sheets_of(drawing.Reading(branches, 0, TODAY))
        assert read <= tables_of(part.reads), kind
    assert tables_of(reads) <= written, "the random writes leave some kinds of records out"
