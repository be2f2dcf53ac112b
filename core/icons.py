"""The icons of the lucide package as inline SVG, drawn once per name and size and hidden from screen readers."""

from functools import lru_cache

import lucide
from django.utils.safestring import SafeString, mark_safe

DIRECTIONAL = (
    "arrow-left",
    "arrow-right",
    "chevron-left",
    "chevron-right",
    "log-out",
    "undo-2",
    "move-right",
)


@lru_cache(maxsize=512)
def svg(name: str, size: int = 16) -> SafeString:
    """One icon; arrows are marked to be mirrored in right-to-left pages. lucide.IconDoesNotExist if unknown."""
    classes = "cm-icon cm-icon-directional" if name in DIRECTIONAL else "cm-icon"
    drawn = lucide._render_icon(name, size, **{"class": classes, "aria_hidden": "true", "focusable": "false"})
    return mark_safe(drawn)  # noqa: S308 (the package's own markup; nothing of a page's data goes in)
