"""Leaving, death, transfer, closing and withdrawn consent end what is pending: by the sweep, and before it for what rings."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.actors import ensure, system
from core.refusals import Refused
from encounters import actions as encounters
from patients import actions as patients
from patients.models import Consent
from policy.loading import PACKS
from tests.conftest import THEN
from worklist import actions, planner, stops, sweeps
from worklist.models import Appointment, FollowUp, Item, Outbox, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENTS = ["leaving", "death", "transfer"]
RULES = json.loads((Path(PACKS) / "series.json").read_text("utf-8"))["body"]["rules"]
HOW = {"leaving": "01", "death": "20", "transfer": "02"}


@pytest.fixture
def feed(then):
    ensure()
    return system("feed")


@pytest.fixture
def visit(patient, case, facility, unit, feed):
    made = encounters.admit(
        patient, by=feed, facility=facility, kind="IMP", event_at=THEN - DAY, unit=unit, key="admit-1"
    )
    return encounters.link_to_case(made, by=feed, case=case) if made.case_id is None else made


@pytest.fixture
def leave(visit, feed, at):
    """The feed records how the patient left, an hour later."""

    def make(kind):
        at(THEN + HOUR)
        return encounters.leave(
            visit, by=feed, event_at=THEN + HOUR, disposition=HOW[kind], key=f"leave-{kind}"
        )

    return make


@pytest.fixture
def promised(promise, lead):
    """A promise that ends with the given events."""

    def make(*stops_on, **facts):
        series = promise(first_due_at=THEN + DAY, **facts)
        FollowUp.objects.filter(pk=series.pk).update(stops_on=list(stops_on))
        return FollowUp.objects.get(pk=series.pk)

    return make


def rungs(series):
    return list(Reminder.objects.filter(item__series=series).values_list("pk", flat=True))


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_of_the_stay_stops_what_it_ends(kind, visit, promised, leave):
    series = promised(kind)
    leave(kind)
    assert stops.over(rungs(series)) == set(rungs(series)), "nothing rings, though no sweep has passed"
    assert sweeps.stop_ended() == 1
    series.refresh_from_db()
    item = Item.objects.get(series=series)
    assert (series.status, series.stop_reason) == ("stopped", str(stops.WHY[kind]))
    assert (item.status, item.cancel_reason) == ("cancelled", str(stops.WHY[kind]))
    assert not Reminder.objects.filter(item=item, status="waiting").exists()
    assert sweeps.stop_ended() == 0


@pytest.mark.parametrize(
    ("kind", "event"), [("death", "leaving"), ("transfer", "leaving"), ("closing", "leaving")]
)
def test_another_event_stops_nothing(kind, event, visit, promised, leave):
    series = promised(kind)
    leave(event)
    assert stops.over(rungs(series)) == set()
    assert sweeps.stop_ended() == 0


def test_a_death_on_the_record_stops_it_too(promised, patient):
    series = promised("death")
    patient.deceased_at = THEN
    patient.save(update_fields=["deceased_at"])
    assert stops.over(rungs(series))
    assert sweeps.stop_ended() == 1


def test_who_had_left_before_the_promise_has_not_left_since(visit, leave, promise, lead, at):
    leave("leaving")
    at(THEN + 2 * HOUR)
    series = promise(first_due_at=THEN + DAY)
    FollowUp.objects.filter(pk=series.pk).update(stops_on=["leaving"])
    assert sweeps.stop_ended() == 0


def test_a_departure_taken_back_stops_nothing(visit, promised, leave, feed):
    series = promised("leaving")
    left = leave("leaving")
    encounters.cancel(left, by=feed, kind="leave", key="cancel-1")
    assert stops.over(rungs(series)) == set()


@pytest.fixture
def ward(patient, case, facility, unit, feed):
    """A second visit on the same case, from an instant on."""

    def make(event_at):
        facts = {"facility": facility, "kind": "IMP", "event_at": event_at, "unit": unit, "key": "admit-2"}
        made = encounters.admit(patient, by=feed, **facts)
        return encounters.link_to_case(made, by=feed, case=case) if made.case_id is None else made

    return make


@pytest.mark.parametrize("began", [timedelta(0), 2 * HOUR])
def test_who_lies_in_another_bed_has_not_left(visit, ward, promised, feed, at, began):
    """Emergency, then ward: the end of the first comes late, whether or not its time says that it lay before the second."""
    second, series = ward(THEN - DAY + began), promised("leaving", "transfer")
    at(THEN + HOUR)
    encounters.leave(visit, by=feed, event_at=THEN - DAY + HOUR, disposition="02", key="leave-1")
    assert stops.over(rungs(series)) == set()
    assert sweeps.stop_ended() == 0
    at(THEN + 2 * HOUR)
    encounters.leave(second, by=feed, event_at=THEN + 2 * HOUR, disposition="01", key="leave-2")
    assert stops.over(rungs(series)) == set(rungs(series)), "now they have"
    assert sweeps.stop_ended() == 1


def test_coming_back_does_not_revive_what_leaving_ended(visit, ward, promised, leave, at):
    series = promised("leaving")
    leave("leaving")
    at(THEN + 3 * HOUR)
    ward(THEN + 3 * HOUR)
    assert stops.over(rungs(series)) == set(rungs(series))
    assert sweeps.stop_ended() == 1


def test_a_promise_with_somebody_close_ends_with_the_consent_to_speak_with_them(case, lead, promise):
    daughter = patients.add_related_person(case.patient, by=lead, name="Ada", relation="daughter")
    given = {"purpose": "family", "classes": ["plan"], "method": "signed", "to_person": daughter}
    consent = patients.record_consent(case.patient, by=lead, **given)
    series = promise(person=daughter)
    assert "consent" in series.stops_on
    assert sweeps.stop_ended() == 0
    patients.revoke_consent(consent, by=lead)
    FollowUp.objects.filter(pk=series.pk).update(created_at=THEN - HOUR)
    assert sweeps.stop_ended() == 1
    series.refresh_from_db()
    assert series.stop_reason == "The patient withdrew their consent."


def test_another_consent_that_stands_keeps_it(case, lead, promise):
    daughter = patients.add_related_person(case.patient, by=lead, name="Ada", relation="daughter")
    given = {"purpose": "family", "classes": ["plan"], "method": "signed", "to_person": daughter}
    first = patients.record_consent(case.patient, by=lead, **given)
    patients.record_consent(case.patient, by=lead, **given)
    series = promise(person=daughter)
    FollowUp.objects.filter(pk=series.pk).update(created_at=THEN - HOUR)
    patients.revoke_consent(first, by=lead)
    assert sweeps.stop_ended() == 0


@pytest.fixture
def agreed(patient, lead):
    """The patient consents to a purpose, now."""

    def make(purpose="treatment"):
        given = {"purpose": purpose, "classes": ["plan"], "method": "signed", "to_class": "The care team"}
        return patients.record_consent(patient, by=lead, **given)

    return make


def ends_by_consent(series):
    """Nothing of it rings any more, and the sweep shows why, on the promise and on its work."""
    item = Item.objects.get(series=series)
    assert stops.over(rungs(series)) == set(rungs(series)), "nothing rings, though no sweep has passed"
    assert sweeps.stop_ended() == 1
    series.refresh_from_db()
    item.refresh_from_db()
    why = "The patient withdrew their consent."
    assert (series.status, series.stop_reason, item.status, item.cancel_reason) == (
        "stopped",
        why,
        "cancelled",
        why,
    )
    assert not Reminder.objects.filter(item=item, status="waiting").exists()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["code"])
def test_each_shipped_rule_ends_with_the_consent_to_care(rule, case, lead, packs, visit, leave, agreed, at):
    assert {"death", "transfer", "closing", "consent"} <= set(rule["stops_on"])
    consent = agreed()
    leave("leaving")
    at(THEN + 2 * HOUR)
    # What the departure began by rule is put aside for the one that is begun by hand.
    for begun in FollowUp.objects.filter(case=case, status="running"):
        actions.stop_follow_up(begun, by=lead, reason="Begun by hand instead")
    series = actions.start_series(case, by=lead, rule=rule["code"], tier=next(iter(rule["tiers"])))
    assert series.person is None
    assert sweeps.stop_ended() == 0
    at(THEN + 3 * HOUR)
    patients.revoke_consent(consent, by=lead)
    ends_by_consent(series)


@pytest.mark.parametrize("purpose", ["treatment", "transition"])
def test_a_promise_made_by_hand_ends_with_the_consent_to_care(purpose, promise, lead, agreed, at):
    consent, series = agreed(purpose), promise()
    at(THEN + HOUR)
    assert (series.person, sweeps.stop_ended()) == (None, 0)
    patients.revoke_consent(consent, by=lead)
    ends_by_consent(series)


def test_without_any_consent_on_record_a_promise_stands(promise, patient, at):
    series = promise()
    at(THEN + HOUR)
    assert not Consent.objects.filter(patient=patient).exists()
    assert (stops.over(rungs(series)), sweeps.stop_ended()) == (set(), 0)


def test_a_consent_withdrawn_before_the_promise_does_not_end_it(promise, lead, agreed, at):
    patients.revoke_consent(agreed(), by=lead)
    at(THEN + HOUR)
    series = promise(first_due_at=THEN + DAY)
    at(THEN + 2 * HOUR)
    assert (stops.over(rungs(series)), sweeps.stop_ended()) == (set(), 0)


@pytest.mark.parametrize(("withdrawn", "stands"), [("treatment", "transition"), ("payment", None)])
def test_what_was_withdrawn_is_not_what_it_rests_on(withdrawn, stands, promise, lead, agreed, at):
    consent, series = agreed(withdrawn), promise()
    if stands:
        agreed(stands)
    at(THEN + HOUR)
    patients.revoke_consent(consent, by=lead)
    assert (stops.over(rungs(series)), sweeps.stop_ended()) == (set(), 0)


@pytest.mark.parametrize(
    ("mode", "kind", "ends"),
    [("bedside", "leaving", 1), ("office", "leaving", 0), ("office", "death", 1), ("office", "transfer", 1)],
)
def test_booked_times_that_cannot_be_are_called_off(mode, kind, ends, visit, case, lead, leave):
    made = actions.book(
        case,
        by=lead,
        user=lead,
        activity="follow_up",
        mode=mode,
        starts_at=THEN + DAY,
        ends_at=THEN + DAY + HOUR,
    )
    leave(kind)
    assert sweeps.stop_ended() == ends
    made.refresh_from_db()
    assert made.status == (Appointment.Status.CANCELLED if ends else Appointment.Status.BOOKED)
    assert bool(made.cancel_reason) == bool(ends)


@pytest.mark.parametrize(("kind", "told"), [("transfer", ["patient_cancelled"]), ("death", [])])
def test_what_is_called_off_is_taken_back_from_the_patient_who_is_told_once(
    kind, told, visit, case, patient, lead, leave, packs, at
):
    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    agreed = {"purpose": "reminders", "method": "verbal", "witness": "R. Patel", "by_ways": ["mail"]}
    patients.record_consent(patient, by=lead, **agreed)
    begins = THEN + 2 * DAY + HOUR / 2
    times = {"starts_at": begins, "ends_at": begins + HOUR}
    made = actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **times)
    at(begins - 2 * DAY)
    planner.plan_all()
    written = Outbox.objects.get(appointment=made, contact__isnull=False)
    leave(kind)
    assert (sweeps.stop_ended(), sweeps.stop_ended()) == (1, 0)
    written.refresh_from_db()
    assert written.status == "held"
    waiting = Reminder.objects.filter(appointment=made, to="patient", status="waiting")
    assert not waiting.exists()
    new = Outbox.objects.filter(appointment=made, contact__isnull=False).exclude(pk=written.pk)
    assert list(new.values_list("template", flat=True)) == told


def test_by_event_only_what_an_event_has_ended(promised, lead):
    with pytest.raises(Refused, match="Nothing has ended"):
        actions.stop_by_event(promised("death"), by=lead)


def test_beginning_the_follow_up_stops_what_was_for_the_stay_at_once(visit, promised, leave, case, lead):
    from discharge.actions import begin_follow_up

    series = promised("leaving")
    leave("leaving")
    case.refresh_from_db()
    case.stage = "transitioning"
    case.save(update_fields=["stage"])
    begin_follow_up(case, by=lead)
    series.refresh_from_db()
    assert (series.status, series.stop_reason) == ("stopped", "The patient has left the hospital.")
