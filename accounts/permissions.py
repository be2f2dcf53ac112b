"""The access page: who may do what, to which class of information, and how far each role reaches.

Source: the role x information matrix the project was agreed on (docs/roles.md is generated from this file).
A level of a class includes the levels below it: flag < summary < view < edit < sign. Duties belong to no class.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core import access, sources


class Role(TextChoices):
    """What somebody is to a case; rights come from the role on the assignment, cover or facility role."""

    CASE_MANAGER = "case_manager", _("Case manager")
    NURSE = "nurse", _("Nurse case manager")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COORDINATOR = "coordinator", _("Care coordinator")
    INTAKE = "intake", _("Intake specialist")
    ADVOCATE = "advocate", _("Patient advocate")
    SUPERVISOR = "supervisor", _("Supervisor")
    CONSULTANT = "consultant", _("Consulted clinician")
    PRIVACY = "privacy", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    INTEGRATION = "integration", _("Another system")


class Reach(TextChoices):
    """How far a grant carries: one case, a facility with its cases, its desk alone, or cases still in intake."""

    CASE = "case", _("The case")
    FACILITY = "facility", _("The facility and its cases")
    DESK = "desk", _("The facility's desk, not its cases")
    INTAKE = "intake", _("Cases not yet assigned")
    LABEL = "label", _("The case, while the patient's consent names the label")


CLINICAL_ROLES = (Role.CASE_MANAGER, Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR)
TEAM_ROLES = (*CLINICAL_ROLES, Role.CONSULTANT)

LEVELS = ("flag", "summary", "view", "edit", "sign")
CLASSES = [
    "case",
    "identity",
    "ids",
    "coverage",
    "intake",
    "encounter",
    "clinical",
    "behavioural",
    "psychosocial",
    "safeguarding",
    "plan",
    "risk",
    "work",
    "discharge",
    "delay",
    "notice",
    "directory",
    "payer",
    "concern",
    "quality",
    "oversight",
    "feed",
    "notes",
    "consult",
]
DUTIES = {
    "manage_team": _("Assign people to a case and end assignments"),
    "lead_case": _("Move a case through its stages, close and reopen it"),
    "approve_plan": _("Decide on a plan that somebody else handed in"),
    "reach_stage": _("Say that a stage of leaving is reached, and step back from it"),
    "override_gate": _("Let a patient leave with a requirement open, with the reason on record"),
    "merge_patients": _("Join two records of one patient, and part them again"),
    "share_information": _("Give information to somebody outside, on a consent"),
    "supervise": _("See a team's work and decide what reaches the supervisor"),
    "manage_access": _("Invite people, end their access, reset their second factor"),
    "manage_policy": _("Change units, holidays, clocks and urgency tiers"),
    "break_glass": _("Open one patient's record in an emergency, with a reason and a review"),
    "review_access": _("Review emergency access and preview what somebody would see"),
    "clear_42cfr2": _("Read what is labelled as a record of a substance use programme (42 CFR Part 2)"),
    "clear_sens": _("Read what is labelled as protected by state law"),
    "own_account": _("Keep one's own drafts, notices and settings; held by everybody on their own only"),
    "manage_feed": _("Receive messages from other systems and mend what could not be applied"),
}


def _levels(line: str) -> frozenset[str]:
    """ "edit:plan,work view:coverage do:manage_team" as permission names, lower levels included."""
    names: set[str] = set()
    for part in line.split():
        level, _colon, things = part.partition(":")
        for thing in things.split(","):
            if level == "do":
                names.add(thing)
            else:
                names.update(f"{lower}_{thing}" for lower in LEVELS[: LEVELS.index(level) + 1])
    return frozenset(names)


GRANTS: dict[Role, dict[Reach, frozenset[str]]] = {
    Role.CASE_MANAGER: {
        Reach.CASE: _levels(
            "view:case,intake,clinical,behavioural,psychosocial"
            " edit:identity,coverage,encounter,plan,risk,work,discharge,delay,notice,payer,notes,consult"
            " summary:ids,concern flag:safeguarding"
            " do:manage_team,lead_case,approve_plan,share_information,reach_stage"
        ),
        Reach.LABEL: _levels("do:clear_42cfr2,clear_sens"),
        Reach.DESK: _levels("edit:directory do:break_glass"),
    },
    Role.NURSE: {
        Reach.CASE: _levels(
            "view:case,identity,intake,encounter,plan,risk,delay,notice"
            " edit:clinical,behavioural,work,discharge,notes,consult"
            " summary:coverage,psychosocial flag:safeguarding do:reach_stage"
        ),
        Reach.LABEL: _levels("do:clear_42cfr2,clear_sens"),
        Reach.DESK: _levels("view:directory do:break_glass"),
    },
    Role.SOCIAL_WORKER: {
        Reach.CASE: _levels(
            "view:case,coverage,intake,encounter,clinical,risk,notice"
            " edit:identity,plan,work,discharge,delay,psychosocial,behavioural,safeguarding,notes,consult"
            " summary:ids,concern do:share_information,reach_stage"
        ),
        Reach.LABEL: _levels("do:clear_42cfr2,clear_sens"),
        Reach.DESK: _levels("edit:directory do:break_glass"),
    },
    Role.COORDINATOR: {
        Reach.CASE: _levels(
            "view:case,coverage,intake,encounter,clinical,risk,notice"
            " edit:identity,plan,work,discharge,notes,consult"
            " summary:psychosocial flag:behavioural do:share_information,reach_stage"
        ),
        Reach.LABEL: _levels("do:clear_42cfr2"),
        Reach.DESK: _levels("edit:directory do:break_glass"),
    },
    Role.INTAKE: {
        Reach.FACILITY: _levels(
            "edit:identity,ids,coverage,intake,notice view:encounter do:share_information"
        ),
        Reach.DESK: _levels("edit:work view:feed,directory do:manage_feed"),
        Reach.INTAKE: _levels("view:case edit:work summary:plan,payer do:manage_team"),
    },
    Role.ADVOCATE: {
        Reach.CASE: _levels(
            "view:case,identity,coverage,plan,discharge,notice,work summary:intake,encounter,clinical"
            " do:clear_42cfr2"
        ),
        Reach.DESK: _levels("view:directory"),
    },
    Role.SUPERVISOR: {
        Reach.CASE: _levels(
            "view:case,identity,coverage,intake,encounter,plan,risk,discharge,notice,payer,concern,notes,consult"
            " view:oversight edit:work,quality,delay summary:clinical,psychosocial"
            " do:manage_team,lead_case,approve_plan,supervise,reach_stage,override_gate"
        ),
        Reach.FACILITY: _levels("view:identity edit:intake do:merge_patients"),
        # Who covers which unit, and warnings of a breach: at the desk only, so that they open no other team's case.
        Reach.DESK: _levels("view:work edit:quality,directory do:manage_team,break_glass"),
    },
    Role.CONSULTANT: {
        Reach.CASE: _levels(
            "view:case,identity,intake,plan,risk,discharge,notice,psychosocial,safeguarding"
            " edit:clinical,behavioural,encounter,work,notes summary:coverage,consult"
            " do:reach_stage,override_gate"
        ),
        Reach.LABEL: _levels("do:clear_42cfr2,clear_sens"),
        Reach.DESK: _levels("view:directory do:break_glass"),
    },
    Role.PRIVACY: {Reach.FACILITY: _levels("view:identity edit:oversight do:review_access")},
    Role.ADMINISTRATOR: {
        Reach.FACILITY: _levels("do:manage_access,manage_policy"),
        # The state of each message, never what it says of a patient.
        Reach.DESK: _levels("view:feed edit:directory do:manage_feed"),
    },
}

# Named processes of the application itself; each holds only what its verbs need.
SYSTEM_GRANTS: dict[str, frozenset[str]] = {
    "system:feed": _levels(
        "view:case edit:identity,ids,coverage,intake,encounter,work do:manage_feed,lead_case,merge_patients"
    ),
    "system:keeper": _levels(
        "view:case,identity,coverage,intake edit:work,risk,discharge,delay,notice,consult,quality,oversight"
        " do:manage_team"
    ),
    "system:setup": _levels("do:manage_policy"),
}

CODENAMES: dict[str, str] = {
    **{f"{level}_{thing}": f"{level} {thing}".capitalize() for level in LEVELS for thing in CLASSES},
    **{name: str(words) for name, words in DUTIES.items()},
}

access.CODENAMES.update(CODENAMES)
access.SYSTEM_GRANTS.update(SYSTEM_GRANTS)
sources.REACHES.update(
    {
        reach.value: {role.value: grants[reach] for role, grants in GRANTS.items() if reach in grants}
        for reach in Reach
    }
)


def model_permissions() -> list[Any]:
    """The permissions of the two things rights are held on, Case and Facility, for their `Meta.permissions`."""
    return sorted(CODENAMES.items())
