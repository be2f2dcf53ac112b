"""The matrix as data, and the oracle over it: pure Python, sharing nothing with what the application decides by."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[1] / "matrix.toml"
LEVELS = ("flag", "summary", "view", "edit", "sign")
READING = ("flag", "summary", "view")
HIGHEST = {"E": "edit", "V": "view", "O": "", "X": "", "-": ""}
REACHES = ("case", "facility", "desk", "intake", "label")


def levels(highest: str) -> tuple[str, ...]:
    """A level with those below it; none for an empty one."""
    return LEVELS[: LEVELS.index(highest) + 1] if highest else ()


@dataclass(frozen=True)
class Matrix:
    """The tables of matrix.toml, and what follows from them."""

    data: dict[str, Any]

    @property
    def roles(self) -> dict[str, str]:
        """The roles as the application names them, by the matrix's short names."""
        return self.data["roles"]

    @property
    def classes(self) -> dict[str, Any]:
        return self.data["class"]

    @property
    def relations(self) -> dict[str, Any]:
        return self.data["relation"]

    @property
    def codenames(self) -> set[str]:
        """Every permission there is: each level of each class, and the duties."""
        return {f"{level}_{name}" for level in LEVELS for name in self.classes} | set(self.data["duties"])

    def cell(self, name: str, role: str) -> str:
        """What the matrix says of a class and a role, such as "L:summary payer name"."""
        return self.classes[name]["cells"].get(role, "-")

    def level(self, name: str, role: str) -> str:
        """The highest level of a cell; empty for none, for own entries only and for emergencies only."""
        word = self.cell(name, role)
        return word[2:].split()[0] if word.startswith("L:") else HIGHEST[word]

    def reaches(self, name: str, role: str) -> list[str]:
        """How far a role's cell of a class carries."""
        lines = self.data["reach"][role]
        named = [reach for reach, names in lines.items() if names != "*" and name in names]
        return named or [reach for reach, names in lines.items() if names == "*"]

    def exceptions(self, role: str) -> dict[tuple[str, str], str]:
        """Where the application decided otherwise: the level it grants, by class and reach."""
        return {
            (one["class"], one["reach"]): one["grants"]
            for one in self.data["exception"]
            if one["role"] == role
        }

    def grants(self, role: str) -> dict[str, frozenset[str]]:
        """The permissions of a role by reach: cells, exceptions and duties."""
        cells = {
            (name, reach): self.level(name, role)
            for name in self.classes
            for reach in self.reaches(name, role)
        }
        found: dict[str, set[str]] = {reach: set() for reach in REACHES}
        for (name, reach), highest in {**cells, **self.exceptions(role)}.items():
            found[reach] |= {f"{level}_{name}" for level in levels(highest)}
        for duty, who in self.data["duties"].items():
            for reach in who.get(role, ()):
                found[reach].add(duty)
        return {reach: frozenset(names) for reach, names in found.items()}


@cache
def matrix() -> Matrix:
    """The file, read once."""
    return Matrix(tomllib.loads(PATH.read_text("utf-8")))


def reading(names: frozenset[str]) -> frozenset[str]:
    """The viewing levels among some permissions; no edit, no duty."""
    return frozenset(name for name in names if name.split("_")[0] in READING)


def within(names: frozenset[str], classes: Any) -> frozenset[str]:
    """The permissions of some classes (a cleared label counts as its own class)."""
    return frozenset(name for name in names if name.partition("_")[2] in classes)


def on_case(relation: str, role: str, state: str = "open") -> frozenset[str]:
    """What somebody who stands in a relation, in a role, holds on a case in a state."""
    table = matrix()
    said = table.relations[relation]
    gives, who = said.get(state, said["gives"]), said.get("as", role)
    grants = table.grants(who)
    return GIVES[gives](said, grants, state)


def on_facility(relation: str, role: str) -> frozenset[str]:
    """What they hold on the facility around it."""
    grants, said = matrix().grants(role), matrix().relations[relation]
    if said["gives"] in ("facility", "desk"):
        return grants["facility"] | grants["desk"]
    return grants["desk"] if said.get("at_desk") else frozenset()


def _role(said: Any, grants: Any, state: str) -> frozenset[str]:
    cleared = {f"clear_{label}" for label in said.get("labels", ())}
    return grants["case"] | (grants["label"] & cleared)


def _bundle(said: Any, grants: Any, state: str) -> frozenset[str]:
    return within(reading(grants["case"]), {"case", "identity", "consult", *said["classes"]})


def _consented(said: Any, grants: Any, state: str) -> frozenset[str]:
    return within(grants["case"], {"case", *said["classes"]})


def _emergency(said: Any, grants: Any, state: str) -> frozenset[str]:
    rule = matrix().data["emergency"]
    seen = {f"{level}_{name}" for level in READING for name in rule["opens"]}
    return frozenset(seen | set(rule["clears"]) | set(said.get("clears", ())))


def _facility(said: Any, grants: Any, state: str) -> frozenset[str]:
    return grants["facility"] | (grants["intake"] if state == "referred" else frozenset())


GIVES = {
    "nothing": lambda said, grants, state: frozenset(),
    "desk": lambda said, grants, state: frozenset(),
    "role": _role,
    "reads": lambda said, grants, state: reading(grants["case"]),
    "bundle": _bundle,
    "permission": lambda said, grants, state: frozenset({said["permission"]}),
    "consented": _consented,
    "emergency": _emergency,
    "facility": _facility,
}
