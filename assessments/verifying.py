"""Takes over earlier answers that still hold. Used inside verbs only."""

from collections.abc import Collection
from typing import Any

from assessments import answers as checking
from assessments import freshness
from assessments.models import Answer, Section
from assessments.taking import Taken
from core import clock


def take_over(section: Section, links: Collection[str], *, by: Any) -> Taken:
    """Copy what was answered lately into the gaps of a section, each with the answer it confirms."""
    rows = {row.link_id: row for row in Answer.objects.filter(section=section)}
    before = checking.of_rows(rows.values())
    new: list[Answer] = []
    changed: list[Answer] = []
    for link_id, former in freshness.earlier(section, by).items():
        stands = rows.get(link_id)
        if (links and link_id not in links) or (stands and (stands.declined or stands.value is not None)):
            continue
        row = stands or Answer(section=section, link_id=link_id)
        row.version += 1 if stands else 0
        row.value, row.declined, row.verifies = former.value, False, former
        row.answered_at, row.answered_by = clock.now(), by
        (changed if stands else new).append(row)
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(
        changed, ["value", "declined", "verifies", "answered_at", "answered_by", "version"]
    )
    _name_source(section, [*new, *changed])
    written = {row.link_id: row for row in (*new, *changed)}
    return Taken(rows | written, before, list(written))


def _name_source(section: Section, rows: Collection[Answer]) -> None:
    """The earlier section of the same questionnaire that is confirmed, where it is one."""
    sources = {row.verifies.section for row in rows if row.verifies}
    same = {each for each in sources if each.instrument.instrument_id == section.instrument.instrument_id}
    if len(same) == 1:
        section.verifies = same.pop()
