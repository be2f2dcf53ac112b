"""What the application's database role may do to each table: most it writes, some it only adds to, a few it only reads."""

from django.apps import apps
from django.db import connection

from core.models import Entry

# Rights and the shape of the database: changed by migrate alone, which runs as the owner.
READ_ONLY = ("django_migrations", "django_content_type", "auth_permission", "accounts_rolepermission")
# Its trigger lets a row in only inside the verb that gives its reason.
GRANTED_THROUGH = "case_access"
TRAIL = ("audit_event", "audit_disclosure", "audit_seal")


def append_only() -> set[str]:
    """Tables to which rows are only added: the trail with its months, field history, and insert-only records."""
    from pghistory.models import Event

    models = [
        model for model in apps.get_models() if issubclass(model, Entry | Event) and model._meta.managed
    ]
    return {model._meta.db_table for model in models} | set(TRAIL) | _months()


def tables() -> dict[str, str]:
    """Every table and view of the schema with its kind: r table, p partitioned table, v view."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm')"
            " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
        )
        return dict(cursor.fetchall())


def rights(role: str) -> list[str]:
    """The statements that give a role exactly its rights; safe to repeat."""
    quote = connection.ops.quote_name
    who, only_added = quote(role), append_only()
    lines = [f"grant usage on schema {_schema()} to {who}", f"revoke create on schema {_schema()} from {who}"]
    for table, kind in sorted(tables().items()):
        lines.append(f"revoke all on {quote(table)} from {who}")
        lines.append(f"grant {_may(table, kind, only_added)} on {quote(table)} to {who}")
    lines += [f"grant usage, select on sequence {quote(name)} to {who}" for name in _named(SEQUENCES)]
    lines += [f"grant execute on function {signature} to {who}" for signature in _named(FUNCTIONS)]
    return lines


def _may(table: str, kind: str, only_added: set[str]) -> str:
    if table == GRANTED_THROUGH:
        return "select, insert, delete"
    if kind in "vm" or table in READ_ONLY:
        return "select"
    return "select, insert" if table in only_added else "select, insert, update, delete"


SEQUENCES = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = current_schema() and c.relkind = 'S' order by 1"
)
# Only our own: those of extensions belong to the cluster's superuser and are open to all.
FUNCTIONS = (
    "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
    " where n.nspname = current_schema() and p.prokind = 'f' and pg_has_role(current_user, p.proowner, 'member')"
    " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1"
)
MONTHS = (
    "select inhrelid::regclass::text from pg_inherits where inhparent = to_regclass('audit_event') order by 1"
)


def _named(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall()]


def _months() -> set[str]:
    return {name.strip('"') for name in _named(MONTHS)}


def _schema() -> str:
    (name,) = _named("select current_schema()")
    return connection.ops.quote_name(name)
