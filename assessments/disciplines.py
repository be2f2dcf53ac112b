"""Who answers a section: the role it belongs to, held on the case with the right to its class of information."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from assessments.models import Section
from core.access import roles_with
from core.refusals import Refused
from patients.models import Case


def roles(case: Case, user: Any, sort: str) -> set[str]:
    """The roles in which somebody answers questions of a class on a case."""
    return roles_with(f"edit_{sort}", user, case)


def own_role(case: Case, user: Any, sort: str) -> str:
    """The one role in which somebody answers: the role they act in, where it may; "" for nobody."""
    found = roles(case, user, sort)
    acting = getattr(user, "acting_role", "") or getattr(user, "default_role", "")
    return acting if acting in found else next(iter(sorted(found)), "")


def must_be_theirs(section: Section, user: Any) -> None:
    """Refused for who does not answer in the role that the section belongs to."""
    if section.discipline not in roles(section.case, user, section.sort):
        raise Refused(
            _("This section is answered and signed by another discipline: %(role)s. Ask them.")
            % {"role": Role(section.discipline).label}
        )
