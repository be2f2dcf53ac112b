"""The law of rights on random hospitals: a row is in somebody's list exactly when they may see it, for every permission."""

from datetime import timedelta

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import CODENAMES, TEAM_ROLES, Role
from casemgmt.documents import ours
from core import access
from core.access import can, held, visible_to
from patients.models import Case, Patient
from tests.conftest import THEN
from tests.policy.world import World

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
# When a relation begins and ends, in hours from now; no end is for ever.
periods = st.tuples(st.integers(-48, 24), st.none() | st.integers(-24, 900)).map(
    lambda pair: (pair[0], pair[1] if pair[1] is None or pair[1] > pair[0] else pair[0] + 1)
)
ASKED = (
    "view_case",
    "edit_work",
    "view_identity",
    "edit_intake",
    "manage_team",
    "view_coverage",
    "view_encounter",
    "lead_case",
)


@st.composite
def relations(draw):
    """How the people of a random hospital stand to its cases, units and facilities."""
    return draw(
        st.lists(
            st.tuples(
                st.sampled_from(["assignment", "facility_role", "unit_cover", "supervision", "consent"]),
                st.integers(0, 2),
                st.integers(0, 2),
                st.sampled_from(sorted(TEAM_ROLES)),
                periods,
                st.booleans(),
            ),
            max_size=8,
        )
    )


def guarded():
    """Our models whose rights come through a case or a facility."""
    return [model for model in ours.models() if getattr(model, "access", None) and not model.access.own]


class Hospital:
    """Three people, three cases in two facilities, and the relations that Hypothesis drew."""

    def __init__(self, person, drawn):
        self.world = World()
        self.people = [person(f"law.{n}", Role.NURSE) for n in range(3)]
        self.cases = [
            self.world.case,
            self._other_case(self.world.facility),
            self._other_case(self._elsewhere()),
        ]
        for n, line in enumerate(drawn):
            self._relate(n, *line)

    def _elsewhere(self):
        return apps.get_model("facilities.Facility").objects.create(
            code="LAW", name="Law", zone="America/Chicago"
        )

    def _other_case(self, facility):
        patient = apps.get_model("patients.Patient").objects.create(
            facility=facility, family="Law", given="Case", search_name="law case"
        )
        unit = apps.get_model("facilities.Unit").objects.create(facility=facility, code="LAW", name="Law")
        return Case.objects.create(
            reference=f"L{str(patient.pk)[-6:]}",
            patient=patient,
            facility=facility,
            unit=unit,
            stage_since=THEN,
            opened_at=THEN,
        )

    def _relate(self, n, kind, who, which, role, period, live):
        user, case = self.people[who], self.cases[which]
        facts = {
            "user": user,
            "starts_at": THEN + period[0] * HOUR,
            "ends_at": None if period[1] is None else THEN + period[1] * HOUR,
            "live": live,
        }
        make = getattr(self, f"_{kind}")
        make(n, case, role, facts)

    def _assignment(self, n, case, role, facts):
        apps.get_model("teams.Assignment").objects.bulk_create(
            [apps.get_model("teams.Assignment")(case=case, role=role, created_by=facts["user"], **facts)],
            ignore_conflicts=True,
        )

    def _facility_role(self, n, case, role, facts):
        chosen = (Role.INTAKE, Role.SUPERVISOR, Role.PRIVACY, Role.ADMINISTRATOR)[n % 4]
        apps.get_model("teams.FacilityRole").objects.bulk_create(
            [apps.get_model("teams.FacilityRole")(facility=case.facility, role=chosen, **facts)],
            ignore_conflicts=True,
        )

    def _unit_cover(self, n, case, role, facts):
        apps.get_model("teams.UnitCover").objects.bulk_create(
            [apps.get_model("teams.UnitCover")(unit=case.unit, role=role, **facts)], ignore_conflicts=True
        )

    def _supervision(self, n, case, role, facts):
        team = apps.get_model("facilities.Team").objects.create(facility=case.facility, name=f"Law {n}")
        Case.objects.filter(pk=case.pk).update(team=team)
        apps.get_model("teams.TeamMember").objects.create(team=team, supervises=n % 3 > 0, **facts)

    def _consent(self, n, case, role, facts):
        from tests.policy.filling import missing

        user, model = facts.pop("user"), apps.get_model("patients.Consent")
        classes = [["case", "identity"], ["work"], ["coverage"]][n % 3]
        model.objects.create(
            **missing(
                self.world,
                model,
                patient=case.patient,
                to_user=user,
                purpose="advocacy",
                classes=classes,
                **facts,
            )
        )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=relations())
