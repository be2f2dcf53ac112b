"""Make the first facility and its administrator: works once, on an installation where nobody can sign in."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from core import clock
from facilities.models import Facility
from teams.models import FacilityRole


class Command(BaseCommand):
    help = "Make the first facility and its administrator (there is no default account)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--email", required=True)
        parser.add_argument("--facility", required=True, help="the facility's name")
        parser.add_argument("--code", required=True, help="a short code for it")
        parser.add_argument("--zone", required=True, help="its time zone, such as America/New_York")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_service=False).exists():
            raise CommandError(
                "Somebody can sign in already: an administrator invites further people under People."
            )
        try:
            with transaction.atomic():
                self._make(options)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        self.stdout.write(f"{options['username']} can sign in and invite people. Nothing else was made.")

    def _make(self, options: dict[str, Any]) -> None:
        user = User(
            username=options["username"], name=options["name"], email=options["email"], zone=options["zone"],
            default_role=Role.ADMINISTRATOR,
        )  # fmt: skip
        user.set_password(self._password(user))
        facility = Facility(code=options["code"], name=options["facility"], zone=options["zone"])
        for row in (user, facility):
            row.full_clean()
            row.save()
        FacilityRole.objects.create(
            user=user, facility=facility, role=Role.ADMINISTRATOR, starts_at=clock.now()
        )

    def _password(self, user: User) -> str:
        password = getpass.getpass("Password (12 characters or more): ")
        validate_password(password, user)
        if password != getpass.getpass("Once more: "):
            raise CommandError("The two passwords differ. Nothing was made.")
        return password
