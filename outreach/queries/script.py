"""What a red flag is about, for who may read it."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, Subquery

from core import asides
from outreach.models import ScriptAnswer


def words(user: Any) -> Any:
    """What a red flag is about, on the rows of work it made, as far as a person reads health information of the case."""
    reads = asides.holds(user, "view_clinical", OuterRef(OuterRef("case")))
    rows = ScriptAnswer.objects.filter(reads, item=OuterRef("pk")).order_by().values("item")
    return Subquery(rows.annotate(said=StringAgg("because", "; ", distinct=True)).values("said")[:1])
