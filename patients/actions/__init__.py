"""Every change to a patient, what hangs on them, and the case."""

from patients.actions.case import open_case

__all__ = ["open_case"]
