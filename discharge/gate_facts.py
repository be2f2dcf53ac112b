"""What the file says of the gates that rest on identity, assessments, teaching and the plan itself (discharge.gates)."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AbilityRating, MedicationList, Protocol, ProtocolStep
from assessments.queries.protocols import before_leaving, open_steps
from careplans.models import EducationSession, Intervention
from careplans.queries import education
from core import clock
from discharge.gates import LEAVING, Answer, Rows, fact
from discharge.models import Destination, DischargePlan, LeavingStep, PlanTold
from discharge.plan_facts import WHOLE_DAY, support
from encounters.dispositions import COMMUNITY, base
from patients.models import Case, Patient
from policy.models import RulePack
from policy.ready import topics_by, version_in_force
from worklist.models import Item
from worklist.models.item import LIVE

# What the service at a destination says of itself.
SERVICES = Rows(Destination.objects.filter(service__isnull=False), "case", "service__version")
# Abilities are clinical facts.
RATED = "view_clinical"


def fresh(column: str) -> Q:
    """Only rows of a case made since the patient last left: what was done for that departure does not count for this one.

    A departure that was taken back ends nothing.
    """
    gone = LeavingStep.objects.filter(
        case=OuterRef("case"), stage=LeavingStep.Stage.LEFT, reversed_at=None, leaving__lt=F("plan__leaving"),
        at__gte=OuterRef(column),
    )  # fmt: skip
    return Q(**{f"{column}__isnull": False}) & ~Q(Exists(gone))


# The work of finding out who somebody is.
IDENTITIES = Rows(Item.objects.filter(kind=Item.Kind.IDENTITY), "patient__cases")


def _unsure() -> Any:
    return Exists(IDENTITIES.rows.filter(patient=OuterRef("patient"), status__in=LIVE))


@fact("identity", reads=_unsure, rests_on=(IDENTITIES, Rows(Patient.objects.all(), "cases")))
def identity(case: Case, _plan: DischargePlan, unsure: bool) -> Answer:
    """The patient is known by name, and nobody is still asked who they are."""
    patient = case.patient
    return Answer(not (unsure or patient.provisional or patient.merged_into_id))


@fact("date_and_place")
def date_and_place(case: Case, plan: DischargePlan) -> Answer:
    """The day and the destination are on the plan."""
    lacks = []
    if plan.expected_on is None:
        lacks.append(_("There is no expected discharge date."))
    if not plan.disposition:
        lacks.append(_("Where the patient goes is not chosen."))
    return Answer(not lacks, " ".join(lacks), reverse("cases:discharge", args=[case.pk]))


def _lists() -> Any:
    rows = MedicationList.objects.filter(case=OuterRef("pk"), error_at=None)
    rows = rows.filter(Q(status=MedicationList.Status.OPEN) | fresh("reconciled_at"))
    return ArraySubquery(rows.order_by("status").values("status"))


@fact("medicines", reads=_lists, rests_on=(MedicationList,))
def medicines(case: Case, _plan: DischargePlan, states: list[str]) -> Answer:
    """A list was reconciled in this stay, and none is open (assessments.queries.medicines.is_reconciled)."""
    return Answer(
        set(states) == {MedicationList.Status.RECONCILED},
        url=reverse("assessments:medicines", args=[case.pk]),
        asks="view_clinical",
    )


def _sessions() -> Any:
    return Exists(EducationSession.objects.filter(fresh("at"), case=OuterRef("pk")))


@fact("taught", reads=_sessions, rests_on=(EducationSession,))
def taught(case: Case, _plan: DischargePlan, recorded: bool) -> Answer:
    """That there was teaching with teach-back stands on record, however it came back."""
    return Answer(recorded, url=reverse("careplans:teaching", args=[case.pk]))


def _teaching() -> Any:
    last = EducationSession.objects.filter(fresh("at"), case=OuterRef("pk")).order_by("topic", "-at", "-pk")
    named = education.planned(OuterRef("pk")).values(row=JSONObject(code="subject", words="words"))
    return JSONObject(
        rules=Subquery(version_in_force(RulePack.Kind.TEMPLATES, OuterRef("facility"), clock.now())),
        planned=ArraySubquery(named),
        last=ArraySubquery(last.distinct("topic").values(row=JSONObject(code="topic", result="result"))),
    )


@fact("understood", reads=_teaching, rests_on=(EducationSession, Intervention))
def understood(case: Case, _plan: DischargePlan, read: dict[str, Any]) -> Answer:
    """Every topic needed before leaving came back in the patient's words, or they declined it (C28)."""
    planned = {row["code"]: row["words"] for row in read["planned"]}
    wanted = education.known_topics(topics_by(read["rules"]), planned).values()
    left = education.untaught(wanted, {row["code"]: row["result"] for row in read["last"]})
    topics = ", ".join(topic.label for topic in left)
    words = _("Not yet understood: %(topics)s.") % {"topics": topics} if topics else ""
    return Answer(not left, words, reverse("careplans:teaching", args=[case.pk]))


