"""What a caller sees of a case: each field by the permission the header of the page asks for."""

import pytest

from accounts.permissions import Role
from core.clock import today
from patients.models import Case, Consent
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
LEVELLED = ("high_risk", "unit", "bed", "admitted_at", "expected_leaving_on", "purpose", "next_due_at")


@pytest.fixture
def full(case, unit, facility):
    """A case with something in every field that has a level."""
    Case.objects.filter(pk=case.pk).update(
        high_risk=True,
        unit=unit,
        bed=unit.beds.get(),
        admitted_at=THEN,
        expected_leaving_on=today(facility.tz),
        purpose="Home with help",
        next_due_at=THEN,
    )
    return case


@pytest.fixture
def advocate(full, person):
    user = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=full.patient, purpose="advocacy", to_user=user, classes=["plan"], method="signed",
        starts_at=THEN.replace(year=2020),
    )  # fmt: skip
    return user


def both(client, case):
    """The detail and the row of the list, which say the same."""
    detail, listed = client.get(f"/api/v1/cases/{case.pk}/").json(), client.get("/api/v1/cases/").json()
    assert listed["results"] == [detail]
    return detail


def test_a_case_manager_reads_every_field(full, on_team, calling):
    row = both(calling(on_team(Role.CASE_MANAGER)), full)
    assert all(row[name] not in (None, "") for name in LEVELLED)


def test_a_narrow_consent_shows_what_it_names_and_no_more(full, advocate, calling):
    row = both(calling(advocate), full)
    assert row["purpose"] == "Home with help"
    assert [row[name] for name in LEVELLED if name != "purpose"] == [None] * 6


def test_the_mark_of_risk_is_for_those_who_may_know(full, on_team, unit, calling):
    row = both(calling(on_team(Role.COORDINATOR)), full)
    assert (row["high_risk"], row["unit"], row["purpose"]) == (None, str(unit.pk), "Home with help")


def test_what_is_not_shown_is_not_asked_by_either(full, advocate, on_team, unit, calling):
    address = f"/api/v1/cases/?unit={unit.pk}"
    assert calling(advocate).get(address).json()["results"] == []
    assert len(calling(on_team(Role.NURSE)).get(address).json()["results"]) == 1


def test_what_a_verb_answers_is_blanked_too(full, on_team):
    from api.nouns import shown

    coordinator = on_team(Role.COORDINATOR)
    full.refresh_from_db()
    assert shown(full, coordinator)["high_risk"] is None
    assert shown(full, on_team(Role.NURSE))["high_risk"] is True


def test_a_longer_list_costs_the_same(full, on_team, facility, calling, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from patients.models import Patient
    from teams.models import Assignment

    nurse = on_team(Role.NURSE)
    client = calling(nurse)
    client.get("/api/v1/cases/")
    with CaptureQueriesContext(connection) as asked:
        assert len(client.get("/api/v1/cases/").json()["results"]) == 1
    for n in range(5):
        other = Patient.objects.create(facility=facility, family=f"Other{n}")
        case = Case.objects.create(
            reference=f"X{n}",
            patient=other,
            facility=facility,
            stage="active",
            stage_since=THEN,
            opened_at=THEN,
        )
        Assignment.objects.create(case=case, user=nurse, role=Role.NURSE, starts_at=THEN, created_by=nurse)
    with django_assert_num_queries(len(asked)):
        assert len(client.get("/api/v1/cases/").json()["results"]) == 6
