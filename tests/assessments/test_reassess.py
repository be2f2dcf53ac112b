"""Reassessments come by the clock and by what happened, each once; one piece of work, whoever answers for it."""

from datetime import date, timedelta

import pytest

from assessments import reassess, sweeps, triggers
from assessments.actions.reassessments import ask_reassessment, end_reassessment
from assessments.models import CaregiverCapacity, Protocol, Reassessment, Score
from core.refusals import Denied, Refused
from encounters import actions as visits
from facilities.models import Unit
from messaging.actions import broadcast
from patients.models import Consent, RelatedPerson
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def feed(db):
    from accounts.actors import system

    return system("feed")


@pytest.fixture
def stay(ward, facility, unit, feed, at):
    """The patient came a day before THEN and was assessed at THEN; now it is an hour later."""
    made = visits.admit(
        ward.case.patient, by=feed, facility=facility, kind="IMP", event_at=THEN - DAY, unit=unit, key="came"
    )
    visits.link_to_case(made, by=feed, case=ward.case)
    done = work.open_item(
        ward.case, by=ward.lead, activity="cm_assessment", kind="assessment", what="Assess", why="New",
        distinct_because="For this test",
    )  # fmt: skip
    work.complete(done, by=ward.lead)
    stage(ward.case, "planning")
    at(THEN + HOUR)
    return made


def stage(case, to):
    case.refresh_from_db()
    case.stage = to
    case.save(update_fields=["stage"])


def only():
    return Reassessment.objects.get()


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        ({}, 72),
        ({"risk": "moderate"}, 72),
        ({"risk": "high"}, 48),
        ({"complexity": "high"}, 48),
        ({"complexity": "complex"}, 48),
    ],
)
def test_the_cadence_of_a_tier(ward, stay, at, facts, hours):
    for name, value in facts.items():
        setattr(ward.case, name, value)
    ward.case.save(update_fields=list(facts))
    at(THEN + (hours - 24) * HOUR - timedelta(seconds=1))
    assert sweeps.raise_due() == 0
    at(THEN + (hours - 24) * HOUR)
    assert (sweeps.raise_due(), sweeps.raise_due()) == (1, 0)
    row = only()
    assert (row.trigger, row.due_at, row.status) == ("cadence", THEN + hours * HOUR, "due")
    assert (row.item.owner, row.item.due_at, row.item.kind) == (ward.lead, row.due_at, "assessment")
    assert row.item.why == f"{hours} hours after the last assessment"
    assert {rung.to for rung in Reminder.objects.filter(item=row.item)} == {"person", "deputy", "supervisor"}


def test_high_acuity_makes_it_two_days(ward, stay, at):
    Score.objects.create(
        case=ward.case, kind="acuity", code="acuity", label="Acuity", sort="risk", rules="acuity 1", total=9, low=9, high=9,
        band="complex", at=THEN, created_by=ward.lead,
    )  # fmt: skip
    at(THEN + DAY)
    assert sweeps.raise_due() == 1
    assert only().due_at == THEN + 2 * DAY


def test_a_long_quiet_stay_is_looked_at_once_a_week(ward, stay, at):
    ward.case.admitted_at = THEN - 25 * DAY
    ward.case.save(update_fields=["admitted_at"])
    at(THEN + 6 * DAY)
    assert sweeps.raise_due() == 1
    assert only().due_at == THEN + 7 * DAY


def test_a_programme_may_ask_for_less_time_never_for_more(ward, stay, at, monkeypatch):
    asked = []

    def programmes(cases):
        asked.append(cases)
        return {case.pk: 2 for case in cases}

    monkeypatch.setattr(reassess, "CADENCES", [programmes, lambda cases: {ward.case.pk: 30}])
    at(THEN + DAY)
    assert sweeps.raise_due() == 1
    assert only().due_at == THEN + 2 * DAY
    assert asked[0][0].pk == ward.case.pk


def test_nobody_is_reassessed_before_they_were_assessed(ward, facility, unit, feed, at):
    came = visits.admit(
        ward.case.patient, by=feed, facility=facility, kind="IMP", event_at=THEN - DAY, unit=unit, key="came"
    )
    visits.link_to_case(came, by=feed, case=ward.case)
    stage(ward.case, "assessing")
    broadcast(ward.case, by=ward.nurse, what="Fell out of bed", severity="urgent")
    at(THEN + 10 * DAY)
    assert (sweeps.raise_due(), sweeps.raise_triggered()) == (0, 0)


