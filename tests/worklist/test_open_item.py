"""open_item and open_desk_item: work comes into being once, with an owner who may do it."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist import actions
from worklist.models import Item, Notification
from worklist.queries import next_due

pytestmark = pytest.mark.django_db
WORK = {"activity": "teaching", "what": "Teach inhaler use", "why": "Asked for in rounds"}


def test_it_opens_with_the_lead_when_nobody_is_named(case, lead):
    case.refresh_from_db()
    item = actions.open_item(case, by=lead, **WORK, due_at=THEN + timedelta(hours=2))
    case.refresh_from_db()
    assert (item.owner, item.status, item.created_by) == (lead, "open", lead)
    assert case.next_due_at == next_due(case) == THEN + timedelta(hours=2)


def test_a_role_named_leaves_the_person_open(case, lead):
    assert actions.open_item(case, by=lead, **WORK, role=Role.NURSE).owner is None


def test_somebody_else_is_told(case, lead, nurse):
    item = actions.open_item(case, by=lead, **WORK, owner=nurse)
    assert Notification.objects.get(recipient=nurse).item == item
    assert not Notification.objects.filter(recipient=lead).exists()


def test_the_same_work_is_refused_with_who_holds_it(case, lead, nurse):
    actions.open_item(case, by=lead, **WORK, owner=nurse)
    with pytest.raises(Refused, match=r"T\. Nurse has this same work open since today"):
        actions.open_item(case, by=lead, **WORK)
    assert Item.objects.count() == 1


def test_a_reason_opens_what_is_not_the_same(case, lead):
    actions.open_item(case, by=lead, **WORK)
    other = actions.open_item(case, by=lead, **WORK, distinct_because="For the second caregiver")
    assert other.distinct_because
    assert Item.objects.count() == 2


def test_done_work_may_be_opened_again(case, lead):
    actions.complete(actions.open_item(case, by=lead, **WORK), by=lead)
    assert actions.open_item(case, by=lead, **WORK).status == "open"


def test_a_rule_that_repeats_itself_opens_nothing_twice(case, lead):
    first = actions.open_item(case, by=lead, **WORK, source_key="rule:1")
    assert actions.open_item(case, by=lead, **WORK, source_key="rule:1") == first
    assert Item.objects.count() == 1


def test_an_owner_outside_the_case_is_refused(case, lead, outsider):
    with pytest.raises(Refused, match="may not do work here"):
        actions.open_item(case, by=lead, **WORK, owner=outsider)


def test_somebody_without_the_right_is_denied(case, lead, outsider):
    with pytest.raises(Denied):
        actions.open_item(case, by=outsider, **WORK)
    assert not Item.objects.exists()


def test_it_is_on_record(case, lead):
    actions.open_item(case, by=lead, **WORK)
    event = Event.objects.get(verb="worklist.open_item")
    assert (event.actor, event.case_id, event.patient_ids) == (lead.username, case.pk, [case.patient_id])


def test_desk_work_belongs_to_the_intake_desk(facility, patient, intake, nurse):
    facts = {"activity": "registration", "what": "Resolve identity", "why": "Provisional", "kind": "identity"}
    item = actions.open_desk_item(
        facility, by=intake, patient=patient, due_at=THEN + timedelta(days=1), **facts
    )
    assert actions.complete(item, by=intake).status == "done"
    with pytest.raises(Denied):
        actions.open_desk_item(facility, by=nurse, patient=patient, due_at=None, **facts)
