"""What the timeline tells of the whole person; of needs and protocols only to those who read their class."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from assessments.models import AbilityRating, Allergy, CaregiverCapacity, MedicationList, Need, Protocol
from core.access import visible_among
from core.timeline import Line, Said, lines, source
from patients.models import Case


def _domain(line: Line) -> str:
    return str(Need.Domain(line.code).label)


@source(
    "needfound", kind="assessment", icon="hand-helping", perm="summary_psychosocial", personal=True,
    say=lambda line: Said(_("Need found: %(domain)s") % {"domain": _domain(line)}, line.text),
)  # fmt: skip
def found(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = Need.objects.filter(case=case, error_at=None)
    return lines(
        visible_among(rows, reader), "created_at", who="created_by__name", code="domain", text="words"
    )


ANSWERED: dict[str, Any] = dict(Need.Status.choices)


def _asked(line: Line) -> Said:
    domain, _bar, status = line.code.partition("|")
    said = {"domain": Need.Domain(domain).label, "answer": ANSWERED[status]}
    return Said(_("Need: %(domain)s. %(answer)s") % said, line.text, "blue")


@source(
    "needanswered",
    kind="assessment",
    icon="message-circle",
    perm="summary_psychosocial",
    personal=True,
    say=_asked,
)
def answered(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = Need.objects.filter(case=case, error_at=None).exclude(status=Need.Status.CLOSED)
    rows = visible_among(rows, reader).annotate(how=Concat("domain", Value("|"), "status"))
    return lines(rows, "answered_at", who="answered_by__name", code="how", text="words")


def _closed(line: Line) -> Said:
    domain, _bar, outcome = line.code.partition("|")
    said = {"domain": Need.Domain(domain).label, "outcome": str(Need.Outcome(outcome).label).lower()}
    return Said(_("Need closed: %(domain)s, %(outcome)s") % said, line.text, "green")


@source(
    "needclosed",
    kind="assessment",
    icon="circle-check",
    perm="summary_psychosocial",
    personal=True,
    say=_closed,
)
def closed(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(Need.objects.filter(case=case, error_at=None), reader)
    rows = rows.annotate(how=Concat("domain", Value("|"), "outcome"))
    return lines(rows, "closed_at", who="closed_by__name", code="how", text="outcome_words")


@source(
    "abilityrated", kind="assessment", icon="chart-line", perm="view_clinical", personal=True,
    say=lambda line: Said(_("Ability rated: %(what)s") % {"what": AbilityRating.Ability(line.code).label}, line.text),
)  # fmt: skip
def rated(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(AbilityRating.objects.filter(case=case), reader)
    return lines(rows, "rated_at", who="rated_by__name", code="ability", text="note")


@source(
    "reconciled", kind="assessment", icon="pill", perm="view_clinical",
    say=lambda line: Said(
        _("Medicines reconciled: %(when)s") % {"when": MedicationList.Moment(line.code).label}, line.text, "green"
    ),
)  # fmt: skip
def reconciled(case: Case) -> QuerySet[Any, Any]:
    rows = MedicationList.objects.filter(case=case, error_at=None)
    return lines(rows, "reconciled_at", who="reconciled_by__name", code="moment", text="note")


@source(
    "allergy", kind="assessment", icon="triangle-alert", perm="view_clinical",
    say=lambda line: Said(_("Allergy on record: %(what)s") % {"what": line.text}, line.more, "orange"),
)  # fmt: skip
def allergies(case: Case) -> QuerySet[Any, Any]:
    rows = Allergy.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="substance", more="reaction")


@source(
    "noallergy", kind="assessment", icon="circle-check", perm="view_clinical",
    say=lambda line: Said(_("No allergy after all: %(what)s") % {"what": line.text}, line.more),
)  # fmt: skip
def refuted(case: Case) -> QuerySet[Any, Any]:
    rows = Allergy.objects.filter(case=case, error_at=None)
    return lines(rows, "refuted_at", who="refuted_by__name", text="substance", more="refuted_because")


@source(
    "capacityasked", kind="assessment", icon="users", perm="view_psychosocial",
    say=lambda line: Said(_("Asked what they can carry: %(name)s") % {"name": line.text}),
)  # fmt: skip
def capacities(case: Case) -> QuerySet[Any, Any]:
    rows = CaregiverCapacity.objects.filter(case=case, error_at=None)
    return lines(rows, "asked_at", text="person__name")


def _kind(line: Line) -> dict[str, Any]:
    return {"kind": Protocol.Kind(line.code).label}


@source(
    "safetyopened", kind="assessment", icon="shield", perm="view_behavioural", personal=True,
    say=lambda line: Said(_("Safety plan opened: %(kind)s") % _kind(line), "", "red"),
)  # fmt: skip
def opened(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(Protocol.objects.filter(case=case, error_at=None), reader)
    return lines(rows, "created_at", who="created_by__name", code="kind")


@source(
    "safetycleared", kind="assessment", icon="shield-check", perm="view_behavioural", personal=True,
    say=lambda line: Said(_("Safety plan cleared: %(kind)s") % _kind(line), "", "green"),
)  # fmt: skip
def cleared(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(Protocol.objects.filter(case=case, error_at=None), reader)
    return lines(rows, "cleared_at", who="cleared_by__name", code="kind")
