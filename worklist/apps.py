from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "worklist"

    def ready(self) -> None:
        """What a mail service reports arrives as a signal of django-anymail."""
        from anymail.signals import tracking

        from worklist.receipts import heard

        tracking.connect(heard, dispatch_uid="worklist.receipts")
