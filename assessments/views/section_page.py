"""What the page of a section holds: open, with its form and its running score; signed, as it was asked."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from assessments import freshness, taking
from assessments.forms.items import ItemsForm
from assessments.models import Answer, Section
from assessments.queries import sections as queries
from core import clock, wording
from patients.header import HEADER, case_page

CASE = tuple(f"case__{name}" for name in HEADER)
RELATED = ("assessment", "signed_by", *CASE)


def context(request: HttpRequest, section: Section, form: Any = None) -> dict[str, Any]:
    """Everything the page shows; `form` is one that came back with mistakes."""
    user = request.user
    page = case_page(section.case, user, "assess")
    mine = taking.closed(section) is None and queries.is_mine(section, page["rights"], page["relations"])
    rows, before = freshness.beside(section, user) if mine else (None, [])
    sheet = queries.sheet(section, rows)
    others = queries.parts(section.assessment_id, user)
    page |= {"section": section, "sheet": sheet, "asks": sheet.asks, "mine": mine}
    page |= {"parts": others, "role": queries.role_label(section)}
    page["may_add"] = not section.is_open and f"edit_{section.sort}" in page["rights"]
    return page | (_open(section, sheet, before, user, form) if mine else _signed(section, sheet))


def _open(
    section: Section, sheet: queries.Sheet, before: list[Answer], user: Any, form: Any
) -> dict[str, Any]:
    form = form.form(sheet.age) if form else ItemsForm(sheet.asks, sheet.values, age=sheet.age)
    offered = _offer(form, section, sheet, before)
    done, asked = sheet.progress
    return {
        "form": form,
        "base": json.dumps(sheet.base),
        "done": done,
        "asked": asked,
        "first_gap": sheet.first_gap,
        "outcome": sheet.outcome,
        "beside": sheet.beside(user),
        "offered": offered,
        "verify_url": reverse("assessments:verify", args=[section.pk]),
    }


def _offer(form: Any, section: Section, sheet: queries.Sheet, before: list[Answer]) -> Answer | None:
    """What was answered here lately, on each line that has no answer; and the newest of it, for the whole section."""
    known = freshness.among(section, before)
    fresh = {link: row for link, row in known.items() if link not in sheet.values}
    now, zone = clock.now(), section.case.facility.tz
    for line in form.lines:
        row = fresh.get(getattr(line, "link_id", ""))
        if row is not None:
            line.note, line.verify = wording.when(row.answered_at, now, zone), True
    return max(fresh.values(), key=lambda row: row.answered_at) if fresh else None


def _signed(section: Section, sheet: queries.Sheet) -> dict[str, Any]:
    added = queries.addenda(section) if section.signed_at else []
    return {
        "lines": queries.said(sheet, added),
        "addenda": [each for each in added if not each.link_id],
        "scores": queries.scores(section) if section.signed_at else [],
        "done": sheet.progress[0],
        "asked": sheet.progress[1],
    }
