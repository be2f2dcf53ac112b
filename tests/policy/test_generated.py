"""Documents written from the code are current, and the command says so when they are not."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from casemgmt.management.commands.generate_docs import DOCUMENTS


def test_they_are_current():
    call_command("generate_docs", check=True)


def test_a_stale_one_is_named(tmp_path):
    call_command("generate_docs", folder=tmp_path, verbosity=0)
    call_command("generate_docs", folder=tmp_path, check=True)
    (tmp_path / "docs/roles.md").write_text("something else")
    with pytest.raises(CommandError, match=r"Stale: docs/roles\.md"):
        call_command("generate_docs", folder=tmp_path, check=True)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_each_says_something(name):
    assert len(DOCUMENTS[name]().splitlines()) > 10
