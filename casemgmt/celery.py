"""Celery carries wake-ups, never truth: every task can be lost or doubled without harm (reliability rule)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

app = Celery("casemgmt")
app.config_from_object("casemgmt.schedule")
app.autodiscover_tasks()
