"""The process refuses to serve in production when a rule of safety is broken."""

import sys

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe_start() -> None:
    """Run the deployment checks, those of the database among them; raises with every broken rule in a sentence."""
    if settings.DEBUG or settings.DEMONSTRATION:
        return
    # Only the rules of safety: whether models and templates are sound was judged when this version was built.
    found = checks.run_checks(
        tags=[checks.Tags.security, checks.Tags.database],
        include_deployment_checks=True,
        databases=["default"],
    )
    broken = [message for message in found if message.level >= checks.WARNING and not message.is_silenced()]
    if broken:
        for message in broken:
            print(f"{message.id}: {message.msg}", file=sys.stderr)
        raise ImproperlyConfigured(
            "Not started: mend the configuration first. " + " ".join(m.msg for m in broken)
        )
