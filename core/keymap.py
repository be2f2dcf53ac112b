"""The keyboard map: what the page of keys lists; the keys themselves stand as data-key on links and buttons."""

from django.utils.translation import gettext_lazy as _

KEYS = [
    (["/"], _("Search")),
    (["?"], _("This list")),
    (["g", "h"], _("Home")),
    (["g", "m"], _("My cases")),
    (["g", "q"], _("Queue")),
    (["g", "c"], _("Calendar")),
    (["j", "k"], _("Next row, row before")),
    (["Enter"], _("Open the row")),
    (["e"], _("Edit the row")),
    (["d"], _("Done")),
    (["1", "…", "9"], _("Tab of the case")),
    (["c"], _("Log a contact")),
    (["t"], _("New work on this case")),
    (["n"], _("New arrival")),
    (["a"], _("Assign the person suggested")),
    (["u"], _("Undo")),
    (["Ctrl", "Enter"], _("Save")),
    (["Esc"], _("Close")),
]