def test_a_row_is_listed_exactly_for_those_who_may_see_it(person, at, drawn):
    from django.db import transaction

    with transaction.atomic():
        at(THEN)
        hospital = Hospital(person, drawn)
        for user in (*hospital.people, hospital.world.people[Role.INTAKE], hospital.world.outsider):
            for model in (Case, *(apps.get_model(label) for label in LAWFUL)):
                _law(user, model)
        transaction.set_rollback(True)


LAWFUL = (
    "patients.Patient",
    "patients.Consent",
    "teams.Assignment",
    "facilities.Facility",
    "patients.CaseStage",
)


def _law(user, model):
    for perm in ASKED:
        listed = set(visible_to(model, user, perm).values_list("pk", flat=True))
        allowed = {row.pk for row in model.objects.all() if can(user, perm, row)}
        assert listed == allowed, f"{user.username} {perm} on {model._meta.label}"


def test_the_law_holds_for_every_table_of_the_small_hospital():
    world = World()
    for model in guarded():
        try:
            world.one(model._meta.label)
        except LookupError:
            continue
    for user in (
        world.people[Role.INTAKE],
        world.people[Role.NURSE],
        world.people[Role.ADVOCATE],
        world.outsider,
    ):
        for model in guarded():
            perm = f"view_{model.access.data}"
            listed = set(visible_to(model, user).values_list("pk", flat=True))
            assert listed == {row.pk for row in model.objects.all() if can(user, perm, row)}, (
                model._meta.label
            )


def test_guardian_answers_as_core_access_does():
    from guardian.shortcuts import get_objects_for_user, get_perms

    world = World()
    for user in (*world.people.values(), world.outsider):
        assert set(get_perms(user, world.case)) == set(held(user, world.case))
        for perm in ASKED:
            found = get_objects_for_user(
                user, f"patients.{perm}", Case, use_groups=False, accept_global_perms=False
            )
            assert set(found) == set(visible_to(Case, user, perm))
            assert user.has_perm(f"patients.{perm}", world.case) == can(user, perm, world.case)


@pytest.mark.parametrize("perm", ["fly", "view_nonsense", "", "VIEW_CASE"])
def test_an_unknown_permission_raises_and_is_never_a_no(case, intake, perm):
    with pytest.raises(LookupError):
        can(intake, perm, case)
    if perm:
        with pytest.raises(LookupError):
            visible_to(Case, intake, perm)
    from core.actions import action

    with pytest.raises(LookupError):
        action(perm)


def test_an_unknown_model_raises(intake):
    from django.contrib.contenttypes.models import ContentType

    with pytest.raises(LookupError, match="does not say where its rights come from"):
        visible_to(ContentType, intake, "view_case")
    with pytest.raises(LookupError, match="does not say where its rights come from"):
        can(intake, "view_case", ContentType.objects.first())


def test_nobody_and_those_who_left_hold_nothing(case, on_team):
    from django.contrib.auth.models import AnonymousUser

    nurse = on_team(Role.NURSE)
    nurse.is_active = False
    nurse.save()
    for user in (None, AnonymousUser(), nurse):
        assert held(user, case) == frozenset()
        assert not visible_to(Case, user).exists()


def test_a_superuser_holds_nothing_more(case, person):
    root = person("root", is_superuser=True)
    assert held(root, case) == frozenset()
    assert not visible_to(Case, root).exists()


def test_one_acts_in_one_role_at_a_time(case, on_team, facility):
    from teams.models import FacilityRole

    nurse = on_team(Role.NURSE)
    FacilityRole.objects.create(
        user=nurse, facility=facility, role=Role.INTAKE, starts_at=THEN - 365 * 24 * HOUR
    )
    nurse.acting_role = Role.INTAKE
    assert can(nurse, "edit_intake", case)
    nurse.acting_role = Role.NURSE
    assert not can(nurse, "edit_intake", case)
    assert can(nurse, "edit_clinical", case)


def test_the_page_of_rights_names_every_permission_once():
    assert set(CODENAMES) == set(access.CODENAMES)


def test_rights_asked_for_some_rows_give_no_others(patient, facility, intake):
    """By whatever path they hold it: a whole facility is no more than the rows that were asked about."""
    other = Patient.objects.create(facility=facility, family="Weber", given="Ada", search_name="weber ada")
    assert {patient, other} <= set(visible_to(Patient, intake))
    assert list(visible_to(Patient, intake, among=Patient.objects.filter(pk=patient.pk))) == [patient]
