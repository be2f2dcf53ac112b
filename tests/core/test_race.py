"""Several people at once, on real commits: exactly one wins, the others read a sentence."""

import threading
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection

from accounts.permissions import Role
from core.actions import action
from core.refusals import Refused, Stale
from facilities.models import Holiday
from patients.models import Case, Stage
from teams.actions import assign
from teams.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)


@action("lead_case", moves={Stage.REFERRED: Stage.ASSESSING}, state="stage")
def begin_at_once(case, *, by):
    return case


@action("lead_case")
def say(case, *, by, purpose):
    case.purpose = purpose
    return case


@action("lead_case")
def add_holiday(case, *, by, name):
    # Past full_clean, as a race would be: the constraint itself must answer.
    return Holiday.objects.create(facility=case.facility, on="2026-12-24", name=name)


@action("lead_case")
def forget_the_name(case, *, by):
    Holiday.objects.create(facility=case.facility, on="2026-12-26", name=None)
    return case


def together(*steps):
    """Run every step in a thread of its own, begun at the same moment; their results or exceptions, in order."""
    gate, found = threading.Barrier(len(steps)), [None] * len(steps)

    def run(n, step):
        try:
            gate.wait()
            found[n] = step()
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_of_six_people_who_move_a_case_at_once_exactly_one_succeeds(case, supervisor):
    found = together(*[lambda: begin_at_once(case, by=supervisor)] * 6)
    refused = [one for one in found if isinstance(one, Refused)]
    assert (len(refused), sum(isinstance(one, Case) for one in found)) == (5, 1)
    assert {str(one.sentence) for one in refused} == {
        "This is assessing. It can be done only when it is referred."
    }


def test_of_two_leads_assigned_at_once_one_stands(case, supervisor, person):
    people = [person(f"lead.{n}", Role.CASE_MANAGER) for n in range(2)]
    found = together(
        *[
            lambda user=user: assign(case, by=supervisor, user=user, role=Role.CASE_MANAGER, is_lead=True)
            for user in people
        ]
    )
    assert sum(isinstance(one, Assignment) for one in found) == 1
    assert sum(isinstance(one, ValidationError | Refused) for one in found) == 1
    assert Assignment.objects.filter(case=case, is_lead=True).count() == 1


def test_of_two_who_saw_the_same_version_the_later_is_told(case, supervisor):
    seen = Case.objects.get(pk=case.pk).version
    found = together(
        *[lambda n=n: say(case, by=supervisor, version=seen, purpose=f"From {n}") for n in range(2)]
    )
    assert sum(isinstance(one, Stale) for one in found) == 1


def test_a_race_lost_to_a_constraint_is_a_sentence(case, supervisor):
    add_holiday(case, by=supervisor, name="Eve")
    with pytest.raises(Refused, match="same moment"):
        add_holiday(case, by=supervisor, name="Eve again")


def test_a_mistake_of_our_own_is_not_dressed_as_a_race(case, supervisor):
    with pytest.raises(IntegrityError):
        forget_the_name(case, by=supervisor)


def test_the_two_records_of_a_merge_are_locked_in_one_order_whichever_way_round(patient, facility):
    from core.roots import lock_roots
    from patients.models import Merge, Patient

    other = Patient.objects.create(facility=facility, family="Silva", given="Rui", search_name="silva rui")
    one, two = Merge(survivor=patient, retired=other), Merge(survivor=other, retired=patient)
    assert [row.pk for row in lock_roots(one)] == [row.pk for row in lock_roots(two)]


def test_rights_outlive_an_emptied_database(case, supervisor):
    # The keys of permissions differ after every emptying; a stale cache of them would refuse everybody.
    assert say(case, by=supervisor, purpose="Still allowed").purpose == "Still allowed"


def test_a_lock_held_elsewhere_gives_up_within_seconds(case, supervisor):
    holding, release = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            holding.set()
            release.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(10)
    began = datetime.now(UTC)
    with pytest.raises(OperationalError, match="lock timeout"):
        say(case, by=supervisor, purpose="Waiting")
    release.set()
    thread.join(20)
    assert (datetime.now(UTC) - began).total_seconds() < 10
