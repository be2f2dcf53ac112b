"""What a weekly letter says: the page's own figures at that moment, kept as numerators and denominators."""

from decimal import Decimal
from typing import Any

from dashboards.figures import Figure
from dashboards.metrics import MEASURES, Measure
from dashboards.page import Said


def kept(said: Said) -> dict[str, Any]:
    """The figures of a page as they are kept: by measure, with the version of its definition."""
    return {
        name: {
            "version": MEASURES[name].version,
            "numerator": str(figure.numerator),
            "denominator": None if figure.denominator is None else str(figure.denominator),
        }
        for name, figure in said.figures.items()
    }


def read(figures: dict[str, Any]) -> list[tuple[Measure, Figure, bool]]:
    """The measures of a letter with their figures, and whether the definition is the one in use now."""
    found = []
    for name, row in figures.items():
        if measure := MEASURES.get(name):
            below = None if row["denominator"] is None else Decimal(row["denominator"])
            figure = Figure(measure.kind, Decimal(row["numerator"]), below, measure.unit)
            found.append((measure, figure, row["version"] == measure.version))
    return found
