"""CWE (also CE, IS, ID): a code, its text and its system, with the alternative the sender may add."""

from dataclasses import dataclass

from interop.hl7.lexer import Repetition


@dataclass(frozen=True, slots=True, repr=False)
class Coded:
    """A coded value as sent; `text` is never lost, whatever the code means to us."""

    code: str = ""
    text: str = ""
    system: str = ""
    alternate_code: str = ""
    alternate_text: str = ""
    alternate_system: str = ""

    @property
    def said(self) -> str:
        """What to show a person: the text, else the code."""
        return self.text or self.code


def coded(value: Repetition) -> Coded | None:
    """CWE.1–6, with the original text (CWE.9) where the display is missing."""
    if value.blank:
        return None
    return Coded(
        code=value.text(1),
        text=value.text(2) or value.text(9),
        system=value.text(3),
        alternate_code=value.text(4),
        alternate_text=value.text(5),
        alternate_system=value.text(6),
    )
