"""Each rule of a safe start: broken on purpose, it refuses with its own sentence; kept, it is silent."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts.checks import grants_are_as_written
from accounts.models import RolePermission
from audit import keyring
from core import checks, clock
from core.startup import refuse_unsafe_start
from tests.core.roles import acting_as, grant, make_role, run

STRONG = "c2f1b7d0a94e836527fd01e9c8ab4476d35e20f9187bc6a4e3d2f10958b7ac61"


@pytest.fixture
def production(settings, tmp_path):
    """Settings as a hospital would run them."""
    settings.DEBUG = settings.DEMONSTRATION = settings.EMBEDDED_PARTS = settings.CLOCK_MAY_MOVE = False
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = STRONG, []
    settings.REQUIRE_SECOND_FACTOR, settings.NO_SECOND_FACTOR_BECAUSE = True, ""
    settings.ALLOWED_HOSTS = ["casework.hospital.test"]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = (
        "django.core.mail.backends.smtp.EmailBackend",
        "mail.hospital.test",
    )
    settings.AUDIT_KEY_FILE = str(tmp_path / "audit.keys")
    keyring.add(settings.AUDIT_KEY_FILE)
    return settings


def ids(rule, **more):
    return [message.id for message in rule(None, **more)]


def test_settings_of_production_break_no_rule(production):
    rules = (
        checks.secret_is_strong,
        checks.nothing_of_the_demonstration,
        checks.second_factor_is_asked,
        checks.hosts_are_named,
        checks.mail_leaves_the_house,
        checks.trail_can_be_sealed,
    )
    assert [ids(rule) for rule in rules] == [[]] * 6


@pytest.mark.parametrize(
    "key",
    ["short", "a" * 64, "ab" * 40, "development-only-" + STRONG, "django-insecure-" + STRONG, STRONG[:49]],
)
def test_a_weak_or_known_secret_is_refused(production, key):
    production.SECRET_KEY = key
    assert ids(checks.secret_is_strong) == ["casemgmt.E001"]


def test_an_old_secret_must_be_strong_too(production):
    production.SECRET_KEY_FALLBACKS = ["password" * 9]
    assert ids(checks.secret_is_strong) == ["casemgmt.E001"]


@pytest.mark.parametrize(
    ("name", "value", "rule", "found"),
    [
        ("EMBEDDED_PARTS", True, checks.nothing_of_the_demonstration, "casemgmt.E002"),
        ("CLOCK_MAY_MOVE", True, checks.nothing_of_the_demonstration, "casemgmt.E003"),
        ("REQUIRE_SECOND_FACTOR", False, checks.second_factor_is_asked, "casemgmt.E004"),
        ("ALLOWED_HOSTS", [], checks.hosts_are_named, "casemgmt.E005"),
        ("ALLOWED_HOSTS", ["*"], checks.hosts_are_named, "casemgmt.E005"),
        ("ALLOWED_HOSTS", [".", "a.test"], checks.hosts_are_named, "casemgmt.E005"),
        ("AUDIT_KEY_FILE", "", checks.trail_can_be_sealed, "casemgmt.E018"),
        ("AUDIT_KEY_FILE", "/nowhere/keys", checks.trail_can_be_sealed, "casemgmt.E018"),
        ("EMAIL_HOST", "localhost", checks.mail_leaves_the_house, "casemgmt.E006"),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.filebased.EmailBackend",
            checks.mail_leaves_the_house,
            "casemgmt.E006",
        ),
    ],
)
def test_each_broken_setting_is_refused(production, name, value, rule, found):
    setattr(production, name, value)
    assert ids(rule) == [found]


def test_a_site_may_say_why_it_asks_no_second_factor(production):
    production.REQUIRE_SECOND_FACTOR = False
    production.NO_SECOND_FACTOR_BECAUSE = "The ward's badge readers ask for it."
    assert ids(checks.second_factor_is_asked) == []


@pytest.mark.parametrize("name", ["DEBUG", "DEMONSTRATION"])
def test_the_demonstration_is_not_held_to_these_rules(production, name):
    setattr(production, name, True)
    production.SECRET_KEY, production.ALLOWED_HOSTS = "x", []
    assert ids(checks.secret_is_strong) + ids(checks.hosts_are_named) == []


@pytest.fixture
def as_app(db, production):
    """The database as the application's own role sees it, its clock tied to real time."""
    make_role()
    run("revoke create on schema public from public")
    grant()
    production.CLOCK_MAY_MOVE = True
    clock.make_fixed()
    production.CLOCK_MAY_MOVE = False
    run("set local synchronous_commit = on")
    with acting_as():
        yield


def database_ids():
    found = ids(checks.database_is_safe, databases=["default"])
    # The servers of tests are thrown away, so they run without these two; nobody can switch them in a session.
    for name in ("fsync", "full_page_writes"):
        if run(f"show {name}") == [("off",)]:
            assert found.count("casemgmt.E011") >= 1
            found.remove("casemgmt.E011")
    return found


def test_the_application_role_after_grant_app_role_breaks_no_rule(as_app):
    assert database_ids() == []


def test_unsafe_durability_is_refused(as_app):
    run("set local synchronous_commit = off")
    assert database_ids() == ["casemgmt.E011"]


def test_a_movable_clock_is_refused(db, production):
    assert "casemgmt.E012" in database_ids()


def test_a_role_that_owns_the_clock_or_the_tables_is_refused(db, production):
    assert {"casemgmt.E013", "casemgmt.E014", "casemgmt.E015"} <= set(database_ids())


def test_a_role_that_may_rewrite_the_trail_is_refused(as_app):
    run("reset role")
    run("grant update on audit_event to casemgmt_test_app")
    with acting_as():
        assert database_ids() == ["casemgmt.E015"]


def test_an_active_superuser_is_refused_and_an_ended_one_is_not(as_app, person):
    run("reset role")
    root = person("root", is_superuser=True)
    with acting_as():
        assert database_ids() == ["casemgmt.E016"]
    root.is_active = False
    root.save()
    with acting_as():
        assert database_ids() == []


def test_rights_that_differ_from_the_code_are_refused(db, production):
    assert ids(grants_are_as_written, databases=["default"]) == []
    RolePermission.objects.first().delete()
    assert ids(grants_are_as_written, databases=["default"]) == ["casemgmt.E017"]


def test_a_database_without_our_tables_is_refused_in_a_sentence(db, production):
    run("set local search_path = pg_catalog")
    assert set(ids(checks.database_is_safe, databases=["default"])) >= {"casemgmt.E010"}
    connection.needs_rollback = False


def test_the_process_refuses_to_start_and_says_why(db, production, capsys):
    production.ALLOWED_HOSTS = ["*"]
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must name"):
        refuse_unsafe_start()
    assert "casemgmt.E005" in capsys.readouterr().err


def test_the_demonstration_starts(settings):
    settings.DEMONSTRATION, settings.ALLOWED_HOSTS = True, ["*"]
    refuse_unsafe_start()


@pytest.mark.parametrize("signal", ["worker_init", "beat_init"])
def test_worker_and_beat_refuse_like_the_web_server(db, production, signal):
    from celery import signals

    production.ALLOWED_HOSTS = ["*"]
    with pytest.raises(SystemExit, match="ALLOWED_HOSTS"):
        getattr(signals, signal).send(sender=None)
