"""The keyboard map: what the page of keys lists; the keys themselves stand as data-key on links and buttons."""

from django.utils.translation import gettext_lazy as _

KEYS = [
    (["/"], _("Search")),
    (["?"], _("This list")),
    (["g", "h"], _("Home")),
    (["g", "b"], _("Board")),
    (["g", "m"], _("My cases")),
    (["g", "q"], _("Queue")),
    (["g", "c"], _("Calendar")),
    (["g", "r"], _("Reports")),
    (["j", "k"], _("Next row, row before")),
    (["Enter"], _("Open the row")),
    (["e"], _("Edit the row")),
    (["x"], _("Select the row")),
    (["d"], _("Done")),
    (["1", "…", "9"], _("Tab of the case")),
    (["c"], _("Log a contact")),
    (["t"], _("New task")),
    (["r"], _("Relay to a colleague")),
    (["b"], _("Change of condition")),
    (["n"], _("Raise a concern")),
    (["a"], _("Add something else")),
    (["u"], _("Undo")),
    (["Ctrl", "Enter"], _("Save")),
    (["Esc"], _("Close")),
]
