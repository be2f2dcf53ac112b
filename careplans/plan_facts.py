"""The facts that plans, assessments and the work around them hold (`careplans.facts`)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import (
    AbilityRating,
    Allergy,
    CaregiverCapacity,
    MedicationItem,
    MedicationList,
    Protocol,
)
from assessments.models.protocols import CLASSES
from careplans import (
    amounts,
    answer_facts,  # noqa: F401  # registers what answers say
)
from careplans.facts import Place, Row, Rows, derived, source
from careplans.models import EducationSession, Enrolment, Goal, Intervention, Restriction
from core import clock
from core.localtime import local_date
from outreach.models import HomeVisit
from patients.models import CommunicationProfile
from policy import queries as policy
from worklist.models import Appointment


def _lasting(place: Place) -> Q:
    """What has no last day, or one that is not over."""
    return Q(until_on=None) | Q(until_on__gte=place.today)


def _goals(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"target": amounts.given(row["target"], row.pop("unit"))}


@source(
    "goals", "goal", shape=_goals, words="words", measure="measure", target="target_value", unit="unit",
    from_on="start_on", due_on="due_on",
)  # fmt: skip
def goals(place: Place) -> QuerySet[Any, Any]:
    return Goal.objects.filter(plan=place.plan, error_at=None).exclude(status=Goal.Status.CLOSED)


def _interventions(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        task = row["task"] or None
        yield row | {"goal": f"goal:{row['goal']}", "task": task, "amount": amounts.in_words(row["words"])}


@source(
    "interventions", "intervention", shape=_interventions, words="words", goal="goal_id", activity="activity",
    subject="subject", role="owner_role", caregiver="caregiver_id", task="caregiver_task", hours="hours_per_week",
    from_on="from_on", until_on="until_on",
)  # fmt: skip
def interventions(place: Place) -> QuerySet[Any, Any]:
    live = (Intervention.Status.PLANNED, Intervention.Status.ACTIVE)
    return Intervention.objects.filter(_lasting(place), plan=place.plan, error_at=None, status__in=live)


@derived("loads")
def loads(_place: Place, facts: Mapping[str, Rows]) -> Iterable[Row]:
    """What the plan asks of each caregiver in a week, where it says hours."""
    for person in sorted({row["caregiver"] for row in facts["interventions"] if row["caregiver"]}):
        rows = [row for row in facts["interventions"] if row["caregiver"] == person and row["hours"]]
        hours = sum(row["hours"] for row in rows)
        if rows:
            words = ngettext(
                "%(hours)s h a week in %(n)d item", "%(hours)s h a week in %(n)d items", len(rows)
            )
            said = words % {"hours": f"{hours:g}", "n": len(rows)}
            yield {"key": f"load:{person}", "person": person, "hours": hours, "words": said}


def _restrictions(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"amount": amounts.given(row["amount"], row.pop("unit"))}


@source(
    "restrictions", "restriction", shape=_restrictions, words="words", kind="kind", value="value", amount="amount",
    unit="unit", from_on="from_on", until_on="until_on",
)  # fmt: skip
def restrictions(place: Place) -> QuerySet[Any, Any]:
    return Restriction.objects.filter(_lasting(place), case=place.case, error_at=None, lifted_at=None)


def _caregivers(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        offered = row["tasks"] or row["unable"] or row["asked"]
        # Somebody nobody has asked yet has refused nothing and offered nothing.
        known = {} if offered else {"tasks": None, "unable": None}
        yield row | known | {"words": _("%(name)s, as they said") % {"name": row["words"]}}


@source(
    "caregivers", "capacity", shape=_caregivers, words="person__name", person="person_id", hours="hours_per_week",
    tasks="tasks", unable="unable", willing="willing", asked="asked_at",
)  # fmt: skip
def caregivers(place: Place) -> QuerySet[Any, Any]:
    return CaregiverCapacity.objects.filter(case=place.case, error_at=None)


_CLASS = {"emotional": "behavioural", "socioeconomic": "psychosocial"}
_ABILITY = dict(AbilityRating.Ability.choices)


def _abilities(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"words": str(_ABILITY[row["ability"]]), "data": _CLASS.get(row["ability"], "clinical")}


@source(
    "abilities", "ability", shape=_abilities, ability="ability", now="now", expected="expected",
    needed="support_needed", arranged="support_arranged",
)  # fmt: skip
def abilities(place: Place) -> QuerySet[Any, Any]:
    newest = AbilityRating.objects.filter(case=place.case).order_by("ability", "-rated_at", "-id")
    return AbilityRating.objects.filter(pk__in=newest.distinct("ability").values("pk"))


def _medicines(_place: Place, rows: Rows) -> Iterable[Row]:
    """One of each name: what several sources tell of one medicine is one medicine, decided on when one of them is."""
    once: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: not row["action"]):
        once.setdefault(row["name"].casefold(), row | {"words": row["name"]})
    return once.values()


@source("medicines", "medicine", shape=_medicines, name="name", high_risk="high_risk", action="action")
def medicines(place: Place) -> QuerySet[Any, Any]:
    lists = MedicationList.objects.filter(case=place.case, error_at=None).order_by("-created_at", "-id")
    return MedicationItem.objects.filter(error_at=None, list__in=lists.values("pk")[:1])


def _allergies(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield {"key": row["key"], "words": row["substance"], "substances": [row["substance"]]}


@source("allergies", "allergy", shape=_allergies, substance="substance")
def allergies(place: Place) -> QuerySet[Any, Any]:
    return Allergy.objects.filter(case=place.case, error_at=None, refuted_at=None)


def _person(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        needed = row["interpreter"] != CommunicationProfile.Interpreter.NONE
        yield row | {"interpreter": needed, "words": _("How to speak with the patient")}


@source("person", "communication", shape=_person, interpreter="interpreter", spoken="spoken", needs="needs")
def person(place: Place) -> QuerySet[Any, Any]:
    return CommunicationProfile.objects.filter(patient=place.case.patient_id)


def _teaching(place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"on": local_date(datetime.fromisoformat(row["on"]), place.case.facility.tz).isoformat()}


@source(
    "teaching", "session", shape=_teaching, words="topic_words", topic="topic", language="language",
    interpreter="interpreter_used", on="at",
)  # fmt: skip
def teaching(place: Place) -> QuerySet[Any, Any]:
    return EducationSession.objects.filter(case=place.case)


@source(
    "programmes", "enrolment", words="programme", code="programme", from_on="from_on", until_on="until_on"
)
def programmes(place: Place) -> QuerySet[Any, Any]:
    return Enrolment.objects.filter(_lasting(place), case=place.case, error_at=None)


def _protocols(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        words = str(dict(Protocol.Kind.choices)[row["kind"]])
        yield row | {"words": words, "data": CLASSES[Protocol.Kind(row["kind"])]}


@source("protocols", "protocol", shape=_protocols, kind="kind")
def protocols(place: Place) -> QuerySet[Any, Any]:
    open_ones = Protocol.objects.filter(case=place.case, error_at=None)
    return open_ones.exclude(status=Protocol.Status.CLEARED)


def _visits(place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        on = local_date(datetime.fromisoformat(row.pop("at")), place.case.facility.tz)
        words = _("Home visit on %(day)s") % {"day": dateformat.format(on, "j M Y")}
        yield row | {"words": words, "from_on": on.isoformat(), "until_on": on.isoformat()}


@source("visits", "visit", shape=_visits, note="safety_note", at="starts_at")
def visits(place: Place) -> QuerySet[Any, Any]:
    return HomeVisit.objects.filter(case=place.case, error_at=None, status=HomeVisit.Status.PLANNED)


def _days(place: Place, rows: Rows) -> Iterable[Row]:
    """The days on which somebody comes or the patient goes somewhere, with how often."""
    dates = [local_date(datetime.fromisoformat(row["at"]), place.case.facility.tz) for row in rows]
    for on in sorted(set(dates)):
        times = dates.count(on)
        said = ngettext("%(n)d session on %(day)s", "%(n)d sessions on %(day)s", times)
        day = {"from_on": on.isoformat(), "until_on": on.isoformat()}
        words = said % {"n": times, "day": dateformat.format(on, "j M Y")}
        yield {"key": f"day:{on}", "sessions": times, "words": words, **day}


@source("days", "appointment", shape=_days, at="starts_at")
def days(place: Place) -> QuerySet[Any, Any]:
    booked = Appointment.objects.filter(case=place.case, status=Appointment.Status.BOOKED)
    return booked.filter(starts_at__gte=clock.now())


@derived("tolerances")
def tolerances(place: Place, facts: Mapping[str, Rows]) -> Iterable[Row]:
    """How many sessions a day are borne: as ordered for this patient, else as the house has it."""
    ordered = [
        row | {"sessions": row["amount"]["value"]}
        for row in facts["restrictions"]
        if row["amount"] and row["amount"]["unit"] == "times/day"
    ]
    if ordered:
        return ordered
    most = policy.teamwork(place.case.facility, clock.now()).patient_sessions_a_day
    said = ngettext("%(n)d session a day at most", "%(n)d sessions a day at most", most)
    return [{"key": "house:sessions", "sessions": most, "words": said % {"n": most}, "data": "plan"}]
