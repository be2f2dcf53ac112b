"""The kernel, shown on one real verb: assign."""

import pytest

from accounts.permissions import Role
from audit.models import Event
from core import access
from core.refusals import Denied, Refused, Stale
from patients.models import Case
from teams import actions
from teams.models import Assignment

pytestmark = pytest.mark.django_db


def test_it_does_the_thing_and_says_who_did_it(case, supervisor, person):
    nurse = person("n.one", Role.NURSE)
    made = actions.assign(case, by=supervisor, user=nurse, role=Role.NURSE)
    event = Event.objects.get(verb="teams.assign")
    assert (event.actor, event.case_id, event.patient_ids) == (
        supervisor.username,
        case.pk,
        [case.patient_id],
    )
    assert Assignment.objects.get(pk=made.pk).created_by == supervisor


def test_rights_begin_with_the_assignment_and_list_and_detail_agree(case, on_team, outsider):
    nurse = on_team(Role.NURSE)
    assert list(access.visible_to(Case, nurse)) == [case]
    assert access.can(nurse, "view_case", case)
    assert not access.visible_to(Case, outsider).exists()
    assert access.held(outsider, case) == frozenset()


def test_somebody_who_may_not_is_denied_and_nothing_happens(case, on_team, person):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Denied):
        actions.assign(case, by=nurse, user=person("n.two", Role.NURSE), role=Role.NURSE)
    assert Assignment.objects.count() == 1


def test_a_stale_version_is_refused(case, supervisor, person):
    with pytest.raises(Stale):
        actions.assign(case, by=supervisor, version=99, user=person("n.three"), role=Role.NURSE)


def test_a_second_lead_is_refused_in_a_sentence(case, on_team, supervisor, person):
    on_team(Role.CASE_MANAGER, is_lead=True)
    from django.core.exceptions import ValidationError

    with pytest.raises((Refused, ValidationError), match="already has a lead"):
        actions.assign(case, by=supervisor, user=person("n.four", Role.NURSE), role=Role.NURSE, is_lead=True)


def test_guardian_answers_from_the_same_view(case, on_team):
    from guardian.shortcuts import get_objects_for_user

    nurse = on_team(Role.NURSE)
    assert nurse.has_perm("patients.view_case", case)
    found = get_objects_for_user(
        nurse, "patients.view_case", Case, use_groups=False, accept_global_perms=False
    )
    assert list(found) == [case]
