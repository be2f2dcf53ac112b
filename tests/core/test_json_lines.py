"""Every value of a JSON text with its line."""

import json

import pytest

from core.json_lines import line_of, lines

TEXT = """{
  "code": "a: [b]",
  "rules": [
    {"when": {"all": [
      {"=": ["$a.x", 1]},
      {"=": ["$a.y", -2.5e3]}]}},
    [], {}
  ],
  "last": null
}
"""


def test_each_value_has_its_line():
    found = lines(TEXT)
    assert found[()] == 1
    assert found[("code",)] == 2
    assert found[("rules",)] == 3
    assert found[("rules", 0, "when", "all", 0, "=", 1)] == 5
    assert found[("rules", 0, "when", "all", 1)] == 6
    assert (found[("rules", 1)], found[("rules", 2)], found[("last",)]) == (7, 7, 9)


def paths(document, path=()):
    yield path
    steps = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for step, value in steps:
        yield from paths(value, (*path, step))


@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_no_value_is_left_out(indent):
    document = json.loads(TEXT) | {'escaped "} ,\n': ["\\", "é", {"deep": [[[]]]}]}
    assert [*lines(json.dumps(document, indent=indent))] == [*paths(document)]


def test_what_is_missing_is_shown_at_what_is_around_it():
    found = lines(TEXT)
    assert line_of(("rules", 0, "when", "any"), found) == 4
    assert line_of(("nothing",), found) == 1
