"""Level 1: what the decision answers to everybody in every relation, for every permission, against the oracle.

The views are read whole (every cell at once); then core.access is asked about people, rows and lists, which must agree.
"""

import os
from collections import defaultdict

import pytest
from django.db import transaction
from django.db.models import OuterRef

from core import asides
from core.access import can, held, held_among, roles_with, visible_to
from facilities.models import Facility
from notes.models import CaseNote
from patients.models import Case
from teams.models import CaseAccess, FacilityAccess, Transfer, UnitCover
from tests.policy.authz.cast import DAY
from tests.policy.authz.matrix import matrix, on_case, on_facility
from tests.policy.authz.reasons import source_of
from tests.policy.source import none

pytestmark = pytest.mark.django_db


def expected(person, state):
    return on_case(person.relation, person.role, state)


def difference(person, where, wanted, found):
    """A sentence about one person who holds more or less than the matrix says; empty when it is the same."""
    if wanted == found:
        return ""
    more, less = " ".join(sorted(found - wanted)), " ".join(sorted(wanted - found))
    return f"{person.relation} as {person.role} on the {where}: more than the matrix [{more}], less [{less}]"


def held_by_all(view, user_ids):
    """Every permission of some people by person and thing, in one statement."""
    found = defaultdict(set)
    rows = view.objects.filter(user__in=user_ids)
    for user, thing, name in rows.values_list("user_id", "content_object_id", "permission__codename"):
        found[user, thing].add(name)
    return found


def test_everybody_holds_on_each_case_what_the_matrix_gives(cast):
    found = held_by_all(CaseAccess, [person.user.pk for person in cast.people])
    faults = [
        difference(person, f"{state} case", expected(person, state), found[person.user.pk, case.pk])
        for person in cast.people
        for state, case in cast.cases.items()
    ]
    none([fault for fault in faults if fault])
    assert len(cast.people) * len(cast.cases) * len(matrix().codenames) > 100_000


def test_everybody_holds_on_the_facility_what_the_matrix_gives(cast):
    found = held_by_all(FacilityAccess, [person.user.pk for person in cast.people])
    faults = [
        difference(
            person,
            "facility",
            on_facility(person.relation, person.role),
            found[person.user.pk, cast.facility.pk],
        )
        for person in cast.people
    ]
    none([fault for fault in faults if fault])


def test_every_right_is_explained_by_the_relation_alone(cast):
    """The view names the true source of each line, and a consent to labels clears labels and nothing else."""
    people = {person.user.pk: person for person in cast.people}
    states = {case.pk: state for state, case in cast.cases.items()}
    rows = CaseAccess.objects.filter(user__in=people, content_object__in=states)
    found = set(rows.values_list("user_id", "content_object_id", "source", "permission__codename"))
    none(
        sorted(
            f"{people[user].relation} as {people[user].role}, {states[case]} case: {name} by {source}"
            for user, case, source, name in found
            if source not in source_of(people[user], states[case])
            or (source == "label" and not name.startswith("clear_"))
        )
    )


def test_nobody_holds_anything_on_a_case_they_do_not_stand_in_relation_to(cast, world):
    """The hospital's own case: of the same unit and team, but nobody is on it, consented to, blocked or in an emergency."""
    reach = ("unit_cover", "supervision", "facility_role", "blocked_facility_role")
    found = held_by_all(CaseAccess, [person.user.pk for person in cast.people])
    faults = [
        difference(person, "other case", frozenset(), found[person.user.pk, world.case.pk])
        for person in cast.people
        if person.relation not in reach
    ]
    none([fault for fault in faults if fault])


