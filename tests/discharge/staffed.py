"""Who works on the case whose leaving is rolled (test_leaving_property)."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from core import clock
from facilities.models import Facility, Team
from patients.actions import open_case
from patients.models import Case, Patient
from teams.actions import assign
from teams.models import FacilityRole, TeamMember

STAFF = {
    "manager": Role.CASE_MANAGER, "nurse": Role.NURSE, "coordinator": Role.COORDINATOR, "physician": Role.CONSULTANT,
}  # fmt: skip


class Staffed:
    """A team with a supervisor, a desk, and a case with one of each role on it."""

    facility: Facility
    team: Team
    users: dict[str, Any]

    def staffed(self) -> dict[str, Any]:
        self.team = Team.objects.create(facility=self.facility, name="North")
        long_ago, users = clock.now() - timedelta(days=900), {}
        for name, role in {**STAFF, "boss": Role.SUPERVISOR, "desk": Role.INTAKE}.items():
            users[name] = User.objects.create(username=name, name=name.title(), default_role=role)
            FacilityRole.objects.create(
                user=users[name], facility=self.facility, role=role, starts_at=long_ago
            )
            TeamMember.objects.create(
                team=self.team, user=users[name], supervises=name == "boss", starts_at=long_ago
            )
        return users

    def opened(self) -> Case:
        patient = Patient.objects.create(
            facility=self.facility, family="Okafor", given="Amara", search_name="okafor amara"
        )
        case = open_case(patient, by=self.users["desk"], team=self.team)
        for name, role in STAFF.items():
            lead = name == "manager"
            assign(case, by=self.users["boss"], user=self.users[name], role=role, is_lead=lead)
        return Case.objects.get(pk=case.pk)
