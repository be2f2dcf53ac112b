"""Pages of referrals, of leaving and of the dashboards take at most twelve statements; those that take more are listed."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from tests.policy.knocking import all_doors
from tests.policy.source import none
from tests.policy.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
APPS = ("referrals", "discharge", "dashboards")
# Known to take more, and how many; none may come, none may grow, and what was mended is taken off.
OVER: dict[str, int] = {}


def pages(world):
    """The addresses of these apps at which something is shown."""
    for door in all_doors(world):
        if door.url and door.method == "GET" and door.address.place.split(".")[0] in APPS:
            yield door


def statements(client, url):
    """How many statements a page takes once the process knows what it keeps; none for a file, or where it is refused."""
    with transaction.atomic():
        first = client.get(url)
        asked = ()
        if first.status_code == 200 and first.headers["Content-Type"].startswith("text/html"):
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
        transaction.set_rollback(True)
    return len(asked)


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.SUPERVISOR])
def test_every_page_keeps_to_its_statements(role):
    world, client = World(), Client()
    client.force_login(world.people[role])
    took = {door.title: statements(client, door.url) for door in pages(world)}
    assert sum(map(bool, took.values())) > 10
    over = {title for title, number in took.items() if number > OVER.get(title, MOST)}
    mended = {title for title in OVER if 0 < took.get(title, 0) <= MOST}
    none([f"{title}: {took[title]} statements" for title in sorted(over | mended)])
