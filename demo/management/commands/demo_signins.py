"""Print the demonstration's sign-ins, one a role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from demo.staff import SIGN_INS


class Command(BaseCommand):
    help = "Print the demonstration sign-ins: role, user name, password."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration: there are no demonstration sign-ins.")
        here = set(
            User.objects.filter(username__in=SIGN_INS.values(), is_active=True).values_list(
                "username", flat=True
            )
        )
        if set(SIGN_INS.values()) - here:
            raise CommandError("The demonstration staff are not there yet.")
        self.stdout.write(f"{'Role':<22} {'User name':<17} Password")
        for role, username in SIGN_INS.items():
            self.stdout.write(f"{role.label!s:<22} {username:<17} {settings.DEMO_PASSWORD}")
