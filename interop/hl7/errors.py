"""The one family of exceptions the reader raises; nothing else leaves it, whatever the bytes."""

from interop.hl7.problems import Problem


class Hl7Error(Exception):
    """The message cannot be read at all; `problem` says why without the patient's data."""

    def __init__(self, problem: Problem) -> None:
        """Keep the finding; its text is the message of the exception."""
        super().__init__(str(problem))
        self.problem = problem


class Unreadable(Hl7Error):
    """Not HL7 version 2: no MSH segment or no usable field separator (HTTP 400)."""


class OverLimit(Hl7Error):
    """Larger than the reader takes; refused before parsing (HTTP 413)."""
