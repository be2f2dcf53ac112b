"""Is the process alive, and can it work: answers for supervisors of processes, without names or versions."""

from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis, RedisError

from core.routes import route
from worklist import pulse

# Seconds for the broker's answer: a probe is asked often.
PATIENCE = 1.0


@route("GET", kind="public", event="none: no data", activity=False)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing it depends on is asked, so that its fault restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@route("GET", kind="public", event="none: no data", activity=False)
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served: the database answers and has this version's tables (503 otherwise).

    Broker, beat's last tick and the oldest undelivered message (both in seconds) are said as well and make nobody
    unready: pages work without them, and reminders go out by the relay.
    """
    needed = {"database": _database(), "migrations": False}
    if needed["database"]:
        executor = MigrationExecutor(connection)
        needed["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    said: dict[str, Any] = needed | {"broker": broker()}
    if all(needed.values()):
        said |= _engine()
    return JsonResponse(said, status=200 if all(needed.values()) else 503)


def broker() -> bool:
    """Whether the broker answers in time."""
    try:
        with Redis.from_url(
            settings.BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        ) as line:
            return bool(line.ping())
    except (RedisError, OSError, ValueError):
        return False


def _engine() -> dict[str, Any]:
    now = pulse.read()
    beat = now.ticks.get("beat")
    return {
        "beat_seconds": round(now.since(beat).total_seconds()) if beat else None,
        "oldest_undelivered_seconds": round(now.since(now.oldest).total_seconds()),
    }


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return True
    except Error:
        return False
