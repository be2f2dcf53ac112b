"""Every address and method with its class, data class, verb and audit event, and every entrance that is no address."""

from typing import Any

from django.core.management import get_commands, load_command_class

from casemgmt.celery import app
from casemgmt.documents import ours, toml
from casemgmt.doors import CLOSED
from core.walk import Address, addresses

ROUTES = """Written by `manage.py generate_docs` from the declarations on the views; review it as a diff, never edit it.
kind: public (nobody signed in), session (own account), phi (patient data), admin, machine (token), closed (never served)."""
ENTRANCES = """Written by `manage.py generate_docs`: what can change data without an address. Review it as a diff, never edit it."""

# Pages that only a developer's machine serves; the list must not depend on where it is written.
DEVELOPMENT = ("core.gallery.", "django.views.static.", "django.contrib.staticfiles.")


def rows() -> dict[str, dict[str, Any]]:
    """One row per address and set of methods; an address that nobody classified has kind "unclassified"."""
    found: dict[str, dict[str, Any]] = {}
    served = [address for address in addresses() if not address.place.startswith(DEVELOPMENT)]
    for address in served:
        for row in _rows_of(address):
            found[f"{' '.join(row.get('methods', ['-']))} /{address.template}"] = row
    return found


def _rows_of(address: Address) -> list[dict[str, Any]]:
    facts = {"name": address.name, "view": address.place}
    if not address.cards:
        reason = CLOSED.get(address.name)
        return [facts | ({"kind": "closed", "reason": reason} if reason else {"kind": "unclassified"})]
    return [facts | card.as_row() for card in address.cards]


def routes() -> str:
    return toml.tables(ROUTES, rows())


def entrances() -> str:
    """Tasks of Celery and commands of the console."""
    # Commands first: loading them brings in the tasks that only they use.
    by_hand = commands()
    return toml.tables(ENTRANCES, {f"task {name}": row for name, row in tasks().items()} | by_hand)


def tasks() -> dict[str, dict[str, Any]]:
    """Our Celery tasks with their place in the beat table."""
    app.loader.import_default_modules()
    ticks = {line["task"]: line["schedule"] for line in app.conf.beat_schedule.values()}
    return {
        name: {"every_seconds": int(ticks[name])} if name in ticks else {"every_seconds": 0}
        for name in app.tasks
        if not name.startswith("celery.")
    }


def commands() -> dict[str, dict[str, Any]]:
    """Our console commands with what they say of themselves."""
    found = {
        name: home for name, home in get_commands().items() if isinstance(home, str) and home in ours.APPS
    }
    return {
        f"command {name}": {"app": home, "help": load_command_class(home, name).help.strip().splitlines()[0]}
        for name, home in found.items()
    }
