"""Sight by other ways than a part in the case: a patient's consent, a grant by hand or for a conference, an emergency.

Little of it in any house, but every question about rights looks for it.
"""

from collections.abc import Iterator

from accounts.permissions import Role
from demo.bulk.sql import Kind, Rows, draw, key, literal
from demo.bulk.together import ASKED_TO
from patients.models import Consent
from teams.models import CaseGrant, EmergencyAccess

UNTIL = "core_now() + interval '365 days'"
GIVEN = "(select p.id from auth_permission p where p.codename = 'view_case' order by p.id limit 1)"


def rows() -> Iterator[Rows]:
    """Every table of this module."""
    yield from consents()
    yield from grants()
    yield emergency()


def consents() -> Iterator[Rows]:
    """One open case in fifty has an advocate; in twenty the team may read a label, in as many others its lead alone."""
    consent = {"patient_id": "c.patient_id", "starts_at": "c.opened_at", "created_at": "c.opened_at"}
    consent |= {"method": "'signed'", "purpose": "'treatment'", "classes": "array['42cfr2', 'clinical']"}
    each = f"bulk_case c where c.open and {draw('c.n', 57, 20)}"
    team = {"id": key(Kind.CONSENT, "c.n * 3"), "to_class": "'The people who treat me'"}
    yield Rows(Consent, f"{each} = 0", consent | team)
    lead = {"id": key(Kind.CONSENT, "c.n * 3 + 1"), "to_user_id": "c.lead_id"}
    yield Rows(Consent, f"{each} = 1", consent | lead)
    advocate = {"id": key(Kind.CONSENT, "c.n * 3 + 2"), "to_user_id": "s.id", "purpose": "'advocacy'"}
    advocate |= {"classes": "array['identity', 'plan', 'work', 'discharge']"}
    yield Rows(Consent, f"{_with(Role.ADVOCATE)} and {draw('c.n', 58, 50)} = 0", consent | advocate)


def grants() -> Iterator[Rows]:
    """One open case in a hundred is shown to a colleague by hand, and as many at a conference."""
    grant = {"case_id": "c.id", "created_by_id": "c.lead_id", "user_id": "s.id"}
    grant |= {"starts_at": "core_now() - interval '1 day'", "ends_at": UNTIL}
    hand = {"id": key(Kind.GRANT, "c.n + 1000000000"), "kind": "'manual'", "permission_id": GIVEN}
    hand |= {"why": "'Helps with a ride'"}
    yield Rows(CaseGrant, f"{_with(Role.COORDINATOR)} and {draw('c.n', 59, 100)} = 0", grant | hand)
    guest = {"id": key(Kind.GRANT, "c.n + 2000000000"), "kind": "'conference'", "role": "s.role"}
    guest |= {"classes": "array['clinical', 'plan']", "why": "'Conference on Friday'"}
    yield Rows(CaseGrant, f"{_with(Role.SOCIAL_WORKER)} and {draw('c.n', 60, 100)} = 0", grant | guest)


def emergency() -> Rows:
    """One open case in two hundred is open to a coordinator in an emergency, for a few hours from now."""
    look = {"id": key(Kind.EMERGENCY, "c.n + 1000000000"), "patient_id": "c.patient_id", "user_id": "s.id"}
    look |= {"role": "s.role", "reason": "'on_call'", "words": "'Called about the medicines just now'"}
    look |= {"opened_at": "core_now()", "expires_at": "core_now() + interval '4 hours'"}
    look |= {"review_due_at": "core_now() + interval '2 days'"}
    return Rows(EmergencyAccess, f"{_with(Role.COORDINATOR)} and mod(c.n, 200) = 0", look)


def _with(role: Role) -> str:
    """Open cases, each with somebody of a role who has no part in it."""
    return (
        f"bulk_case c join bulk_staff s on {ASKED_TO.format(role=literal(role.value), later=1)} where c.open"
    )
