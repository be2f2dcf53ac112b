from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        from careplans import (
            carried,  # noqa: F401 - tells the family map what plans give to whom
            contributions,  # noqa: F401 - tells the apps below what counts as answered
            hooks,  # noqa: F401 - says how a decision on a plan ends, and what notices say
        )
