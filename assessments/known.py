"""What is known of a patient for the risk indices: from visits, assessments, needs and the patient, or typed. Reads only.

A typed input goes before one that was found; what neither says is not known, and never zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from assessments.models import Answer, Need, Score, Section
from assessments.stays import Stay, stays
from core import clock
from core.ages import years_on
from patients.models import Case, CommunicationProfile
from policy.reassess import Reassess

TYPED, VISITS, ASSESSED, NEEDS, PATIENT, SCORED = "typed", "visits", "assessed", "needs", "patient", "scored"
# What a person may say, in the order of the form.
SAID = (
    "conditions", "reviewed", "acute", "ed_visits", "admissions", "haemoglobin", "sodium", "procedure", "oncology",
    "destination", "function", "cognition", "needs", "payer", "legal",
)  # fmt: skip
# In which somebody needs much help: toileting or transfers at 02 or less (GG0170 C, E, F).
MUCH_HELP, GG, GG_ITEMS = ("01", "02"), "section-gg", ("gg0170c-now", "gg0170e-now", "gg0170f-now")
GG_ANSWERED = ("01", "02", "03", "04", "05", "06")
SOCIAL = "ahc-core"
BIMS, BIMS_IMPAIRED = "bims", 12
# Needs that are counted as social; coverage and law have a part of their own.
OWN_PART = (Need.Domain.COVERAGE, Need.Domain.LEGAL)


@dataclass(frozen=True)
class Known:
    """The inputs of one case: `values` holds only what is known, `source` says from where, `stay` the stay."""

    stay: Stay = field(default_factory=Stay)
    values: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        return self.values.get(name)


def gather(
    cases: Iterable[Case], rules: Reassess, said: Mapping[Any, Mapping[str, Any]] | None = None
) -> dict[Any, Known]:
    """What is known of each case, by key: a handful of statements, whatever their number.

    `said` is what a person types now, by case; otherwise what was typed for the last score goes on.
    """
    rows = list(cases)
    typed = said if said is not None else typed_before(rows)
    found, length = _found(rows), stays(rows, rules.days)
    return {case.pk: _one(case, length[case.pk], found[case.pk], typed.get(case.pk, {})) for case in rows}


def typed_before(cases: Iterable[Case]) -> dict[Any, dict[str, Any]]:
    """What somebody typed for the latest scores of each case: one statement."""
    kinds = (Score.Kind.LACE, Score.Kind.HOSPITAL, Score.Kind.CHARLSON, Score.Kind.ACUITY)
    rows = Score.objects.filter(case__in=list(cases), kind__in=kinds)
    latest = rows.order_by("case", "kind", "-at", "-pk").distinct("case", "kind")
    found: dict[Any, dict[str, Any]] = defaultdict(dict)
    for case, inputs in latest.values_list("case", "inputs"):
        for name, given in inputs.items():
            if given.get("source") == TYPED:
                found[case] |= {name: given["value"]} | (
                    {"reviewed": given["reviewed"]} if "reviewed" in given else {}
                )
    return found


def _one(case: Case, stay: Stay, found: Mapping[str, tuple[Any, str]], typed: Mapping[str, Any]) -> Known:
    facts = dict(found)
    visits = {"acute": stay.acute, "ed_visits": stay.ed_visits, "admissions": stay.admissions}
    facts |= {name: (value, VISITS) for name, value in visits.items() if value is not None}
    facts |= {name: (typed[name], TYPED) for name in SAID if typed.get(name) not in (None, "", [], ())}
    if (age := _age(case, stay)) is not None:
        facts["age"] = (age, PATIENT)
    values = {name: value for name, (value, _source) in facts.items()}
    return Known(stay, values, {name: source for name, (_value, source) in facts.items()})


def _age(case: Case, stay: Stay) -> int | None:
    patient, on = case.patient, stay.admitted_on or clock.today(case.facility.tz)
    if patient.birth_date is None or patient.birth_date > on:
        return patient.estimated_age
    return years_on(patient.birth_date, on)


def _found(cases: list[Case]) -> dict[Any, dict[str, tuple[Any, str]]]:
    """What assessments, needs and the patient's own words say: five statements."""
    found: dict[Any, dict[str, tuple[Any, str]]] = {case.pk: {} for case in cases}
    _add_needs(found)
    bims = Score.objects.filter(
        case__in=list(found), code=BIMS, kind=Score.Kind.INSTRUMENT, total__isnull=False
    )
    newest: Any = bims.order_by("case", "-at", "-pk").distinct("case").values_list("case", "total")
    for key, total in newest:
        found[key]["cognition"] = (total <= BIMS_IMPAIRED, ASSESSED)
    _add_function(found)
    spoken = CommunicationProfile.objects.filter(patient__in={case.patient_id for case in cases})
    asked = dict(spoken.values_list("patient", "interpreter"))
    for case in cases:
        if case.patient_id in asked:
            needs_one = asked[case.patient_id] != CommunicationProfile.Interpreter.NONE
            found[case.pk]["interpreter"] = (needs_one, PATIENT)
    return found


def _add_needs(found: dict[Any, dict[str, tuple[Any, str]]]) -> None:
    """Open social needs, once somebody has looked for any: an empty list alone says nothing."""
    rows = Need.objects.filter(case__in=list(found), error_at=None, sort="psychosocial").values_list(
        "case", "domain", "status"
    )
    asked = Section.objects.filter(
        case__in=list(found), instrument__instrument__code=SOCIAL, status=Section.Status.SIGNED
    )
    domains: dict[Any, set[str]] = {case: set() for case in asked.values_list("case", flat=True)}
    for case, domain, status in rows:
        if status not in (Need.Status.CLOSED, Need.Status.DECLINED):
            domains.setdefault(case, set()).add(domain)
    for case, open_ones in domains.items():
        found[case]["needs"] = (len(open_ones - set(OWN_PART)), NEEDS)
        for name, domain in (("payer", Need.Domain.COVERAGE), ("legal", Need.Domain.LEGAL)):
            if domain in open_ones:
                found[case][name] = (True, NEEDS)


def _add_function(found: dict[Any, dict[str, tuple[Any, str]]]) -> None:
    """Whether much help was needed in the latest signed functional assessment."""
    signed = Section.objects.filter(
        case=OuterRef("case"), instrument__instrument__code=GG, status=Section.Status.SIGNED
    )
    newest = Subquery(signed.order_by("-signed_at", "-pk").values("pk")[:1])
    rows = Section.objects.filter(case__in=list(found), instrument__instrument__code=GG, pk=newest)
    said = Answer.objects.filter(section=OuterRef("pk"), link_id__in=GG_ITEMS, value__in=GG_ANSWERED)
    much = said.filter(value__in=MUCH_HELP)
    for case, answered, helped in rows.annotate(said=Exists(said), much=Exists(much)).values_list(
        "case", "said", "much"
    ):
        if answered:
            found[case]["function"] = (helped, ASSESSED)
