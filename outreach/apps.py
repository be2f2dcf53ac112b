from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self) -> None:
        from outreach import hooks  # noqa: F401 - hears of contacts, and tells the apps below what their pages show
