"""What some failpoint runs do in a process of their own: `python -m tests.chaos.verbs NAME`, with the failpoint set.

`pair` makes two records with N rows each and `merge` joins them; `binders` makes N of them with the first key.
"""

import os
import sys
from datetime import UTC, datetime
from typing import Any

import django

LONG_AGO = datetime(2025, 1, 6, 15, tzinfo=UTC)


def pair(number: int) -> None:
    from accounts.models import User
    from facilities.models import Facility
    from patients.actions import register
    from patients.models import ContactPoint

    facility, desk = Facility.objects.get(), User.objects.get(username="u.intake")
    for given, area in (("Kept", "602"), ("Gone", "480")):
        patient = register(facility, by=desk, family="Twice", given=given)
        ContactPoint.objects.bulk_create(
            ContactPoint(patient=patient, kind="phone", value=f"{area}555{n:04}") for n in range(number)
        )


def merge(_number: int) -> None:
    from accounts.models import User
    from patients import actions
    from patients.models import Patient

    survivor, retired = (Patient.objects.get(family="Twice", given=given) for given in ("Kept", "Gone"))
    boss = User.objects.get(username="u.supervisor")
    actions.merge(survivor, by=boss, retired=retired, reason="The same insurance card.")


def binders(number: int) -> None:
    from accounts.models import User
    from advocacy.actions import open_binder
    from facilities.models import Facility
    from patients.actions import open_case
    from patients.models import Consent, Patient

    facility, desk = Facility.objects.get(), User.objects.get(username="u.intake")
    advocate = User.objects.create(username="u.advocate", name="Advocate", default_role="advocate")
    people = Patient.objects.bulk_create(
        Patient(facility=facility, family=f"Client{n}", given="A", search_name=f"client{n} a")
        for n in range(number)
    )
    facts: dict[str, Any] = {"purpose": "advocacy", "method": "signed", "starts_at": LONG_AGO}
    facts["classes"] = ["identity", "plan", "work"]
    Consent.objects.bulk_create(Consent(patient=one, to_user=advocate, **facts) for one in people)
    for one in people:
        open_case(one, by=desk)
        open_binder(one, by=advocate)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
    django.setup()
    {"pair": pair, "merge": merge, "binders": binders}[sys.argv[1]](int(sys.argv[2]))
