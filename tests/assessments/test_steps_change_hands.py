"""The work of a safety plan changes hands only to people who may work on that plan, and no refusal says what it is."""

import pytest

from accounts.permissions import Role
from assessments.actions.protocols import raise_protocol
from core.refusals import Refused
from teams.actions import assign, stand_down
from teams.models import FacilityRole
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db

SAID = "cannot do what this asks for"


@pytest.fixture
def second(case, person, supervisor):
    """Another social worker on the case."""
    user = person("s.second", Role.SOCIAL_WORKER)
    assign(case, by=supervisor, user=user, role=Role.SOCIAL_WORKER)
    return user


@pytest.fixture(params=["self_harm", "abuse"])
def item(request, ward):
    """The social worker's first step of a plan that a coordinator reads of neither kind."""
    made = raise_protocol(ward.case, by=ward.worker, kind=request.param, because="Heard it from her")
    return made.steps.filter(item__owner=ward.worker).first().item


def test_nobody_is_given_it_who_may_not_read_it(item, ward):
    with pytest.raises(Refused, match=SAID) as refusal:
        work.reassign(item, by=ward.lead, to=ward.coordinator, reason="Has time")
    assert (refusal.value.field, "safety" in str(refusal.value)) == ("to", False)
    assert Item.objects.get(pk=item.pk).owner == ward.worker


def test_nobody_is_offered_it_or_asks_for_it_who_may_not_read_it(item, ward):
    with pytest.raises(Refused, match=SAID):
        work.offer_item(item, by=ward.worker, to=ward.coordinator, text="Please")
    with pytest.raises(Refused, match=SAID):
        work.ask_for_item(item, by=ward.coordinator, text="I have time")
    assert not item.transfers.exists()


def test_it_changes_hands_among_those_who_may(item, ward, second):
    work.offer_item(item, by=ward.worker, to=second, text="Please")
    work.accept_item(item.transfers.get(), by=second)
    item.refresh_from_db()
    assert item.owner == second
    assert work.reassign(item, by=ward.lead, to=ward.worker, reason="Is back").owner == ward.worker


def test_an_offer_is_not_accepted_by_who_may_read_it_no_longer(item, ward, second, supervisor, facility):
    FacilityRole.objects.create(user=second, facility=facility, role=Role.COORDINATOR, starts_at=THEN)
    work.offer_item(item, by=ward.worker, to=second, text="Please")
    stand_down(ward.case.assignments.get(user=second), by=supervisor, why="Another part")
    assign(ward.case, by=supervisor, user=second, role=Role.COORDINATOR)
    with pytest.raises(Refused, match=SAID):
        work.accept_item(item.transfers.get(), by=second)
    assert Item.objects.get(pk=item.pk).owner == ward.worker


def test_what_nobody_has_is_begun_by_who_may_read_it(item, ward):
    Item.objects.filter(pk=item.pk).update(owner=None, role=Role.SOCIAL_WORKER)
    item.refresh_from_db()
    with pytest.raises(Refused, match=SAID):
        work.start(item, by=ward.coordinator)
    assert work.start(item, by=ward.worker).owner == ward.worker


def test_other_work_goes_to_anybody_who_works_there(ward):
    item = work.open_item(ward.case, by=ward.lead, activity="call", what="Call", why="asked", owner=ward.lead)
    assert work.reassign(item, by=ward.lead, to=ward.coordinator, reason="Has time").owner == ward.coordinator
