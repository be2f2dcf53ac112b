"""The queries of the measures, by what they are about; importing the package registers all of them in this order."""

from importlib import import_module

ORDER = ("carrying", "waiting", "contacts", "planning", "held", "stays", "leaving", "asking", "afterwards")

for _name in ORDER:
    import_module(f"{__name__}.{_name}")
