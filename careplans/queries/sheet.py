"""What of a case stands on the patient's plan, for somebody who may print it; days and times in the paper's language."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careplans.models import CarePlan, Goal, Intervention, PlanVersion
from careplans.sheet import Aim, Contact, Medicine, Sheet, Step, Text, Visit
from core import clock
from core.access import visible_to
from core.banner import Banner
from patients.models import Case, Patient
from patients.naming import display_name, provisional_name
from policy.plain import Glossary
from policy.queries import activity_label
from teams.models import Assignment
from worklist.models import Appointment

# Django's name of a language where it is not ours.
CALLED = {"zh": "zh-hans", "cmn": "zh-hans", "yue": "zh-hant", "no": "nb"}
# A version of these says what was approved; under any other the plan is still being written.
SETTLED = (PlanVersion.Status.APPROVED, PlanVersion.Status.ACTIVE)
# When, what, where, what to bring.
Booked = tuple[datetime, str, str, str]
# Visits that an app above keeps, of a case and a reader; it registers itself here when it is loaded.
ELSEWHERE: list[Callable[[Any, Any], Iterable[Booked]]] = []
DONE_WITH = (Intervention.Status.DONE, Intervention.Status.STOPPED)


def sheet(
    plan: CarePlan,
    user: Any,
    head: Banner,
    *,
    written: str,
    words: Glossary,
    medicines: Iterable[Medicine] = (),
) -> Sheet:
    """The paper of a plan as it stands, under what its reader may see of the patient in the header of the case.

    `medicines` come from whoever may see them and hands them in. Days and times are written out in the language `written`.
    """
    case = plan.case
    days, own = Days(written, case.facility.tz), Days("en", case.facility.tz)
    printed = {"when": own.moment(clock.now()), "who": user.name}
    aims = tuple(_aim(goal, days, _spoken(head)) for goal in _goals(plan))
    return Sheet(
        place=case.facility.name,
        name=_name(head.patient),
        person=tuple(filter(None, _person(head, own))),
        printed=" ".join(filter(None, (_("Printed %(when)s by %(who)s") % printed, _standing(plan)))),
        matters=plan.what_matters,
        purpose=case.purpose,
        aims=aims,
        visits=tuple(_visits(case, user, days)),
        medicines=tuple(medicines),
        contacts=tuple(_contacts(case)),
        explained=_explained(aims, words),
        written=written,
    )


def _standing(plan: CarePlan) -> str:
    """Said beside the day while the newest version is not approved."""
    newest = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    return "" if newest is not None and newest.status in SETTLED else _("(Draft: not approved yet.)")


class Days:
    """Writes days and times out in a language, at a place; in English where Django has no names of months for it."""

    def __init__(self, language: str, zone: Any) -> None:
        self.zone = zone
        name = CALLED.get(language, language)
        self.language = name if translation.check_for_language(name) else "en"

    def day(self, on: date) -> str:
        """ "Fri 20 Nov 2026"."""
        with translation.override(self.language):
            return dateformat.format(on, "D j M Y")

    def birth(self, on: date) -> str:
        """ "14 Mar 1958"."""
        with translation.override(self.language):
            return dateformat.format(on, "j M Y")

    def letters(self) -> str:
        """Every letter that a day can take: the year's first days of the months, and a week."""
        return " ".join(self.day(date(2026, month, month)) for month in range(1, 13))

    def moment(self, at: datetime) -> str:
        """ "Fri 20 Nov 2026, 14:30" on the clock of the place."""
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())}, {local:%H:%M}"


def _person(head: Any, days: Days) -> list[str]:
    """Who the paper is about, for the foot of every page: name, birth date, MRN, as far as the reader may see them."""
    born = getattr(head.patient, "birth_date", None)
    return [
        _name(head.patient),
        _("born %(day)s") % {"day": days.birth(born)} if born else "",
        _("MRN %(mrn)s") % {"mrn": head.mrn} if head.mrn else "",
    ]


def _name(patient: Any) -> str:
    if patient.provisional:
        return str(provisional_name(patient.alias))
    return str(display_name(patient.family, patient.given, patient.preferred_name))


