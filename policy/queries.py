"""Which rules governed at an instant."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from core.refusals import Refused
from facilities.models import Facility
from policy import activities as activity_rules
from policy import afterwards as afterwards_rules
from policy import assessment_forms as form_rules
from policy import conflict_faults, overlap_faults, template_faults, tiers
from policy import conflicts as conflict_rules
from policy import delays as delay_rules
from policy import engagement as engagement_rules
from policy import escalation as escalations
from policy import gates as gate_rules
from policy import ladder as ladders
from policy import milestones as milestone_rules
from policy import notices as notice_rules
from policy import packet as packet_rules
from policy import pathways as pathway_rules
from policy import programmes as programme_rules
from policy import protocols as protocol_rules
from policy import reach as reach_rules
from policy import reassess as reassess_rules
from policy import script as script_rules
from policy import series as series_rules
from policy import teamwork as teamwork_rules
from policy import watching as watching_rules
from policy.activities import Activities
from policy.conflicts import Rule as ConflictRule
from policy.engagement import Engagement
from policy.escalation import Escalation
from policy.models import PackVersion, RulePack
from policy.protocols import Checklist
from policy.reach import Reach
from policy.reassess import Reassess
from policy.script import Script
from policy.series import Series
from policy.teamwork import Clocks
from policy.watching import Figures


def in_force(kind: str, facility: Facility, at: datetime) -> PackVersion:
    """The version in force at the trigger (E-10): the facility's own rules, else those of all; `Refused` without any."""
    found = governing(kind, facility, at)
    if found is None:
        raise Refused(
            _("No rules for “%(kind)s” are in force. Ask the administrator to load them.")
            % {"kind": RulePack.Kind(kind).label}
        )
    return found


def governing(kind: str, facility: Facility, at: datetime) -> PackVersion | None:
    """The version in force at an instant, where there is one."""
    versions = PackVersion.objects.filter(pack__kind=kind, in_force__contains=at)
    own = versions.filter(pack__facility=facility) | versions.filter(pack__facility=None)
    return own.select_related("pack").order_by(F("pack__facility").asc(nulls_last=True)).first()


def governing_all(
    facility: Facility, at: datetime, kinds: Iterable[str] = RulePack.Kind.values
) -> dict[str, PackVersion]:
    """The versions in force at an instant by kind, where there are any: one statement, however many kinds."""
    return governing_everywhere([facility.pk], at, kinds)[facility.pk]


def governing_everywhere(
    facilities: Collection[UUID], at: datetime, kinds: Iterable[str]
) -> dict[UUID, dict[str, PackVersion]]:
    """The same for each of several facilities, in the same one statement."""
    versions = PackVersion.objects.filter(pack__kind__in=list(kinds), in_force__contains=at)
    own = versions.filter(Q(pack__facility__in=facilities) | Q(pack__facility=None)).select_related("pack")
    rows = list(own.order_by(F("pack__facility").asc(nulls_first=True)))
    return {
        pk: {row.pack.kind: row for row in rows if row.pack.facility_id in (None, pk)} for pk in facilities
    }


def governing_body(kind: str, facility: str, at: datetime) -> Subquery:
    """What `governing` finds, as a column of a statement whose rows name a facility at `facility`: its body, or null."""
    versions = PackVersion.objects.filter(pack__kind=kind, in_force__contains=at)
    own = versions.filter(Q(pack__facility=OuterRef(facility)) | Q(pack__facility=None))
    return Subquery(own.order_by(F("pack__facility").asc(nulls_last=True)).values("body")[:1])


def ladder(facility: Facility, at: datetime) -> list[int]:
    """Minutes before (negative) or after a due time at which a follow-up reminds, by the rules in force at an instant."""
    return ladders.minutes(in_force(RulePack.Kind.FOLLOW_UP, facility, at).body)


def series(facility: Facility, at: datetime) -> Series:
    """The follow-up series of the rules in force at an instant; without any, none can be begun by rule."""
    found = governing(RulePack.Kind.SERIES, facility, at)
    return series_rules.read(found.body) if found else Series()


def activities(facility: Facility, at: datetime) -> Activities:
    """Who answers for what, by the rules in force at an instant; without any, nobody answers by rule."""
    found = governing(RulePack.Kind.ACTIVITIES, facility, at)
    return activity_rules.read(found.body) if found else Activities()


@cache
def _shipped() -> Activities:
    """The activities that come with the application, for their words alone."""
    file = Path(__file__).parent / "packs" / "activities.json"
    return activity_rules.read(json.loads(file.read_text("utf-8"))["body"])


def activity_label(code: str) -> str:
    """The words for a code where no facility is at hand, as the application brings them."""
    return _shipped().label(code)


def activity_labels() -> list[tuple[str, str]]:
    """Every activity as the application brings it, code and words."""
    return [(row.code, row.label) for row in _shipped()]


def teamwork(facility: Facility, at: datetime) -> Clocks:
    """The clocks of teamwork in force at an instant; without rules, the figures the application comes with."""
    found = governing(RulePack.Kind.CLOCKS, facility, at)
    return teamwork_rules.clocks(found.body) if found else Clocks()


def escalation(facility: Facility, at: datetime) -> Escalation:
    """How silence climbs, and how loud the house may be, in force at an instant; without rules, the shipped figures."""
    found = governing(RulePack.Kind.LADDER, facility, at)
    return escalations.read(found.body) if found else Escalation()


def house_escalation(at: datetime) -> Escalation:
    """The figures of all facilities, for what belongs to none of them: the pace of a channel."""
    found = PackVersion.objects.filter(
        pack__kind=RulePack.Kind.LADDER, pack__facility=None, in_force__contains=at
    ).first()
    return escalations.read(found.body) if found else Escalation()


