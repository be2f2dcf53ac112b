"""Who sees a row but may not act on it is told so, before a form is shown."""

from typing import Any

from core import access
from core.refusals import Denied


def must_be_able(user: Any, verb: Any, row: Any) -> None:
    """Denied (403, on record) unless the person holds the verb's permission on the row."""
    if not access.can(user, verb.perm, row):
        raise Denied(verb.perm, verb.verb_name, row)
