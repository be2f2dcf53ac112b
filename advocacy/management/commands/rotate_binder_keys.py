"""Seal every binder's key with the newest key of the file, so that an older one can be put away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import system
from advocacy import actions, sealing
from advocacy.models import BinderKey
from audit.keyring import KeysMissing
from core.failpoints import failpoint


class Command(BaseCommand):
    """Binder by binder, each whole: stopped in the middle, all stay readable, and the next run does the rest."""

    help = "Seal the keys of all binders with the last key of BINDER_KEY_FILE."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        done, setup = 0, system("setup")
        try:
            current = sealing.ring().current
            for key in BinderKey.objects.exclude(key_id=current).order_by("pk"):
                actions.rewrap(key, by=setup)
                done += 1
                failpoint("binder.rewrapped")
        except KeysMissing as error:
            raise CommandError(f"{done} binders were sealed anew, then: {error}") from error
        except sealing.Tampered as error:
            raise CommandError(
                f"{done} binders were sealed anew, then one did not open: {key.binder_id}."
            ) from error
        if verbosity:
            self.stdout.write(
                f"{done} binders are sealed with {current} now; none needs an older key any more."
            )
