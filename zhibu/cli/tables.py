"""Tables as this version of the program wants them."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def make_ready() -> None:
    """Make or change the tables where something is missing; a quarter of a second when nothing is."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
    else:
        make_from_models(executor)
    call_command("createcachetable", verbosity=0)


def make_from_models(executor: MigrationExecutor) -> None:
    """All tables of an empty database in one go, whole or not at all, as if every migration had been applied.

    Walking through the history of an empty database takes twenty-five seconds and ends at the same tables
    (`make check` refuses a model that its migrations do not describe).
    """
    target = executor.connection
    with target.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(target):
                editor.create_model(model)
        executor.recorder.ensure_schema()
        for app, name in executor.loader.graph.nodes:
            executor.recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=target.alias)
