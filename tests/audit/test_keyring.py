"""Keys in a file outside the database: added one by one, never taken for one another."""

import pytest

from audit import keyring


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys"
    for _ in range(3):
        keyring.add(path)
    return path


def test_a_new_key_is_the_one_in_use_and_the_older_ones_stay(file):
    assert keyring.add(file) == "k4"
    ring = keyring.read(file)
    assert (ring.current, list(ring.keys)) == ("k4", ["k1", "k2", "k3", "k4"])
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_name_of_a_key_put_away_is_not_given_again(file):
    file.write_text(file.read_text().splitlines()[-1] + "\n")
    assert keyring.add(file) == "k4"


def test_a_file_that_somebody_left_without_its_last_line_end_stays_readable(file):
    file.write_text(file.read_text().rstrip("\n"))
    keyring.add(file)
    assert list(keyring.read(file).keys) == ["k1", "k2", "k3", "k4"]


def test_a_key_with_a_name_of_the_site_s_own_does_not_count(file):
    first = file.read_text().splitlines()[0]
    file.write_text(first.replace("k1", "spring", 1) + "\n")
    assert keyring.add(file) == "k2"