def _spoken(head: Banner) -> str:
    """The code of the language the patient speaks, where the reader may see it."""
    profile = getattr(head.patient, "communication", None) if isinstance(head.patient, Patient) else None
    return profile.spoken if profile is not None else ""


def _goals(plan: CarePlan) -> Iterable[Goal]:
    """The goals that the patient agreed to and that are worked on, the pressing ones first, with what is done for each as `steps`."""
    steps = (
        Intervention.objects.filter(error_at=None).exclude(status__in=DONE_WITH).select_related("caregiver")
    )
    goals = Goal.objects.filter(plan=plan, error_at=None, status=Goal.Status.ACCEPTED).order_by(
        "priority", "due_on", "created_at"
    )
    return goals.prefetch_related(Prefetch("interventions", steps.order_by("from_on", "created_at"), "steps"))


def _aim(goal: Any, days: Days, language: str) -> Aim:
    """A goal: its plain words first, the patient's own beside them, in their language where that was written down."""
    own = None
    if goal.spoken:
        own = Text(goal.spoken, language or "en")
    elif goal.in_patients_words and goal.plain and goal.plain != goal.words:
        own = Text(goal.words)
    return Aim(
        text=goal.plain or goal.words,
        own=own,
        target=_measured(goal),
        due=days.day(goal.due_on) if goal.due_on else "",
        steps=tuple(_step(step, days) for step in goal.steps),
    )


def _measured(goal: Goal) -> str:
    """ "Metres walked: 200"."""
    amount = " ".join(filter(None, (goal.target, goal.unit if goal.unit not in goal.target else "")))
    return ": ".join(filter(None, (goal.measure[:1].upper() + goal.measure[1:], amount)))


def _step(step: Intervention, days: Days) -> Step:
    """What is done for a goal; a caregiver is named, a colleague by their role."""
    role = str(step.get_owner_role_display()) if step.owner_role else ""
    return Step(
        who=step.caregiver.name if step.caregiver else role,
        what=step.plain or step.words,
        often=step.frequency or _every(step.every_days),
        starts=days.day(step.from_on) if step.from_on else "",
        ends=days.day(step.until_on) if step.until_on else "",
    )


def _every(days: int | None) -> str:
    return ngettext("Every day", "Every %(n)d days", days) % {"n": days} if days else ""


def _visits(case: Case, user: Any, days: Days) -> Iterable[Visit]:
    """What is booked from now on, as far as the reader may see it, in the order of time."""
    found = list(_booked(case, user)) + [one for more in ELSEWHERE for one in more(case, user)]
    for at, what, place, bring in sorted(found, key=lambda one: one[0]):
        yield Visit(days.moment(at), what, place, bring)


def _booked(case: Case, user: Any) -> Iterable[Booked]:
    rows = visible_to(Appointment, user).filter(case=case, status="booked", ends_at__gt=clock.now())
    for row in rows.select_related("user", "practitioner"):
        who = row.user.name if row.user else str(row.practitioner or "")
        place = ", ".join(filter(None, (row.place or str(row.get_mode_display()), row.directions)))
        what = ", ".join(filter(None, (str(activity_label(row.activity)), who)))
        yield row.starts_at, what, place, row.bring


def _contacts(case: Case) -> Iterable[Contact]:
    """The team of the case now, the lead first, under the number of the house: people's own numbers are theirs."""
    now = clock.now()
    rows = Assignment.objects.filter(
        case=case, error_at=None, status=Assignment.Status.ACTIVE, starts_at__lte=now
    )
    rows = (
        rows.filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .select_related("user")
        .order_by("-is_lead", "starts_at")
    )
    for row in rows:
        yield Contact(row.user.name, str(row.get_role_display()), case.facility.phone)


def _explained(aims: tuple[Aim, ...], words: Glossary) -> tuple[tuple[str, str], ...]:
    """Hospital words that still stand on the paper, each with what it means."""
    said = [aim.text for aim in aims] + [step.what for aim in aims for step in aim.steps]
    found = {flag.word.term: flag.word for text in said for flag in words.flags(text)}
    return tuple((term, word.plain or word.explanation) for term, word in sorted(found.items()))
