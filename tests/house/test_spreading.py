"""What spreading the tables over several machines needs: the primary committee (`root`) stands in every large table and
in every unique constraint, and relations lead to rows that can lie on the same machine. See docs/scale.md.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

ONE_PLACE = {
    "account": "Erasure LogIn SecondFactor Told Token User",  # people log in before it is known where they belong
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


def unique_without_root(model: type[models.Model]) -> list[str]:
    """Constraints of a spread table that hold on one machine only."""
    constraints = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return [one.name for one in constraints if "root" not in one.fields]


def test_the_root_stands_in_every_unique_constraint() -> None:
    assert not [name for model in spread() for name in unique_without_root(model)]
    alone = {
        f"{model._meta.label}.{field.name}"
        for model in spread()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert alone == UNIQUE_ALONE


def counted_by_a_database(model: type[models.Model]) -> bool:
    key = model._meta.pk
    target = key.target_field if isinstance(key, models.OneToOneField) else key
    return not isinstance(target, models.UUIDField)


def far_relations(model: type[models.Model], near: set[str]) -> list[str]:
    """Relations to rows that may lie on another machine."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return [field.name for field in fields if field.related_model._meta.label not in near]


@isolate_apps("zhibu.org")
def test_a_table_that_could_not_be_spread_is_found_out() -> None:
    class Elsewhere(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "org"

    class Wrong(models.Model):
        root = models.UUIDField()
        name = models.CharField(max_length=10)
        elsewhere = models.ForeignKey(Elsewhere, on_delete=models.CASCADE)

        class Meta:
            app_label = "org"
            constraints = (models.UniqueConstraint(fields=["name"], name="wrong_once"),)

    assert unique_without_root(Wrong) == ["wrong_once"]
    assert counted_by_a_database(Wrong)
    assert far_relations(Wrong, {"org.Organisation"}) == ["elsewhere"]


def test_keys_are_made_by_chance_and_not_counted_by_a_database() -> None:
    assert not [model._meta.label for model in spread() if counted_by_a_database(model)]


def test_relations_lead_to_rows_of_the_same_root_or_to_one_place() -> None:
    near = {model._meta.label for model in spread()} | labels(ONE_PLACE) | labels(EVERYWHERE)
    assert not {model._meta.label: found for model in spread() if (found := far_relations(model, near))}
