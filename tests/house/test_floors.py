"""Tables keep to the same floors as imports: relations and migrations point down only."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]


def floors():
    """Room → floor, 0 at the top, from the import contract."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(part for part in content["tool"]["importlinter"]["contracts"] if part["id"] == "floors")
    return {room.strip(" ()"): number for number, layer in enumerate(contract["layers"]) for room in layer.split("|")}


FLOORS = floors()
OURS = [config for config in apps.get_app_configs() if config.name.startswith("zhibu.")]


def may_point(own, other):
    """A room may point at itself and at rooms on lower floors."""
    return own == other or FLOORS[own] < FLOORS[other]


def test_the_floors_of_the_design_are_there():
    assert FLOORS["web"] < FLOORS["flows"] < FLOORS["checkup"] < FLOORS["meeting"] < FLOORS["account"]
    assert FLOORS["account"] < FLOORS["member"] < FLOORS["org"] < FLOORS["base"] < FLOORS["norms"] < FLOORS["rules"]
    assert may_point("meeting", "org") and not may_point("org", "meeting")
    assert not may_point("checkup", "ledger")


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_every_room_with_tables_has_a_floor(config):
    assert config.name == f"zhibu.{config.label}"
    assert config.label in FLOORS


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_relations_point_down(config):
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in config.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.label_lower != settings.AUTH_USER_MODEL.lower() or FLOORS[config.label] > 0
        if field.related_model._meta.app_label in FLOORS
        if not may_point(config.label, field.related_model._meta.app_label)
    ]
    assert wrong == []


def test_migrations_depend_downwards():
    wrong = [
        f"{app}.{name} → {other}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        for other in {dependency[0] for dependency in migration.dependencies}
        if app in FLOORS and other in FLOORS and not may_point(app, other)
    ]
    assert wrong == []