def test_core_access_answers_what_the_views_say(cast):
    """One person or list, or beside the rows of a list: people in turn, each on one case; AUTHZ=all asks about everybody."""
    names = sorted(matrix().codenames - {"own_account"})
    faults = []
    for n, person in enumerate(cast.people):
        if n % 5 and os.environ.get("AUTHZ") != "all":
            continue
        states = list(cast.cases)
        state = states[n % len(states)]
        case, wanted = cast.cases[state], expected(person, state)
        faults.append(difference(person, f"{state} case (held)", wanted, held(person.user, case)))
        perm = sorted(wanted)[n % len(wanted)] if wanted and n % 2 else names[n % len(names)]
        faults += [
            f"{person.relation} as {person.role}: {asked} on the {state} case is not what `held` says"
            for asked in {perm, names[(n * 7) % len(names)]}
            if can(person.user, asked, case) != (asked in wanted)
        ]
        keys = {case.pk: state for state, case in cast.cases.items()}
        right = {state for state in states if perm in expected(person, state)}
        listed = {
            keys[pk]
            for pk in visible_to(Case, person.user, perm).filter(pk__in=keys).values_list("pk", flat=True)
        }
        among = {
            keys[pk] for pk, got in held_among(person.user, Case, list(keys), (perm,)).items() if perm in got
        }
        beside = asides.holds(person.user, perm, OuterRef("pk"))
        aside = {keys[pk] for pk in Case.objects.filter(beside, pk__in=keys).values_list("pk", flat=True)}
        if not listed == among == aside == right:
            faults.append(
                f"{person.relation} as {person.role} {perm}: listed {listed}, held {among}, beside {aside}, right {right}"
            )
    none([fault for fault in faults if fault])


def test_a_permission_is_held_in_the_roles_that_give_it_and_no_others(cast):
    """Two parts at once; and none on a row whose own sort keeps it from everybody but its author."""
    user, case = cast.of("assignment", "RN").user, cast.cases["open"]
    note = CaseNote(case=case, kind="psychotherapy", status="signed", created_by=cast.by)
    with transaction.atomic():
        UnitCover.objects.create(
            user=user, unit=cast.unit, role="case_manager", live=True, starts_at=cast.now - DAY
        )
        assert roles_with("lead_case", user, case) == {"case_manager"}
        assert roles_with("edit_work", user, case) == {"case_manager", "nurse"}
        assert roles_with("supervise", user, case) == set()
        assert roles_with("edit_notes", user, note) == set()
        note.created_by = user
        assert roles_with("edit_notes", user, note) == {"case_manager", "nurse"}
        transaction.set_rollback(True)


def test_core_access_answers_for_the_facility(cast):
    faults = []
    for person in (
        one for one in cast.people if one.relation in ("facility_role", "facility_role_over", "none")
    ):
        wanted = on_facility(person.relation, person.role)
        faults.append(difference(person, "facility (held)", wanted, held(person.user, cast.facility)))
        for perm in ("view_work", "manage_access", "edit_intake", "view_identity"):
            listed = visible_to(Facility, person.user, perm).filter(pk=cast.facility.pk).exists()
            if listed != (perm in wanted) or can(person.user, perm, cast.facility) != listed:
                faults.append(f"{person.role} {perm} on the facility: listed {listed}")
    none([fault for fault in faults if fault])


@pytest.mark.parametrize("acting", ["case_manager", "nurse", "advocate"])
def test_a_role_acted_in_gives_only_that_roles_part(cast, acting):
    """Somebody who chose a role sees what the relations in that role give, and no more."""
    role = next(short for short, name in matrix().roles.items() if name == acting)
    for relation in ("assignment", "unit_cover", "facility_role"):
        for short in ("CM", "RN", "SW"):
            user = cast.of(relation, short).user
            user.acting_role = acting
            wanted = on_case(relation, short) if short == role else frozenset()
            assert held(user, cast.cases["open"]) == wanted, (relation, short, acting)
            beside = asides.holds(user, "view_clinical", OuterRef("pk"))
            here = Case.objects.filter(beside, pk=cast.cases["open"].pk).exists()
            assert here == ("view_clinical" in wanted), (relation, short, acting)
            user.acting_role = ""


def test_what_is_ones_own_on_a_case_is_so_only_while_one_sees_the_case(cast, world):
    """An offer somebody made: one list and one row say the same, and nothing once the case is out of sight."""
    offer = world.one("teams.Transfer")
    for relation, holds in (("assignment", True), ("none", False)):
        user = cast.of(relation, "CM").user
        Transfer.objects.filter(pk=offer.pk).update(from_user=user, case=cast.cases["open"])
        offer.refresh_from_db()
        assert can(user, "own_account", offer) == holds
        assert visible_to(Transfer, user, "own_account").filter(pk=offer.pk).exists() == holds
    del world.rows["teams.transfer"], world.rows["teams.responsibility"]
