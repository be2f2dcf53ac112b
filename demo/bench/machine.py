"""Facts without which a time says nothing: cores, load, versions, and the settings that matter."""

import os
import platform
from typing import Any

import django
from django.db import connection

SETTINGS = ("server_version", "shared_buffers", "work_mem", "jit", "max_parallel_workers_per_gather", "fsync")


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return round(os.getloadavg()[0], 1)


def facts() -> dict[str, Any]:
    """The machine, the server and the versions."""
    with connection.cursor() as cursor:
        cursor.execute("select name, current_setting(name) from unnest(%s) name", [list(SETTINGS)])
        server = dict(cursor.fetchall())
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": django.get_version(),
        **server,
    }
