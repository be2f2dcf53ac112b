"""Of which class of information a row of an assessment is: one table holds mood, cognition, violence and barriers alike."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.sorts import Sorts


class Sort(TextChoices):
    """The data class of what was asked (docs/roles.md): it decides who reads and who answers."""

    PLAN = "plan", _("Case management")
    RISK = "risk", _("Readmission and acuity")
    CLINICAL = "clinical", _("Clinical")
    BEHAVIOURAL = "behavioural", _("Behavioural health")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial")
    SAFEGUARDING = "safeguarding", _("Violence and safety at home")


def sorted_access(path: str = "", case: str = "case") -> Access:
    """Rights by the class of the row itself, or of the row at `path` ("section") that says it."""
    column = f"{path}__sort" if path else "sort"
    sorts = Sorts(
        column=column,
        classes={sort: sort.value for sort in Sort},
        shared={column: tuple(Sort.values)},
        author="created_by" if not path else f"{path}__created_by",
    )
    return Access("plan", case=case, lock=(case,), sorts=sorts)
