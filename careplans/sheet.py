"""The patient's plan as a paper: what stands on it, and how it is laid out in a language.

Every text is looked up sentence by sentence among the stored translations; where none is stored it stays in the
record's language, marked "interpreter needed". Labels are sentences too, and stay unmarked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from policy.segments import Segment, digest, direction, translated, way

RECORD = "en"  # The language that the record is written in.
POINTS = {"": 14, "large": 18}
LABELS = {
    "title": gettext_noop("My care plan"),
    "matters": gettext_noop("What matters to me"),
    "purpose": gettext_noop("What we work towards together"),
    "goals": gettext_noop("My goals"),
    "no_goals": gettext_noop("No goals are written down yet."),
    "own": gettext_noop("In my own words"),
    "target": gettext_noop("How we will know"),
    "due": gettext_noop("We look at it together on"),
    "starts": gettext_noop("from"),
    "ends": gettext_noop("until"),
    "visits": gettext_noop("My next visits"),
    "no_visits": gettext_noop("No visit is booked yet."),
    "bring": gettext_noop("Please bring"),
    "medicines": gettext_noop("My medicines"),
    "call": gettext_noop("Who to call"),
    "nobody": gettext_noop("Ask the hospital for your care team."),
    "emergency": gettext_noop("In an emergency, call 911."),
    "words": gettext_noop("Words explained"),
    "page": gettext_noop("Page"),
    "interpreter": gettext_noop("Interpreter needed"),
    "ask": gettext_noop("Some of this paper is not in your language. Ask us for an interpreter."),
}


@dataclass(frozen=True)
class Text:
    """What the patient said, in the language they said it in; it is never translated."""

    text: str
    language: str = RECORD


@dataclass(frozen=True)
class Step:
    """What somebody does: who, what, how often, and from which to which day."""

    who: str
    what: str
    often: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Aim:
    """A goal in plain words, as the patient said it where that is another text, how it is measured, and its steps."""

    text: str
    own: Text | None = None
    target: str = ""
    due: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Visit:
    """A booked time; `at` is written out already."""

    at: str
    what: str
    place: str = ""
    bring: str = ""


@dataclass(frozen=True)
class Medicine:
    """A medicine as it is taken; whoever prints the paper hands it in with the rights to it."""

    name: str
    how: str


@dataclass(frozen=True)
class Contact:
    """Somebody to call."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the paper; days and times are written out, in the language `written`."""

    place: str
    name: str
    person: tuple[str, ...]
    printed: str
    matters: str = ""
    purpose: str = ""
    aims: tuple[Aim, ...] = ()
    visits: tuple[Visit, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    contacts: tuple[Contact, ...] = ()
    explained: tuple[tuple[str, str], ...] = ()
    written: str = RECORD


def texts(sheet: Sheet) -> list[str]:
    """All that may be looked up in another language: labels, and what the record says."""
    return [*map(_, LABELS.values()), *filter(None, _told(sheet))]


def _told(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.matters, sheet.purpose)
    for aim in sheet.aims:
        yield from (aim.text, aim.target)
        yield from (part for step in aim.steps for part in (step.who, step.what, step.often))
    for visit in sheet.visits:
        yield from (visit.what, visit.place, visit.bring)
    yield from (one.how for one in sheet.medicines)
    yield from (one.role for one in sheet.contacts)


def laid_out(
    sheet: Sheet, *, language: str, stored: Mapping[str, str], large: bool = False
) -> dict[str, Any]:
    """The data of templates/papers/plan.typ: labels, texts as segments, everything else as it stands."""
    page = _Page(language, stored, sheet.written)
    goals = [page.aim(aim) for aim in sheet.aims]
    data: dict[str, Any] = {
        "points": POINTS["large" if large else ""],
        "lang": language,
        "dir": direction(language),
        "place": _given(sheet.place),
        "name": _given(sheet.name),
        "person": list(sheet.person),
        "printed": sheet.printed,
        "matters": page.words(sheet.matters),
        "purpose": page.words(sheet.purpose),
        "goals": goals,
        "visits": [page.visit(visit) for visit in sheet.visits],
        "medicines": [{"name": _given(one.name), "how": page.words(one.how)} for one in sheet.medicines],
        "call": [
            {"name": _given(one.name), "role": [page.name(one.role)], "phone": one.phone}
            for one in sheet.contacts
        ],
        "words": [{"term": term, "meaning": meaning} for term, meaning in sheet.explained],
        "labels": {name: page.label(name) for name in LABELS},
    }
    return data | {"notice": [page.label("ask")] if page.waits else []}


class _Page:
    """Texts in the paper's language, remembering whether one of them waits for an interpreter."""

    def __init__(self, language: str, stored: Mapping[str, str], written: str) -> None:
        self.language, self.stored, self.written, self.waits = language, stored, written, False

    def label(self, name: str) -> dict[str, Any]:
        """A label: translated where that is stored, else in the language of the record; never marked."""
        return self.name(_(LABELS[name]))

    def name(self, text: str) -> dict[str, Any]:
        """The name of a part, such as a role: like a label."""
        found = self.stored.get(digest(text)) if self.language != RECORD else None
        return _piece(Segment(found, self.language, text) if found else Segment(text, RECORD, text))

    def words(self, text: str) -> list[dict[str, Any]]:
        """A text of the record, sentence by sentence."""
        segments = translated(text, self.language, self.stored, RECORD)
        self.waits = self.waits or any(one.waits for one in segments)
        return [_piece(one) for one in segments]

    def given(self, text: str) -> list[dict[str, Any]]:
        """A day or a time, written out already."""
        return [_piece(Segment(text, self.written, text))] if text else []

    def aim(self, aim: Aim) -> dict[str, Any]:
        """A goal with its steps."""
        own = aim.own
        return {
            "text": self.words(aim.text),
            "own": [_piece(Segment(own.text, own.language, own.text))] if own else [],
            "target": self.words(aim.target),
            "due": self.given(aim.due),
            "steps": [self.step(step) for step in aim.steps],
        }

    def step(self, step: Step) -> dict[str, Any]:
        """Who does what and when."""
        days: Iterable[tuple[str, str]] = (("starts", step.starts), ("ends", step.ends))
        when = [self.words(step.often)] if step.often else []
        when += [[self.label(name), *self.given(day)] for name, day in days if day]
        return {"who": [self.name(step.who)], "what": self.words(step.what), "when": when}

    def visit(self, visit: Visit) -> dict[str, Any]:
        """A booked time."""
        told = {"what": visit.what, "place": visit.place, "bring": visit.bring}
        return {"at": self.given(visit.at)} | {name: self.words(text) for name, text in told.items()}


def _piece(segment: Segment) -> dict[str, Any]:
    """A segment as the template takes it."""
    towards = direction(segment.language)
    return {"text": segment.text, "lang": segment.language, "dir": towards, "waits": segment.waits}


def _given(name: str) -> dict[str, str]:
    """A name, which is in no language, as it is written."""
    return {"text": name, "dir": way(name)}
