"""Two people merge the same two records the opposite way round at the same moment: one wins, nobody hangs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.permissions import Role
from core.refusals import Refused
from facilities.models import Facility
from patients import actions
from patients.models import Merge, Patient


@pytest.mark.django_db(transaction=True)
def test_opposite_merges_at_once(person):
    facility = Facility.objects.create(code="NGH", name="Northgate Hospital", zone="America/New_York")
    desk, head = person("i.desk", Role.INTAKE, facility), person("s.berg", Role.SUPERVISOR, facility)
    a, b = (actions.register(facility, by=desk, family=name) for name in ("A", "B"))

    def merge(pair):
        try:
            return actions.merge(pair[0], by=head, retired=pair[1], reason="Same passport")
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(merge, [(a, b), (b, a)]))
    assert sorted(type(result).__name__ for result in results) == ["Merge", "Refused"]
    assert Merge.objects.count() == 1
    assert Patient.objects.filter(merged_into__isnull=False).count() == 1
