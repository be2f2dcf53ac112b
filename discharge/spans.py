"""Stretches of time as pairs of instants, half-open, and what can be reckoned with them. Pure; lengths are hours.

A list of spans may overlap and be in any order; `merged` is its normal form.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

HOUR = timedelta(hours=1)


class Span(NamedTuple):
    """From an instant up to another; an empty one where the end does not come after the start."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> float:
        """Its length; an empty span has none."""
        return max(self.end - self.start, timedelta(0)) / HOUR

    def within(self, other: "Span") -> "Span":
        """What lies in both."""
        return Span(max(self.start, other.start), min(self.end, other.end))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def cut(window: Span, spans: Iterable[Span]) -> list[Span]:
    """What of some spans lies in a window."""
    return merged(span.within(window) for span in spans)


def hours(spans: Iterable[Span]) -> float:
    """How long they are together, counting every instant once."""
    return sum(span.hours for span in merged(spans))


def pieces(window: Span, spans: Sequence[Span]) -> list[Span]:
    """The window cut wherever one of the spans begins or ends: within a piece each span holds throughout or not at all."""
    edges = {edge for span in spans for edge in span if window.start < edge < window.end}
    marks = [window.start, *sorted(edges), window.end]
    return [Span(a, b) for a, b in pairwise(marks) if b > a]
