"""People nobody of the hospital knows: cases of another house, under a name that no answer may say."""

import re
from collections.abc import Iterator

from facilities.models import Facility, Unit
from patients.models import Case, Patient
from tests.conftest import THEN
from tests.policy.authz.knocks import NOISE

HIDDEN = "Qwyzzol"
KEY = re.compile(rb"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


def hide(count: int = 50) -> Iterator[Case]:
    """Cases of another house, with a name that nothing may say."""
    house = Facility.objects.create(code="HID", name="Hidden house", zone="America/Denver")
    unit = Unit.objects.create(facility=house, code="H1", name="Hidden unit")
    for n in range(count):
        patient = Patient.objects.create(
            facility=house,
            family=HIDDEN,
            given=f"N{n}",
            birth_date="1950-05-05",
            search_name=f"{HIDDEN} n{n}".lower(),
        )
        yield Case.objects.create(
            reference=f"H{n:05}",
            patient=patient,
            facility=house,
            unit=unit,
            stage="active",
            stage_since=THEN,
            opened_at=THEN,
        )


def said(body: bytes, key: object) -> bytes:
    """The bytes of an answer without noise, the key that was asked about, and keys of rows it made."""
    return KEY.sub(b"MADE", NOISE.sub(b"", body).replace(str(key).encode(), b"ASKED"))
