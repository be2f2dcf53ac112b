"""P6: the search of the header for whoever takes patients in: by number, by the beginning of a name, by its sound."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.management import CommandError

from accounts.models import User
from accounts.permissions import Role
from core import prepared
from demo.bench.hand import by_hand, watched
from demo.bench.lines import Goal, Line
from demo.bench.rounds import Bench
from patients.folding import fold_name
from patients.models import Identifier, Patient
from patients.queries.candidates import by_sound
from patients.queries.search import search

GROWTH, BESIDE_TRIGRAMS = Goal(1.5), Goal(1 / 50)
USER = "intake.1.1"
TRIGRAMS = """
select id from patients_patient where facility_id = %(facility)s and similarity(search_name, %(name)s) >= 0.3
   and search_name %% %(name)s order by similarity(search_name, %(name)s) desc limit 26
"""


def names(bench: Bench) -> Iterator[Line]:
    """Growth of three searches; then the sound of a misspelt name beside trigrams."""
    small, large = bench.sizes[0], bench.sizes[-1]
    asked = {name: _asked(bench, name) for name in bench.sizes}
    for way in ("number", "beginning", "sound"):
        if small != large:
            ours, anchor = (bench.at(name, asked[name][way]) for name in (large, small))
            yield bench.compare("P6", f"search, ms: {way}, {large} / {small}", ours, anchor, GROWTH)
    # The target is one of a million patients: among few, trigrams cost little.
    ours, anchor = bench.at(large, asked[large]["sound alone"]), bench.at(large, asked[large]["trigrams"])
    what = f"misspelt name, database ms: sound / trigrams, {large}"
    yield bench.compare("P6", what, ours, anchor, BESIDE_TRIGRAMS)


def _asked(bench: Bench, name: str) -> dict[str, Callable[[], Any]]:
    """The searches for one patient of the first facility; each must find them."""
    with bench.shelf.open(name):
        user = User.objects.get(username=USER)
        user.acting_role = Role.INTAKE.value
        patient = Patient.objects.filter(facility__code="B1").order_by("pk")[7]
        number = Identifier.objects.get(patient=patient, kind=Identifier.Kind.MRN)
        wrong = patient.family + patient.family[-1]
        typed = {
            "number": number.value,
            "beginning": f"{patient.family} {patient.given}"[:-1],
            "sound": f"{wrong} {patient.given}",
        }
        ways: dict[str, Callable[[], Any]] = {
            way: partial(search, words, user) for way, words in typed.items()
        }
        for way, find in ways.items():
            if patient.pk not in {found.patient.pk for found in find()}:
                raise CommandError(f"Wrong before fast: the search by {way} does not find its patient.")
        here = Patient.objects.filter(facility=patient.facility)
        sounds = here.filter(*by_sound(fold_name(wrong), fold_name(patient.given))).values_list("pk")[:26]
        values = {"facility": patient.facility_id, "name": fold_name(f"{wrong} {patient.given}")}
        with watched() as asked:
            prepared.rows(sounds)
        # Two statements side by side, as both were when the target was set.
        ways["sound alone"] = asked.statements[0].ask
        ways["trigrams"] = by_hand(TRIGRAMS, values).ask
    return ways
