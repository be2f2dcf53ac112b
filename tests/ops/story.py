"""Run inside the containers' environment by the smoke test: a patient, a case and a follow-up that is due in a moment."""

import os
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
django.setup()

from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from core import clock  # noqa: E402
from facilities.models import Facility, Team  # noqa: E402
from patients.actions import open_case  # noqa: E402
from patients.models import Patient  # noqa: E402
from teams.actions import assign  # noqa: E402
from teams.models import FacilityRole, TeamMember  # noqa: E402
from worklist.actions import set_preference, start_follow_up  # noqa: E402


def person(name: str, role: str, facility: Facility) -> User:
    user = User(username=name, name=name.title(), email=f"{name}@casework.internal", default_role=role)
    user.set_unusable_password()
    user.save()
    FacilityRole.objects.create(
        user=user, facility=facility, role=role, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return user


def main() -> None:
    facility = Facility.objects.get()
    team = Team.objects.create(facility=facility, name="Team North")
    desk, head, lead = (
        person(name, role, facility)
        for name, role in (("desk", Role.INTAKE), ("head", Role.SUPERVISOR), ("lead", Role.CASE_MANAGER))
    )
    TeamMember.objects.create(
        team=team, user=head, supervises=True, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    patient = Patient.objects.create(
        facility=facility, family="Canary", given="Amara", search_name="canary amara"
    )
    case = open_case(patient, by=desk, team=team)
    assign(case, by=head, user=lead, role=Role.CASE_MANAGER, is_lead=True)
    case.refresh_from_db()
    # The test runs at any hour: without a choice of one's own, a letter of the night comes in the morning.
    set_preference(lead, by=lead, quiet_from=None, quiet_until=None)
    due = clock.now() + timedelta(seconds=3)
    start_follow_up(
        case, by=lead, activity="follow_up", what="Call the daughter", owner=lead, first_due_at=due
    )


if __name__ == "__main__":
    main()
