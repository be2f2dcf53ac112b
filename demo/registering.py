"""The registration desk: a person becomes a record, or first an alias until somebody can say who they are."""

from accounts.models import User
from core import clock
from coverage import actions as paying
from demo.house import TZ
from demo.stay import Stay
from intake import registration
from patients import actions as patients
from patients.models import Patient

# How many come without anybody who can say who they are.
UNKNOWN = 0.02


def register(stay: Stay) -> Patient:
    """The four blocks of the registration page; somebody unknown gets an alias and is in the queue at once."""
    by, figure, unit = stay.clerk, stay.figure, stay.house.units[stay.unit]
    if stay.rng.random() < UNKNOWN:
        stay.request = registration.arrive_provisional(
            unit.facility, by=by, sex=figure.sex, estimated_age=60, arrival="ed", unit=unit
        )
        return stay.request.patient
    made: Patient = patients.register(
        unit.facility,
        by=by,
        family=figure.name.family,
        given=figure.name.given,
        sex=figure.sex,
        pronouns=figure.pronouns,
        birth_date=figure.birth_date,
        identifiers=[("MR", unit.facility.code, f"{200_000 + stay.number}")],
        verification=stay.rng.choice(["stated", "document", "document"]),
    )
    reach(stay, made, by)
    cover(stay, made, by)
    return made


def identify(stay: Stay) -> None:
    """Somebody unknown can say who they are, or a relative does; what the desk asks follows."""
    assert stay.patient is not None  # noqa: S101  (arrived before)
    if stay.patient.provisional:
        by, figure = stay.clerk, stay.figure
        stay.patient = registration.identify(
            stay.patient,
            by=by,
            family=figure.name.family,
            given=figure.name.given,
            birth_date=figure.birth_date,
            sex=figure.sex,
        )
        reach(stay, stay.patient, by)
        cover(stay, stay.patient, by)


def reach(stay: Stay, patient: Patient, by: User) -> None:
    figure = stay.figure
    mode = stay.rng.choice(["phone", "video", "in_person"]) if figure.interpreter else "none"
    patients.set_communication(patient, by=by, spoken=figure.language, read=figure.language, interpreter=mode)
    patients.add_contact_point(patient, by=by, kind="phone", value=figure.phone, use="home")
    if stay.rng.random() < 0.4:
        patients.record_consent(
            patient,
            by=by,
            purpose="reminders",
            method="verbal",
            witness="Registration desk",
            by_ways=["text"],
        )
    address = figure.address
    patients.add_contact_point(
        patient,
        by=by,
        kind="address",
        value=f"{address.house_number} {address.street}, {address.town}",
        postcode=address.postcode,
    )
    if figure.relative:
        them = figure.relative
        name = f"{them.name.given} {them.name.family}".strip()
        patients.add_related_person(
            patient, by=by, name=name, relation=them.relation, emergency=True, may_be_told=["plan", "discharge"],
            language=them.language, phone=them.phone,
        )  # fmt: skip


def cover(stay: Stay, patient: Patient, by: User) -> None:
    begun = clock.today(TZ).replace(month=1, day=1)
    for policy in stay.figure.policies:
        paying.add_coverage(
            patient, by=by, plan=stay.house.plans[policy.payer.name], member_id=policy.member_number,
            rank=policy.rank, from_on=begun,
        )  # fmt: skip
