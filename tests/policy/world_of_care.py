"""Rows of assessments and plans for the gates: what their constraints ask beyond a field's own filling."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps

from accounts.permissions import Role
from policy.loading import PACKS, whole
from tests.policy.filling import CANARY, LONG_AGO, SOON, filled, maker

World = Any


@maker("assessments.Protocol")
def _protocol(world: World) -> Any:
    # Of the narrower of the two classes that a protocol can be of.
    return filled(world, apps.get_model("assessments.Protocol"), kind="abuse", because=CANARY)


@maker("assessments.Score")
def _score(world: World) -> Any:
    """The risk of readmission, of a class of its own."""
    facts = {"kind": "lace", "code": "lace", "sort": "risk", "total": 12, "low": 12, "high": 12}
    return filled(
        world, apps.get_model("assessments.Score"), created_by=world.people[Role.CASE_MANAGER], **facts
    )


@maker("assessments.ScoreOverride")
def _override(world: World) -> Any:
    facts = {"sort": "risk", "code": "lace", "band": "high", "starts_at": LONG_AGO, "until": SOON}
    return filled(world, apps.get_model("assessments.ScoreOverride"), **facts)


@maker("assessments.InstrumentVersion")
def _instrument(world: World) -> Any:
    """The questionnaire of discharge barriers, of the class of the plan."""
    body = json.loads(
        (Path(__file__).parents[2] / "assessments/instruments/barriers.json").read_text("utf-8")
    )
    facts = {"body": body, "sort": "plan", "discipline": Role.CASE_MANAGER, "status": "in_use"}
    return filled(world, apps.get_model("assessments.InstrumentVersion"), digest="gate", **facts)


@maker("assessments.Contradiction")
def _contradiction(world: World) -> Any:
    """Between two answers of one section; the gates knock, and settle nothing."""
    answers = apps.get_model("assessments.Answer")
    sides = {
        side: filled(world, answers, link_id=side, section=world.one("assessments.Section"))
        for side in ("left", "right")
    }
    return filled(world, apps.get_model("assessments.Contradiction"), **sides)


def _pack(world: World, kind: str) -> Any:
    """The rules of a kind that come with the application, as a version."""
    body = whole(PACKS / f"{kind}.json" if (PACKS / f"{kind}.json").is_file() else PACKS / kind)["body"]
    pack = apps.get_model("policy.RulePack").objects.filter(kind=kind, facility=world.facility).first()
    pack = pack or filled(world, apps.get_model("policy.RulePack"), kind=kind, facility=world.facility)
    number = pack.versions.count() + 1
    return filled(world, apps.get_model("policy.PackVersion"), pack=pack, body=body, number=number)


@maker("careplans.Goal")
def _goal(world: World) -> Any:
    """A goal serves something: here a wish of the patient."""
    return filled(world, apps.get_model("careplans.Goal"), is_wish=True)


@maker("careplans.Intervention")
def _intervention(world: World) -> Any:
    """Somebody does it, for one of the activities."""
    facts = {"activity": "teaching", "owner_role": Role.NURSE}
    return filled(world, apps.get_model("careplans.Intervention"), **facts)


@maker("careplans.Overlap")
def _overlap(world: World) -> Any:
    """A pair with what speaks for it: an item and a step, each with words of its own."""
    side = {"words": CANARY, "from": LONG_AGO.isoformat(), "until": None, "done": False}
    item = {"key": f"item:{world.one('worklist.Item').pk}", "kind": "item", "data": "work"}
    step = {
        "key": f"intervention:{world.one('careplans.Intervention').pk}",
        "kind": "intervention",
        "data": "plan",
    }
    people = {"who": str(world.people[Role.NURSE].pk)}, {"who": f"role:{Role.SOCIAL_WORKER}"}
    sides = [each | side | who for each, who in zip((item, step), people, strict=True)]
    facts = {"codes": ["activity"], "words": [CANARY], "gap_minutes": 0, "sides": sides}
    return filled(world, apps.get_model("careplans.Overlap"), kind="overlap", score="0.6", evidence=facts)


@maker("careplans.PlanSignature")
def _signature(world: World) -> Any:
    """The nurses' part of the plan."""
    return filled(world, apps.get_model("careplans.PlanSignature"), signer="discipline", role=Role.NURSE)


@maker("careplans.PathwayStep")
def _step(world: World) -> Any:
    facts = {"rules": _pack(world, "pathways"), "pathway": "hip_fracture", "code": "screen", "label": CANARY}
    return filled(world, apps.get_model("careplans.PathwayStep"), **facts)


@maker("careplans.Enrolment")
def _enrolment(world: World) -> Any:
    facts = {"rules": _pack(world, "programmes"), "programme": "trauma", "from_on": LONG_AGO.date()}
    return filled(world, apps.get_model("careplans.Enrolment"), **facts)


@maker("careplans.TemplateUse")
def _template_use(world: World) -> Any:
    facts = {"rules": _pack(world, "templates"), "code": "copd", "brought": [], "left_out": []}
    return filled(world, apps.get_model("careplans.TemplateUse"), **facts)


@maker("careplans.Threshold")
def _threshold(world: World) -> Any:
    return filled(world, apps.get_model("careplans.Threshold"), high=100)


@maker("policy.GlossaryTerm")
def _term(world: World) -> Any:
    """A hospital word of the facility; one without plain words or an explanation there is none."""
    return filled(world, apps.get_model("policy.GlossaryTerm"), facility=world.facility, plain="swelling")
