"""The cells of the caseload's lines as markup: a page of fifty lines is half its template's time when tags draw it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import icons
from discharge.lines import Line


class Cells(NamedTuple):
    """A line ready to be shown: its key, and everything between its `<tr>` and `</tr>`."""

    pk: Any
    cells: SafeString


def drawn(lines: Iterable[Line]) -> list[Cells]:
    """Each line as its cells; headings, words and icons are asked for once a page."""
    frame, said = _frame(), _said()
    return [Cells(line["pk"], format_html(frame, *_cells(line, said))) for line in lines]


def _frame() -> str:
    """The cells of any line, with a {} for what stands in each."""
    labels = (_("Bed"), _("Stage"), _("Leaves"), _("Next due"), _("Last contact"), _("Lead"), _("Work"))
    head = format_html('<th scope="row" data-label="{}">', _("Patient"))
    cells = [format_html('<td data-label="{}">', label) for label in labels[:-1]]
    cells.append(format_html('<td class="cm-one-line" data-label="{}">', labels[-1]))
    return f"{_plain(head)}{{}}</th>" + "".join(f"\n  {_plain(cell)}{{}}</td>" for cell in cells)


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
        _leaves(line, said),
        _due(line, said),
        line["contact"] or said["none yet"],
        format_html('<span class="cm-nowrap"><bdi>{}</bdi></span>', line["lead"])
        if line["lead"]
        else said["nobody"],
        format_html('{} <span class="cm-status cm-tone-red">{}</span>', line["open"], line["late"])
        if line["late"]
        else line["open"],
    )


def _patient(line: Line, said: dict[str, SafeString]) -> SafeString:
    """Name, marks, why it is in the list, age and number."""
    return format_html(
        '<a class="cm-patient" data-open href="{}"><bdi>{}{}</bdi></a>{}{}{}',
        line["url"],
        format_html('<span class="cm-family">{}</span>', line["family"]) if line["family"] else "",
        line["rest"],
        format_html_join("", " {}", ((status(*mark),) for mark in line["marks"])) if line["marks"] else "",
        _why(line, said) if line["why"] else "",
        _known(line, said),
    )


def _why(line: Line, said: dict[str, SafeString]) -> SafeString:
    return format_html(
        '\n    <details class="cm-menu cm-why">{}<div class="cm-menu-panel"><ul class="cm-plain">{}</ul></div></details>',
        said["why"],
        format_html_join("", "<li>{}</li>", ((sentence,) for sentence in line["why"])),
    )


def _known(line: Line, said: dict[str, SafeString]) -> SafeString | str:
    """Age and medical record number, as far as they are known."""
    age = format_html('<span class="cm-nowrap">{}</span>', line["age"]) if line["age"] else ""
    if not line["mrn"]:
        return format_html('\n    <span class="cm-cell-second">{}</span>', age) if age else ""
    return format_html(
        '\n    <span class="cm-cell-second">{}{}<span class="cm-nowrap">{} <bdi>{}</bdi></span></span>',
        age,
        " · " if age else "",
        said["mrn"],
        line["mrn"],
    )


def _second(first: str, second: str) -> SafeString | str:
    """A word, and a second one under it."""
    return (
        format_html('{}<span class="cm-cell-second cm-nowrap">{}</span>', first, second) if second else first
    )


def _leaves(line: Line, said: dict[str, SafeString]) -> SafeString:
    if line["leaves"]:
        moved = format_html('<span class="cm-cell-second">{}</span>', line["moved"]) if line["moved"] else ""
        return format_html('<span class="cm-nowrap">{}</span>{}', line["leaves"], moved)
    if line["left"]:
        return format_html('<span class="cm-nowrap cm-muted">{}</span>', line["left"])
    return said["no date"]


def _due(line: Line, said: dict[str, SafeString]) -> SafeString:
    if not line["due"]:
        return said["nothing due"]
    return format_html(
        '<span class="cm-due"><span class="cm-status cm-tone-{}">{}</span> <time class="cm-muted" datetime="{}">{}</time></span>',
        line["tone"],
        line["due"],
        line["due_at"],
        line["exact"],
    )


def status(tone: str, icon: str, label: str) -> SafeString:
    """A state in a word with its colour, as components/status.html draws it."""
    mark = icons.svg(icon, 13) if icon else ""
    return format_html('<span class="cm-status cm-tone-{}">{}{}</span>', tone, mark, label)
