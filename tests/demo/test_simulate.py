"""A short life of a small hospital: it follows the rules, and the same seed tells the same story."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from core import clock
from core.refusals import Refused
from demo import progress
from demo.diary import Diary
from demo.life import Life
from demo.staff import SIGN_INS, posts
from encounters.models import Encounter
from intake.models import IntakeRequest
from patients.models import Case, DuplicateCandidate, Patient
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db


def lived(seed=7, days=2, beds=10):
    life = Life(seed, days, beds, until=THEN)
    life.live(lambda day: None)
    clock.move(None)
    assert life.diary.broken == []
    return life


def told():
    """What a reader would compare: names, instants and states, not random keys."""
    patients = list(
        Patient.objects.order_by("search_name", "alias").values_list(
            "search_name", "birth_date", "provisional"
        )
    )
    stays = list(
        Encounter.objects.order_by("visit_number").values_list(
            "visit_number", "started_at", "ended_at", "status"
        )
    )
    asked = list(IntakeRequest.objects.order_by("received_at").values_list("received_at", "tier", "status"))
    work = list(Item.objects.order_by("created_at", "what").values_list("what", "due_at", "status"))
    return patients, stays, asked, work


@pytest.mark.slow
def test_the_same_seed_tells_the_same_story(at):
    lived()
    first = told()
    connection.check_constraints()
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if t.split("_")[0] in (
            "patients", "encounters", "coverage", "teams", "worklist", "intake", "careplans", "discharge", "facilities", "directory", "policy",
        )]  # fmt: skip
        cursor.execute("set session_replication_role = replica")
        for table in tables:
            cursor.execute(f'delete from "{table}"')
        cursor.execute("delete from accounts_user where not is_service")
        cursor.execute("set session_replication_role = origin")
    lived()
    assert told() == first


@pytest.mark.slow
def test_a_hospital_lives_by_its_own_rules(at):
    life = lived()
    assert life.stays >= 2
    assert Case.objects.exclude(stage="referred").filter(lead=None).count() == 0
    assert not Encounter.objects.filter(status="in_progress", bed=None).exists()
    assert Encounter.objects.filter(status="in_progress").values("bed").distinct().count() == (
        Encounter.objects.filter(status="in_progress").count()
    )
    # Every change came through a verb, by somebody whose role may do it.
    assert Event.objects.filter(outcome="denied").count() == 0
    assert Event.objects.filter(verb="intake.receive").count() == IntakeRequest.objects.count()


@pytest.mark.slow
def test_a_visitor_finds_something_in_every_queue(at):
    lived()
    asked = IntakeRequest.objects.values_list("status", flat=True)
    assert list(asked).count("received") >= 3
    assert "accepted" in asked
    assert Patient.objects.filter(provisional=True).exists()
    assert DuplicateCandidate.objects.filter(status="open").exists()
    assert Item.objects.filter(kind="identity", status="open").exists()
    assert Case.objects.filter(stage="referred", lead=None).exists()


def test_there_is_somebody_in_every_role_and_about_45_of_them():
    assert {post.role for post in posts()} == set(Role) - {Role.INTEGRATION}
    assert 40 <= len(posts()) <= 50
    assert set(SIGN_INS) == set(Role) - {Role.INTEGRATION}


def test_it_refuses_a_database_with_patients(patient):
    with pytest.raises(CommandError, match="there are patients already"):
        call_command("simulate", stdout=StringIO())


def test_it_refuses_outside_a_demonstration(db, settings):
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("simulate", stdout=StringIO())


def test_the_sign_ins_are_not_shown_before_the_staff_are_there(db, settings):
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="not there yet"):
        call_command("demo_signins", stdout=StringIO())


def test_the_sign_ins_name_a_role_a_user_and_the_password(db, settings):
    settings.DEMONSTRATION, settings.DEMO_PASSWORD = True, "bar-Passw0rd-4711"
    for role, username in SIGN_INS.items():
        User.objects.create(username=username, name=str(role.label), default_role=role)
    out = StringIO()
    call_command("demo_signins", stdout=out)
    lines = out.getvalue().splitlines()[1:]
    assert len(lines) == len(SIGN_INS)
    assert all("bar-Passw0rd-4711" in line for line in lines)


def test_the_pages_say_which_day_is_being_filled(client, settings, tmp_path, db):
    settings.DEMONSTRATION, settings.VAR_DIR = True, tmp_path
    progress.say(12, 90)
    assert "day 12 of 90" in client.get("/accounts/login/").content.decode()
    progress.finished()
    assert "being filled" not in client.get("/accounts/login/").content.decode()


def test_stories_go_on_in_the_order_of_time(at):
    heard = []

    def tale(name, hours):
        heard.append(name)
        yield clock.now() + timedelta(hours=hours)
        heard.append(name.upper())

    diary = Diary()
    diary.write(THEN, tale("a", 5))
    diary.write(THEN + timedelta(hours=1), tale("b", 1))
    diary.write(THEN + timedelta(hours=99), tale("never", 1))
    diary.live(THEN + timedelta(hours=10), lambda at: None)
    assert heard == ["a", "b", "B", "A"]


def test_a_story_that_a_rule_ends_is_told_of_and_the_others_go_on(at):
    went = []

    def refused():
        yield clock.now() + timedelta(hours=1)
        raise Refused("Say when.")

    def whole():
        yield clock.now() + timedelta(hours=2)
        went.append(clock.now())

    diary = Diary()
    diary.write(THEN, refused())
    diary.write(THEN, whole())
    diary.live(THEN + timedelta(hours=10), lambda at: None)
    assert went == [THEN + timedelta(hours=2)]
    assert diary.broken == [(THEN + timedelta(hours=1), "Say when.")]
