"""The head of every page of a case, as one person may see it, from the case's shown columns and the patient's tables."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Case_
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import explain
from core import access, clock, wording
from core.banner import Banner
from core.languages import name_of
from core.localtime import midnights_between
from patients.models import Case, CommunicationProfile, Identifier, Patient
from patients.tabs import label, tabs

# What to bring along when fetching a case that will be shown with its header.
HEADER = ("patient__communication", "facility", "unit", "bed", "lead")
# Before emergency access ends its banner says so.
LAST_MINUTES = timedelta(minutes=10)

# How many things of a case somebody has not read: an expression of (case, user), and the page that lists them by the
# key of the case. An app above with something to read registers itself here.
UNREAD: list[tuple[Callable[[Any, Any], Any], str]] = []
# What is said beside the name of a patient in danger: a value of (case, user), its words by that value and what the
# person may see, and the page for those who read on. The app above that keeps safety plans registers itself here.
FLAGS: list[tuple[Callable[[Any, Any], Any], Callable[[Any, Collection[str]], str], str]] = []
# What the header shows and the case does not hold.
READ = ("mrn", "left_at", "unread", "flagged")

INTERPRETER: dict[str, Any] = {
    CommunicationProfile.Interpreter.PHONE: gettext_lazy("interpreter by phone"),
    CommunicationProfile.Interpreter.VIDEO: gettext_lazy("interpreter by video"),
    CommunicationProfile.Interpreter.IN_PERSON: gettext_lazy("interpreter in person"),
    CommunicationProfile.Interpreter.SIGN: gettext_lazy("sign language interpreter"),
    CommunicationProfile.Interpreter.ANY: gettext_lazy("interpreter needed"),
}


@dataclass(frozen=True)
class Named:
    """A patient by name alone: what somebody reads who may not see the identity."""

    family: str
    given: str
    preferred_name: str
    provisional: bool
    alias: str
    merged_into: Any = None
    birth_date: date | None = None
    estimated_age: int | None = None
    pronouns: str = ""


def fetch_case(pk: Any, *, by: Any, perm: str = "", listed: bool = False, **also: Any) -> Case:
    """A case with what its header shows, and whatever else its page asks of the case, in one statement."""
    return access.fetch(Case, pk, by=by, perm=perm, related=HEADER, also=beside(by) | also, listed=listed)


def case_page(case: Case, user: Any, tab: str, read: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The context every page of a case needs: the case, its banner, what the person may do, the name of the tab.

    `read` holds the values of `headed`, for a page that has read them already.
    """
    rights, relations = access.sight(user, case)
    why = explain.sentences(relations, case.facility.tz)
    return {
        "case": case,
        "rights": rights,
        "relations": relations,
        "tab_name": label(tab),
        "banner": banner(case, rights, why, tab, headed(case, user) if read is None else read),
        "emergency": emergency(relations),
    }


def emergency(relations: Iterable[Any]) -> dict[str, Any] | None:
    """The emergency access among what shows somebody a thing, for the banner on all pages of it: how long, and its end."""
    open_now = [line for line in relations if line.source == "emergency"]
    if not open_now:
        return None
    line = max(open_now, key=lambda each: each.until)
    left = line.until - clock.now()
    return {
        "ends_at": line.until,
        "left": wording.span(left),
        "state": "last" if left < LAST_MINUTES else "open",
        "end_url": reverse("oversight:end-emergency", args=[line.row_id]),
    }


def banner(
    case: Case, rights: Collection[str], why: list[str], tab: str = "", read: Mapping[str, Any] | None = None
) -> Banner:
    """The header; what a person may not see is empty, and nothing says that it is."""
    identity = "view_identity" in rights
    language, interpreter = spoken_with(case.patient) if identity else ("", "")
    leaving = "summary_discharge" in rights
    seen = headed(case) if read is None else read
    new = seen.get("unread", 0) if "view_notes" in rights else 0
    left_on = day_left(case, seen["left_at"]) if leaving else None
    expected = leaving and not left_on
    return Banner(
        patient=case.patient if identity else named(case.patient),
        mrn=(seen["mrn"] or "") if identity else "",
        language=language,
        interpreter=interpreter,
        unit=case.unit.name if case.unit and "summary_encounter" in rights else "",
        bed=case.bed.code if case.bed and "summary_encounter" in rights else "",
        lead=case.lead.short if case.lead else "",
        stage=case.get_stage_display(),
        day=day_of_stay(case) if "summary_encounter" in rights else None,
        leaves_on=case.expected_leaving_on if expected else None,
        leaves_moved=case.leaving_moves if expected else 0,
        left_on=left_on,
        flag=flag(case, rights, seen.get("flagged")),
        flag_url=reverse(FLAGS[0][2], args=[case.pk]) if FLAGS and "view_behavioural" in rights else "",
        purpose=case.purpose if "view_plan" in rights else "",
        unread=new,
        unread_url=reverse(UNREAD[0][1], args=[case.pk]) if UNREAD else "",
        url=reverse("cases:summary", args=[case.pk]),
        why=why,
        tabs=tabs(case, rights, tab, _marks(case), {"messages": new}),
    )