def test_after_an_outage_it_is_raised_once_and_late(ward, stay, at):
    at(THEN + 20 * DAY)
    assert (sweeps.raise_due(), sweeps.raise_due()) == (1, 0)
    assert only().due_at == THEN + 3 * DAY


@pytest.mark.parametrize(
    ("words", "trigger"),
    [("Fell in the bathroom", "fall"), ("New diagnosis: diabetes", "diagnosis"), ("More pain", "change")],
)
def test_a_change_of_condition(ward, stay, at, words, trigger):
    broadcast(ward.case, by=ward.nurse, what=words, severity="urgent")
    at(THEN + 3 * HOUR)
    assert (sweeps.raise_triggered(), sweeps.raise_triggered()) == (1, 0)
    row = only()
    assert (row.trigger, row.due_at) == (trigger, THEN + 25 * HOUR)
    assert words not in row.item.why
    assert row.item.priority == Item.Priority.HIGH
    # The plan is looked at because of the change itself, not because of this.
    assert Item.objects.filter(kind="plan").count() == 1


def test_a_move_to_another_unit_that_stands(ward, stay, facility, unit, feed, at):
    icu = Unit.objects.create(facility=facility, code="ICU", name="Intensive care")
    visits.transfer(stay, by=feed, event_at=THEN + HOUR, unit=icu, key="to-icu")
    at(THEN + 2 * HOUR)
    assert (sweeps.raise_triggered(), sweeps.raise_triggered()) == (1, 0)
    assert (only().trigger, only().because) == ("transfer", "Moved to Intensive care")
    assert only().due_at == THEN + 25 * HOUR


def test_a_move_of_bed_or_one_taken_back_is_none(ward, stay, facility, unit, feed, at):
    bed = unit.beds.create(code="4B-02")
    visits.transfer(stay, by=feed, event_at=THEN + HOUR, unit=unit, bed=bed, key="other-bed")
    other = Unit.objects.create(facility=facility, code="5C", name="Surgery")
    stay.refresh_from_db()
    visits.transfer(stay, by=feed, event_at=THEN + 2 * HOUR, unit=other, key="wrong")
    stay.refresh_from_db()
    visits.cancel(stay, by=feed, kind="transfer", event_at=THEN + 2 * HOUR, key="wrong-back")
    at(THEN + 3 * HOUR)
    assert sweeps.raise_triggered() == 0


def test_a_danger_is_a_crisis_without_a_word_of_what_it_is(ward, stay, at):
    Protocol.objects.create(
        case=ward.case, kind="self_harm", because="Said so", owner=ward.nurse, created_by=ward.nurse
    )
    assert sweeps.raise_triggered() == 1
    assert (only().trigger, only().because) == ("crisis", "Something grave happened: ask the lead")


def test_a_caregiver_is_lost_once_for_each_loss(ward, stay, at):
    daughter = RelatedPerson.objects.create(patient=ward.case.patient, name="N. Okafor", relation="daughter")
    row = CaregiverCapacity.objects.create(
        case=ward.case, person=daughter, willing="no", asked_at=THEN, created_by=ward.lead
    )
    assert sweeps.raise_triggered() == 0  # never willing, nothing lost
    for n, willing in enumerate(["yes", "no", "no", "partly", "no"], 2):
        at(THEN + n * HOUR)
        row.willing, row.asked_at = willing, THEN + n * HOUR
        row.save(update_fields=["willing", "asked_at"])
        sweeps.raise_triggered()
    assert [each.trigger for each in Reassessment.objects.all()] == ["caregiver", "caregiver"]


def test_a_caregiver_whose_part_has_ended(ward, stay, at):
    son = RelatedPerson.objects.create(patient=ward.case.patient, name="P. Okafor", relation="son")
    CaregiverCapacity.objects.create(
        case=ward.case, person=son, willing="yes", asked_at=THEN, created_by=ward.lead
    )
    son.until_on = date(2026, 11, 4)
    son.save(update_fields=["until_on"])
    at(THEN + 2 * DAY)
    assert (sweeps.raise_triggered(), sweeps.raise_triggered()) == (1, 0)
    assert only().trigger == "caregiver"


