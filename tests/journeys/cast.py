"""The ward: a case with everybody who can have to do with it, each through a relation of their own."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.models import User
from accounts.permissions import Role
from facilities.models import Facility, Team, Unit
from patients import stages
from patients.actions import open_case
from patients.models import Consent, Identifier, Stage
from teams.actions import assign
from teams.models import FacilityRole, TeamMember
from tests.conftest import THEN
from worklist.actions import ask_consult, open_item

LONG_AGO = THEN - timedelta(days=900)
MRN = "204310"
WORK = {"activity": "teaching", "what": "Teach inhaler use", "why": "Asked for in rounds"}


@pytest.fixture
def ward(
    hospital: SimpleNamespace, facility: Facility, unit: Unit, team: Team, person: Callable[..., User]
) -> SimpleNamespace:  # fmt: skip
    """The hospital with more people at hand, and a case nobody leads yet."""

    def hire(username: str, role: str, name: str) -> User:
        user = person(username, role, name=name)
        TeamMember.objects.create(team=team, user=user, starts_at=LONG_AGO)
        return user

    hospital.worker = hire("w.adler", Role.SOCIAL_WORKER, "Wanda Adler")
    hospital.coordinator = hire("c.moss", Role.COORDINATOR, "Cleo Moss")
    hospital.second = hire("d.kim", Role.CASE_MANAGER, "Dan Kim")
    hospital.doctor = hire("k.osei", Role.CONSULTANT, "Kofi Osei")
    hospital.physician = hire("l.brandt", Role.CONSULTANT, "Lena Brandt")
    hospital.night = person("d.night", Role.NURSE, facility, name="Dana Night")
    hospital.officer = person("p.grant", Role.PRIVACY, facility, name="Priya Grant")
    hospital.advocate = person("a.voice", Role.ADVOCATE, name="Ana Voice")
    for user in (hospital.lead, hospital.nurse, hospital.worker, hospital.coordinator, hospital.second):
        FacilityRole.objects.create(user=user, facility=facility, role=user.default_role, starts_at=LONG_AGO)
    Identifier.objects.create(patient=hospital.earlier, authority="NGH", value=MRN, kind="MR")
    hospital.case = open_case(hospital.earlier, by=hospital.desk, team=team, unit=unit)
    return hospital


@pytest.fixture
def teamed(ward: SimpleNamespace) -> SimpleNamespace:
    """The ward with its team on the case, and one piece of work for the lead."""
    lead, by = ward.lead, ward.supervisor
    assign(ward.case, by=by, user=lead, role=Role.CASE_MANAGER, is_lead=True)
    assign(ward.case, by=by, user=ward.nurse, role=Role.NURSE)
    stages.move(ward.case, Stage.ASSESSING, by=by)
    ward.case.refresh_from_db()
    ward.item = open_item(ward.case, by=lead, owner=lead, due_at=THEN + timedelta(hours=3), **WORK)
    return ward


@pytest.fixture
def gathered(teamed: SimpleNamespace) -> SimpleNamespace:
    """Everybody is there: a social worker and a coordinator, a doctor on the team, one who is asked, an advocate."""
    case, by = teamed.case, teamed.supervisor
    for user in (teamed.worker, teamed.coordinator, teamed.physician):
        assign(case, by=by, user=user, role=user.default_role)
    case.refresh_from_db()
    teamed.consult = ask_consult(
        case, by=teamed.lead, to_user=teamed.doctor, question="Is home oxygen needed?",
        summary="COPD, goes home on Friday", classes=["clinical"],
    )  # fmt: skip
    Consent.objects.create(
        patient=teamed.earlier, purpose="advocacy", to_user=teamed.advocate, classes=["identity", "plan"],
        method="signed", starts_at=THEN - timedelta(hours=1),
    )  # fmt: skip
    return teamed
