"""Celery carries wake-ups, never truth: every task can be lost or doubled without harm (reliability rule)."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

app = Celery("casemgmt")
app.config_from_object("casemgmt.schedule")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _refuse_unsafe_start(**_: object) -> None:
    """Worker and beat obey the same rules as the web server; Celery passes over ordinary exceptions here."""
    from django.core.exceptions import ImproperlyConfigured

    from core.startup import refuse_unsafe_start

    try:
        refuse_unsafe_start()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
