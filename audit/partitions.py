"""One partition of the trail per month, made ahead of time; rows outside them fall into the default one."""

from datetime import date

from django.db import connection


def keep_ahead(months: int = 4) -> int:
    """Make the partitions of this month and the next ones, by the database's one clock; returns how many were new."""
    with connection.cursor() as cursor:
        cursor.execute("select (core_now() at time zone 'UTC')::date")
        return keep(cursor.fetchone()[0], months)


def keep(first: date, months: int = 4) -> int:
    """Make the partitions of `months` months from `first` on; returns how many were new."""
    made = 0
    year, month = first.year, first.month
    for _ in range(months):
        start = date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        made += _make(start, date(year, month, 1))
    return made


def _make(start: date, end: date) -> int:
    name = f"audit_event_{start:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [name])
        if cursor.fetchone()[0] is not None:
            return 0
        cursor.execute(
            "select exists (select 1 from audit_event_other where at >= %s and at < %s)", [start, end]
        )
        if cursor.fetchone()[0]:
            return 0
        cursor.execute("select audit_make_partition(%s, %s, %s)", [name, start, end])
    return 1
