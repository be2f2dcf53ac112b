"""What a save of answers came to, said as a page or to the script that saves while somebody types."""

import json
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string

from assessments import answers as checking
from assessments import asked_of
from assessments.actions import answering
from assessments.forms.recording import TypedForm
from assessments.models import Section
from assessments.queries import sections as queries
from core import clock
from core.actions import must_be_able
from core.localtime import local
from core.refusals import Refused

# The parts of the page that are mostly empty, as their templates draw them then.
NOBODY, NO_CLASH = '<span id="beside"></span>', '<div id="clashed" data-clashed></div>'


class Saving:
    """One save: the form as it was typed, the section with what was taken, or the sentence that refused it."""

    def __init__(self, section: Section, form: TypedForm, quiet: bool) -> None:
        self.section, self.form, self.quiet = section, form, quiet
        self.status, self.sentence = (422 if form.wrong else 200), ""

    @classmethod
    def of(cls, section: Section, request: HttpRequest, form: TypedForm | None = None) -> "Saving":
        """Keep every answer that its question takes; the others stay on the form."""
        form = form or read(TypedForm, answering.answer, section, request)
        found = cls(section, form, "application/json" in request.headers.get("Accept", ""))
        try:
            left_at = request.POST.get("_focus", "")
            found.section = answering.answer(section, by=request.user, answers=form.given, left_at=left_at)
        except Refused as refusal:
            found.status, found.sentence = refusal.status, str(refusal.sentence)
        except ValidationError as wrong:
            found.status, found.sentence = 422, " ".join(wrong.messages)
        return found

    @property
    def clashes(self) -> list[Any]:
        return self.section.taken.clashes if self.section.taken else []

    @cached_property
    def sheet(self) -> queries.Sheet:
        """The section as it stands after this save."""
        return queries.sheet(self.section, self.section.taken.rows)

    @property
    def base(self) -> dict[str, list[Any]]:
        """What the page shows after this save: its own answers as they are kept now, all others as it showed them before.

        What somebody else changed keeps the version that this page knows, so that it is never taken for a change of one's own.
        """
        clashed = {each.link_id for each in self.clashes}
        kept = [link for link in self.form.given if link not in clashed]
        return self.form.base | {link: self.sheet.base[link] for link in kept}

    def unsaved(self) -> list[tuple[str, str]]:
        """Questions and what was typed for them that is not kept, in words."""
        if not self.sentence:
            return []
        rows = ((self.form.asks.question(link), each["value"]) for link, each in self.form.given.items())
        return [(question.text, checking.said(question, value)) for question, value in rows if question]


def read(form_class: Any, verb: Any, section: Section, request: HttpRequest) -> Any:
    """A form of answers as it was posted. Who may not answer is told so (403) before that it cannot be read (400)."""
    try:
        return form_class(asked_of.questionnaire(section), request.POST)
    except BadRequest:
        must_be_able(request.user, verb, section)
        raise


def told(saving: Saving, user: Any, zone: ZoneInfo) -> dict[str, Any]:
    """What the script that saves in the background needs: what stands now, how far it is, what is wrong or clashed.

    Parts of the page are drawn where there is something in them.
    """
    if saving.sentence:
        return {"detail": saving.sentence}
    sheet, beside = saving.sheet, saving.sheet.beside(user)
    done, asked = sheet.progress
    scored = sheet.asks.scores or sheet.asks.flags
    return {
        "saved": f"{local(clock.now(), zone):%H:%M}",
        "base": json.dumps(saving.base),
        "done": done,
        "asked": asked,
        "lines": sheet.shown,
        "score": _drawn("_running", outcome=sheet.outcome) if scored else "",
        "beside": _drawn("_beside", beside=beside) if beside else NOBODY,
        "wrong": saving.form.wrong,
        "clashes": [each.link_id for each in saving.clashes],
        "clashed": _drawn("_clashed", clashes=saving.clashes) if saving.clashes else NO_CLASH,
    }


def _drawn(name: str, **page: Any) -> str:
    return render_to_string(f"assessments/{name}.html", page)
