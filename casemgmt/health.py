"""Is the process alive, and can it work: answers for supervisors of processes, without names or versions."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.routes import route


@route("GET", kind="public", event="none: no data", activity=False)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing it depends on is asked, so that its fault restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@route("GET", kind="public", event="none: no data", activity=False)
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served: the database answers and has this version's tables (503 otherwise)."""
    facts = {"database": _database(), "migrations": False}
    if facts["database"]:
        executor = MigrationExecutor(connection)
        facts["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return JsonResponse(facts, status=200 if all(facts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return True
    except DatabaseError:
        return False
