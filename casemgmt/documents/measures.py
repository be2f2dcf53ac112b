"""docs/measures.md: every measure with its definition, from the registry itself."""

from dashboards.metrics import MEASURES, Kind, Measure

HEAD = """# Measures

Written by `manage.py generate_docs` from the registry in `dashboards/metrics.py`; the build fails when it is stale. Each
measure is one query: its number, its list and its file come of the same rows. A rate shows its numerator and denominator,
per cent with one decimal, half-up; with a cell of 1 to 10 it says "fewer than 11", with nothing to divide by "n/a".

Measures of a period count the last 30 days up to now, so that each day has a number; clinical.md part 4 proposes calendar
months. "Told again" says that a day on which nothing was kept can be counted later, because it is made of dated facts.
"""
MADE = {
    Kind.COUNT: "how many rows",
    Kind.RATE: "rows that met it, of all rows",
    Kind.TOTAL: "sum over the rows",
    Kind.RATIO: "sum over the rows, divided by another sum over them",
    Kind.MEDIAN: "median over the rows",
    Kind.LOAD: "sum over the rows, of what the people carry at most",
}


def measures() -> str:
    return "\n".join([HEAD, *map(_entry, MEASURES.values())])


def _entry(measure: Measure) -> str:
    lines = [
        f"## {measure.label} (`{measure.name}`)",
        "",
        str(measure.definition),
        "",
        f"- Number: {MADE[measure.kind]}{f', in {measure.unit}' if measure.unit else ''}",
        f"- Version {measure.version}; answered for by: {measure.owner.label}",
        f"- Source: {measure.source}",
        f"- Better: {measure.better or 'neither'}; told again: {'yes' if measure.told_again else 'no'}",
        "",
    ]
    return "\n".join(lines)
