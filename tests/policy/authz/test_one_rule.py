"""One rule at every place: listed, opened, found, exported, in the API, explained; and on relations drawn at random."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core import access
from core.access import held, visible_to
from patients.models import Case, Patient
from teams.models import AccessBlock, FacilityRole, TeamMember, UnitCover
from tests.policy.authz.cast import STATES, Person
from tests.policy.authz.judging import client_of
from tests.policy.authz.matrix import matrix, on_case, on_facility, reading
from tests.policy.authz.reasons import source_of
from tests.policy.authz.relations import consent, part

pytestmark = pytest.mark.django_db

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
HOUR = timedelta(hours=1)


def rights(person: Person, state: str, *, portable: bool = False) -> frozenset[str]:
    """What somebody holds on a case when they sign in: whoever is an advocate by default acts as one."""
    said = matrix().relations[person.relation]
    hidden = person.role == "PA" and said.get("as") == "SUP"
    return (
        frozenset()
        if hidden or (portable and said["gives"] == "emergency")
        else on_case(person.relation, person.role, state)
    )


def places(client: Client, case: Case) -> dict[str, bool]:
    """At which places a case is."""
    listed = client.get("/api/v1/cases/", {"limit": 200})
    found = client.post("/search/", {"q": case.patient.family})
    return {
        "page": client.get(f"/cases/{case.pk}/").status_code == 200,
        "api": client.get(f"/api/v1/cases/{case.pk}/").status_code == 200,
        "list": str(case.pk) in listed.content.decode(),
        "patient": client.get(f"/patients/{case.patient_id}/").status_code == 200,
        "search": str(case.patient_id) in found.content.decode(),
    }


def taken_along(client: Client, case: Case, scope: str, state: str) -> tuple[bool, bool] | None:
    """Whether a case is in the list and in the file of the same list; None for whoever may take no list along."""
    asked = {"show": scope} | ({"stage": "closed"} if state.startswith("closed") else {})
    sheet = client.get("/cases/csv/", asked)
    if sheet.status_code == 403:
        return None
    text = b"".join(sheet.streaming_content).decode()  # type: ignore[attr-defined]
    return str(case.pk) in client.get("/cases/", asked).content.decode(), case.reference in text


@settings(
    max_examples=150 if os.environ.get("AUTHZ") == "all" else 15, deadline=None, suppress_health_check=QUIET
)
@given(turn=st.integers(0, 10_000), state=st.sampled_from(STATES))
def test_a_case_is_in_the_list_exactly_where_it_opens(cast, turn, state):
    giving = [one for one in cast.people if matrix().relations[one.relation]["gives"] != "nothing"]
    person, case = giving[turn % len(giving)], cast.cases[state]
    blocked = person.relation.startswith("blocked")
    identity = rights(person, state) | (frozenset() if blocked else on_facility(person.relation, person.role))
    with transaction.atomic():
        client = client_of(person)
        found = places(client, case)
        along = {scope: taken_along(client, case, scope, state) for scope in ("mine", "team", "covering")}
        transaction.set_rollback(True)
    sees = "view_case" in rights(person, state)
    assert found["page"] == sees, (person, state)
    assert found["api"] == found["list"] == ("view_case" in rights(person, state, portable=True)), (
        person,
        state,
    )
    for scope, both in along.items():
        assert both is None or both[1] == (both[0] and found["api"]), (person, state, scope)
        # Who supervises the team does so whatever else they are.
        acts_as = matrix().relations[person.relation].get("as", person.role)
        assert both is None or acts_as == "SUP", (person, state, scope)
    assert found["patient"] == ("view_identity" in identity), (person, state)
    # A search by name is a list: what is open in an emergency alone is reached through the emergency.
    assert found["search"] <= found["patient"], (person, state)
    assert {line.source for line in access.why(person.user, case)} <= source_of(person, state), (
        person,
        state,
    )
    assert bool(access.why(person.user, case)) == bool(on_case(person.relation, person.role, state))


# ---------------------------------------------------------------------------------------------------- drawn at random
drawn = st.lists(
    st.tuples(
        st.sampled_from(["assignment", "unit_cover", "supervision", "facility_role", "consent", "block"]),
        st.sampled_from(["CM", "RN", "SW", "CC", "CON", "IS", "SUP"]),
        st.integers(-2000, 48),
        st.none() | st.integers(1, 2000),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line[0],
)


def gives_now(kind: str, role: str, begins: int, lasts: int | None, live: bool, state: str) -> frozenset[str]:
    """What the matrix gives at this hour by one relation that begins some hours from now and lasts some hours."""
    if not live or begins > 0:
        return frozenset()
    over = lasts is not None and begins + lasts <= 0
    if over and kind == "assignment":
        in_tail = begins + lasts + 30 * 24 > 0
        return reading(on_case("assignment", role, state)) if in_tail else frozenset()
    if over or kind == "block":
        return frozenset()
    return on_case("consent_narrow" if kind == "consent" else kind, role, state)


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(lines=drawn, state=st.sampled_from(STATES))
def test_relations_drawn_at_random_are_decided_as_the_matrix_says(cast, lines, state):
    case = cast.cases[state]
    with transaction.atomic():
        user = User.objects.create(username="drawn", name="Drawn")
        for kind, role, begins, lasts, live in lines:
            stand(cast, user, case, kind, role, begins, lasts, live)
        blocked = any(
            kind == "block" and live and begins <= 0 and (lasts is None or begins + lasts > 0)
            for kind, _r, begins, lasts, live in lines
        )
        wanted = frozenset() if blocked else frozenset().union(*(gives_now(*line, state) for line in lines))
        assert held(user, case) == wanted, lines
        for perm in ("view_case", "edit_work", "view_identity", "manage_team"):
            assert visible_to(Case, user, perm).filter(pk=case.pk).exists() == (perm in wanted), (perm, lines)
        seen = visible_to(Patient, user).filter(pk=case.patient_id).exists()
        assert seen == ("view_identity" in held(user, case.patient)), lines
        transaction.set_rollback(True)


def stand(cast, user, case, kind, role, begins, lasts, live):
    """Put the user into a relation past the verbs."""
    facts = {
        "starts_at": cast.now + begins * HOUR,
        "ends_at": None if lasts is None else cast.now + (begins + lasts) * HOUR,
        "live": live,
    }
    name = matrix().roles[role]
    if kind == "assignment":
        status = "active" if lasts is None or begins + lasts > 0 else "ended"
        part(cast, user, role, case, **facts, status=status).save()
    elif kind == "unit_cover":
        UnitCover.objects.create(user=user, unit=case.unit, role=name, **facts)
    elif kind == "supervision":
        TeamMember.objects.create(user=user, team=case.team, supervises=True, **facts)
    elif kind == "facility_role":
        FacilityRole.objects.create(user=user, facility=case.facility, role=name, **facts)
    elif kind == "consent":
        row = consent(cast, case.patient, user, "advocacy", ["identity"])
        for column, value in facts.items():
            setattr(row, column, value)
        row.save()
    else:
        AccessBlock.objects.create(user=user, patient=case.patient, why="asked", created_by=cast.by, **facts)
