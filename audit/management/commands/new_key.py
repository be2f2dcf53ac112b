"""Add a key to a file of keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import keyring


class Command(BaseCommand):
    """Appends a new random key; what is made from then on uses it, what is older keeps its own."""

    help = "Append a new key to a key file (AUDIT_KEY_FILE, BINDER_KEY_FILE), made with mode 0600 if needed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, verbosity: int, **options: Any) -> None:
        try:
            name = keyring.add(file)
        except (OSError, keyring.KeysMissing) as error:
            raise CommandError(f"The key was not added: {error}") from error
        if verbosity:
            self.stdout.write(f"Key {name} is in use from now on. Keep a copy of the file in a safe place.")
