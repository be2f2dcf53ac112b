"""The ways in which a verb says no; each becomes one status and one sentence."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule says no (409): the sentence says why and what to do next, without patient data."""

    status = 409

    def __init__(self, sentence: object, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def facts(self, by: Any) -> dict[str, Any]:
        """What the API says besides the sentence, as far as the caller may see it."""
        return {}


class Stale(Refused):
    """Somebody else changed the row since it was shown (409)."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this after you opened it. Compare both before saving. Your text is kept.")
        )


class Denied(PermissionDenied):
    """The person can see the row but may not do this to it (403); remembered for the audit trail."""

    def __init__(self, perm: str, verb: str, row: Any, sentence: object = "") -> None:
        usual = _("You can see this, but your role may not do that. Ask the lead or your supervisor.")
        super().__init__(sentence or usual)
        self.perm, self.verb, self.row = perm, verb, row
