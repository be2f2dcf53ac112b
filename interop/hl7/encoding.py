"""The encoding characters of one message, read from its own MSH-1 and MSH-2."""

from dataclasses import dataclass

from interop.hl7.errors import Unreadable
from interop.hl7.problems import Code, Problem, Where, error, warning

_ORDER = ("component", "repetition", "escape", "subcomponent", "truncation")
_DEFAULTS = {"component": "^", "repetition": "~", "escape": "\\", "subcomponent": "&", "truncation": ""}


@dataclass(frozen=True, slots=True)
class Encoding:
    """Delimiters, and the codec in which `\\Xhh\\` escapes are bytes; an empty one is not in use."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    codec: str = "utf-8"

    @property
    def characters(self) -> str:
        """MSH-2 as we write it."""
        return self.component + self.repetition + self.escape + self.subcomponent + self.truncation


def read_encoding(msh: str, codec: str) -> tuple[Encoding, list[Problem]]:
    """Delimiters from the start of the MSH line, and a warning when MSH-2 had to be completed.

    MSH-2 may be short (defaults fill it). A character that is a letter, a digit, blank or already
    taken cannot be a delimiter. Raises Unreadable when there is no field separator.
    """
    separator = msh[3:4]
    if not _usable(separator, ""):
        raise Unreadable(error(Code.SEQUENCE, "MSH has no field separator.", Where("MSH", 1)))
    written = msh[4:].split(separator, 1)[0][: len(_ORDER)]
    chosen: dict[str, str] = {}
    for name, character in zip(_ORDER, written.ljust(len(_ORDER)), strict=True):
        taken = separator + "".join(chosen.values())
        chosen[name] = _first_usable((character, _DEFAULTS[name]), taken + written.replace(character, ""))
    complete = len(written) >= 4 and all(chosen[name] == c for name, c in zip(_ORDER, written, strict=False))
    text = "MSH-2 does not name four delimiters; the usual ones were assumed."
    problems = [] if complete else [warning(Code.DATA_TYPE, text, Where("MSH", 2))]
    return Encoding(field=separator, codec=codec, **chosen), problems


def _first_usable(candidates: tuple[str, ...], taken: str) -> str:
    return next((c for c in candidates if _usable(c, taken)), "")


def _usable(character: str, taken: str) -> bool:
    printable = character.isprintable() and not character.isspace() and not character.isalnum()
    return bool(character) and printable and character not in taken
