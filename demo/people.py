"""The people of the demonstration hospital: patients with a language, an address, cover and a reason, and staff.

    people = People(Random(4711), today=date(2026, 11, 2))
    patient = people.patient()

The same seed and day give the same people in the same order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from demo import names, payers, places, problems
from demo.names import LANGUAGES, Name, Origin, Sex
from patients.folding import fold_name

YEAR = 365.2425
PRONOUNS = {"female": "she/her", "male": "he/him"}
RELATIONS = {
    "female": ("daughter", "wife", "sister", "mother", "niece", "neighbour", "friend"),
    "male": ("son", "husband", "brother", "father", "nephew", "neighbour", "friend"),
}
ELDERS, SPOUSES = ("mother", "father"), ("wife", "husband")
TRIES = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Relative:
    """Somebody to call. `relation` is to the patient: "daughter"."""

    name: Name
    relation: str
    phone: str
    language: str


@dataclass(frozen=True)
class Patient:
    """Everything a clerk would ask on arrival; `mail` may be empty and there may be nobody to call."""

    name: Name
    sex: Sex
    pronouns: str
    birth_date: date
    origin: str
    language: str
    interpreter: bool
    address: places.Address
    phone: str
    mail: str
    relative: Relative | None
    policies: tuple[payers.Policy, ...]
    problem: problems.Problem
    reason: str

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.language]


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here, with the languages they can talk to patients in."""

    name: Name
    sex: Sex
    languages: tuple[str, ...]
    phone: str
    mail: str


class People:
    """A source of people, none with the name or the telephone number of another as long as there are enough.

    There are about 4,000 numbers; past that they repeat, as names do when an origin has run out of them.
    """

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self._taken: set[object] = set()
        self._count = 0

    def patient(self) -> Patient:
        rng, sex = self.rng, self._sex()
        origin, problem = names.origin(rng), problems.problem(rng, sex)
        age = problems.age(rng, problem)
        name, language = self._name(origin, sex), self._language(origin)
        phone = self._phone()
        return Patient(
            name=name,
            sex=sex,
            pronouns=PRONOUNS[sex] if rng.random() < 0.98 else "they/them",
            birth_date=self._born(age),
            origin=origin.key,
            language=language,
            interpreter=language != "en" and rng.random() < 0.75,
            address=places.address(rng),
            phone=phone,
            mail=self._mail(name) if rng.random() < 0.6 else "",
            relative=self._relative(origin, sex, name, age) if rng.random() < 0.9 else None,
            policies=tuple(payers.policies(rng, age)),
            problem=problem,
            reason=rng.choice(problem.reasons),
        )

    def colleague(self) -> Colleague:
        sex, origin = self._sex(), names.origin(self.rng)
        name = self._name(origin, sex)
        spoken = tuple(dict.fromkeys(("en", self.rng.choice(origin.languages))))
        return Colleague(name, sex, spoken, self._phone(), self._mail(name))

    def _sex(self) -> Sex:
        return self.rng.choice(("female", "male"))

    def _born(self, age: int) -> date:
        """A birth date that makes somebody this old today."""
        days = self.rng.randrange(2, 363)
        return self.today - timedelta(days=round(age * YEAR) + days)

    def _language(self, origin: Origin) -> str:
        return "ase" if self.rng.random() < 0.01 else self.rng.choice(origin.languages)

    def _name(self, origin: Origin, sex: Sex) -> Name:
        return self._new(
            lambda: names.name(self.rng, origin, sex), lambda name: fold_name(f"{name.family} {name.given}")
        )

    def _phone(self) -> str:
        return self._new(lambda: places.phone(self.rng), lambda phone: phone)

    def _mail(self, name: Name) -> str:
        self._count += 1
        return places.mail(name.given, name.family, self._count)

    def _relative(self, origin: Origin, sex: Sex, of: Name, age: int) -> Relative:
        """Of the same origin, mostly with the family name; nobody past 60 is cared for by a parent."""
        theirs = self._sex()
        fitting = [
            relation
            for relation in RELATIONS[theirs]
            if not (relation in ELDERS and age > 60) and not (relation in SPOUSES and theirs == sex)
        ]
        relation, name = self.rng.choice(fitting), self._name(origin, theirs)
        kin = relation not in ("neighbour", "friend") and of.given not in ("", name.given)
        if kin and self.rng.random() < 0.7:
            name = Name(of.family, name.given)
        return Relative(name, relation, self._phone(), self.rng.choice(origin.languages))

    def _new(self, make: Callable[[], T], key: Callable[[T], object]) -> T:
        """Make another until it is one that nobody has; the last one if there seems to be none."""
        for _ in range(TRIES):
            made = make()
            if key(made) not in self._taken:
                break
        self._taken.add(key(made))
        return made
