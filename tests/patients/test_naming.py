"""Names as pages show them, and the aliases of people whose name is not known yet."""

from itertools import combinations

import pytest

from patients.comparing import is_typo
from patients.folding import fold_name, sound_key
from patients.naming import BIRDS, alias, display_name, provisional_name


@pytest.mark.parametrize(
    ("family", "given", "preferred", "shown"),
    [
        ("Okafor", "Amara", "Amy", 'OKAFOR, Amara "Amy"'),
        ("Okafor", "Amara", "", "OKAFOR, Amara"),
        ("Okafor", "Amara", "amara", "OKAFOR, Amara"),
        ("García López", "María José", "", "GARCÍA LÓPEZ, María José"),
        ("Suharto", "", "", "SUHARTO"),
        ("", "Suharto", "", "SUHARTO"),
        ("Suharto", "", "Harto", 'SUHARTO "Harto"'),
        (" Okafor ", " Amara ", " ", "OKAFOR, Amara"),
    ],
)
def test_names(family, given, preferred, shown):
    assert str(display_name(family, given, preferred)) == shown


def test_parts_keep_the_letters_as_typed():
    name = display_name("van der Berg", "Anneke")
    assert (name.first, name.rest, name.preferred, name.lead, name.note) == (
        "van der Berg",
        "Anneke",
        "",
        "",
        "",
    )


def test_provisional_names():
    assert str(provisional_name("Heron", 70)) == "Unknown HERON, about 70 y (estimated)"
    assert str(provisional_name("Heron")) == "Unknown HERON"
    assert str(provisional_name("Heron", 0)) == "Unknown HERON, about 0 y (estimated)"


def test_aliases_never_repeat():
    aliases = [alias(number) for number in range(3 * len(BIRDS))]
    assert len(set(aliases)) == len(aliases)
    assert aliases[0] == "Heron"
    assert aliases[len(BIRDS)] == "Heron 2"
    assert aliases[2 * len(BIRDS) + 1] == "Puffin 3"
    with pytest.raises(ValueError, match="from 0"):
        alias(-1)


def test_no_two_birds_look_or_sound_alike():
    for one, other in combinations(map(fold_name, BIRDS), 2):
        assert not is_typo(one, other), (one, other)
        assert sound_key(one) != sound_key(other), (one, other)
    assert all(bird.isalpha() for bird in BIRDS)
