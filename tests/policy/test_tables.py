"""What holds for every table: its past is kept, its trail cannot be rewritten, nobody holds a right on all of it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from accounts import grants
from accounts.models import User
from casemgmt.documents import ours
from casemgmt.documents.tables import past
from core import privileges
from core.access import Access
from core.models import Entry
from tests.core.roles import acting_as, grant, make_role, run
from tests.policy.source import none
from tests.policy.world import World

pytestmark = pytest.mark.django_db

# Tables whose earlier values need not be kept, each with its reason.
FORGOTTEN = {
    "audit.Seal": "part of the trail: only added, held by a trigger of its own",
    "accounts.RolePermission": "written by migrate from the code, whose history is git's",
    "accounts.Draft": "unsaved typing of one person, gone when it is saved",
    "worklist.Reminder": "a plan; what became of it stands in notices and deliveries",
    "worklist.Notification": "told once; the item it is about has history",
    "worklist.Outbox": "a queue; each delivery keeps its own outcome",
    "worklist.Preference": "one person's taste",
    "worklist.ChannelState": "how a line does at this moment; what was sent stands in the outbox",
    "worklist.Tick": "when a clock last ticked",
    "messaging.ThreadSeen": "one person's bookmark",
}
LAYERS = (
    "audit", "core", "accounts", "facilities", "policy", "directory", "patients", "encounters", "coverage", "teams",
    "worklist", "messaging", "notes", "outreach", "assessments", "advocacy", "intake", "careplans", "referrals", "discharge", "supervision", "dashboards", "oversight", "interop", "api", "demo", "casemgmt",
)  # fmt: skip


def without_past(models):
    return [
        model._meta.label
        for model in models
        if past(model) == "not kept" and model._meta.label not in FORGOTTEN
    ]


def test_every_clinical_table_keeps_its_past():
    none(without_past(ours.models()))
    assert without_past([Permission]) == ["auth.Permission"]


def test_history_is_append_only_in_the_database():
    from pghistory.models import Event

    found = {
        table
        for (table,) in run(
            "select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'pgtrigger_append_only%%' or t.tgname like 'pgtrigger_%%insert_only%%'"
        )
    }
    needed = {model._meta.db_table for model in _all_models() if issubclass(model, Event | Entry)}
    assert needed - found == set()


def _all_models():
    from django.apps import apps

    return [
        model
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_config.name in ours.APPS
    ]


@pytest.fixture(scope="module")
def hospital(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def refused(sql):
    with (
        pytest.raises(DatabaseError, match=r"append-only|Cannot (update|delete)|permission denied"),
        transaction.atomic(),
    ):
        run(sql)


def test_the_trail_refuses_change_even_to_its_owner(case):
    assert run("select count(*) from audit_event")[0][0] > 0
    refused("update audit_event set reason = 'nothing happened'")
    refused("delete from audit_event")
    refused("truncate audit_event")
    refused("truncate audit_event_other")


def test_history_refuses_change_even_to_its_owner(case):
    assert run("select count(*) from patients_caseevent")[0][0] > 0
    refused("update patients_caseevent set reference = 'X'")
    refused("delete from patients_caseevent")


def test_insert_only_rows_refuse_change_even_to_their_owner(hospital):
    for model in _all_models():
        if issubclass(model, Entry) and model._meta.label != "audit.Event":
            row = hospital.one(model._meta.label)
            table, key = model._meta.db_table, model._meta.pk.column
            assert run(f"select count(*) from {table}")[0][0] > 0
            refused(f"update {table} set {key} = {key} where {key} = '{row.pk}'")
            refused(f"delete from {table} where {key} = '{row.pk}'")


def test_the_application_s_role_may_not_change_them_either():
    role = make_role()
    grant()
    with acting_as(role):
        for table in sorted(privileges.append_only() & set(privileges.tables())):
            for sql in (
                f"update {table} set {_key(table)} = {_key(table)}",
                f"delete from {table}",
                f"truncate {table}",
            ):
                refused(sql)


def _key(table):
    ((name,), *_) = run(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        table,
    )
    return name


def test_every_model_says_where_its_rights_come_from_or_has_no_page():
    # Tables that no address names; what is shown of them comes through another row.
    inner = {
        "audit.Event", "audit.Disclosure", "accounts.RolePermission", "accounts.Credential", "accounts.ApiToken",
        "coverage.Plan", "directory.Organisation", "policy.RulePack", "teams.CaseAccess", "teams.FacilityAccess",
        "worklist.ChannelState", "worklist.Tick", "patients.MergeMove", "audit.Seal", "directory.Practitioner",
    }  # fmt: skip
    found = [
        model._meta.label for model in ours.models() if not isinstance(getattr(model, "access", None), Access)
    ]
    none(sorted(set(found) - inner))


def test_paths_of_rights_lead_to_a_case_or_a_facility():
    wrong = []
    for model in ours.models():
        place = getattr(model, "access", None)
        for path, label in (
            ((place.case, "patients.Case"), (place.facility, "facilities.Facility")) if place else ()
        ):
            if path and _end_of(model, path) != label:
                wrong.append(f"{model._meta.label}: {path} ends at {_end_of(model, path)}, not at {label}")
    none(wrong)


def _end_of(model, path):
    for part in () if path == "pk" else path.split("__"):
        model = model._meta.get_field(part).related_model
    return model._meta.label


def test_rights_in_the_database_are_those_of_the_code():
    assert grants.standing() == grants.wanted()


def test_nobody_holds_a_right_on_a_whole_table(hospital):
    assert User.user_permissions.through.objects.count() == 0
    assert Group.objects.count() == 0
    assert not User.objects.filter(is_superuser=True).exists()


def test_permissions_of_django_s_own_making_are_given_to_nobody():
    clinical = Permission.objects.filter(codename__regex=r"^(add|change|delete)_")
    assert not clinical.filter(user__isnull=False).exists()
    assert not clinical.filter(group__isnull=False).exists()


# The clock and the extensions: no table, and before every table.
FIRST = ("core", "0001_clock")


def upward(graph):
    """Migrations that need a migration of an app above their own."""
    for (app, name), node in graph.node_map.items():
        for parent in node.parents:
            if (
                parent.key != FIRST
                and app in LAYERS
                and parent.key[0] in LAYERS
                and LAYERS.index(parent.key[0]) > LAYERS.index(app)
            ):
                yield f"{app}.{name} needs {parent.key[0]}.{parent.key[1]}"


def test_migrations_depend_downwards_only():
    none(list(upward(MigrationLoader(connection).graph)))


def test_an_upward_migration_is_seen():
    class Node:
        def __init__(self, key, parents=()):
            self.key, self.parents = key, parents

    class Graph:
        node_map = {("patients", "0002"): Node(("patients", "0002"), [Node(("teams", "0001"))])}

    assert list(upward(Graph)) == ["patients.0002 needs teams.0001"]


def test_nothing_of_ours_is_missing_from_the_layers():
    assert set(ours.APPS) - set(LAYERS) == set()
