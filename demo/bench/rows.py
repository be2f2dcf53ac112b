"""Rights kept row by row as guardian's guide shows: a table of its own for cases, and its manager's give and take.

The model belongs to no installed app, so nothing but the benchmark knows it; its table lives only in a transaction.
"""

from collections.abc import Sequence

from django.db import connection, models
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from patients.models import Case

RIGHTS = ("view_case", "view_work", "edit_work")


class CaseRight(UserObjectPermissionBase):
    """One right of one person on one case."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta(UserObjectPermissionBase.Meta):
        app_label = "bench"


def begin(giver: User, cases: Sequence[Case]) -> None:
    """The table, with the rights of whoever hands over; inside a transaction that is rolled back."""
    with connection.schema_editor() as editor:
        editor.create_model(CaseRight)
    for right in RIGHTS:
        CaseRight.objects.bulk_assign_perm(right, giver, list(cases))


def hand_over(giver: User, taker: User, cases: Sequence[Case]) -> None:
    """Each right on each case taken from one and given to the other."""
    for case in cases:
        for right in RIGHTS:
            CaseRight.objects.remove_perm(right, giver, case)
            CaseRight.objects.assign_perm(right, taker, case)
