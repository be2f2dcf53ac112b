"""The names patients are given: a pool by origin and sex, from which a family and a given name are joined."""

import io
from itertools import groupby
from random import Random

from django.db import connection

from demo import names
from patients.folding import fold_name

SIZE = 12_000
TABLE = """
create temp table bulk_name (
  i int primary key, first int, size int, sex text, family text, given text, preferred text, language text,
  folded_family text, folded_given text
) on commit drop
"""


def load(seed: int) -> None:
    """Fill the pool `bulk_name`; rows first to first + size - 1 have the same origin and sex."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.copy_expert("copy bulk_name from stdin", io.StringIO("".join(_lines(Random(seed)))))
        cursor.execute("analyze bulk_name")


def _lines(rng: Random) -> list[str]:
    sexes: tuple[names.Sex, ...] = ("female", "male")
    drawn = [(names.origin(rng), rng.choice(sexes)) for _n in range(SIZE)]
    drawn.sort(key=lambda pair: (pair[0].key, pair[1]))
    lines: list[str] = []
    for (_origin, _sex), group in groupby(drawn, key=lambda pair: (pair[0].key, pair[1])):
        same, first = list(group), len(lines)
        lines += [_line(rng, first + n, first, len(same), *pair) for n, pair in enumerate(same)]
    return lines


def _line(rng: Random, i: int, first: int, size: int, origin: names.Origin, sex: names.Sex) -> str:
    name = names.name(rng, origin, sex)
    cells = (i, first, size, sex, name.family, name.given, name.preferred, rng.choice(origin.languages))
    folded = (fold_name(name.family), fold_name(name.given))
    return "\t".join(map(str, (*cells, *folded))) + "\n"
