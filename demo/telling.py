"""What a stay was ordered as, the notices that this makes owed, and who was told of the plan, in the demonstration."""

from core import clock
from demo import words_of_leaving
from demo.diary import Story
from demo.stay import interpreting
from demo.way import Way
from discharge.actions import notices, screening, telling
from discharge.models import Notice
from encounters.actions import status
from encounters.models import StatusOrder
from patients.models import RelatedPerson

Order, Kind = StatusOrder.Status, Notice.Kind
# One in so many notices is given to nobody until its time is over; some sign nothing.
FORGOTTEN, REFUSED = 0.06, 0.05
EDITION = "Demonstration copy (invented)"


def ordered(way: Way) -> Story:
    """The order that began the stay; now and then observation becomes a stay, or a stay observation."""
    visit = way.stay.visit
    assert visit is not None and visit.started_at is not None  # noqa: S101, PT018  (arrived before)
    observed = visit.kind == "OBSENC"
    status.order_status(
        visit, by=way.lead, status=Order.OBSERVATION if observed else Order.INPATIENT, ordered_at=visit.started_at,
        ordered_by=words_of_leaving.PHYSICIAN,
    )  # fmt: skip
    if not way.chance(0.15 if observed else 0.03):
        return
    yield way.stay.hours(14, 30)
    status.order_status(
        visit, by=way.lead, status=Order.INPATIENT if observed else Order.OBSERVATION, ordered_at=clock.now(),
        ordered_by=words_of_leaving.PHYSICIAN, reason="" if observed else "Review committee; the physician agrees",
    )  # fmt: skip


def given(way: Way) -> Story:
    """Twice a day whatever is owed by then is given; some are forgotten until it is too late."""
    passed_over: set[tuple[str, int]] = set()
    yield way.stay.hours(0.2, 2)
    while not way.gone:
        rows = Notice.objects.filter(
            encounter=way.stay.visit, status=Notice.Status.DUE, error_at=None, due_from__lte=clock.now()
        )
        for notice in rows.order_by("kind", "number"):
            key = (notice.kind, notice.number)
            if key not in passed_over and way.chance(FORGOTTEN):
                passed_over.add(key)
            if key not in passed_over:
                give(way, notice)
        yield way.stay.hours(5, 13)


def give(way: Way, notice: Notice) -> None:
    """By the desk where it is a patient's rights, by the lead otherwise."""
    refuses = way.chance(REFUSED)
    notices.deliver_notice(
        notice, by=way.stay.clerk if notice.kind == Kind.RIGHTS else way.lead, at=clock.now(), method="in_person",
        oral=True, refused=refuses, signer="" if refuses else "The patient", language=way.stay.figure.language,
        interpreter="By telephone" if interpreting(way.stay, way.case) else "",
        edition="" if notice.kind == Kind.RIGHTS else EDITION,
        note="Read it, did not want to sign" if refuses else "",
    )  # fmt: skip


def told(way: Way) -> Story:
    """The patient hears of the plan, and a relative who may; before a nursing facility somebody screens."""
    yield way.at(way.stay.rng.uniform(0.4, 0.7))
    if way.disposition == "03" and way.chance(0.9):
        screening.record_pasrr(
            way.case, by=way.lead, screened_at=clock.now(), outcome=way.stay.rng.choice(["negative"] * 6 + ["exempt"]),
            certified_by=words_of_leaving.PHYSICIAN, reference="Level I (invented)",
        )  # fmt: skip
    tell(way, None)
    person = RelatedPerson.objects.filter(patient=way.case.patient_id).order_by("name").first()
    if person is not None and person.may_be_told:
        yield way.stay.hours(0.5, 6)
        tell(way, person)


def tell(way: Way, person: RelatedPerson | None) -> None:
    telling.tell_plan(
        way.case, by=way.lead, what="evaluation", response=way.stay.rng.choice(words_of_leaving.TOLD),
        agrees=way.chance(0.93), person=person,
        interpreter="By telephone" if interpreting(way.stay, way.case) else "",
    )  # fmt: skip
