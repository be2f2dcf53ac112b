"""The directory of the demonstration: services of every kind, what each can do, whose patients it takes. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.permissions import Role
from core import clock
from demo import payers, places, words_of_leaving
from demo.diary import Story
from demo.house import TZ, House
from directory import actions
from directory.models import Organisation, Service, ServiceCapability
from directory.rows import Row

INVENTED = "Invented for demonstration"
INTEREST = "This hospital owns a quarter of the agency (invented for demonstration)"
# Everybody is called about their entry once in so many days; some never answer.
ASK_AGAIN = timedelta(days=30)
SILENT = 6


@dataclass(frozen=True)
class Offer:
    """One service: `least` is the lowest level of each ability it looks after, `can` the treatments it gives."""

    name: str
    kind: str
    least: int | None = None
    can: tuple[str, ...] = ()
    hours: int | None = None
    near: bool = False  # serves the near towns only
    interest: str = ""


OFFERS = (
    Offer("Larkspur Home Nursing", "home_health", 2, ("wound", "intravenous", "oxygen"), 2),
    Offer("Tidewater Visiting Nurses", "home_health", 2, ("wound", "tube_feeding"), 1, interest=INTEREST),
    Offer("Candle Cross Home Health", "home_health", 3, ("wound", "interpreter"), 1, near=True),
    Offer("Hawthorn House", "snf", 1, ("wound", "intravenous", "oxygen", "nights")),
    Offer("Millrace Skilled Nursing", "snf", 0, ("wound", "tube_feeding", "isolation", "bariatric", "nights")),
    Offer("Greywater Court", "snf", 1, ("oxygen", "dialysis", "nights", "interpreter")),
    Offer("Elmgate Care Centre", "snf", 2, ("wound", "nights")),
    Offer("Quarry Fen Rehabilitation", "irf", 1, ("therapy_3h", "wound", "nights")),
    Offer("Ashlar Rehabilitation", "irf", 2, ("therapy_3h", "nights", "interpreter")),
    Offer("Longmeadow Long-Term Hospital", "ltch", 0, ("ventilation", "tracheostomy", "intravenous", "dialysis")),
    Offer("Sycamore Residence", "nursing_facility", 0, ("memory_care", "nights")),
    Offer("Evenlight Hospice at Home", "hospice_home", 0, ("oxygen", "intravenous"), 4),
    Offer("Evenlight House", "hospice_facility", 0, ("oxygen", "intravenous", "nights")),
    Offer("Harbour Programme", "behavioural", 1, ("nights", "interpreter")),
    Offer("Helping Hands of Marrow Bay", "home_care", 2, ("interpreter",), 6),
    Offer("Old Perrin Medical Supply", "equipment"),
    Offer("Steady Step Equipment", "equipment"),
    Offer("Three Kettles Transport", "transport"),
    Offer("Saltwick Ambulance", "transport"),
    Offer("Fieldfare Infusion", "infusion", 3, ("intravenous",), 1),
    Offer("Brindle Dialysis", "dialysis", 2, ("dialysis",)),
    Offer("Saltwick General", "acute_hospital", 0, ("ventilation", "intravenous", "dialysis")),
    Offer("Winterbourne Respite", "shelter", 3, ("nights",)),
    Offer("Meals for Eastmarrow", "community"),
)  # fmt: skip
MEDICARE = (
    "home_health",
    "snf",
    "irf",
    "ltch",
    "hospice_home",
    "hospice_facility",
    "equipment",
    "acute_hospital",
)
MEASURES = {
    "home_health": "Visits that began when promised",
    "snf": "Overall rating",
    "irf": "Left for home",
    "ltch": "Freed from the ventilator",
}
NEAR = tuple(code[:4] for _town, code in places.TOWNS[:6])


def open_directory(house: House, rng: Random) -> None:
    """Every site has the same services on its list; none is verified yet."""
    by = house.next(Role.ADMINISTRATOR, 0)
    for offer in OFFERS:
        Organisation.objects.create(name=offer.name, kinds=["provider"], invented=True)
    listed = [_row(offer, rng, clock.today(TZ)) for offer in OFFERS]
    for n, site in enumerate(house.sites):
        actions.import_services(
            site, by=house.next(Role.ADMINISTRATOR, n) if n else by, rows=listed, invented=True
        )


def keep_directory(house: House, rng: Random) -> Story:
    """Once a month somebody calls the services; those that never answer stay as they are, a few only once."""
    rounds = 0
    while True:
        for site, facility in enumerate(house.sites):
            by = house.next(Role.COORDINATOR, 2 if site else 0)
            for n, service in enumerate(Service.objects.filter(facility=facility).order_by("name")):
                lately = n % SILENT != 1 or rounds == 0
                if n % SILENT and lately and rng.random() < (1 if rounds == 0 else 0.9):
                    actions.verify_service(service, by=by)
        rounds += 1
        yield clock.now() + ASK_AGAIN


def _row(offer: Offer, rng: Random, today: date) -> Row:
    town, postcode = rng.choice(places.TOWNS)
    facts = {
        "address": f"{rng.randint(1, 90)} {rng.choice(places.STREETS)}, {town}",
        "postal_code": postcode,
        "areas": list(NEAR) if offer.near else [],
        "languages": sorted({"en", *rng.sample(["es", "zh", "vi", "ru", "ht"], rng.randint(0, 2))}),
        "phone": places.phone(rng),
        "fax": places.phone(rng),
        "contact": rng.choice(words_of_leaving.DESKS),
        "hours": rng.choice(words_of_leaving.HOURS),
        "medicare": offer.kind in MEDICARE,
        "asked_to_be_listed": offer.kind == "home_health",
        "financial_interest": offer.interest,
        "support_hours": offer.hours,
    }
    taken = [payer.name for payer in payers.PAYERS if payer.kind == "medicare" or rng.random() < 0.7]
    return Row(
        offer.name, offer.kind, offer.name, "", facts, _can(offer), tuple(taken), _quality(offer, rng, today)
    )  # fmt: skip


def _can(offer: Offer) -> Mapping[str, int | None]:
    if offer.least is None:
        return {}
    levels: dict[str, int | None] = dict.fromkeys(ServiceCapability.ABILITIES, offer.least)
    return levels | dict.fromkeys(offer.can)


def _quality(offer: Offer, rng: Random, today: date) -> Mapping[str, object]:
    """One published fact where the law wants quality on the list, as of the last quarter."""
    measure = MEASURES.get(offer.kind)
    if measure is None:
        return {}
    value = f"{rng.randint(2, 5)} of 5" if measure == "Overall rating" else f"{rng.randint(62, 95)} %"
    as_of = today.replace(day=1) - timedelta(days=rng.choice([1, 32, 63]))
    return {"measure": measure, "value": value, "as_of": as_of, "source": INVENTED}