def test_a_consent_withdrawn_is_a_refusal(ward, stay, at):
    consent = Consent.objects.create(
        patient=ward.case.patient, purpose="treatment", to_class="The ward", classes=["identity"], starts_at=THEN - DAY, live=True,
    )  # fmt: skip
    consent.revoked_at, consent.revoked_by = THEN + HOUR, ward.lead
    consent.save()
    assert (sweeps.raise_triggered(), sweeps.raise_triggered()) == (1, 0)
    assert only().trigger == "refusal"


def test_what_an_app_above_tells_is_raised_once(ward, stay, monkeypatch):
    told = reassess.Event(ward.case.pk, "payer.denial:1", "denial", "The payer said no", THEN + HOUR)
    monkeypatch.setattr(triggers, "SOURCES", [lambda: [told]])
    assert (sweeps.raise_triggered(), sweeps.raise_triggered()) == (1, 0)
    assert only().trigger == "denial"


def test_several_causes_are_one_piece_of_work_due_with_the_first(ward, stay, at):
    at(THEN + 2 * DAY)
    assert sweeps.raise_due() == 1
    ask_reassessment(ward.case, by=ward.nurse, trigger="denial", because="Two days were not authorised")
    assert Reassessment.objects.count() == 2
    item = Item.objects.get(kind="assessment", status="open")
    assert {row.item_id for row in Reassessment.objects.all()} == {item.pk}
    assert (item.due_at, item.priority) == (THEN + 3 * DAY, Item.Priority.HIGH)


def test_a_sooner_cause_pulls_the_work_forward(ward, stay, at):
    ask_reassessment(ward.case, by=ward.nurse, trigger="refusal", because="Does not want the pump")
    first = only()
    at(THEN + 2 * HOUR)
    reassess.raise_for(ward.case, trigger="fall", key="x:1", because="Fell", at=THEN - 2 * HOUR, by=ward.lead)
    first.item.refresh_from_db()
    assert first.item.due_at == THEN + 22 * HOUR
    assert (
        Reminder.objects.filter(item=first.item, status="waiting").earliest("due_at").due_at
        >= THEN + 2 * HOUR
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [({"trigger": "cadence", "because": "x"}, "trigger"), ({"trigger": "denial", "because": " "}, "because")],
)
def test_asking_needs_a_cause_and_words(ward, stay, said, field):
    with pytest.raises(Refused) as refused:
        ask_reassessment(ward.case, by=ward.lead, **said)
    assert refused.value.field == field


def test_who_does_no_work_here_asks_for_none(ward, stay, outsider):
    with pytest.raises(Denied):
        ask_reassessment(ward.case, by=outsider, trigger="denial", because="No")


def test_the_last_look_before_leaving_moves_with_the_date(ward, stay, at):
    ward.case.expected_leaving_on = date(2026, 11, 5)
    ward.case.save(update_fields=["expected_leaving_on"])
    # Noon in New York on the 5th is 17:00 UTC; THEN is 15:00 UTC on the 3rd.
    at(THEN + 26 * HOUR - timedelta(seconds=1))
    assert sweeps.raise_due() == 0
    at(THEN + 26 * HOUR)
    assert (sweeps.raise_due(), sweeps.raise_due()) == (1, 0)
    row = only()
    assert (row.trigger, row.due_at) == ("before_leaving", THEN + 50 * HOUR)
    ward.case.expected_leaving_on = date(2026, 11, 9)
    ward.case.save(update_fields=["expected_leaving_on"])
    assert (sweeps.end_reassessments(), sweeps.end_reassessments()) == (1, 0)
    row.refresh_from_db()
    assert (row.status, row.ended_because) == ("ended", "The expected discharge date moved.")
    assert Item.objects.get(pk=row.item_id).status == "cancelled"


def test_it_ends_with_the_patient_and_nothing_more_is_raised(ward, stay, at):
    ask_reassessment(ward.case, by=ward.lead, trigger="change", because="Worse")
    ward.case.patient.deceased_at = THEN + HOUR
    ward.case.patient.save(update_fields=["deceased_at"])
    assert (sweeps.end_reassessments(), sweeps.end_reassessments()) == (1, 0)
    assert only().ended_because == "The patient has died."
    at(THEN + 9 * DAY)
    assert (sweeps.raise_due(), sweeps.raise_triggered()) == (0, 0)


def test_who_has_left_is_not_looked_at_by_the_clock(ward, stay, feed, at):
    at(THEN + 2 * DAY)
    sweeps.raise_due()
    visits.leave(stay, by=feed, event_at=THEN + 2 * DAY, disposition="01", key="gone")
    assert sweeps.end_reassessments() == 1
    assert only().ended_because == "The patient has left the hospital."


