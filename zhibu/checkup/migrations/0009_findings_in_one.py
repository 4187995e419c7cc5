"""Each sheet of a year keeps in one number what its findings say; for what is there already it is reckoned here."""

from collections import defaultdict
from itertools import islice
from typing import Any

from django.db import migrations, models

from zhibu.checkup.judging import in_one

KINDS = {'BranchYearSheet': 'branch_year', 'ConductSheet': 'conduct'}
TOGETHER = 500


def reckon(apps: Any, schema_editor: Any) -> None:
    Finding = apps.get_model('checkup', 'Finding')
    for name, kind in KINDS.items():
        rows = apps.get_model('checkup', name).objects.only('pk', 'branch_id', 'year').order_by('branch_id', 'year')
        left = iter(list(rows))
        while sheets := list(islice(left, TOGETHER)):
            said = defaultdict(list)
            findings = Finding.objects.filter(sheet=kind, branch_id__in={sheet.branch_id for sheet in sheets})
            for branch, year, *finding in findings.values_list('branch_id', 'year', 'norm', 'status', 'periods'):
                said[branch, year].append(finding)
            for sheet in sheets:
                sheet.said = in_one(said[sheet.branch_id, sheet.year])
            type(sheets[0]).objects.bulk_update([sheet for sheet in sheets if sheet.said], ['said'])


class Migration(migrations.Migration):

    dependencies = [
        ('checkup', '0008_findings_by_day'),
    ]

    operations = [
        *(
            migrations.AddField(model_name=name.lower(), name='said', field=models.BigIntegerField(default=0))
            for name in KINDS
        ),
        migrations.RunPython(reckon, migrations.RunPython.noop),
    ]
