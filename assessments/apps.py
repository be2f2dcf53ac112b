from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import hooks  # noqa: F401 - tells the apps below what their pages show of it
