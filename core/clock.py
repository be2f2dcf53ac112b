"""The one clock: the database's transaction time, or a moved time that only tests and the simulator may set."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import DateTimeField, Func

FIXED = "create or replace function core_now() returns timestamptz language sql stable as $$ select now() $$"
MOVABLE = """create or replace function core_now() returns timestamptz language sql stable as $$
  select coalesce(nullif(current_setting('casemgmt.now', true), '')::timestamptz, now()) $$"""

_held: ContextVar[list[datetime] | None] = ContextVar("held_clock", default=None)


class CoreNow(Func):
    """`core_now()` as a database default or inside a query."""

    function = "core_now"
    template = "%(function)s()"
    output_field = DateTimeField()
    arity = 0


def now() -> datetime:
    """The present instant, aware and in UTC; asked of the database once per transaction or page."""
    held = _held.get()
    if held:
        return held[0]
    with connection.cursor() as cursor:
        cursor.execute("select core_now()")
        instant: datetime = cursor.fetchone()[0]
    if held is not None:
        held.append(instant)
    return instant


def today(zone: ZoneInfo | str) -> date:
    """The local date in a facility's time zone."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


@contextmanager
def held() -> Iterator[None]:
    """Ask for the time at most once inside the block: one action or one page has one present."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def one_present() -> Iterator[None]:
    """Inside the block the time stands still, by what holds it already if something does."""
    with nullcontext() if _held.get() is not None else held():
        yield


def make_movable() -> None:
    """Let this database's clock be moved; needs the owner of the function and a setting that allows it."""
    _must_be_allowed()
    with connection.cursor() as cursor:
        cursor.execute(MOVABLE)


def make_fixed() -> None:
    """Tie the clock to the database's own time again."""
    with connection.cursor() as cursor:
        cursor.execute(FIXED)


def move(to: datetime | None) -> None:
    """Set this connection's present to an instant, or back to real time with None."""
    _must_be_allowed()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('casemgmt.now', %s, false)", [to.isoformat() if to else ""])
    if (held := _held.get()) is not None:
        held.clear()


def _must_be_allowed() -> None:
    if not settings.CLOCK_MAY_MOVE:
        raise ImproperlyConfigured("The clock cannot be moved here: only test and simulation settings may.")
