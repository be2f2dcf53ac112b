"""P17: typing is kept while a ward types: twenty people in twenty cases, then four in one, each saving every three seconds."""

import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from random import Random
from statistics import quantiles
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments import asked_of, loading
from assessments.actions.starting import start
from assessments.models import Assessment, Section
from demo.answering import answers
from demo.bench.lines import Goal, Line, measured
from demo.bench.rounds import Bench
from patients.models import Case

LIMIT, EVERY, SAVES, PEOPLE = Goal(100), 3.0, 8, 20
ALONE, TOGETHER = "initial", "joint"
BASE = re.compile(r'name="base" value="([^"]*)"')


def lines(bench: Bench) -> Iterator[Line]:
    """The slowest twentieth of all saves, in milliseconds, on the largest data set."""
    name = bench.sizes[-1]
    with bench.shelf.open(name):
        loading.load(loading.shipped())
        each = [one for case in _cases() for one in _of(case, ALONE, "case_manager", 1)]
        crowd = _crowd()
        settings = dict(connections["default"].settings_dict)
        what = f"save while typing, ms, p95: {len(each)} in {len(each)} cases, {name}"
        yield measured("P17", what, _p95(each, settings), LIMIT)
        yield measured("P17", f"  {len(crowd)} people in one case, {name}", _p95(crowd, settings), LIMIT)


Typing = tuple[User, Section]


def _cases() -> list[Case]:
    """Open cases, each led by somebody else as far as there are so many."""
    return list(
        Case.objects.filter(stage="assessing", lead__isnull=False, restricted=False).order_by("pk")[:PEOPLE]
    )


def _crowd() -> list[Typing]:
    """Case manager, two nurses and a social worker of one case."""
    case = _cases()[-1]
    found = [
        _of(case, ALONE, "case_manager", 1),
        _of(case, TOGETHER, "nurse", 2),
        _of(case, TOGETHER, "social_worker", 1),
    ]
    return [one for row in found for one in row]


def _of(case: Case, form: str, role: str, people: int) -> list[Typing]:
    """The part of a form that a role answers, with so many of the people who have that role on the case."""
    made = Assessment.objects.filter(case=case, form=form, status="draft").first() or start(
        case, by=case.lead, form=form
    )
    section = Section.objects.filter(assessment=made, discipline=role).order_by("position").first()
    users = User.objects.filter(
        assignments__case=case, assignments__role=role, assignments__status="active"
    ).distinct()
    return [(user, section) for user in users.order_by("pk")[:people] if section is not None]


def _p95(typing: list[Typing], settings: dict[str, Any]) -> float:
    """Everybody at once, each in a thread with a connection of their own."""
    took: list[float] = []
    failed: list[str] = []
    threads = [
        threading.Thread(target=_type, args=(user, section, n, settings, took, failed))
        for n, (user, section) in enumerate(typing)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise ValueError(f"Saves were not kept: {sorted(set(failed))}.")
    return quantiles(took, n=20)[-1]


@contextmanager
def _connected(settings: dict[str, Any]) -> Iterator[None]:
    """This thread's default database is the data set's."""
    connections["default"] = type(connections["default"])(settings, "default")
    with closing(connections["default"]):
        yield


def _type(
    user: User, section: Section, n: int, settings: dict[str, Any], took: list[float], failed: list[str]
) -> None:
    with _connected(settings):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        save = _saver(client, user, section)
        save(0)
        time.sleep(EVERY * n / PEOPLE)
        for turn in range(1, SAVES + 1):
            began = time.perf_counter()
            status = save(turn)
            took.append((time.perf_counter() - began) * 1000)
            if status != 200:
                failed.append(str(status))
            time.sleep(max(0.0, EVERY - (time.perf_counter() - began)))


def _saver(client: Client, user: User, section: Section) -> Callable[[int], int]:
    """What the page sends: all that is answered so far, with the versions it shows."""
    asks = asked_of.questionnaire(section)
    page = client.get(reverse("assessments:section", args=[section.pk])).content.decode()
    base = [html.unescape(BASE.findall(page)[0])]

    def save(turn: int) -> int:
        given = answers(asks, Random(f"{user.pk}{turn}"))
        data = {**given, "base": base[0]}
        answer = client.post(
            reverse("assessments:answer", args=[section.pk]), data, HTTP_ACCEPT="application/json"
        )
        if answer.status_code == 200:
            base[0] = json.loads(answer.content)["base"]
        return answer.status_code

    return save
