"""Which rules governed at an instant."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core.refusals import Refused
from facilities.models import Facility
from policy import ladder as ladders
from policy import tiers
from policy.models import PackVersion, RulePack


def in_force(kind: str, facility: Facility, at: datetime) -> PackVersion:
    """The version in force at the trigger (E-10): the facility's own rules, else those of all; `Refused` without any."""
    versions = PackVersion.objects.filter(pack__kind=kind, in_force__contains=at)
    own = versions.filter(pack__facility=facility) | versions.filter(pack__facility=None)
    found = own.select_related("pack").order_by(F("pack__facility").asc(nulls_last=True)).first()
    if found is None:
        raise Refused(
            _("No rules for “%(kind)s” are in force. Ask the administrator to load them.")
            % {"kind": RulePack.Kind(kind).label}
        )
    return found


def ladder(facility: Facility, at: datetime) -> list[int]:
    """Minutes before (negative) or after a due time at which a follow-up reminds, by the rules in force at an instant."""
    return ladders.minutes(in_force(RulePack.Kind.FOLLOW_UP, facility, at).body)


def problems(kind: str, body: Any) -> list[str]:
    """What keeps a body from entering force: unreadable rules, or worked examples that do not come out."""
    checks = {RulePack.Kind.TIERS: tiers.problems, RulePack.Kind.FOLLOW_UP: ladders.problems}
    return checks[RulePack.Kind(kind)](body)


def tier_words(at: datetime) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """How the tiers (code to label, tone, clock in words) and needs of all rules in force at an instant are said."""
    versions = PackVersion.objects.filter(pack__kind=RulePack.Kind.TIERS, in_force__contains=at)
    faces: dict[str, dict[str, str]] = {}
    needs: dict[str, str] = {}
    for body in versions.order_by(F("pack__facility").asc(nulls_first=True)).values_list("body", flat=True):
        faces |= {
            tier["code"]: {name: tier[name] for name in ("label", "tone", "within")} for tier in body["tiers"]
        }
        items = {item["code"]: item["answers"] for item in body["items"]}
        needs |= {answer["code"]: answer["label"] for answer in items.get("need", [])}
    return faces, needs
