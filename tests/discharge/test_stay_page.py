"""The page of the stay: what is coded, the national mean beside it, and the form."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from encounters.actions import code_stay
from encounters.models import ExpectedStay, StayCoding, StayImport
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(manager):
    brought = StayImport.objects.create(
        fiscal_year=2027, file_hash="x", source="A test", imported_at=THEN, imported_by=manager, invented=True
    )
    return ExpectedStay.objects.create(
        brought=brought, fiscal_year=2027, drg="291", title="Invented", gmlos=Decimal("4.20")
    )


@pytest.fixture
def read(client, manager, case):
    """A page under the discharge tab, as the manager reads it."""
    client.force_login(manager)
    return lambda name="": client.get(f"/cases/{case.pk}/discharge/{name}").content.decode()


def test_beside_the_date_without_a_table(visit, read):
    assert "no table has been imported" in read()


def test_beside_the_date_with_a_table(visit, read, table, manager):
    assert "no group is coded yet" in read()
    code_stay(visit, by=manager, drg="291")
    for said in (read(), read("stay/")):
        assert "Group 291: 4.2 days in the geometric mean" in said
        assert "invented for demonstration" in said
        assert f"{date(2026, 11, 3) + timedelta(days=4):%Y}" in said


def test_coded_on_the_page_and_changed_with_a_reason(client, case, visit, read, manager):
    read()
    url = f"/cases/{case.pk}/discharge/code-stay/"
    said = {"drg": "291", "line": "other", "planned": "unplanned"}
    assert client.get(url).status_code == 200
    assert client.post(url, said).status_code == 303
    assert client.post(url, said | {"drg": "292"}).status_code == 409
    assert client.post(url, said | {"drg": "292", "why": "Second look"}).status_code == 303
    assert client.post(url, said | {"line": "nowhere"}).status_code == 422
    assert StayCoding.objects.filter(encounter=visit).count() == 2
    assert "Second look" in read("stay/")
