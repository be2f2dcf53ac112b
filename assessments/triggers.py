"""What happened on a case that asks for another look at the patient, from the tables of the apps below. Reads only.

Each event has a key made from the row that tells it, so that it is raised once; what happened before the first assessment
was done is part of that assessment. Words stay neutral: more people read work than health.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from assessments import looked_at
from assessments.models import CaregiverCapacity, Protocol, Reassessment
from assessments.reassess import SOURCES, Event, Trigger
from core import clock
from encounters.ledger import Effect, Fact, derive
from encounters.models import Movement
from messaging.models import ConditionChange
from patients.models import Consent, RelatedPerson
from policy.queries import reassess as rules_of

# What is older is past history; an outage that lasted longer is looked through by people.
LOOKS_BACK = timedelta(days=14)
# Without consent to these nothing is done with the patient.
REFUSED = (Consent.Purpose.TREATMENT, Consent.Purpose.TRANSITION)
WILLING = ("yes", "partly")


def events() -> Iterator[Event]:
    """Everything that happened and has raised nothing yet: a few statements for each source, whatever happened."""
    for tell in OWN:
        yield from tell()
    told = [event for tell in SOURCES for event in tell()]
    known = Reassessment.objects.filter(source_key__in=[event.key for event in told])
    raised = set(known.values_list("case", "source_key")) if told else set()
    yield from (event for event in told if (event.case_id, event.key) not in raised)


def changes() -> Iterable[Event]:
    """Changes of condition; a fall or a new diagnosis by the words of the rules in force."""
    rows = _new(ConditionChange.objects.filter(error_at=None), "messaging.conditionchange:", "case")
    known: dict[Any, Any] = {}
    for row in rows.select_related("case__facility"):
        facility = row.case.facility
        _version, rules = known.get(facility.pk) or known.setdefault(
            facility.pk, rules_of(facility, clock.now())
        )
        kind = rules.kind_of(row.what)
        said = {"fall": _("The patient fell"), "diagnosis": _("There is a new diagnosis")}
        yield Event(row.case_id, row.told, kind, said.get(kind, _("Change of condition")), row.event_at)


def dangers() -> Iterable[Event]:
    """Protocols that were raised; what they are about is not said here."""
    rows = _new(Protocol.objects.filter(error_at=None), "assessments.protocol:", "case")
    for case, key, at in rows.values_list("case", "told", "created_at"):
        yield Event(case, key, Trigger.CRISIS, _("Something grave happened: ask the lead"), at)


def refusals() -> Iterable[Event]:
    """Patients who withdrew their consent to treatment or to what comes after it."""
    rows = Consent.objects.filter(purpose__in=REFUSED, revoked_at__isnull=False)
    rows = _new(rows, "patients.consent:", "patient__cases", at="revoked_at")
    for case, key, at in rows.values_list("patient__cases", "told", "revoked_at"):
        yield Event(case, key, Trigger.REFUSAL, _("The patient withdrew a consent"), at)


def caregivers() -> Iterable[Event]:
    """Caregivers who were willing and are not any more, or whose part in the patient's life has ended."""
    history = apps.get_model("assessments", "CaregiverCapacityEvent")
    was = history.objects.filter(pgh_obj=OuterRef("pk"), willing__in=WILLING).order_by("-pgh_id")
    rows = CaregiverCapacity.objects.filter(willing="no", error_at=None).filter(Exists(was))
    # The last time they were willing tells one loss from the next.
    rows = rows.annotate(lost=was.values("pgh_id")[:1])
    rows = _new(rows, "assessments.caregivercapacity:", "case", also="lost", at="asked_at")
    for case, key, at in rows.values_list("case", "told", "asked_at"):
        yield Event(case, key, Trigger.CAREGIVER, _("A caregiver can no longer help"), at)
    today = clock.today(ZoneInfo("UTC"))
    gone = RelatedPerson.objects.filter(until_on__lt=today, until_on__gt=today - LOOKS_BACK)
    gone = gone.filter(capacities__willing__in=WILLING, capacities__error_at=None)
    gone = gone.annotate(case=F("capacities__case"), ended=Cast("until_on", CharField()))
    for row in _new(gone, "patients.relatedperson:", "capacities__case", also="ended", at=""):
        yield Event(row.case, row.told, Trigger.CAREGIVER, _("A caregiver can no longer help"), clock.now())


def transfers() -> Iterable[Event]:
    """Moves to another unit that stand; a move of bed, or one taken back, is none."""
    rows = Movement.objects.filter(kind=Movement.Kind.TRANSFER, to_unit__isnull=False)
    found = list(_new(rows, "encounters.movement:", "encounter__case").select_related("encounter", "to_unit"))
    moves = _moves({row.encounter_id for row in found})
    for row in found:
        if row.key in moves[row.encounter_id]:
            said = _("Moved to %(unit)s") % {"unit": row.to_unit.name}
            yield Event(row.encounter.case_id, row.told, Trigger.TRANSFER, said, row.event_at)


def _moves(visits: set[Any]) -> dict[Any, set[str]]:
    """Of each visit the facts that led to another unit, by their key: one statement."""
    columns = ("encounter", "key", "kind", "event_at", "to_unit", "to_bed", "visit_kind", "takes_back")
    facts: dict[Any, list[Fact]] = defaultdict(list)
    for visit, key, kind, at, unit, bed, *said in Movement.objects.filter(encounter__in=visits).values_list(
        *columns
    ):
        facts[visit].append(Fact(key, kind, at, (unit, bed) if unit else None, *said))
    return {visit: _led(each) for visit, each in facts.items()}


def _led(facts: list[Fact]) -> set[str]:
    """The keys of the standing moves to another unit than the one before."""
    effects, unit, found = derive(facts).effects, None, set()
    for fact in sorted(facts, key=lambda each: each.at):
        if effects.get(fact.key) != Effect.STANDS or fact.place is None or fact.kind == "cancel":
            continue
        if fact.kind == "transfer" and unit is not None and fact.place[0] != unit:
            found.add(fact.key)
        unit = fact.place[0]
    return found


def _new(rows: Any, name: str, case: str, *, also: str = "", at: str = "created_at") -> Any:
    """Rows of open cases, after the first assessment of the case, that have raised nothing; `told` is their key."""
    parts = [Value(name), Cast("pk", CharField())]
    parts += [Value(":"), Cast(also, CharField())] if also else []
    rows = rows.annotate(told=Concat(*parts, output_field=CharField()))
    raised = Reassessment.objects.filter(case=OuterRef(case), source_key=OuterRef("told"))
    wanted: Any = looked_at.cases().filter(pk=OuterRef(case))
    if at:
        rows = rows.filter(**{f"{at}__gt": clock.now() - LOOKS_BACK})
        wanted = wanted.filter(assessed_at__lt=OuterRef(at))
    return rows.filter(Exists(wanted)).exclude(Exists(raised)).order_by("pk")


OWN: tuple[Callable[[], Iterable[Event]], ...] = (changes, dangers, refusals, caregivers, transfers)
