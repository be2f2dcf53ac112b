"""Django's own makemigrations, with what every first migration of ours needs."""

from typing import Any

from django.core.management.commands import makemigrations

from core.folding import folded

CLOCK = ("core", "0001_clock")


class Command(makemigrations.Command):
    """A first migration comes after the clock its tables read, and makes each table in one operation."""

    def write_migration_files(self, changes: dict[str, list[Any]], *args: Any, **more: Any) -> None:
        for app, migrations in changes.items():
            for migration in migrations:
                migration.operations = folded(migration.operations, app)
                if migration.initial and app != "core" and CLOCK not in migration.dependencies:
                    migration.dependencies = [CLOCK, *migration.dependencies]
        super().write_migration_files(changes, *args, **more)
