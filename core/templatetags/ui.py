"""The words of a page: times, ages, names, icons, and what the components need; a built-in tag library."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, CheckboxInput
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import clock, icons, keymap, wording
from core.ages import age_on
from core.form_errors import mistakes

register = template.Library()

# htmx: keep nothing in the browser, run nothing from a response; refusals land in the notices, 422 swaps the form.
HTMX = {
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "includeIndicatorStyles": False,
    "scrollIntoViewOnBoost": False,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "409", "swap": True, "ignoreTitle": True},
        {"code": "40[34]", "swap": True, "target": "#notices", "swapOverride": "innerHTML", "select": "#refusal",
         "ignoreTitle": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}  # fmt: skip
TONES = {
    "done": "green",
    "success": "green",
    "refused": "orange",
    "warning": "yellow",
    "failed": "red",
    "error": "red",
}
MARKS = {
    "green": "circle-check",
    "orange": "hand",
    "yellow": "triangle-alert",
    "red": "octagon-alert",
    "blue": "info",
}


def _zone(zone: str | ZoneInfo | None) -> Any:
    """The zone asked for, else the facility's, which the middleware makes the current one."""
    if not zone:
        return timezone.get_current_timezone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


@register.filter
def when(at: datetime | None, zone: str | ZoneInfo | None = None) -> str:
    """ "2 h ago (today 12:30)"; nothing for no time."""
    return wording.when(at, clock.now(), _zone(zone), timezone.get_current_timezone()) if at else ""


@register.filter
def exact(at: datetime | None, zone: str | ZoneInfo | None = None) -> str:
    """ "today 14:30" or "Mon 2 Nov 09:00"."""
    return wording.exact(at, clock.now(), _zone(zone), timezone.get_current_timezone()) if at else ""


@register.simple_tag
def stretch(starts: datetime, ends: datetime, zone: str | ZoneInfo | None = None) -> str:
    """ "today 09:00 to 16:00"."""
    return wording.stretch(starts, ends, clock.now(), _zone(zone))


@register.simple_tag
def moment() -> datetime:
    """Now, by the clock of the application."""
    return clock.now()


@register.filter
def day(on: date | None, zone: str | ZoneInfo | None = None) -> str:
    """ "today" or "Fri 27 Nov"; an instant is read at the place."""
    if isinstance(on, datetime):
        on = on.astimezone(_zone(zone)).date()
    return wording.day(on, clock.today(_zone(zone))) if on else ""


@register.filter
def full_date(on: date | None) -> str:
    """ "14 Mar 1958": births, forms and print."""
    return dateformat.format(on, "j M Y") if on else ""


@register.simple_tag(name="due")
def due_tag(at: date | datetime | None, zone: Any = None, working_days: Any = None) -> wording.Due | None:
    """A deadline as tone, text and exact; a plain date is good until its day ends."""
    if not at:
        return None
    if isinstance(at, datetime):
        days = working_days if isinstance(working_days, int) else None
        return wording.due(at, clock.now(), _zone(zone), days)
    return wording.due_day(at, clock.today(_zone(zone)))


@register.filter
def due(at: date | datetime | None, zone: str | ZoneInfo | None = None) -> str:
    """ "due in 2 h (today 14:30)", "1 d 3 h late (Mon 2 Nov 09:00)"."""
    said = due_tag(at, zone)
    if said is None:
        return ""
    return f"{said.text} ({said.exact})" if said.exact else said.text


@register.filter
def age(born: date | None, on: date | None = None) -> str:
    """ "68 y", for a small child days, weeks or months; nothing when unknown or still to come."""
    on = on or clock.today(_zone(None))
    return wording.age(age_on(born, on)) if born and born <= on else ""


@register.filter
def person(name: object) -> SafeString:
    """A name that keeps its own direction; a user is said by `short`: "M. Svensson"."""
    return format_html("<bdi>{}</bdi>", getattr(name, "short", None) or name or "")


@register.filter
def money(amount: Decimal | int | None, currency: str = "USD") -> str:
    """ "$1,250.00"."""
    return "" if amount is None else wording.money(amount, currency)


@register.filter
def count(number: int | None, cap: int = 1000) -> str:
    """ "1,000+" from the cap on; unknown is said elsewhere, never 0."""
    return "" if number is None else wording.count(number, cap)


register.filter("initials", lambda name: getattr(name, "initials", None) or wording.initials(str(name)))
register.filter("words", lambda text: text.split())
register.filter("notice_tone", lambda kind: TONES.get(str(kind), "blue"))
register.filter("notice_icon", lambda kind: MARKS[TONES.get(str(kind), "blue")])
register.filter("is_refusal", lambda kind: str(kind) in {"refused", "failed", "error"})
register.filter("is_path", lambda text: re.match(r"/(?![/\\])", str(text or "")) is not None)
register.filter("is_checkbox", lambda field: isinstance(field.field.widget, CheckboxInput))
register.filter(
    "control_class", lambda kind: "form-check-input" if kind in {"checkbox", "radio"} else "form-control"
)
register.simple_tag(lambda name, size=16: icons.svg(str(name), size), name="icon")
register.simple_tag(lambda name: static(f"casemgmt/{name}.css"), name="sheet_url")
register.simple_tag(lambda name: static(f"casemgmt/{name}.js"), name="module_url")
register.simple_tag(lambda: json.dumps(HTMX), name="htmx_config")
register.simple_tag(lambda: keymap.KEYS, name="key_map")


@register.simple_tag
def error_list(form: BaseForm | None, forms: Any = None) -> list[tuple[str, str, str]]:
    """What is wrong in one form, or in several: anchor, label, sentence."""
    return [row for each in ([*(forms or []), *([form] if form else [])]) for row in mistakes(each)]


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str) -> SafeString | str:
    """aria-current for a link to the page that is open, or to one above it."""
    here = getattr(context.get("request"), "path", "")
    return format_html(' aria-current="{}"', "page") if url and here.startswith(url) else ""
