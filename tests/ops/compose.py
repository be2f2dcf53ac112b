"""Read docker-compose.yml as the engine would: anchors merged, ${...} filled in from an environment."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([?-])([^}]*))?\})")


class Missing(Exception):
    """A variable written as ${NAME:?sentence} has no value; carries the sentence."""


def raw() -> dict:
    """The file with anchors merged and variables untouched."""
    return yaml.safe_load(FILE.read_text())


def filled(env: dict[str, str], node=None):
    """The same with every variable replaced, or Missing."""
    node = raw() if node is None else node
    if isinstance(node, dict):
        return {key: filled(env, value) if value is not None else None for key, value in node.items()}
    if isinstance(node, list):
        return [filled(env, value) for value in node]
    return VARIABLE.sub(lambda match: value_of(match, env), node) if isinstance(node, str) else node


def value_of(match: re.Match, env: dict[str, str]) -> str:
    """What one variable stands for."""
    dollar, name, kind, rest = match.groups()
    if dollar:
        return "$"
    value = env.get(name, "")
    if not value and kind == "?":
        raise Missing(rest)
    return value or (rest if kind == "-" else "")


def example() -> dict[str, str]:
    """The names of .env.example that must be filled in, each with some value."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {line.removesuffix("="): "0f" * 32 for line in lines if re.fullmatch(r"\w+=", line)}
