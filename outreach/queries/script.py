"""What a red flag is about, for who may read it."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, Subquery

from core.permission_ids import permission_id
from core.sources import PERSONAL
from outreach.models import ScriptAnswer
from teams.models import CaseAccess


def words(user: Any) -> Any:
    """What a red flag is about, on the rows of work it made, as far as a person reads health information of the case."""
    lines = CaseAccess.objects.filter(
        user=user.pk,
        content_object=OuterRef(OuterRef("case")),
        permission=permission_id(CaseAccess, "view_clinical"),
    ).order_by()
    if acting := getattr(user, "acting_role", ""):
        lines = lines.filter(Q(role=acting) | Q(source__in=PERSONAL))
    rows = ScriptAnswer.objects.filter(Exists(lines), item=OuterRef("pk")).order_by().values("item")
    return Subquery(rows.annotate(said=StringAgg("because", "; ", distinct=True)).values("said")[:1])
