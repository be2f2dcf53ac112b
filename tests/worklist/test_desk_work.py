"""Work at the desk stands in the list of those who do it, and a breach that is near in the supervisor's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from casemgmt.navigation import home_of, links
from facilities.models import Facility
from patients.models import Patient
from tests.conftest import THEN
from worklist import actions, my_day
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk_work(facility, intake, patient):
    def make(**facts):
        facts = {
            "activity": "registration",
            "what": "Find out who this is",
            "why": "Came without papers",
            "kind": "identity",
            "due_at": THEN + timedelta(hours=1),
            "patient": patient,
        } | facts
        return actions.open_desk_item(facility, by=intake, **facts)

    return make


def page_of(client, user):
    client.force_login(user)
    return client.get(reverse("worklist:my_day"))


def test_the_desk_finds_its_work_on_its_list(client, desk_work, intake):
    item = desk_work()
    assert (item.role, item.owner) == (Role.INTAKE, None)
    assert "Find out who this is" in page_of(client, intake).content.decode()


def test_work_at_the_desk_names_its_patient_or_nobody_could_be_kept_from_it(case, desk_work):
    item = desk_work()
    with pytest.raises(IntegrityError, match="desk_item_has_patient"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(case=case, patient=None)


def test_questions_of_the_desk_do_not_grow_with_the_rows(client, desk_work, intake):
    counts = []
    for number in (2, 30):
        for n in range(number):
            desk_work(activity=f"{number}-{n}")
        page_of(client, intake)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("worklist:my_day")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_another_facilitys_desk_does_not_see_it(client, desk_work, person):
    desk_work()
    far = Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    theirs = person("f.desk", Role.INTAKE, far)
    stranger = Patient.objects.create(
        facility=far, family="Ito", given="Ken", birth_date="1960-01-01", search_name="ito ken"
    )
    own = actions.open_desk_item(
        far, by=theirs, patient=stranger, activity="x", what="Ours", why="x", kind="task", due_at=None
    )
    theirs.acting_role = Role.INTAKE
    assert list(my_day.mine(theirs)) == [own]


def test_a_supervisor_sees_what_is_theirs_and_cannot_do_the_desks_work(client, desk_work, supervisor):
    desk_work()
    warned = desk_work(activity="first_contact", role=Role.SUPERVISOR, what="See that it is made")
    page = page_of(client, supervisor).content.decode()
    assert "See that it is made" in page
    assert "Find out who this is" not in page
    supervisor.acting_role = Role.SUPERVISOR
    [shown] = my_day.read(supervisor).items
    my_day.mark_rights([shown], supervisor)
    assert (shown, shown.may_work) == (warned, False)


def test_a_case_manager_of_the_facility_sees_nothing_of_the_desk(client, desk_work, person, facility):
    desk_work(role=Role.CASE_MANAGER)
    assert "Find out" not in page_of(client, person("c.m", Role.CASE_MANAGER, facility)).content.decode()


def test_the_desk_is_led_to_its_list_and_starts_at_the_queue():
    urls = [link["url"] for link in links(Role.INTAKE, "/intake/")]
    assert reverse("worklist:my_day") in urls
    assert home_of(Role.INTAKE) == reverse("intake:queue")


def test_a_near_breach_in_the_queue_stands_in_the_supervisors_list(
    at, packs, patient, intake, supervisor, client
):
    from intake import actions as desk
    from intake import sweeps

    request = desk.receive(patient, by=intake, source="nurse", asker="B. Ward")
    at(request.first_contact_due - timedelta(minutes=30))
    assert sweeps.breaches() == 1
    assert "See that the first contact is made" in page_of(client, supervisor).content.decode()
    assert "See that the first contact is made" not in page_of(client, intake).content.decode()
