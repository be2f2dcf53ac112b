"""One message of a patient at a time, over all connections; different patients go on side by side."""

from django.db import connection

from interop.hl7 import AdtMessage
from interop.models import Inbound


def one_at_a_time(message: Inbound, adt: AdtMessage) -> None:
    """Hold the patient's number, then the visit's, until the transaction ends; both need not exist yet."""
    names = []
    if adt.patient and adt.patient.key:
        names.append(f"patient|{adt.patient.key.authority}|{adt.patient.key.value}")
    if adt.visit and adt.visit.key:
        names.append(f"visit|{adt.visit.key.authority}|{adt.visit.key.value}")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{message.facility_id}|{name}"]
            )
