from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401  (registers the rules of a safe start)

        # What to do, not what is the matter; a form that knows better says so itself.
        Field.default_error_messages = {**Field.default_error_messages, "required": _("Fill this in.")}
