"""A case with its team, the rules and the instruments that come with the application; everything happens from THEN on."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.permissions import Role
from assessments import reading
from assessments.actions.answering import answer
from assessments.actions.starting import start
from assessments.models import Assessment, Instrument, InstrumentVersion, Section
from patients.models import Case
from tests.conftest import THEN

FILES = Path(reading.__file__).parent / "instruments"
YES, NO = "LA33-6", "LA32-8"


@pytest.fixture(autouse=True)
def then(request: Any) -> None:
    """Tests of pure modules have no clock to move."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        move: Callable[[datetime], None] = request.getfixturevalue("at")
        move(THEN)


def load(code: str, number: str = "", swap: tuple[str, str] = ("", "")) -> InstrumentVersion:
    """An instrument of the application, in use; `swap` has other words in it."""
    text = (FILES / f"{code}.json").read_text("utf-8")
    body = json.loads(text.replace(*swap) if swap[0] else text)
    body["version"] = number or body["version"]
    said = reading.read(body)
    instrument, _made = Instrument.objects.get_or_create(code=code)
    instrument.versions.filter(status="in_use").update(status="retired")
    return InstrumentVersion.objects.create(
        instrument=instrument,
        number=body["version"],
        title=said.title,
        sort=said.sort,
        discipline=said.discipline,
        activity=said.activity,
        subject=said.subject,
        licence=said.licence,
        body=body,
        digest=f"{code}-{body['version']}",
        status="in_use",
    )


@pytest.fixture
def instruments(db: None) -> dict[str, InstrumentVersion]:
    """Every instrument of the application, in use."""
    return {path.stem: load(path.stem) for path in sorted(FILES.glob("*.json"))}


@pytest.fixture
def ward(packs: None, instruments: Any, case: Case, on_team: Callable[..., Any]) -> SimpleNamespace:
    """The case with its lead, a nurse, a social worker and a coordinator."""
    people = {
        "lead": on_team(Role.CASE_MANAGER, is_lead=True),
        "nurse": on_team(Role.NURSE),
        "worker": on_team(Role.SOCIAL_WORKER),
        "coordinator": on_team(Role.COORDINATOR),
    }
    case.refresh_from_db()
    return SimpleNamespace(case=case, **people)


@pytest.fixture
def joint(ward: SimpleNamespace) -> Assessment:
    """A joint assessment, just begun."""
    return start(ward.case, by=ward.lead, form="joint")


def section(assessment: Assessment, code: str) -> Section:
    """One part of an assessment by its instrument."""
    return assessment.sections.get(instrument__instrument__code=code)


def given(base: int = 0, **answers: Any) -> dict[str, Any]:
    """Answers as a save sends them: `given(lives="alone", q9="declined")`; underscores stand for hyphens."""
    return {
        link.replace("_", "-"): {
            "value": None if value == "declined" else value,
            "declined": value == "declined",
        }
        | {"base": base}
        for link, value in answers.items()
    }


def fill(part: Section, by: Any, **answers: Any) -> Section:
    """Answer every required question of a section, the rest of `answers` as said, else with its first option."""
    from assessments import branching

    questionnaire = reading.of(part.instrument)
    said: dict[str, Any] = {link.replace("_", "-"): value for link, value in answers.items()}
    for _round in range(4):
        asked = branching.Branching(questionnaire, said, 68).questions()
        for question in asked:
            if question.required and question.link_id not in said:
                said[question.link_id] = first(question)
    return answer(part, by=by, answers={link: {"value": value, "base": 0} for link, value in said.items()})


def first(question: Any) -> Any:
    """The first thing that a question takes: of choices the last, which is mostly the harmless one."""
    if question.options:
        return [question.options[0].code] if question.repeats else question.options[0].code
    return {"boolean": False, "text": "As seen", "date": "2026-11-03"}.get(
        question.kind, int(question.least or 0)
    )


@pytest.fixture
def advocate(ward: SimpleNamespace, person: Callable[..., Any]) -> Any:
    """The patient's advocate, on a consent that names all that one can name."""
    from patients.models import Consent

    user = person("a.voice", Role.ADVOCATE, name="Ana Voice")
    Consent.objects.create(
        patient=ward.case.patient,
        purpose="advocacy",
        to_user=user,
        classes=["case", "identity", "coverage", "plan", "discharge", "work", "clinical"],
        method="signed",
        starts_at=THEN,
    )
    return user