def test_work_ended_by_hand_ends_it_and_is_not_raised_again(ward, stay, at):
    at(THEN + 2 * DAY)
    sweeps.raise_due()
    work.cancel(only().item, by=ward.lead, reason="Seen in the round this morning")
    assert sweeps.end_reassessments() == 1
    assert only().ended_because == "Seen in the round this morning"
    at(THEN + 3 * DAY)
    assert sweeps.raise_due() == 0


def test_a_person_says_why_it_is_needed_no_more(ward, stay):
    row = ask_reassessment(ward.case, by=ward.lead, trigger="denial", because="Denied")
    with pytest.raises(Refused):
        end_reassessment(row, by=ward.lead, because=" ")
    ended = end_reassessment(row, by=ward.lead, because="The payer took it back")
    assert (ended.status, Item.objects.get(pk=row.item_id).cancel_reason) == (
        "ended",
        "The payer took it back",
    )


def test_the_sweep_reads_as_often_for_many_patients_as_for_few(
    ward, stay, at, intake, team, facility, unit, feed, supervisor
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from patients.actions import open_case
    from patients.models import Patient

    with CaptureQueriesContext(connection) as few:
        assert (sweeps.raise_due(), sweeps.raise_triggered(), sweeps.end_reassessments()) == (0, 0, 0)
    for n in range(6):
        other = Patient.objects.create(
            facility=facility, family=f"Other{n}", given="X", search_name=f"other{n} x"
        )
        case = open_case(other, by=intake, team=team)
        came = visits.admit(
            other, by=feed, facility=facility, kind="IMP", event_at=THEN, unit=unit, key=f"came{n}"
        )
        visits.link_to_case(came, by=feed, case=case)
        done = work.open_item(
            case, by=supervisor, activity="cm_assessment", kind="assessment", what="A", why="B"
        )
        work.complete(done, by=supervisor)
        stage(case, "planning")
    with CaptureQueriesContext(connection) as many:
        assert (sweeps.raise_due(), sweeps.raise_triggered(), sweeps.end_reassessments()) == (0, 0, 0)
    assert len(many) == len(few)


def test_a_date_that_slips_by_two_days(ward, stay):
    from discharge.actions import set_expected_date, start_plan

    plan = start_plan(ward.case, by=ward.lead)
    for n, on in enumerate([date(2026, 11, 6), date(2026, 11, 7), date(2026, 11, 5), date(2026, 11, 9)]):
        set_expected_date(plan, by=ward.lead, expected_on=on, why="As the round said", cause="B03")
        plan.refresh_from_db()
        assert Reassessment.objects.count() == (n == 3)
    assert (only().trigger, only().because) == ("date_slip", "The discharge date moved out by 4 days")
    assert only().due_at == THEN + 25 * HOUR


def test_due_then_started_then_signed(ward, stay, at):
    from assessments.actions.completing import abandon, complete_assessment
    from assessments.actions.signing import sign_section
    from assessments.actions.starting import start
    from tests.assessments.conftest import fill

    at(THEN + 2 * DAY)
    sweeps.raise_due()
    ask_reassessment(ward.case, by=ward.nurse, trigger="fall", because="Fell")
    begun = start(ward.case, by=ward.lead, form="reassessment")
    assert {row.status for row in Reassessment.objects.all()} == {"started"}
    abandon(begun, by=ward.lead, reason="Begun by mistake")
    assert {row.status for row in Reassessment.objects.all()} == {"due"}
    again = start(ward.case, by=ward.lead, form="reassessment", reassessment=Reassessment.objects.first())
    roles = {"case_manager": ward.lead, "nurse": ward.nurse, "social_worker": ward.worker}
    for part in again.sections.all():
        sign_section(fill(part, roles[part.discipline]), by=roles[part.discipline])
    again.refresh_from_db()
    if again.status == "draft":
        complete_assessment(again, by=ward.lead)
    assert {row.status for row in Reassessment.objects.all()} == {"signed"}
    assert not Item.objects.filter(
        subject__startswith="reassess:", status__in=["open", "in_progress"]
    ).exists()
    at(THEN + 4 * DAY)
    assert sweeps.raise_due() == 1
    assert Reassessment.objects.latest("pk").due_at == THEN + 5 * DAY
