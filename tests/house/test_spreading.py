"""What spreading the tables over several machines needs: the primary committee (`root`) stands in every large table and
in every unique constraint, and relations lead to rows that can lie on the same machine. See docs/scale.md.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

ONE_PLACE = {
    "account": "LogIn SecondFactor Told Token User",  # people log in before it is known where they belong
    "auth": "Group Group_permissions Permission",
    "axes": "AccessAttempt AccessAttemptExpiration AccessFailureLog AccessLog",
    "base": "LogBlock Posted",
    "contenttypes": "ContentType",
    "django_tasks_database": "DBTaskResult",
    "flows": "Beat Bundle RememberedMapping StagedRow Upload",
    "jobs": "Ran",
    "notice": "Feed Message Reminding",
}
"""Tables without `root` that stay on one machine."""

EVERYWHERE = {"checkup": "Count LayerProfile", "survey": "Tally"}
"""Tables without `root` that are small or summed over everybody."""

UNIQUE_ALONE = {
    "admission.Ballot.step", "concern.Enclosure.concern", "concern.Raiser.concern", "meeting.Grades.item",
    "meeting.Tally.item",  # one beside a row of the same root
    "admission.Candidate.member", "admission.Candidate.user",
    "concern.Concern.receipt", "concern.ConcernStep.token", "concern.Slip.code", "concern.Slip.receipt",  # chance
    "org.Organisation.number", "org.Organisation.path",  # given out in one place
}  # fmt: skip
"""Fields that are unique without naming the root. To spread their table, the constraint has to take it in."""


def labels(listed: dict[str, str]) -> set[str]:
    return {f"{room}.{name}" for room, names in listed.items() for name in names.split()}


def spread() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if any(field.name == "root" for field in model._meta.concrete_fields):
            yield model


def test_every_table_has_its_root_or_its_place() -> None:
    without = {model._meta.label for model in apps.get_models(include_auto_created=True)} - {
        model._meta.label for model in spread()
    }
    assert without == labels(ONE_PLACE) | labels(EVERYWHERE)


def test_the_root_stands_in_every_unique_constraint() -> None:
    for model in spread():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert "root" in constraint.fields, constraint.name
    alone = {
        f"{model._meta.label}.{field.name}"
        for model in spread()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert alone == UNIQUE_ALONE


def test_keys_are_made_by_chance_and_not_counted_by_a_database() -> None:
    for model in spread():
        key = model._meta.pk
        target = key.target_field if isinstance(key, models.OneToOneField) else key
        assert isinstance(target, models.UUIDField), model._meta.label


def test_relations_lead_to_rows_of_the_same_root_or_to_one_place() -> None:
    near = {model._meta.label for model in spread()} | labels(ONE_PLACE) | labels(EVERYWHERE)
    for model in spread():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                assert field.related_model._meta.label in near, field
