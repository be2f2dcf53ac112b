"""The door for gunicorn: refuses to open when a production rule is broken."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
application = get_wsgi_application()

from core.startup import refuse_unsafe_start  # noqa: E402  (needs the app registry)

refuse_unsafe_start()
