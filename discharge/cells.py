"""The cells of the caseload's lines as markup: a page of fifty lines is half its template's time when tags draw it."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import icons
from discharge.lines import Line


def drawn(lines: Iterable[Line]) -> SafeString:
    """The rows of the table, one for each line; headings, words and icons are asked for once a page."""
    frame, said = _frame(), _said()
    return SafeString("\n".join(_put(frame, line["pk"], *_cells(line, said)) for line in lines))


def _put(frame: str, *said: Any) -> SafeString:
    """As format_html, without asking of each word whether it is still to be translated."""
    # Markup stays as it is; all else is text.
    return SafeString(
        frame.format(*[each if type(each) is SafeString else escape(str(each)) for each in said])
    )


def _frame() -> str:
    """A row, with a {} for its key and for what stands in each cell."""
    labels = (_("Bed"), _("Stage"), _("Leaves"), _("Next due"), _("Last contact"), _("Lead"), _("Work"))
    head = format_html('<th scope="row" data-label="{}">', _("Patient"))
    cells = [format_html('<td data-label="{}">', label) for label in labels[:-1]]
    cells.append(format_html('<td class="cm-one-line" data-label="{}">', labels[-1]))
    inside = f"{_plain(head)}{{}}</th>" + "".join(f"\n  {_plain(cell)}{{}}</td>" for cell in cells)
    return f'<tr data-row tabindex="-1" id="case-{{}}">\n  {inside}\n</tr>'


def _plain(text: str) -> str:
    """Text that stands in a format as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _said() -> dict[str, SafeString]:
    """What several lines say."""
    muted = '<span class="cm-muted">{}</span>'
    return {
        "why": format_html(
            '<summary>{} <span class="visually-hidden">{}</span></summary>',
            icons.svg("eye", 14),
            _("Why can I see this?"),
        ),
        "mrn": format_html("{}", _("MRN")),
        "no date": format_html(muted, _("no date")),
        "nothing due": format_html(muted, _("nothing due")),
        "none yet": format_html(muted, _("none yet")),
        "nobody": status("red", "user-x", _("Nobody")),
    }


def _cells(line: Line, said: dict[str, SafeString]) -> tuple[Any, ...]:
    return (
        _patient(line, said),
        _second(line["unit"], line["bed"]),
        _second(line["stage"], line["since"]),
        _leaves(line["leaves"], line["moved"], line["left"]) or said["no date"],
        _due(line, said),
        line["contact"] or said["none yet"],
        _lead(line["lead"]) if line["lead"] else said["nobody"],
        _late(line["open"], line["late"]) if line["late"] else line["open"],
    )


def _patient(line: Line, said: dict[str, SafeString]) -> SafeString:
    """Name, marks, why it is in the list, age and number."""
    name = '<span class="cm-family">{}</span>' if line["family"] else "{}"
    return _put(
        f'<a class="cm-patient" data-open href="{{}}"><bdi>{name}{{}}</bdi></a>{{}}{{}}{{}}',
        line["url"],
        line["family"],
        line["rest"],
        format_html_join("", " {}", ((status(*mark),) for mark in line["marks"])) if line["marks"] else "",
        _why(tuple(line["why"]), said["why"]) if line["why"] else "",
        _known(line, said),
    )


def _known(line: Line, said: dict[str, SafeString]) -> SafeString | str:
    """Age and medical record number, as far as they are known."""
    age = '<span class="cm-nowrap">{}</span>' if line["age"] else "{}"
    begin = f'\n    <span class="cm-cell-second">{age}'
    if not line["mrn"]:
        return _put(f"{begin}</span>", line["age"]) if line["age"] else ""
    return _put(
        f'{begin}{{}}<span class="cm-nowrap">{{}} <bdi>{{}}</bdi></span></span>',
        line["age"],
        " · " if line["age"] else "",
        said["mrn"],
        line["mrn"],
    )


# What many lines say alike is drawn once; none of it is a patient's.
@lru_cache(maxsize=1024)
def _why(sentences: tuple[str, ...], summary: SafeString) -> SafeString:
    return _put(
        '\n    <details class="cm-menu cm-why">{}<div class="cm-menu-panel"><ul class="cm-plain">{}</ul></div></details>',
        summary,
        format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences)),
    )


@lru_cache(maxsize=1024)
def _second(first: str, second: str) -> SafeString | str:
    """A word, and a second one under it."""
    return _put('{}<span class="cm-cell-second cm-nowrap">{}</span>', first, second) if second else first


@lru_cache(maxsize=1024)
def _leaves(day: str, moved: str, left: str) -> SafeString | str:
    if day:
        under = _put('<span class="cm-cell-second">{}</span>', moved) if moved else ""
        return _put('<span class="cm-nowrap">{}</span>{}', day, under)
    return _put('<span class="cm-nowrap cm-muted">{}</span>', left) if left else ""


@lru_cache(maxsize=1024)
def _lead(name: str) -> SafeString:
    return _put('<span class="cm-nowrap"><bdi>{}</bdi></span>', name)


@lru_cache(maxsize=1024)
def _late(number: int | str, late: str) -> SafeString:
    return _put('{} <span class="cm-status cm-tone-red">{}</span>', number, late)


def _due(line: Line, said: dict[str, SafeString]) -> SafeString:
    if not line["due"]:
        return said["nothing due"]
    return _put(
        '<span class="cm-due"><span class="cm-status cm-tone-{}">{}</span> <time class="cm-muted" datetime="{}">{}</time></span>',
        line["tone"],
        line["due"],
        line["due_at"],
        line["exact"],
    )


@lru_cache(maxsize=64)
def status(tone: str, icon: str, label: str) -> SafeString:
    """A state in a word with its colour, as components/status.html draws it."""
    mark = icons.svg(icon, 13) if icon else ""
    return _put('<span class="cm-status cm-tone-{}">{}{}</span>', tone, mark, label)
