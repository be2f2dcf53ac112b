"""Where a patient lives, as the file has it. Reads only."""

from patients.models import Case, ContactPoint


def home_of(case: Case) -> str:
    """The newest address of the patient that is in use and safe; empty where nobody asked."""
    rows = ContactPoint.objects.filter(patient=case.patient_id, person=None, kind=ContactPoint.Kind.ADDRESS)
    found = rows.filter(ended=False, safe_to_call=True).order_by("-created_at", "pk").first()
    return ", ".join(filter(None, (found.value, found.postcode))) if found else ""
