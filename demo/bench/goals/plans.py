"""P16: a plan of sixty entries opens; how long, and in how many statements."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from careplans import actions
from careplans.models import CarePlan
from core import clock
from demo.bench.hand import timed, watched
from demo.bench.lines import Goal, Line, counted, measured
from demo.bench.rounds import DROPPED, Bench
from patients.models import Case

USER, LIMIT, STATEMENTS = "case_manager.1.1", Goal(300), Goal(12)
PROBLEMS, GOALS, STEPS = 6, 3, 2


def page(bench: Bench) -> Iterator[Line]:
    """Six problems with three goals each and two interventions a goal, sixty in all; taken back afterwards."""
    for name in bench.each():
        with transaction.atomic():
            user = User.objects.get(username=USER)
            url = reverse("careplans:plan", args=[_written(user).case_id])
            client = Client(SERVER_NAME="127.0.0.1")
            client.force_login(user)
            for _n in range(2 * DROPPED):
                client.get(url)
            with watched() as asked:
                client.get(url)
            took = median(timed(lambda: client.get(url)) for _n in range(bench.pairs))  # noqa: B023
            transaction.set_rollback(True)
        yield counted("P16", f"a plan of 60 entries, statements, {name}", len(asked), STATEMENTS)
        yield measured("P16", f"a plan of 60 entries, ms, {name}", took, LIMIT)


def _written(user: User) -> CarePlan:
    """A plan of so many entries on a case the person leads that has none."""
    case = Case.objects.filter(lead=user, stage__in=("assessing", "planning")).order_by("pk").first()
    plan = actions.draft_plan(case, by=user, what_matters="To be at home", purpose="Home by spring")
    due = clock.today(plan.case.facility.tz) + timedelta(days=14)
    for n in range(PROBLEMS):
        problem = actions.add_problem(plan, by=user, words=f"Problem {n}", kind="clinical")
        for m in range(GOALS):
            words = f"Goal {m} of problem {n}"
            goal = actions.propose_goal(
                plan,
                by=user,
                problem=problem,
                words=words,
                measure="days",
                target=f"{n + m} of 7",
                due_on=due,
            )
            for step in range(STEPS):
                actions.add_intervention(
                    goal, by=user, words=f"Step {step} of {words}", activity="teaching",
                    subject=f"{n}/{m}/{step}", owner_role=Role.NURSE.value,
                )  # fmt: skip
    return plan
