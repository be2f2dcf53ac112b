from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import hooks  # noqa: F401 - tells the apps below what their pages show of it
