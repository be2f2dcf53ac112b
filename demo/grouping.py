"""What coding staff say of the stays of the demonstration, and an invented table of how long such stays last."""

from datetime import datetime

from accounts.actors import system
from demo.diary import Story
from demo.house import TZ
from demo.problems import PROBLEMS
from demo.stay import Stay
from encounters.actions import coding
from encounters.importing import bring
from encounters.models import Encounter, StayCoding

SOURCE = "Invented for demonstration: not the figures of CMS"
Line = StayCoding.Line
# The group of each problem: a number that CMS uses, with figures that nobody published.
GROUPS = {
    "Heart failure, worse": "291",
    "Pneumonia": "194",
    "Chronic lung disease, worse": "190",
    "Stroke": "065",
    "Hip fracture after a fall": "481",
    "Knee replacement": "470",
    "Diabetes, sugar out of control": "638",
    "Infection of a diabetic foot": "300",
    "Blood infection": "871",
    "Kidney failure, starting dialysis": "683",
    "Urinary infection with confusion": "690",
    "Cancer, pain out of control": "948",
    "Bowel surgery": "330",
    "Gall bladder surgery": "418",
    "Chest pain, watched overnight": "313",
    "Fainting, watched overnight": "312",
    "Broken leg after a road accident": "482",
    "Head injury": "086",
    "Liver disease with fluid": "432",
    "Alcohol withdrawal": "897",
    "Skin infection of the leg": "603",
    "Blood clot in the lung": "176",
    "Dehydration, eating too little": "641",
    "Recovery after a hard birth": "776",
    "Prostate surgery": "708",
    "Walking again after a long stay": "945",
}
LINES = {"Cancer, pain out of control": Line.CANCER, "Walking again after a long stay": Line.REHABILITATION}
PLANNED = ("Knee replacement", "Prostate surgery", "Walking again after a long stay")


def bring_table(first: datetime, last: datetime) -> None:
    """The invented table for every federal fiscal year that is lived in."""
    years = {(at.year + (at.month >= 10)) for at in (first.astimezone(TZ), last.astimezone(TZ))}
    for year in sorted(years):
        bring(table().encode(), by=system("setup"), year=year, source=SOURCE, invented=True)


def table() -> str:
    """One row a group, as CMS heads its columns; days from the usual stay of the problem."""
    rows = ["MS-DRG,MS-DRG Title,Weights,Geometric mean LOS,Arithmetic mean LOS"]
    for problem in PROBLEMS:
        usual = problem.days[1]
        figures = f"{0.5 + usual / 6:.4f},{usual * 0.9:.1f},{usual * 1.15:.1f}"
        rows.append(f'{GROUPS[problem.title]},"{problem.title} (invented figures)",{figures}')
    return "\n".join(rows)


def coded(stay: Stay) -> Story:
    """A working group on the second day, the final one some days after leaving; at times another one, with why."""
    yield stay.hours(14, 40)
    _code(stay, final=False)
    while Encounter.objects.get(pk=stay.visit.pk).status == Encounter.Status.IN_PROGRESS:  # type: ignore[union-attr]
        yield stay.hours(20, 30)
    yield stay.hours(20, 90)
    _code(stay, final=True, why="Final after the record was closed")


def _code(stay: Stay, *, final: bool, why: str = "") -> None:
    title = stay.figure.problem.title
    group = GROUPS[title]
    if final and stay.rng.random() < 0.12:
        group = stay.rng.choice(sorted(set(GROUPS.values())))
    coding.code_stay(
        stay.visit, by=stay.house.feed, drg=group, final=final, line=LINES.get(title, Line.OTHER), why=why,
        planned="planned" if title in PLANNED else "unplanned", source="demonstration",
    )  # fmt: skip
