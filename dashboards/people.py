"""What each member of a team carries in its cases, against what they carry at most; by name, never by rank."""

from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from core.prepared import AnyOf
from dashboards.scope import Scope
from supervision import board, loads
from supervision.board import Carrying
from supervision.standing_in import away_now


def carrying(scope: Scope) -> list[Carrying]:
    """The members of the team by name; one statement, in which the cases are read once for all of them."""
    rules = scope.rules.weights
    # The same parts as in dashboards.measured.carrying; a test holds the sums equal.
    mine = (
        loads.everybodys().filter(AnyOf("case", scope.open), user=OuterRef("user")).order_by().values("user")
    )
    rows = loads.members_of([scope.team]).annotate(
        load=Subquery(mine.annotate(load=Sum(loads.weight(rules))).values("load")),
        number=Subquery(mine.annotate(number=Count("pk")).values("number")),
        away=Exists(away_now().filter(user=OuterRef("user"))),
    )
    people = {row.user_id: row for row in rows}
    return [
        Carrying(row.user, row.load or 0, board.full_load(row.user, rules), row.number or 0, row.away)
        for row in people.values()
    ]
