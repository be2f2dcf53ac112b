"""Django's own migrate, which draws its picture of the tables faster."""

from typing import Any

from django.core.management.commands import migrate

from core.rendering import only_what_changed


class Command(migrate.Command):
    """The same operations in the same order; an empty database has its tables in a fraction of the time."""

    def handle(self, *args: Any, **options: Any) -> None:
        with only_what_changed():
            super().handle(*args, **options)
