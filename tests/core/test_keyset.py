from datetime import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import BadRequest

from core.keyset import Order, _cursor, _parsed
from tests.conftest import THEN

ORDER = Order("due_at", datetime.fromisoformat)


def test_a_cursor_says_value_and_key_and_comes_back():
    key = uuid4()
    assert _parsed(ORDER, _cursor(key, THEN)) == (THEN, key)
    assert _parsed(ORDER, _cursor(key, None)) == (None, key)


@pytest.mark.parametrize("cursor", ["x", "~", "yesterday~0", f"2026-11-03~{'0' * 31}", "~not-a-key"])
def test_what_nobody_was_given_is_a_bad_request(cursor):
    with pytest.raises(BadRequest):
        _parsed(ORDER, cursor)