def flag(case: Case, rights: Collection[str], known: Any) -> str:
    """What stands beside the name while a safety plan is open: more for those named on it, nothing for others."""
    if not case.high_risk:
        return ""
    said = next((say(known, rights) for _value, say, _page in FLAGS), "")
    return said or (_("Safety plan: ask the lead") if "flag_safeguarding" in rights else "")


def named(patient: Patient) -> Named:
    """The name and nothing else."""
    return Named(patient.family, patient.given, patient.preferred_name, patient.provisional, patient.alias)


def headed(case: Case, user: Any = None) -> dict[str, Any]:
    """What the header shows and the case does not hold: read with it by `fetch_case`, else in one statement."""
    if hasattr(case, "mrn"):
        return {name: getattr(case, name) for name in READ}
    return dict(Case.objects.filter(pk=case.pk).values(**beside(user))[0])


def beside(user: Any, path: str = "") -> dict[str, Any]:
    """What the header shows beside the columns of a case: `mrn`, `left_at`, and what is `personal`.

    Read with the case itself, or with what leads to it: `beside(user, "case__")`, then `hand_on`.
    """
    number = Subquery(mrn_of(OuterRef(f"{path}patient")).values("value"))
    return {"mrn": number, "left_at": left_at(path), **personal(OuterRef(f"{path}pk"), user)}


def hand_on(row: Any) -> None:
    """What was read beside a row for the header goes to its case, so that it is not asked for again."""
    for name in READ:
        setattr(row.case, name, getattr(row, name))


def personal(case: Any, user: Any) -> dict[str, Any]:
    """How much of a case somebody has not read, and on which flag they are named, as values of a statement about it."""
    counts: list[Any] = [count(case, user) for count, _page in UNREAD if user is not None]
    flags: list[Any] = [value(case, user) for value, _say, _page in FLAGS if user is not None]
    return {
        "unread": sum(counts[1:], counts[0]) if counts else Value(0),
        "flagged": flags[0] if flags else Value(None, output_field=TextField()),
    }


def mrn_of(patient: Any) -> "QuerySet[Identifier]":
    """Of a patient's medical record numbers the newest that stands; `patient` may be an outer reference."""
    rows = Identifier.objects.filter(patient=patient, kind=Identifier.Kind.MRN, retired=False)
    return rows.order_by("-created_at")[:1]


def spoken_with(patient: Patient) -> tuple[str, str]:
    """The language to speak in and the interpreter it takes, in words; empty where nobody asked."""
    profile: CommunicationProfile | None = getattr(patient, "communication", None)
    if profile is None:
        return "", ""
    return language_name(profile.spoken), str(INTERPRETER.get(profile.interpreter, ""))


def language_name(code: str) -> str:
    """A language by its English name, translated; the code itself when nobody has named it."""
    return name_of(code) if code else ""


def day_of_stay(case: Case) -> int | None:
    """The day of the stay at the facility; the day of admission is day 1."""
    if case.admitted_at is None:
        return None
    return midnights_between(case.admitted_at, clock.now(), case.facility.tz) + 1


def left_at(path: str = "") -> Case_:
    """When the patient of a case left; nothing for one who is in the house or never came.

    A column of the case itself, or of what leads to it: `left_at("case__")`.
    """
    stays: Any = Case._meta.get_field("encounters").related_model
    gone = stays.objects.filter(case=OuterRef(f"{path}pk"), status="finished", ended_at__isnull=False)
    last = Subquery(gone.order_by("-ended_at").values("ended_at")[:1])
    return Case_(When(**{f"{path}admitted_at": None}, then=last))


def day_left(case: Case, left_at: datetime | None) -> date | None:
    """The day of leaving at the facility."""
    return left_at.astimezone(case.facility.tz).date() if left_at else None


def _marks(case: Case) -> list[str]:
    """The discharge tab calls when the expected day has passed and the patient is still in the house."""
    expected = case.expected_leaving_on
    late = case.is_open and case.admitted_at and expected and expected < clock.today(case.facility.tz)
    return ["discharge"] if late else []
