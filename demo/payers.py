"""Payers that do not exist, by kind of cover. Every page that shows one says `INVENTED` beside it."""

from dataclasses import dataclass
from random import Random
from typing import Literal

INVENTED = "invented for demonstration"
Kind = Literal["medicare", "medicare_advantage", "medicaid", "commercial", "workers_compensation"]


@dataclass(frozen=True)
class Payer:
    name: str
    kind: Kind
    card: str  # what it pays for and needs, in a line


PAYERS = (
    Payer("Example Federal Senior Cover", "medicare", "Pays stays by group; no authorisation beforehand"),
    Payer("Sample Valley Advantage", "medicare_advantage", "Post-acute care needs authorisation, 3 days"),
    Payer(
        "Imaginary Shores Senior Plan",
        "medicare_advantage",
        "Post-acute care needs authorisation, expedited 72 h",
    ),
    Payer(
        "Pretend State Family Cover",
        "medicaid",
        "Transport and interpreter paid; equipment needs authorisation",
    ),
    Payer("Fictional Commonwealth Care", "medicaid", "Home health after authorisation, 7 days"),
    Payer("Placeholder Mutual", "commercial", "Stay review every 3 days; in-network agencies only"),
    Payer("Specimen Health Partners", "commercial", "Peer-to-peer within 2 business days of a denial"),
    Payer("Makebelieve Benefit Trust", "commercial", "Equipment over 500 needs authorisation"),
    Payer(
        "Nowhere County Work Injury Fund", "workers_compensation", "A named adjuster approves each referral"
    ),
)
# Out of 100 people; None pays for themselves.
SENIOR: dict[Kind | None, int] = {"medicare": 45, "medicare_advantage": 40, "medicaid": 10, "commercial": 5}
YOUNGER: dict[Kind | None, int] = {
    "medicare": 3,
    "medicare_advantage": 2,
    "medicaid": 30,
    "commercial": 55,
    "workers_compensation": 4,
    None: 6,
}


@dataclass(frozen=True)
class Policy:
    """A person's cover, first or second in rank."""

    payer: Payer
    rank: int
    member_number: str


def policies(rng: Random, age: int) -> list[Policy]:
    """Cover as usual at an age, in order of rank: none for a few, a second one for many of the old."""
    shares = SENIOR if age >= 65 else YOUNGER
    kind = rng.choices(list(shares), weights=list(shares.values()))[0]
    if kind is None:
        return []
    found = [_policy(rng, kind, 1)]
    if kind == "medicare" and rng.random() < 0.6:
        found.append(_policy(rng, rng.choice(("medicaid", "commercial")), 2))
    return found


def _policy(rng: Random, kind: Kind, rank: int) -> Policy:
    payer = rng.choice([each for each in PAYERS if each.kind == kind])
    return Policy(payer, rank, f"DEMO{rng.randint(0, 99_999_999):08}")
