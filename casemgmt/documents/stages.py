"""docs/stages.md: which state follows which, by which verb, from the verbs themselves."""

from collections import defaultdict
from typing import Any

from casemgmt.documents import ours
from patients import stages as of_case
from patients.models import Case

HEAD = """# States

Written by `manage.py generate_docs` from the verbs (`moves=`) and from `patients/stages.py`; the build fails when it is
stale. An arrow carries the verb that makes the step; a verb that finds a thing in another state is refused in a sentence.
"""

Steps = dict[tuple[str, str], set[str]]


def steps() -> dict[tuple[Any, str], Steps]:
    """For each model and state field: from, to and the verbs in between."""
    found: dict[tuple[Any, str], Steps] = defaultdict(lambda: defaultdict(set))
    found[Case, "stage"].update(
        {(str(a), str(b)): set() for a, after in of_case.FOLLOWS.items() for b in after}
    )
    for verb in ours.verbs().values():
        for old, new in (verb.moves or {}).items():
            found[ours.target_of(verb), verb.state][str(old), str(new)].add(verb.verb_name)
    return found


def stages() -> str:
    parts = [_diagram(model, state, found) for (model, state), found in steps().items()]
    return "\n".join([HEAD, *sorted(parts)])


def _diagram(model: Any, state: str, found: Steps) -> str:
    field = model._meta.get_field(state)
    used = {name for pair in found for name in pair}
    # Mermaid reads a bare "end" as a word of its own, so every state gets a prefix.
    lines = [f'    state "{label}" as s_{value}' for value, label in field.flatchoices if value in used]
    lines += [f"    [*] --> s_{field.default}"] if field.has_default() else []
    lines += [f"    s_{old} --> s_{new}{_by(verbs)}" for (old, new), verbs in sorted(found.items())]
    lines += [f"    s_{name} --> [*]" for name in sorted(used - {old for old, new in found if old != new})]
    title = str(model._meta.verbose_name).capitalize()
    return f"## {title} ({state})\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n"


def _by(verbs: set[str]) -> str:
    return f": {', '.join(sorted(verb.split('.', 1)[1] for verb in verbs))}" if verbs else ""
