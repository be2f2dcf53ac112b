"""How a patient is named on a screen, and what somebody without a known name is called meanwhile.

Templates write `first`, `rest`, `preferred` and `note` themselves, each in its own element, and put the capitals on
`first` by style sheet (some alphabets lose letters when a program capitalises them). `str()` is for plain text.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ages import Age
from core.wording import age
from patients.folding import fold_name

# One word each, and no two alike in letters or in sound: aliases are called out across a busy room.
# fmt: off
BIRDS = (
    "Heron", "Puffin", "Kestrel", "Osprey", "Wagtail", "Lapwing", "Goldfinch", "Avocet", "Bittern", "Nuthatch",
    "Swallow", "Cormorant", "Jackdaw", "Tanager", "Pelican", "Robin", "Skylark", "Magpie", "Flamingo", "Turnstone",
    "Chaffinch", "Oriole", "Bluebird", "Egret", "Sandpiper", "Woodcock", "Cardinal", "Moorhen", "Hoopoe", "Fulmar",
    "Partridge", "Guillemot", "Warbler", "Starling", "Dunlin", "Yellowhammer", "Kingfisher", "Redstart", "Toucan",
    "Albatross", "Grosbeak", "Petrel", "Mockingbird", "Quail", "Spoonbill", "Curlew", "Fieldfare", "Gannet",
    "Nightingale", "Thrush", "Bunting", "Linnet", "Emu", "Jacana", "Motmot", "Vireo", "Phoebe", "Ibis",
)
# fmt: on


@dataclass(frozen=True)
class DisplayName:
    """The parts of a name in the order they are read; empty parts are not shown.

    `first` is shown in capitals, `lead` before it and `rest` after a comma; `preferred` in quotation marks; `note`
    last, in brackets or after a comma as it stands.
    """

    first: str
    rest: str = ""
    preferred: str = ""
    lead: str = ""
    note: str = ""

    def __str__(self) -> str:
        text = " ".join(filter(None, (self.lead, self.first.upper())))
        text = ", ".join(filter(None, (text, self.rest)))
        text = f'{text} "{self.preferred}"' if self.preferred else text
        return ", ".join(filter(None, (text, self.note)))


def display_name(family: str, given: str, preferred: str = "") -> DisplayName:
    """OKAFOR, Amara "Amy"; somebody with one name has it alone; a preferred name that says nothing new is left out."""
    family, given, preferred = family.strip(), given.strip(), preferred.strip()
    if fold_name(preferred) in (fold_name(given), fold_name(family)):
        preferred = ""
    return DisplayName(family or given, given if family else "", preferred)


def provisional_name(alias: str, estimated_age: int | None = None) -> DisplayName:
    """Unknown HERON, about 70 y (estimated)."""
    note = ""
    if estimated_age is not None:
        note = _("about %(age)s (estimated)") % {"age": age(Age(estimated_age, "years"))}
    return DisplayName(alias, lead=pgettext("before the alias of a patient", "Unknown"), note=note)


def alias(number: int) -> str:
    """The bird for the n-th provisional patient, from 0; never the same twice: Heron to Ibis, then Heron 2.

    ValueError below zero.
    """
    if number < 0:
        raise ValueError("Aliases are numbered from 0.")
    turn, place = divmod(number, len(BIRDS))
    return f"{BIRDS[place]} {turn + 1}" if turn else BIRDS[place]
