"""Right before fast: our rule, plain SQL and guardian name the same cases, and page and anchor list the same rows."""

from django.core.management import CommandError
from django.db import connection
from guardian.shortcuts import get_objects_for_user  # noqa: TID251 - asked here as a witness, never to decide

from accounts.models import User
from core.access import visible_to
from demo.bench.standing import SEEN
from patients.models import Case

ROLES = (
    "case_manager",
    "nurse",
    "social_worker",
    "coordinator",
    "consultant",
    "intake",
    "supervisor",
    "privacy",
    "advocate",
)


def check() -> str:
    """A line saying for whom all three agreed; CommandError for the first person for whom they do not."""
    people = User.objects.filter(
        username__in=[f"{role}.1.{n}" for role in ROLES for n in (1, 2, 3)]
    ).order_by("username")
    seen = [_agreed(user) for user in people]
    return f"Parity: {len(seen)} people, {sum(seen):,} cases seen: ours, plain SQL and guardian agree."


def _agreed(user: User) -> int:
    ours = set(visible_to(Case, user).values_list("pk", flat=True))
    asked = get_objects_for_user(user, "view_case", Case, use_groups=False, accept_global_perms=False)
    guardian = set(asked.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"user": user.pk})
        plain = {key for (key,) in cursor.fetchall()}
    if not ours == plain == guardian:
        raise CommandError(
            f"Wrong before fast: {user.username} sees {len(ours)} cases by core.access, {len(plain)} by SQL, "
            f"{len(guardian)} by guardian."
        )
    return len(ours)
