"""What a list says beside its rows to whoever may read it: the right on the case of each row, by the rule of `core.access`.

For columns that are read with the rows (a subquery), so that a page asks no question more for them.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, Q

from core import access

NOTHING = Q(pk__in=[])


def holds(user: Any, perm: str, case: Any) -> Q:
    """The condition that somebody holds a permission on a case, which is a reference to the rows outside."""
    access.must_be_known(perm)
    if not access._may_act(user):
        return NOTHING
    if user.is_service:
        return ~NOTHING if perm in access.SYSTEM_GRANTS.get(user.username, ()) else NOTHING
    lines = access._lines("case", apps.get_model("teams.CaseAccess"), user, perm)
    return Q(Exists(lines.filter(content_object=case)))
