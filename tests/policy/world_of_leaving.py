"""Rows of leaving for the gates: each on the version of the rules of its own kind, with the words that are in force."""

from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.permissions import Role
from policy.loading import PACKS, whole
from tests.policy.filling import LONG_AGO, filled, maker

World = Any


def _rules(world: World, kind: str) -> Any:
    """A version of the rules that come with the application, in force: what the house calls them is asked of it."""
    pack = filled(world, apps.get_model("policy.RulePack"), kind=kind, facility=world.facility)
    body, always = whole(PACKS / f"{kind}.json")["body"], DateTimeTZRange(LONG_AGO, None)
    return filled(world, apps.get_model("policy.PackVersion"), pack=pack, body=body, in_force=always)


@maker("discharge.Notice")
def _notice(world: World) -> Any:
    facts = {"kind": "im_first", "rules": _rules(world, "notices")}
    return filled(world, apps.get_model("discharge.Notice"), **facts)


@maker("discharge.GateCheck")
def _check(world: World) -> Any:
    facts = {
        "gate": "contact_number",
        "hard": False,
        "status": "met",
        "role": Role.NURSE,
        "rules": _rules(world, "gates"),
    }
    return filled(world, apps.get_model("discharge.GateCheck"), leaving=1, **facts)


@maker("discharge.AfterDischarge")
def _after(world: World) -> Any:
    facts = {"tier": "low", "left_at": LONG_AGO, "rules": _rules(world, "afterwards")}
    return filled(world, apps.get_model("discharge.AfterDischarge"), **facts)


@maker("referrals.Packet")
def _packet(world: World) -> Any:
    facts = {"purpose": "transition", "number": 1, "rules": _rules(world, "packet"), "receiver": "Dr Rao"}
    return filled(world, apps.get_model("referrals.Packet"), **facts)


@maker("directory.ServiceCapability")
def _capability(world: World) -> Any:
    return filled(world, apps.get_model("directory.ServiceCapability"), code="nights", least=None)


@maker("discharge.DischargePlan")
def _plan(world: World) -> Any:
    """The plan of the one case, which opens with it."""
    model = apps.get_model("discharge.DischargePlan")
    return model.objects.filter(case=world.case).first() or filled(world, model)


@maker("discharge.ReadmissionReview")
def _review(world: World) -> Any:
    """The review of a return from another stay of the same patient."""
    stay = filled(world, apps.get_model("encounters.Encounter"), visit_number="")
    return filled(world, apps.get_model("discharge.ReadmissionReview"), index=stay, day=3, causes=[])


@maker("discharge.Huddle")
def _huddle(world: World) -> Any:
    """A round that the case manager leads, over the one case."""
    facts = {"led_by": world.people[Role.CASE_MANAGER], "cases": [world.case.pk], "ended_at": None}
    return filled(world, apps.get_model("discharge.Huddle"), started_at=LONG_AGO, **facts)
