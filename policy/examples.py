"""Worked examples inside a pack: wall times at a place, and what the rules must make of them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.localtime import local, scheduled, utc


def instant(text: str, zone: ZoneInfo) -> datetime:
    """ "2026-11-03T10:00" on the wall at the place, or with an offset where the hour comes twice; ValueError if neither."""
    at = datetime.fromisoformat(text)
    return utc(at) if at.utcoffset() is not None else scheduled(at.date(), at.time(), zone)


def wall(at: datetime, zone: ZoneInfo) -> str:
    """An instant as an example writes it: the time on the wall, with its offset where the hour comes twice."""
    there = local(at, zone)
    plain = there.replace(tzinfo=None)
    bare = plain.isoformat(timespec="minutes")
    return bare if instant(bare, zone) == utc(at) else there.isoformat(timespec="minutes")


def title(number: int, example: dict[str, Any]) -> str:
    """How a failing example is named: by its note, else by its place in the list."""
    return str(example.get("note") or f"Example {number}")
