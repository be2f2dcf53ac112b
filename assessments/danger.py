"""Keeps the flag of a case true while a protocol is open, and says beside the patient's name as much as each may read."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Protocol, ProtocolPerson
from assessments.models.protocols import CLASSES

KEEP = """
update patients_case as c set high_risk = found.stands
  from (select exists (select from assessments_protocol p where p.case_id = %(case)s and p.error_at is null
                          and p.status <> 'cleared') as stands) as found
 where c.id = %(case)s and c.high_risk is distinct from found.stands
"""
STANDS = Q(error_at=None) & ~Q(status=Protocol.Status.CLEARED)
# Beside the kinds somebody is named on: that there is one of which a coordinator knows there is a safety plan.
MOOD = "behavioural"
MOOD_KINDS = [kind for kind, data in CLASSES.items() if data == MOOD]


def keep_flag(case_id: Any) -> None:
    """Set the case's flag to whether a protocol is open, in the transaction that opened or cleared one."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"case": case_id})


def standing(case: Any) -> "QuerySet[Protocol]":
    """The open protocols of a case."""
    return Protocol.objects.filter(STANDS, case=case)


def value(case: Any, user: Any) -> Any:
    """The kinds on which somebody is named, and whether one of mood or behaviour is open; `case` may be an outer key."""
    named = Exists(ProtocolPerson.objects.filter(protocol=OuterRef("pk"), user=user.pk))
    rows = Protocol.objects.filter(STANDS, case=case).filter(named | Q(kind__in=MOOD_KINDS))
    said = Case(When(named, then="kind"), default=Value(MOOD), output_field=CharField())
    return ArraySubquery(rows.annotate(said=said).values("said"))


def words(known: Collection[str] | None, rights: Collection[str]) -> str:
    """What stands beside the name: the kinds to those named, to the team that there is a safety plan, to others nothing."""
    kinds = [kind for kind in Protocol.Kind if kind in (known or ())]
    if kinds and {"flag_safeguarding", "flag_behavioural"} & set(rights):
        said = ", ".join(str(kind.label) for kind in kinds)
        return ngettext("Safety plan: %(kinds)s", "Safety plans: %(kinds)s", len(kinds)) % {"kinds": said}
    if "flag_behavioural" in rights and MOOD in (known or ()):
        return _("Safety plan: ask the lead")
    return ""
