"""From a message that was read to the verbs of the record: who, how to reach, who pays, and where the patient is."""

from interop.inbound.applying import apply

__all__ = ["apply"]