def reach(facility: Facility, at: datetime) -> Reach:
    """How patients are reached, in force at an instant; without rules, the figures the application comes with."""
    found = governing(RulePack.Kind.REACH, facility, at)
    return reach_rules.read(found.body) if found else Reach()


def engagement(facility: Facility, at: datetime) -> Engagement:
    """How the engagement index is counted, in force at an instant; without rules, the shipped figures."""
    found = governing(RulePack.Kind.ENGAGEMENT, facility, at)
    return engagement_rules.read(found.body) if found else Engagement()


def scripts(facility: Facility, at: datetime) -> dict[str, Script]:
    """The call scripts in force at an instant, by code; without rules there is nothing to ask by."""
    found = governing(RulePack.Kind.SCRIPT, facility, at)
    return script_rules.read(found.body) if found else {}


def conflicts(facility: Facility, at: datetime) -> tuple[PackVersion | None, tuple[ConflictRule, ...]]:
    """What finds conflicts in a plan at an instant, and by which version; without rules, people alone raise them."""
    found = governing(RulePack.Kind.CONFLICTS, facility, at)
    return found, conflict_rules.read(found.body) if found else ()


def checklists(facility: Facility, at: datetime) -> tuple[PackVersion | None, dict[str, Checklist]]:
    """The checklists of dangers in force at an instant by kind, and their version; without rules there are none."""
    found = governing(RulePack.Kind.PROTOCOLS, facility, at)
    return found, protocol_rules.read(found.body) if found else {}


def reassess(facility: Facility, at: datetime) -> tuple[PackVersion | None, Reassess]:
    """When patients are looked at again, in force at an instant, and by which version; without rules, the shipped figures."""
    found = governing(RulePack.Kind.REASSESS, facility, at)
    return found, reassess_rules.read(found.body) if found else Reassess()


def watching(facility: Facility, at: datetime) -> tuple[PackVersion | None, Figures]:
    """What the daily look asks about at an instant, and by which version; without rules, the shipped figures."""
    found = governing(RulePack.Kind.PRIVACY, facility, at)
    return found, watching_rules.figures(found.body) if found else Figures()


def all_versions(kind: str, facility: Facility) -> list[PackVersion]:
    """Every version of a kind that was ever in force at a facility, its own before those of all, oldest first."""
    versions = PackVersion.objects.filter(pack__kind=kind, in_force__isnull=False)
    own = versions.filter(pack__facility=facility) | versions.filter(pack__facility=None)
    return list(own.select_related("pack").order_by(F("pack__facility").asc(nulls_last=True), "in_force"))


def own_pack(facility: Facility, kind: str) -> RulePack | None:
    """A facility's own rules of a kind, if it has any."""
    return RulePack.objects.filter(kind=kind, facility=facility).first()


def shown(facility: Facility, at: datetime) -> list[dict[str, Any]]:
    """Each kind of rules at a facility: the version that governs now, and the versions of its own pack, newest first."""
    own = PackVersion.objects.filter(pack__facility=facility).select_related("pack").order_by("-number")
    versions = list(own)
    now = governing_all(facility, at)
    return [
        {
            "kind": kind,
            "governing": now.get(kind),
            "versions": [row for row in versions if row.pack.kind == kind],
        }
        for kind in RulePack.Kind
    ]


def problems(kind: str, body: Any) -> list[str]:
    """What keeps a body from entering force: unreadable rules, or worked examples that do not come out."""
    checks = {
        RulePack.Kind.TIERS: tiers.problems,
        RulePack.Kind.FOLLOW_UP: ladders.problems,
        RulePack.Kind.ACTIVITIES: activity_rules.problems,
        RulePack.Kind.CLOCKS: teamwork_rules.problems,
        RulePack.Kind.LADDER: escalations.problems,
        RulePack.Kind.SERIES: series_rules.problems,
        RulePack.Kind.REACH: reach_rules.problems,
        RulePack.Kind.REASSESS: reassess_rules.problems,
        RulePack.Kind.SCRIPT: script_rules.problems,
        RulePack.Kind.ENGAGEMENT: engagement_rules.problems,
        RulePack.Kind.PRIVACY: watching_rules.problems,
        RulePack.Kind.FORMS: form_rules.problems,
        RulePack.Kind.TEMPLATES: template_faults.problems,
        RulePack.Kind.PATHWAYS: pathway_rules.problems,
        RulePack.Kind.PROGRAMMES: programme_rules.problems,
        RulePack.Kind.CONFLICTS: conflict_faults.problems,
        RulePack.Kind.OVERLAPS: overlap_faults.problems,
        RulePack.Kind.PROTOCOLS: protocol_rules.problems,
        RulePack.Kind.NOTICES: notice_rules.problems,
        RulePack.Kind.AFTERWARDS: afterwards_rules.problems,
        RulePack.Kind.GATES: gate_rules.problems,
        RulePack.Kind.MILESTONES: milestone_rules.problems,
        RulePack.Kind.DELAYS: delay_rules.problems,
        RulePack.Kind.PACKET: packet_rules.problems,
    }
    try:
        return checks[RulePack.Kind(kind)](body)
    except OverflowError:
        # Of any kind: figures or examples that no calendar can hold.
        return ["These rules come to a date that no calendar has. Give smaller figures or earlier examples."]


def confirmed(kind: str, body: Any) -> dict[str, Any]:
    """The same rules with their worked examples as they come out now; for the kinds that are edited as a table."""
    reckoned = {
        RulePack.Kind.FOLLOW_UP: ladders.confirmed,
        RulePack.Kind.ACTIVITIES: activity_rules.confirmed,
        RulePack.Kind.LADDER: escalations.confirmed,
        RulePack.Kind.SERIES: series_rules.confirmed,
    }
    return reckoned[RulePack.Kind(kind)](body)


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
