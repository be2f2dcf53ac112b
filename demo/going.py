"""The way out in the demonstration: where to, what the patient wants, and what has to be there before they leave."""

from datetime import timedelta

from assessments.actions import medicines
from assessments.models import MedicationItem
from core import clock
from demo import asking, hindrances, telling, words_of_leaving
from demo.diary import Story
from demo.way import Way
from discharge import actions as leaving
from discharge.actions.visits import book_visit_after
from referrals.actions import results


def begin(way: Way) -> None:
    """From the first hour: the order that began the stay, and what is owed by it."""
    for story in (telling.ordered, telling.given):
        way.beside(story(way))


def prepare(way: Way) -> None:
    """Once the patient is known: where to, what they want, and everything that goes on beside the story of the stay."""
    plan, rng = way.plan, way.stay.rng
    leaving.choose_destination(plan, by=way.lead, disposition=way.disposition)
    other = "01" if way.disposition != "01" else "06"
    second = leaving.add_destination(plan, by=way.lead, disposition=other, words="If the first falls through")
    leaving.set_backup(second, by=way.lead)
    for place in plan.destinations.filter(status="chosen"):
        leaving.evaluate_destination(
            place, by=way.lead, available=rng.choice([True, True, None]), accessible=True, support_hours=rng.choice([4, 8, 24])
        )  # fmt: skip
    if way.chance(0.85):
        leaving.record_wishes(plan, by=way.lead, wishes=rng.choice(words_of_leaving.WISHES))
    asking.begin(way)
    hindrances.begin(way)
    for story in (telling.told, asking.authorised, listed, booked, awaited):
        way.beside(story(way))


def listed(way: Way) -> Story:
    """The nurse goes through the medicines with the patient; one list in twelve is left open."""
    nurse = way.nurse
    if nurse is None:
        return
    yield way.at(way.stay.rng.uniform(0.4, 0.75))
    row = medicines.open_medication_list(way.case, by=nurse, moment="leaving")
    medicines.paste_medicines(row, by=nurse, text=words_of_leaving.MEDICINES, source="patient")
    if way.chance(0.5):
        medicines.record_allergy(way.case, by=nurse, substance="Penicillin", reaction="Rash")
    yield way.stay.hours(0.5, 6)
    for medicine in MedicationItem.objects.filter(list=row).order_by("name"):
        decided = way.stay.rng.choice(["continue", "continue", "change", "stop"])
        medicines.decide_medicine(
            medicine, by=nurse, action=decided, reason="" if decided == "continue" else "As the ward physician ordered",
            changed_to="Half of it in the evening" if decided == "change" else "",
        )  # fmt: skip
    if way.chance(0.92):
        medicines.reconcile(row, by=nurse)


def booked(way: Way) -> Story:
    """One or two visits after leaving."""
    yield way.at(way.stay.rng.uniform(0.5, 0.9))
    for kind, whom in way.stay.rng.sample(words_of_leaving.VISITS, way.stay.rng.choice([0, 1, 1, 1, 2])):
        at = max(way.leaves_at, clock.now()) + timedelta(hours=way.stay.rng.uniform(60, 24 * 12))
        book_visit_after(
            way.case, by=way.helper, kind=kind, with_whom=whom, at=at.replace(minute=0, second=0, microsecond=0),
            bring="The list of medicines", ride="With the family" if way.chance(0.6) else "",
        )  # fmt: skip


def awaited(way: Way) -> Story:
    """Results that will come after leaving have somebody who waits; where there are none that is said."""
    yield way.at(0.8)
    if way.chance(0.7):
        leaving.gate_not_needed(way.plan, by=way.lead, gate="pending_results", reason="Every result is back")
        return
    what, hours = way.stay.rng.choice(words_of_leaving.RESULTS)
    result = results.add_pending(
        way.case, by=way.lead, what=what, clinician=words_of_leaving.PHYSICIAN, leaving=way.plan.leaving,
        expected_at=clock.now() + timedelta(hours=hours),
    )  # fmt: skip
    yield way.stay.hours(hours, hours + 40)
    results.result_back(
        result, by=way.lead, says=way.stay.rng.choice(words_of_leaving.SAYS), told=words_of_leaving.PHYSICIAN
    )
