"""The pack of papers: it comes out as it says, a wrong one is said in a sentence, and every part of it can be filled."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from policy import packet
from referrals.parts import READ_BY, parts

FILE = Path(packet.__file__).parent / "packs" / "packet.json"


def body():
    return json.loads(FILE.read_text("utf-8"))["body"]


def test_the_shipped_pack_comes_out():
    assert packet.problems(body()) == []


def test_an_unreadable_pack_is_said_not_raised():
    assert "cannot be read" in packet.problems({})[0]


WRONG = [
    (("send_within_hours",), 0, "send_within_hours must be"),
    (("examples",), [], "at least one worked example"),
    (("parts", 0, "data"), "gossip", "no kind of information 'gossip'"),
    (("parts", 0, "referral"), "perhaps", "'perhaps' is none of"),
    (("parts", 0, "source"), "", "where the demand comes from"),
    (("parts", 1, "code"), "identity", "'identity' stands twice"),
    (("parts", -1, "transition"), "required", "is protected and cannot be required"),
    (("examples", 0, "missing"), ["stay"], "goes identity"),
    (("examples", 1, "consent"), ["identity"], "goes identity; missing"),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_what_is_wrong_is_named(path, value, said):
    wrong = deepcopy(body())
    place = wrong
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    assert any(said in sentence for sentence in packet.problems(wrong)), packet.problems(wrong)


def test_every_part_is_filled_by_an_app_with_the_class_it_names():
    known = {code: part.data for code, part in parts().items()}
    assert {each["code"]: each["data"] for each in body()["parts"]} == known


@pytest.mark.parametrize("data", packet.PROTECTED)
def test_nothing_protected_goes_without_a_consent_that_names_it(data):
    assert not packet.allowed(data, None)
    assert not packet.allowed(data, [each for each in packet.CLASSES if each != data])
    assert packet.allowed(data, [data])
    assert READ_BY[data] == f"clear_{data}"


def test_a_consent_bounds_what_would_go_without_one():
    assert packet.allowed("clinical", None)
    assert not packet.allowed("clinical", ["identity"])