def _open_steps() -> Any:
    return ArraySubquery(open_steps(OuterRef("pk")))


@fact("safeguarding", reads=_open_steps, rests_on=(ProtocolStep, Protocol))
def safeguarding(case: Case, _plan: DischargePlan, rows: list[dict[str, Any]]) -> Answer:
    """No step of a safety plan is open that must be done before leaving; how many there are is all that is said."""
    left = before_leaving(rows)
    words = ngettext(
        "%(n)d step of a safety plan must be done before the patient leaves.",
        "%(n)d steps of a safety plan must be done before the patient leaves.",
        left,
    )
    return Answer(
        not left, words % {"n": left} if left else "", reverse("assessments:protocols", args=[case.pk])
    )


def _support() -> Any:
    rated = AbilityRating.objects.filter(case=OuterRef("pk"))
    rated = rated.order_by("ability", "-rated_at", "-pk").distinct("ability")
    hours = JSONObject(needed="support_needed", arranged="support_arranged")
    places = Destination.objects.filter(
        plan__case=OuterRef("pk"), status=Destination.Status.CHOSEN, error_at=None
    )
    there = JSONObject(code="disposition", hours="support_hours", service="service__support_hours")
    return JSONObject(
        rated=ArraySubquery(rated.values(hours=hours)), place=Subquery(places.values(there=there)[:1])
    )


@fact("support", reads=_support, rests_on=(AbilityRating, Destination, SERVICES), by_place=True)
def enough_support(case: Case, goes_to: str, read: dict[str, Any]) -> Answer:
    """Somebody is there for as many hours a day as the abilities ask for; what nobody said is open (C53)."""
    url = reverse("assessments:abilities", args=[case.pk])
    needs = [(row["needed"], row["arranged"] or 0) for row in read["rated"] if row["needed"] is not None]
    if not needs:
        return Answer(False, _("How many hours of support a day the patient needs is not rated."), url, RATED)
    there = hours_there(goes_to, read["place"] or {})
    short = max(needed - max(arranged, there or 0) for needed, arranged in needs)
    if short <= 0:
        return Answer(True)
    if there is None:
        place = reverse("cases:discharge", args=[case.pk])
        return Answer(
            False, _("How many hours of support a day stand at the destination is not said."), place
        )
    words = ngettext(
        "%(n)d hour of support a day is missing at the destination.",
        "%(n)d hours of support a day are missing at the destination.",
        short,
    )
    return Answer(False, words % {"n": short}, url, RATED)


def hours_there(goes_to: str, chosen: dict[str, Any]) -> int | None:
    """Hours of support a day where they go: its own with those of family and paid help; None while nobody has said.

    What was said of the place that was chosen counts of no other; family is at home whoever looks in there.
    """
    real, planned = base(goes_to), base(chosen.get("code", ""))
    own = chosen.get("service") if real == planned else None
    if own is None:
        own = support(real) if real else None
    if own == WHOLE_DAY:
        return WHOLE_DAY
    said = chosen.get("hours") if real == planned or {real, planned} <= COMMUNITY else None
    return None if said is None else min(WHOLE_DAY, said + (own or 0))


@fact("wishes")
def wishes(case: Case, plan: DischargePlan) -> Answer:
    """What the patient wants is on the plan; that they did not want to say is an answer (482.43, introduction)."""
    said = bool(plan.wishes or plan.wishes_declined)
    return Answer(said, url=reverse("cases:wishes", args=[case.pk]), asks="edit_discharge")


def _tellings() -> Any:
    rows = PlanTold.objects.filter(case=OuterRef("pk"), leaving=LEAVING, what=PlanTold.What.EVALUATION)
    return Exists(rows)


@fact("told", reads=_tellings, rests_on=(PlanTold,))
def told(_case: Case, _plan: DischargePlan, known: bool) -> Answer:
    """The evaluation was gone through with the patient or who speaks for them (482.43(a)(3))."""
    return Answer(known)
