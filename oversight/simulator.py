"""What somebody would see of one case: now, at another date, or after a change that is tried and taken back.

The rule is the view `case_access` itself: its own text is asked for one person, one case and one instant. A trial
change is written inside a transaction that is rolled back; nothing of it is ever seen by anybody else.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import explain
from accounts.models import User
from accounts.permissions import CLASSES, DUTIES, LEVELS, Role
from core.actions import keep
from core.models import new_key
from patients.models import Case, Consent
from teams.models import Assignment, FacilityRole, UnitCover

# Duties that say something about sight of a case; the others are about people and rules.
SHOWN = ("manage_team", "lead_case", "share_information", "supervise", "clear_42cfr2", "clear_sens")


# The classes and levels as the page says them.
WORDS = {
    "case": _("That there is a case"),
    "identity": _("Name, contact, consents"),
    "ids": _("Numbers and accounts"),
    "coverage": _("Insurance"),
    "intake": _("Requests and screening"),
    "encounter": _("Dates of the stay"),
    "clinical": _("Health information"),
    "behavioural": _("Mental health"),
    "psychosocial": _("Life at home"),
    "safeguarding": _("Safety"),
    "plan": _("Care plan"),
    "work": _("Work, contacts, follow-ups"),
    "discharge": _("Plans for leaving"),
    "payer": _("Decisions of payers"),
    "concern": _("Complaints"),
    "quality": _("Absences and loads of the staff"),
    "oversight": _("Access log"),
    "feed": _("Messages of other systems"),
    "notes": _("Notes"),
    "consult": _("Questions to colleagues"),
}
LEVEL_WORDS = {
    "flag": _("only that there is something"),
    "summary": _("a summary"),
    "view": _("read"),
    "edit": _("read and write"),
    "sign": _("read, write and sign"),
    "held": _("may"),
    "": "",
}


@dataclass(frozen=True)
class Sight:
    """What is held on the case, and the sentence of each relation behind it."""

    names: frozenset[str] = frozenset()
    why: tuple[str, ...] = ()

    def level(self, thing: str) -> str:
        """The highest level of a class, empty for none."""
        return next((level for level in reversed(LEVELS) if f"{level}_{thing}" in self.names), "")


@dataclass(frozen=True)
class Trial:
    """A change to try: its kind, and the role or the classes it takes."""

    kind: str = ""
    role: str = ""
    classes: tuple[str, ...] = field(default=())


def sight(case: Case, user: User, at: datetime) -> Sight:
    """What a person sees of a case at an instant, by the text of the view itself, in every role they hold."""
    with connection.cursor() as cursor:
        cursor.execute(*_question(case, user, at))
        rows = cursor.fetchall()
    lines: dict[Any, Any] = {}
    for _codename, source, row_id, role, since, until in rows:
        lines[source, row_id] = SimpleNamespace(source=source, role=role, since=since, until=until)
    said = explain.sentences(lines.values(), case.facility.tz)
    return Sight(frozenset(row[0] for row in rows), tuple(dict.fromkeys(said)))


def compare(
    case: Case, user: User | None, trial: Trial, *, by: Any, now: datetime, at: datetime
) -> tuple[Sight, Sight]:
    """Sight now, and at an instant after a trial change; without a person, of somebody new in the trial's role."""
    before = sight(case, user, now) if user else Sight()
    with transaction.atomic():
        person = user or keep(_somebody(trial))
        if trial.kind:
            row = _change(case, person, trial, by, at)
            # Its own sentence for what the database would refuse.
            row.validate_constraints()
            keep(row)
        after = sight(case, person, at)
        transaction.set_rollback(True)
    return before, after


def _somebody(trial: Trial) -> User:
    """A person who was never there, and cannot sign in."""
    user = User(username=f"preview-{new_key()}", name="Preview", default_role=trial.role)
    user.set_unusable_password()
    return user


def table(before: Sight, after: Sight) -> list[dict[str, Any]]:
    """One line for each data class and duty that either side holds: what it was, what it would be."""
    rows = [{"what": thing, "before": before.level(thing), "after": after.level(thing)} for thing in CLASSES]
    rows += [
        {"what": str(DUTIES[duty]), "before": _held(duty, before), "after": _held(duty, after)}
        for duty in SHOWN
    ]
    return [
        row
        | {"what": WORDS.get(row["what"], row["what"]), "changed": row["before"] != row["after"]}
        | {side: LEVEL_WORDS[row[side]] for side in ("before", "after")}
        for row in rows
        if row["before"] or row["after"]
    ]


def _held(duty: str, seen: Sight) -> str:
    return "held" if duty in seen.names else ""


def _change(case: Case, user: User, trial: Trial, by: Any, at: datetime) -> Any:
    """The row of a trial change, beginning at the instant that is asked about."""
    if trial.kind == "assignment":
        return Assignment(case=case, user=user, role=trial.role, starts_at=at, created_by=by)
    if trial.kind == "cover":
        return UnitCover(unit=case.unit, user=user, role=trial.role, starts_at=at)
    if trial.kind == "role":
        return FacilityRole(facility=case.facility, user=user, role=trial.role, starts_at=at)
    purpose = Consent.Purpose.ADVOCACY if trial.role == Role.ADVOCATE else Consent.Purpose.TREATMENT
    return Consent(
        patient=case.patient,
        purpose=purpose,
        classes=list(trial.classes),
        method=Consent.Method.SIGNED,
        to_user=user,
        starts_at=at,
    )


def _question(case: Case, user: User, at: datetime) -> tuple[str, dict[str, Any]]:
    """The view's own text with its present put in; `live` only helps its indexes, and says nothing of another date."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_viewdef('case_access'::regclass)")
        text = cursor.fetchone()[0].rstrip().rstrip(";").replace("%", "%%")
    text = re.sub(r"\b\w+\.live\b", "true", text).replace("core_now()", "%(at)s::timestamptz")
    asked = f"""select p.codename, v.source, v.row_id, v.role, v.since, v.until from ({text}) v
      join auth_permission p on p.id = v.permission_id
     where v.user_id = %(user)s and v.content_object_id = %(case)s"""  # noqa: S608 - the text of our own view
    return asked, {"at": at, "user": user.pk, "case": case.pk}
