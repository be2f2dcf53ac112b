"""A condition as a column that is true or false, never empty."""

from typing import Any

from django.db.models import BooleanField, Func, Q
from django.db.models.expressions import ExpressionWrapper


class Surely(Func):
    """Whether something is known to be so."""

    template = "((%(expressions)s) is true)"
    output_field = BooleanField()


def true_where(*parts: Any, **facts: Any) -> Surely:
    """True where the condition holds, false where it does not or cannot be known."""
    return Surely(ExpressionWrapper(Q(*parts, **facts), output_field=BooleanField()))
