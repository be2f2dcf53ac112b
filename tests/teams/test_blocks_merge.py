"""A merge opens nothing: blocks of both records hold on the kept one, and an emergency there is one at a time."""

from datetime import timedelta

import pytest

from core.access import can
from patients.actions import merge, register
from teams.models import AccessBlock, EmergencyAccess
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pair(facility, intake, at):
    at(THEN)
    return [register(facility, by=intake, family="Silva", given=given) for given in ("Joao", "Joan")]


def block(patient, user, by, starts, ends):
    return AccessBlock.objects.create(
        patient=patient, user=user, why="family", starts_at=starts, ends_at=ends, created_by=by
    )


@pytest.mark.parametrize(
    ("kept", "retired", "open_at"),
    [
        ((-1, 2), (-3, 5), 6),  # the longer one goes on where the kept one ends
        ((-1, None), (-3, 5), None),
        ((-3, 5), (-1, 2), 6),
        ((-9, -5), (-3, 5), 6),  # no overlap: both stand
    ],
)
def test_whoever_is_kept_from_either_record_is_kept_from_the_joined_one(
    pair, supervisor, intake, at, kept, retired, open_at
):
    def moment(days):
        return None if days is None else THEN + days * DAY

    block(pair[0], intake, supervisor, *map(moment, kept))
    block(pair[1], intake, supervisor, *map(moment, retired))
    merge(pair[0], by=supervisor, retired=pair[1], reason="Same person")
    for day in range(0, 9):
        at(THEN + day * DAY + timedelta(hours=1))
        is_open = open_at is not None and day >= open_at - 1
        assert can(intake, "view_identity", pair[0]) == is_open, day


def test_two_emergencies_of_one_person_become_one(pair, supervisor, intake):
    facts = {
        "user": intake, "role": "nurse", "reason": "safety", "words": "Found in the corridor", "opened_at": THEN,
        "expires_at": THEN + timedelta(hours=4), "review_due_at": THEN + 2 * DAY,
    }  # fmt: skip
    rows = [EmergencyAccess.objects.create(patient=patient, **facts) for patient in pair]
    merge(pair[0], by=supervisor, retired=pair[1], reason="Same person")
    found = EmergencyAccess.objects.filter(patient=pair[0]).order_by("pk")
    assert [(row.pk, row.ended_at is None) for row in found] == [(rows[0].pk, True), (rows[1].pk, False)]
