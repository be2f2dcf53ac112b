"""All that is done, about to be done or just done on a case, as entries in which the same work is looked for: one statement."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models import When as Then
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, Replace

from assessments.models import Section
from careplans.models import EducationSession, Intervention
from core import clock
from core.localtime import DAY
from patients.models import Case
from policy.same_work import Entry
from worklist.models import Appointment, ContactAttempt, Item
from worklist.models.item import LIVE

# What was done longer ago is only looked at where it stays fresh; nothing stays fresh for longer than a year.
BACK = timedelta(days=30)
# Before the key in what work is about: the step of a plan that it carries out, and the section whose rules asked for it.
STEP, SECTION = "intervention:", "assessments.Section:"
TEXT = TextField()
NOTHING, SPACE = Value("", output_field=TEXT), Value(" ", output_field=TEXT)
NAMES = (
    "key", "kind", "activity", "subject", "target", "text", "who", "role", "starts_at", "ends_at", "done", "same_as",
    "data", "plan", "by_rule",
)  # fmt: skip
# What is about to be done: from a day before it is due.
AHEAD = DAY


def entries(case: Case) -> list[Entry]:
    """The entries of a case, the oldest first."""
    since = clock.now() - BACK
    parts = [_items(case, since), _interventions(case), _appointments(case, since), _contacts(case, since)]
    parts += [_sections(case, since), _teaching(case, since)]
    rows = parts[0].union(*parts[1:], all=True)
    return sorted((_entry(row) for (row,) in rows), key=lambda entry: (entry.starts_at, entry.key))


def _entry(row: Mapping[str, Any]) -> Entry:
    said = {
        name: row[name] or ""
        for name in NAMES
        if name not in ("starts_at", "ends_at", "done", "same_as", "by_rule")
    }
    return Entry(
        **said,
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]) if row["ends_at"] else None,
        done=bool(row["done"]),
        by_rule=bool(row["by_rule"]),
        same_as=frozenset(filter(None, row["same_as"].split())),
    )


def _part(rows: QuerySet[Any, Any], of: str, **columns: Any) -> QuerySet[Any, Any]:
    known = {
        "key": _joined(Value(f"{of}:", output_field=TEXT), _text("pk")),
        "kind": Value(of),
        "subject": NOTHING,
        "target": NOTHING,
        "role": NOTHING,
        "done": Value(False),
        "same_as": NOTHING,
        "data": Value("work"),
        "plan": NOTHING,
        "by_rule": Value(False),
    } | columns
    said = {name: F(column) if isinstance(column, str) else column for name, column in known.items()}
    return rows.annotate(entry=JSONObject(**said)).values_list("entry")


def _text(column: str) -> Any:
    return Cast(column, TEXT)


def _joined(*parts: Any) -> Any:
    return Concat(*parts, output_field=TEXT)


def _named(of: str, column: str) -> Any:
    """ "item:<id>"; nothing where there is none."""
    name = _joined(Value(f"{of}:", output_field=TEXT), _text(column))
    return When(Then(**{f"{column}__isnull": True}, then=NOTHING), default=name, output_field=TEXT)


def _first(*columns: str) -> Any:
    return Coalesce(*map(_text, columns), NOTHING, output_field=TEXT)


def _plan(about: str, series: str) -> Any:
    """The plan whose step a piece of work carries out; nothing for other work."""
    steps = Intervention.objects.filter(case=OuterRef("case"))
    steps = steps.annotate(name=_joined(Value(STEP, output_field=TEXT), _text("pk")))
    mine = steps.filter(Q(name=OuterRef(about)) | Q(follow_up=OuterRef(series), joined=False))
    return Coalesce(Subquery(mine.values(plan_key=_text("plan"))[:1]), NOTHING, output_field=TEXT)


def _asked_by(about: str) -> Any:
    """The name of the section whose rules asked for it, as sections are named here; else what it is about."""
    section = Replace(about, Value(SECTION), Value("section:"), output_field=TEXT)
    return Coalesce(section, NOTHING, output_field=TEXT)


def _who(column: str, role: str = "") -> Any:
    """A person; where nobody is named, whoever has the role."""
    otherwise = _joined(Value("role:", output_field=TEXT), _text(role)) if role else NOTHING
    return Coalesce(_text(column), otherwise, output_field=TEXT)


def _items(case: Case, since: datetime) -> QuerySet[Any, Any]:
    wanted = Q(status__in=LIVE) | Q(status=Item.Status.DONE, done_at__gte=since)
    rows = (
        Item.objects.filter(wanted, case=case).exclude(kind=Item.Kind.HOLE).exclude(~Q(distinct_because=""))
    )
    ends = When(Then(status=Item.Status.DONE, then=F("done_at")), default=F("due_at"))
    starts = When(
        Then(status=Item.Status.DONE, then=F("done_at")),
        Then(due_at__gt=F("created_at") + AHEAD, then=F("due_at") - AHEAD),
        default=F("created_at"),
    )
    return _part(
        rows, "item", activity="activity", subject="subject", text="what", who=_who("owner", "role"), role="role",
        target=_first("target_person__relation", "target_organisation__name"), starts_at=starts, ends_at=ends,
        done=When(Then(status=Item.Status.DONE, then=Value(True)), default=Value(False)),
        same_as=_joined(_named("series", "series"), SPACE, _asked_by("about")), plan=_plan("about", "series"),
        by_rule=When(Then(about__startswith=SECTION, then=Value(True)), default=Value(False)),
    )  # fmt: skip


def _interventions(case: Case) -> QuerySet[Any, Any]:
    live = (Intervention.Status.PLANNED, Intervention.Status.ACTIVE)
    rows = Intervention.objects.filter(case=case, error_at=None, status__in=live, caregiver=None)
    return _part(
        rows, "intervention", activity="activity", subject="subject", text="words", who=_who("owner", "owner_role"),
        role="owner_role", starts_at="created_at", ends_at=Value(None, output_field=TEXT), data=Value("plan"),
        same_as=_joined(_named("item", "item"), SPACE, _named("series", "follow_up")), plan=_text("plan"),
    )  # fmt: skip


def _appointments(case: Case, since: datetime) -> QuerySet[Any, Any]:
    status = (Appointment.Status.BOOKED, Appointment.Status.KEPT)
    rows = Appointment.objects.filter(case=case, status__in=status, starts_at__gte=since)
    return _part(
        rows, "appointment", activity="activity", text="place", target=_first("practitioner__name"),
        who=Coalesce(_text("user"), _named("practitioner", "practitioner"), output_field=TEXT),
        starts_at="starts_at", ends_at="ends_at",
        done=When(Then(status=Appointment.Status.KEPT, then=Value(True)), default=Value(False)),
    )  # fmt: skip


def _contacts(case: Case, since: datetime) -> QuerySet[Any, Any]:
    rows = ContactAttempt.objects.filter(case=case, at__gte=since, distinct_because="")
    return _part(
        rows, "contact", activity="activity", text=Value("call"), target=_first("person__relation"),
        who=_who("recorded_by"), starts_at="at", ends_at="at", done=Value(True), plan=_plan("item__about", "item__series"),
        same_as=_joined(_named("item", "item"), SPACE, _named("series", "item__series"), SPACE, _asked_by("item__about")),
    )  # fmt: skip


def _sections(case: Case, since: datetime) -> QuerySet[Any, Any]:
    rows = Section.objects.filter(case=case, error_at=None, verifies=None)
    rows = rows.filter(Q(status=Section.Status.DRAFT) | Q(status=Section.Status.SIGNED, signed_at__gte=since))
    at = Coalesce("signed_at", "created_at")
    return _part(
        rows, "section", activity="instrument__activity", subject="instrument__subject", text="instrument__title",
        who=_first("signed_by", "created_by"), role="discipline", starts_at=at, ends_at="signed_at",
        done=When(Then(status=Section.Status.SIGNED, then=Value(True)), default=Value(False)),
        same_as=_named("item", "assessment__item"), data="sort",
    )  # fmt: skip


def _teaching(case: Case, since: datetime) -> QuerySet[Any, Any]:
    rows = EducationSession.objects.filter(case=case, at__gte=since)
    return _part(
        rows, "session", activity=Value("teaching"), subject="topic", text="topic_words", who=_who("taught_by"),
        target=_first("learner__relation"), starts_at="at", ends_at="at", done=Value(True),
        same_as=_named("item", "repeat"), data=Value("discharge"),
    )  # fmt: skip
