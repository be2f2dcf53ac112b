"""JSON within limits: the five ways into a stock 500 that begin in a document, each refused in a sentence."""

import contextlib
import io
import json as stock

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import keep_draft
from accounts.models import Draft
from accounts.permissions import Role
from core import json
from tests.conftest import THEN

ordinary = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(ordinary)
def test_what_stock_json_writes_is_read_the_same(document):
    assert json.read(stock.dumps(document)) == document


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    with contextlib.suppress(json.Unreadable):
        json.read(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[" * 5_000 + "]" * 5_000, "deeper than 20"),
        ('{"a":' * 21 + "1" + "}" * 21, "deeper than 20"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": "b\\u0000"}', "cannot be stored"),
        ('{"a": "\\ud800"}', "cannot be stored"),
        ('{"\\u0000": 1}', "cannot be stored"),
        (stock.dumps({str(n): n for n in range(2_001)}), "more than 2000 names"),
        (stock.dumps(["x"] * 5_001), "more than 5000 rows"),
        (stock.dumps("x" * 100_001), "longer than 100000"),
        ("1" * 19, "more than 18 digits"),
        ("9" * 5_000, "more than 18 digits"),
        ("NaN", "not numbers"),
        ("-Infinity", "not numbers"),
        ("{", "not JSON: line 1"),
        ("", "not JSON"),
    ],
)
def test_beyond_a_limit_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(json.Unreadable, match=sentence):
        json.read(text)


@pytest.mark.parametrize(
    "text", ['"[[[[[[[[[[[[[[[[[[[[[[[[["', '{"a": "\\"[[[[[[[[[[[[[[[[[[[[[[[[[["}', "[" * 20 + "]" * 20]
)
def test_brackets_inside_a_text_have_no_depth_and_the_limit_itself_is_allowed(text):
    assert json.read(text) == stock.loads(text)


def test_a_refusal_names_no_value():
    with pytest.raises(json.Unreadable) as refusal:
        json.read('{"name": "Okafor\\u0000", "name": "Amara"}')
    assert "Okafor" not in str(refusal.value)


@pytest.mark.parametrize(
    "body", [b"\xff{}", b"[" * 5_000, b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b" " * 1_048_577]
)
def test_the_parser_of_the_api_answers_400(body):
    from rest_framework.exceptions import ParseError

    from api.parsers import LimitedJSONParser

    with pytest.raises(ParseError) as refusal:
        LimitedJSONParser().parse(io.BytesIO(body))
    assert refusal.value.status_code == 400


def test_the_parser_reads_what_is_within_the_limits():
    from api.parsers import LimitedJSONParser

    assert LimitedJSONParser().parse(io.BytesIO('{"náme": [1, 2.5, null]}'.encode())) == {
        "náme": [1, 2.5, None]
    }


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
@pytest.mark.django_db
def test_a_text_the_database_cannot_hold_is_wrong_input_not_an_error(person, value):
    user = person("p.one", Role.NURSE)
    with pytest.raises(ValidationError, match="cannot be stored"):
        keep_draft(user, by=user, form="note", body={"note": [value]})


@pytest.mark.django_db
def test_without_that_the_database_would_answer_with_an_error(person):
    # The reason for `plain`: this is what a JSONField alone does with a NUL.
    user = person("p.two", Role.NURSE)
    with pytest.raises(DataError), transaction.atomic():
        Draft.objects.create(user=user, form="note", body={"note": "\x00"}, saved_at=THEN)


@pytest.mark.parametrize("value", ["\x00", "\ud800"])
@pytest.mark.django_db
def test_the_same_holds_for_every_text_of_a_verb(person, value):
    from accounts.actions import correct_profile

    user = person("p.three", Role.NURSE)
    with pytest.raises(ValidationError) as wrong:
        correct_profile(user, by=user, phone=f"555{value}")
    assert set(wrong.value.error_dict) == {"phone"}


@pytest.mark.django_db
def test_through_the_whole_stack_it_is_wrong_input(client, person, facility):
    client.force_login(person("p.four", Role.NURSE, facility))
    answer = client.post("/drafts/note/", {"note": "a\x00b"})
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()
