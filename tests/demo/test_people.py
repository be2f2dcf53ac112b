"""The demonstration's people: the same for a seed, believable together, and none of them real."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from core.ages import years_on
from demo import names, payers, places, problems
from demo.people import Patient, People
from patients.matching import Person, suggested

TODAY = date(2026, 11, 2)
REAL_PAYERS = (
    "aetna",
    "anthem",
    "blue",
    "cigna",
    "humana",
    "kaiser",
    "medicare",
    "medicaid",
    "tricare",
    "united",
)


@pytest.fixture(scope="module")
def patients() -> list[Patient]:
    people = People(Random(4711), TODAY)
    return [people.patient() for _ in range(500)]


def test_the_same_seed_gives_the_same_people():
    first, second, other = (People(Random(seed), TODAY) for seed in (1, 1, 2))
    one = [first.patient() for _ in range(20)] + [first.colleague() for _ in range(5)]
    assert one == [second.patient() for _ in range(20)] + [second.colleague() for _ in range(5)]
    assert one[:20] != [other.patient() for _ in range(20)]


def test_no_two_of_500_share_name_number_or_mail(patients):
    for what in ("name", "phone", "mail"):
        counted = Counter(filter(None, (getattr(patient, what) for patient in patients)))
        assert max(counted.values()) == 1, what


def test_few_of_500_look_alike(patients):
    """Some do, as in life; a clerk would not want one in every registration."""
    known = [
        (n, Person(p.name.family, p.name.given, p.birth_date, phones=[p.phone], postcode=p.address.postcode))
        for n, p in enumerate(patients)
    ]
    alike = [
        (n, suggestion.candidate)
        for n, person in known[:50]
        for suggestion in suggested(person, known)
        if suggestion.candidate != n
    ]
    assert len(alike) <= 3, alike


def test_ages_fit_the_problem(patients):
    for patient in patients:
        youngest, _, oldest = patient.problem.ages
        assert youngest <= years_on(patient.birth_date, TODAY) <= oldest
        assert patient.problem.sex in (None, patient.sex)
        assert patient.reason in patient.problem.reasons


def test_stays_fit_the_problem():
    rng = Random(3)
    for problem in problems.PROBLEMS:
        lengths = [problems.stay(rng, problem) for _ in range(50)]
        assert problem.days[0] <= min(lengths) <= max(lengths) <= problem.days[2]


def test_languages_fit_the_origin_and_interpreters_the_language(patients):
    origins = {origin.key: origin for origin in names.ORIGINS}
    for patient in patients:
        assert patient.language in (*origins[patient.origin].languages, "ase")
        assert patient.language_name
        assert not (patient.interpreter and patient.language == "en")
    assert 50 < sum(patient.interpreter for patient in patients) < 250
    assert len({patient.language for patient in patients}) >= 10


def test_every_origin_is_met_and_complete(patients):
    assert {patient.origin for patient in patients} == {origin.key for origin in names.ORIGINS}
    for origin in names.ORIGINS:
        assert set(origin.languages) <= names.LANGUAGES.keys()
        for listed in (origin.family, origin.female, origin.male):
            assert len(listed) >= 8
            assert len(set(listed)) == len(listed), origin.key
    assert all(re.fullmatch("[a-z]{2,3}", code) for code in names.LANGUAGES)


def test_kinds_of_names(patients):
    shown = [patient.name for patient in patients]
    assert any(not name.given for name in shown), "somebody with one name"
    assert any(" " in name.family for name in shown), "two family names"
    assert any("'" in name.family or "-" in name.family for name in shown)
    assert 10 < sum(bool(name.preferred) for name in shown) < 150
    assert all(name.preferred != name.given for name in shown if name.preferred)


def test_endings_of_womens_family_names():
    rng, polish = Random(5), next(origin for origin in names.ORIGINS if origin.key == "polish")
    hers = {names.name(rng, polish, "female").family for _ in range(200)}
    assert "Wiśniewska" in hers
    assert "Nowak" in hers
    assert not any(family.endswith("ski") for family in hers)


def test_nothing_reaches_anybody(patients):
    for patient in patients:
        numbers = [patient.phone] + ([patient.relative.phone] if patient.relative else [])
        assert all(re.fullmatch(r"\(\d{3}\) 555-01\d\d", number) for number in numbers)
        assert re.fullmatch(r"[a-z.0-9]+@example\.org", patient.mail or "a@example.org")
        assert "000" <= patient.address.postcode[:3] <= "004"


def test_payers_are_invented():
    assert payers.INVENTED == "invented for demonstration"
    for payer in payers.PAYERS:
        assert not any(word in payer.name.lower() for word in REAL_PAYERS), payer.name
    kinds = {payer.kind for payer in payers.PAYERS}
    assert kinds == (payers.SENIOR.keys() | payers.YOUNGER.keys()) - {None}


def test_cover_by_age(patients):
    ranks = [[policy.rank for policy in patient.policies] for patient in patients]
    assert all(rank in ([], [1], [1, 2]) for rank in ranks)
    assert [] in ranks
    assert [1, 2] in ranks
    old = [p.policies[0].payer.kind for p in patients if years_on(p.birth_date, TODAY) >= 65 and p.policies]
    assert sum(kind.startswith("medicare") for kind in old) > len(old) / 2


def test_relatives_are_of_a_likely_age_and_kin(patients):
    relatives = [(patient, patient.relative) for patient in patients if patient.relative]
    for patient, relative in relatives:
        assert relative.name != patient.name
        if relative.relation in ("mother", "father"):
            assert years_on(patient.birth_date, TODAY) <= 60
    assert len(relatives) > 400


def test_colleagues_speak_english_and_often_more():
    people = People(Random(9), TODAY)
    staff = [people.colleague() for _ in range(45)]
    assert all("en" in colleague.languages for colleague in staff)
    assert any(len(colleague.languages) > 1 for colleague in staff)
    assert len({colleague.mail for colleague in staff}) == 45


def test_streets_and_towns_are_distinct():
    assert len(set(places.STREETS)) == len(places.STREETS) > 100
    assert len({postcode for _, postcode in places.TOWNS}) == len(places.TOWNS)
