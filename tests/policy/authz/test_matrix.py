"""The page of rights is the agreed matrix: every cell that the application grants otherwise names its decision."""

import pytest

from accounts.permissions import CLASSES, CODENAMES, DUTIES, GRANTS, Role
from tests.policy.authz.matrix import GIVES, HIGHEST, LEVELS, REACHES, matrix, on_case
from tests.policy.source import ROOT, none


def granted(role):
    """What the application grants a role, by reach, in the matrix's words."""
    return {str(reach): names for reach, names in GRANTS.get(Role(role), {}).items() if names}


def differences(table, grants_of):
    """Sentences about every permission that one side has and the other has not."""
    for short, role in table.roles.items():
        wanted, found = table.grants(short), grants_of(role)
        for reach in sorted({*wanted, *found}):
            more = set(found.get(reach, ())) - set(wanted.get(reach, ()))
            less = set(wanted.get(reach, ())) - set(found.get(reach, ()))
            yield from (f"{role} is granted {name} ({reach}) against the matrix" for name in sorted(more))
            yield from (f"{role} lacks {name} ({reach}), which the matrix gives" for name in sorted(less))


def test_the_page_of_rights_grants_the_matrix():
    none(list(differences(matrix(), granted)))


def test_the_matrix_names_every_role_class_and_duty():
    assert set(matrix().roles.values()) == set(Role.values)
    assert set(matrix().classes) == set(CLASSES), "write the new class's line into tests/policy/matrix.toml"
    assert set(matrix().data["duties"]) == set(DUTIES), "write the new duty into tests/policy/matrix.toml"
    assert matrix().codenames == set(CODENAMES)


def test_no_private_class_is_a_class_of_the_application():
    private = matrix().data["private"]["classes"]
    assert not [name for name in CODENAMES if name.partition("_")[2] in private]


def test_every_cell_is_readable_and_reaches_somewhere_or_is_excepted():
    table, faults = matrix(), []
    for name in table.classes:
        for role in table.roles:
            word = table.cell(name, role)
            if word not in HIGHEST and not (word.startswith("L:") and table.level(name, role) in LEVELS):
                faults.append(f"{name} for {role}: {word!r} is no cell")
            elif table.level(name, role) and not table.reaches(name, role):
                excepted = [key for key in table.exceptions(role) if key[0] == name]
                if not excepted:
                    faults.append(f"{name} for {role} reaches nowhere and no exception says why")
    none(faults)


@pytest.mark.parametrize("one", matrix().data["exception"], ids=lambda one: f"{one['class']}-{one['role']}")
def test_an_exception_says_why_and_is_one(one):
    table = matrix()
    assert list((ROOT / "docs/adr").glob(f"{one['adr']}-*.md")), f"there is no ADR {one['adr']}"
    assert len(one["why"]) > 20
    assert one["reach"] in REACHES
    assert one["class"] in table.classes
    plain = (
        table.level(one["class"], one["role"])
        if one["reach"] in table.reaches(one["class"], one["role"])
        else ""
    )
    assert plain != one["grants"] or table.level(one["class"], one["role"]), (
        "this is what the cell says anyway"
    )


def test_every_relation_gives_something_known_and_nothing_gives_nothing():
    for name, said in matrix().relations.items():
        assert {said["gives"], said.get("closed", "nothing"), said.get("restricted", "nothing")} <= set(
            GIVES
        ), name
    assert on_case("none", "CM") == frozenset()
    assert "edit_plan" in on_case("assignment", "CM")
    assert "edit_plan" not in on_case("assignment_tail", "CM")
    assert "manage_team" not in on_case("assignment_tail", "CM")
    assert "view_plan" in on_case("assignment_tail", "CM")


def test_a_planted_difference_is_seen():
    wider = {"case": matrix().grants("RN")["case"] | {"edit_plan"}}
    found = list(differences(matrix(), lambda role: wider if role == "nurse" else granted(role)))
    assert "nurse is granted edit_plan (case) against the matrix" in found
    assert any("nurse lacks break_glass" in one for one in found)
