"""Give the application's database role exactly the rights it needs; run as the owner after migrate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core import privileges

DEFAULT = "casemgmt_app"


class Command(BaseCommand):
    """Idempotent: revokes everything and grants what `core.privileges` says, in one transaction."""

    help = "Give the application's database role its rights (run as the owner, after migrate)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "role", nargs="?", default=DEFAULT, help=f"the application's role, {DEFAULT} if not named"
        )

    def handle(self, *args: Any, role: str, verbosity: int, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select current_user, exists (select from pg_roles where rolname = %s)", [role])
            me, exists = cursor.fetchone()
        if not exists:
            raise CommandError(f"The database has no role {role}. Make it first: deploy/roles.sql shows how.")
        if me == role:
            raise CommandError(
                f"{role} cannot give itself rights. Set DATABASE_URL to the owner's address for this command."
            )
        lines = privileges.rights(role)
        with transaction.atomic(), connection.cursor() as cursor:
            for line in lines:
                cursor.execute(line)
        if verbosity:
            self.stdout.write(f"{role} has its rights on {len(privileges.tables())} tables and views.")
