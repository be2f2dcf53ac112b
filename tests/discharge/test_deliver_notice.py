"""Giving a notice: how it counts, what is refused, who may, and taking a wrong entry back."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from discharge.actions import notices
from discharge.models import Notice
from discharge.sweeps.notices import miss_notices
from encounters import actions as encounters
from patients.models import RelatedPerson
from tests.conftest import THEN
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
Status = Notice.Status


def row(case, kind, number=1):
    return Notice.objects.get(case=case, kind=kind, number=number, error_at=None)


@pytest.fixture
def first(case, medicare, visit):
    return row(case, "im_first")


@pytest.fixture
def moon(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=30))
    encounters.order_status(
        visit, by=manager, status="observation", ordered_at=THEN, ordered_by="Dr. Lindqvist", reason="Agreed"
    )
    return row(case, "moon")


@pytest.fixture
def daughter(case):
    return RelatedPerson.objects.create(patient=case.patient, name="Ngozi Okafor", relation="daughter")


def test_a_signed_copy_is_delivered_and_its_work_done(first, give):
    given = give(first, language="English", interpreter="", note="Read aloud")
    assert (given.status, given.late, given.signer) == (Status.DELIVERED, False, "A. Okafor")
    assert Item.objects.get(pk=first.item_id).status == Item.Status.DONE


def test_the_trail_says_who_gave_it(first, give, manager):
    give(first)
    assert Event.objects.filter(
        verb="discharge.deliver_notice", actor_id=manager.pk, target_id=first.pk
    ).exists()


def test_a_refusal_noted_on_the_notice_counts_as_given(first, give):
    given = give(first, signer="", refused=True)
    assert (given.status, given.delivered_at) == (Status.REFUSED, THEN)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"signer": ""}, "signer", "Write who signed"),
        ({"edition": " "}, "edition", "which edition"),
        ({"at": THEN + timedelta(minutes=1)}, "at", "still to come"),
        ({"at": THEN - timedelta(days=8)}, "at", "Too early: it counts from 27 Oct 2026, 00:00"),
        ({"document_hash": "xyz"}, "document_hash", "64 characters"),
        ({"method": "pigeon"}, "method", "Choose how"),
        ({"method": "phone_and_mail"}, "representative", "to a representative only"),
    ],
)
def test_what_does_not_count_is_said_beside_its_field(first, give, said, field, words):
    with pytest.raises(Refused, match=words) as refused:
        give(first, **said)
    assert refused.value.field == field
    first.refresh_from_db()
    assert first.status == Status.DUE


def test_a_call_to_the_representative_counts_when_the_copy_is_sent_the_same_day(first, give, daughter):
    said = {"method": "phone_and_mail", "representative": daughter, "signer": ""}
    with pytest.raises(Refused, match="same day") as refused:
        give(first, **said, mailed_on=date(2026, 11, 4))
    assert refused.value.field == "mailed_on"
    assert give(first, **said, mailed_on=date(2026, 11, 3)).status == Status.REP_CONTACTED


def test_a_representative_belongs_to_the_patient(first, give, facility):
    from patients.models import Patient

    other = Patient.objects.create(facility=facility, family="Berg", given="Ada", search_name="berg ada")
    stranger = RelatedPerson.objects.create(patient=other, name="Somebody", relation="son")
    with pytest.raises(Refused, match="belongs to this patient"):
        give(first, representative=stranger)


def test_observation_is_told_in_writing_and_in_speech(moon, give):
    with pytest.raises(Refused, match="explained in speech") as refused:
        give(moon, oral=False)
    assert refused.value.field == "oral"
    assert give(moon, oral=True).status == Status.DELIVERED


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (1, True)])
def test_36_hours_are_in_time_and_a_second_more_is_late(moon, give, at, seconds, late):
    at(THEN + timedelta(hours=36, seconds=seconds))
    assert give(moon).late is late


def test_a_late_entry_of_a_timely_notice_is_not_late(moon, give, at):
    """E-8: the rule looks at when it was given, not at when it was written down."""
    at(THEN + timedelta(hours=80))
    assert give(moon, at=THEN + timedelta(hours=30)).late is False


def test_a_missed_notice_can_still_be_given_and_says_that_it_was_late(first, give, at):
    at(THEN + timedelta(days=4))
    miss_notices()
    assert row(first.case, "im_first").status == Status.MISSED
    given = give(first)
    assert (given.status, given.late) == (Status.DELIVERED, True)


def test_nothing_is_given_twice(first, give):
    give(first)
    with pytest.raises(Refused):
        give(first)


def test_nothing_is_given_to_somebody_who_has_left(first, give, manager, visit, at):
    at(THEN + timedelta(hours=3))
    encounters.leave(visit, by=manager, event_at=THEN + timedelta(hours=2), disposition="01", key="gone")
    with pytest.raises(Refused, match="had left by then"):
        give(first)


def test_a_wrong_entry_stays_on_record_and_the_notice_is_owed_again(case, first, give, manager):
    given = give(first)
    notices.mark_notice_in_error(given, by=manager, reason="Another patient's")
    given.refresh_from_db()
    assert (given.status, given.error_reason) == (Status.DELIVERED, "Another patient's")
    again = row(case, "im_first")
    assert (again.pk != given.pk, again.status, again.item.is_live) == (True, Status.DUE, True)


def test_a_wrong_entry_says_what_was_wrong_and_only_what_was_given_can_be_wrong(first, give, manager):
    with pytest.raises(Refused, match="Only what was given"):
        notices.mark_notice_in_error(first, by=manager, reason="x")
    with pytest.raises(Refused, match="what was wrong"):
        notices.mark_notice_in_error(give(first), by=manager, reason=" ")


def test_the_desk_gives_first_copies_and_nothing_else(case, first, give, intake):
    assert give(first, by=intake).delivered_by == intake
    give(row(case, "rights"), by=intake)
    with pytest.raises(Denied):
        notices.pick_notice(first.encounter, by=intake, trigger="stays_on")


def test_the_desk_does_not_give_what_belongs_to_the_case(moon, give, intake):
    with pytest.raises(Denied):
        give(moon, by=intake)


@pytest.mark.parametrize("role", [Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR, Role.CONSULTANT])
def test_who_only_reads_gives_nothing(first, give, on_team, role):
    with pytest.raises(Denied):
        give(first, by=on_team(role))


def test_who_has_nothing_to_do_with_it_gives_nothing(first, give, outsider):
    with pytest.raises(Denied):
        give(first, by=outsider)


def test_a_person_picks_what_no_fact_owes(case, manager, medicare, visit, give):
    picked = notices.pick_notice(visit, by=manager, trigger="stays_on")
    assert (picked.kind, picked.status, picked.picked) == ("hinn_12", Status.DUE, "stays_on")
    with pytest.raises(Refused, match="owed already"):
        notices.pick_notice(visit, by=manager, trigger="stays_on")
    give(picked)
    assert notices.pick_notice(visit, by=manager, trigger="stays_on").number == 2


def test_facts_do_not_take_back_what_a_person_picked(case, manager, medicare, visit, at):
    """Without Part B the change of status is owed whatever the days: only a person knows that."""
    at(THEN + timedelta(hours=20))
    encounters.order_status(
        visit,
        by=manager,
        status="observation",
        ordered_at=THEN + timedelta(hours=5),
        ordered_by="Dr. L",
        reason="Agreed",
    )
    picked = notices.pick_notice(visit, by=manager, trigger="no_part_b")
    notices.settle_notices(visit, by=manager)
    picked.refresh_from_db()
    assert (picked.status, picked.due_by) == (Status.DUE, None)


@pytest.mark.parametrize(("trigger", "words"), [("nothing", "from the list"), ("", "from the list")])
def test_only_reasons_of_the_list_are_picked(case, manager, medicare, visit, trigger, words):
    with pytest.raises(Refused, match=words):
        notices.pick_notice(visit, by=manager, trigger=trigger)


def test_a_hinn_is_for_original_medicare(case, manager, visit):
    with pytest.raises(Refused, match="does not pay first"):
        notices.pick_notice(visit, by=manager, trigger="stays_on")


def test_a_notice_in_time_is_not_missed(first, manager):
    with pytest.raises(Refused, match="still in time"):
        notices.miss_notice(first, by=manager)
