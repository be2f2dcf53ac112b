"""Why the patients of the demonstration hospital came, and why somebody asks for case management.

Proposals of this project for believable lists: no codes, no claim about real frequencies.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

Tier = Literal["emergent", "urgent", "routine"]


@dataclass(frozen=True)
class Problem:
    """A reason for a stay. `ages` is (youngest, usual, oldest), `days` (shortest, usual, longest); `share` weighs."""

    title: str
    service: Literal["medicine", "surgery", "observation", "rehabilitation"]
    ages: tuple[int, int, int]
    days: tuple[int, int, int]
    tier: Tier
    reasons: tuple[str, ...]
    share: int = 2
    sex: Literal["female", "male"] | None = None


HOME = "lives alone, cannot manage stairs for now"
CARER = "the carer at home is worn out"
MEDICINES = "many medicines changed, needs teaching"
TRANSPORT = "no way to get to follow-up visits"
MONEY = "cannot pay for the medicines"
HOUSING = "no safe place to go after the stay"
EQUIPMENT = "needs equipment at home before leaving"
REHAB = "rehabilitation place needed"
AGAIN = "back within 30 days"
SUPPORT = "asks for someone to talk to about coping"
DECISION = "family and patient do not agree on what comes next"
NURSING = "needs nursing visits at home"

PROBLEMS = (
    Problem("Heart failure, worse", "medicine", (45, 76, 96), (2, 5, 14),
            "urgent", (AGAIN, MEDICINES, NURSING), 8),
    Problem("Pneumonia", "medicine", (25, 72, 98), (2, 4, 11), "routine", (HOME, NURSING, CARER), 7),
    Problem("Chronic lung disease, worse", "medicine", (45, 70, 92), (2, 4, 10),
            "urgent", (EQUIPMENT, AGAIN, TRANSPORT), 6),
    Problem("Stroke", "medicine", (40, 74, 96), (3, 7, 24), "urgent", (REHAB, CARER, DECISION), 6),
    Problem("Hip fracture after a fall", "surgery", (60, 82, 99), (4, 6, 16),
            "urgent", (REHAB, HOME, CARER), 6),
    Problem("Knee replacement", "surgery", (48, 68, 88), (1, 2, 5),
            "routine", (EQUIPMENT, HOME, TRANSPORT), 4),
    Problem("Diabetes, sugar out of control", "medicine", (20, 55, 85), (2, 3, 8),
            "routine", (MEDICINES, MONEY, SUPPORT), 5),
    Problem("Infection of a diabetic foot", "surgery", (38, 62, 88), (4, 9, 28),
            "urgent", (NURSING, HOUSING, MONEY), 3),
    Problem("Blood infection", "medicine", (30, 70, 95), (3, 7, 21), "urgent", (NURSING, REHAB, DECISION), 5),
    Problem("Kidney failure, starting dialysis", "medicine", (35, 66, 88), (4, 8, 22),
            "urgent", (TRANSPORT, SUPPORT, MEDICINES), 3),
    Problem("Urinary infection with confusion", "medicine", (68, 84, 99), (2, 4, 12),
            "routine", (CARER, HOME, DECISION), 4),
    Problem("Cancer, pain out of control", "medicine", (35, 67, 92), (2, 5, 15),
            "urgent", (DECISION, NURSING, SUPPORT), 4),
    Problem("Bowel surgery", "surgery", (30, 64, 88), (3, 6, 17), "routine", (NURSING, EQUIPMENT, HOME), 3),
    Problem("Gall bladder surgery", "surgery", (22, 50, 82), (1, 2, 5), "routine", (TRANSPORT, MONEY), 3),
    Problem("Chest pain, watched overnight", "observation", (35, 60, 88), (1, 1, 2),
            "routine", (TRANSPORT, SUPPORT), 5),
    Problem("Fainting, watched overnight", "observation", (25, 70, 95), (1, 1, 3),
            "routine", (HOME, TRANSPORT), 3),
    Problem("Broken leg after a road accident", "surgery", (18, 36, 70), (2, 6, 18),
            "urgent", (REHAB, EQUIPMENT, MONEY), 3),
    Problem("Head injury", "surgery", (18, 45, 85), (3, 8, 30), "emergent", (REHAB, DECISION, CARER), 2),
    Problem("Liver disease with fluid", "medicine", (35, 56, 78), (3, 6, 16),
            "urgent", (HOUSING, SUPPORT, AGAIN), 3),
    Problem("Alcohol withdrawal", "medicine", (24, 47, 72), (2, 4, 9),
            "urgent", (SUPPORT, HOUSING, AGAIN), 3),
    Problem("Skin infection of the leg", "medicine", (25, 58, 88), (2, 4, 9),
            "routine", (NURSING, HOUSING, MONEY), 3),
    Problem("Blood clot in the lung", "medicine", (28, 62, 90), (2, 4, 9), "urgent", (MEDICINES, MONEY), 2),
    Problem("Dehydration, eating too little", "medicine", (65, 83, 99), (2, 4, 10),
            "routine", (CARER, HOME, DECISION), 3),
    Problem("Recovery after a hard birth", "medicine", (18, 30, 44), (2, 4, 8),
            "routine", (SUPPORT, TRANSPORT, HOUSING), 2, "female"),
    Problem("Prostate surgery", "surgery", (52, 67, 84), (1, 2, 6),
            "routine", (NURSING, TRANSPORT), 2, "male"),
    Problem("Walking again after a long stay", "rehabilitation", (45, 74, 95), (7, 14, 30),
            "routine", (EQUIPMENT, HOME, CARER), 7),
)  # fmt: skip


def problem(rng: Random, sex: str) -> Problem:
    fitting = [each for each in PROBLEMS if each.sex in (None, sex)]
    return rng.choices(fitting, weights=[each.share for each in fitting])[0]


def age(rng: Random, of: Problem) -> int:
    """Years, within the problem's ages and mostly near the usual one."""
    youngest, usual, oldest = of.ages
    return round(rng.triangular(youngest, oldest, usual))


def stay(rng: Random, of: Problem) -> int:
    """Days, within the problem's and mostly near the usual number; the longest are rare."""
    shortest, usual, longest = of.days
    return round(min(rng.triangular(shortest, longest, usual) for _ in range(2)))
