"""Streets, towns, telephone numbers and mail addresses that belong to nobody.

Numbers end in 555-0100 to 555-0199, which are kept free for fiction; mail goes to example.org, which receives none;
postcodes begin with 000 to 004, which are not given out; the towns do not exist.
"""

from dataclasses import dataclass
from random import Random

from patients.folding import fold_name


@dataclass(frozen=True)
class Address:
    house_number: str
    street: str
    town: str
    postcode: str


STREETS = tuple(
    f"{tree} {kind}"
    for kind in ("Street", "Avenue", "Lane", "Road")
    for tree in (
        "Alder", "Aspen", "Beech", "Birch", "Cedar", "Chestnut", "Cypress", "Elder", "Elm", "Fir", "Hazel", "Hickory",
        "Juniper", "Larch", "Laurel", "Linden", "Maple", "Mulberry", "Myrtle", "Oak", "Pine", "Poplar", "Rowan",
        "Spruce", "Sycamore", "Walnut", "Willow", "Yew",
    )
)  # fmt: skip
TOWNS = (
    ("Marrow Bay", "00101"), ("Nether Quill", "00114"), ("Tansy Falls", "00127"), ("Old Perrin", "00203"),
    ("Saltwick Junction", "00218"), ("Brindle Heights", "00236"), ("Three Kettles", "00302"), ("Lower Dapple", "00319"),
    ("Quarry Fen", "00341"), ("Winterbourne Mill", "00355"), ("Eastmarrow", "00407"), ("Candle Cross", "00422"),
)  # fmt: skip
AREA_CODES = (
    "203", "207", "212", "215", "267", "315", "339", "347", "401", "413", "475", "508", "516", "518", "585", "603",
    "607", "609", "617", "631", "646", "716", "717", "718", "732", "774", "781", "802", "814", "845", "848", "856",
    "860", "862", "908", "914", "917", "929", "959", "973", "978",
)  # fmt: skip


def address(rng: Random) -> Address:
    town, postcode = rng.choice(TOWNS)
    flat = rng.choice("ABCD") if rng.random() < 0.2 else ""
    return Address(f"{rng.randint(1, 240)}{flat}", rng.choice(STREETS), town, postcode)


def phone(rng: Random) -> str:
    """One of about 4,000 numbers: "(212) 555-0142"."""
    return f"({rng.choice(AREA_CODES)}) 555-01{rng.randint(0, 99):02}"


def mail(given: str, family: str, number: int) -> str:
    """An address such as amara.okafor17@example.org; the number makes it the only one."""
    words = [fold_name(part).replace(" ", "") for part in (given, family)]
    return f"{'.'.join(filter(None, words))}{number}@example.org"
