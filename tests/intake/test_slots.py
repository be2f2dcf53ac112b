"""Free times: offers less bookings, on the half hour."""

from datetime import UTC, datetime

from intake.slots import free


def at(hour, minute=0):
    return datetime(2026, 11, 3, hour, minute, tzinfo=UTC)


def begins(*found):
    return [start for start, _end in free(*found)]


def test_an_offer_in_pieces():
    assert free([(at(9), at(10))], [], at(8), 9) == [(at(9), at(9, 30)), (at(9, 30), at(10))]


def test_not_before_now_and_on_the_half_hour():
    assert begins([(at(9), at(11))], [], at(9, 10), 9) == [at(9, 30), at(10), at(10, 30)]
    assert begins([(at(9), at(10))], [], at(9, 30), 9) == []


def test_what_is_booked_is_taken_and_what_touches_it_is_not():
    assert begins([(at(9), at(11))], [(at(9, 45), at(10))], at(8), 9) == [at(9), at(10), at(10, 30)]


def test_a_piece_does_not_stick_out_of_its_offer_and_the_list_is_cut():
    assert begins([(at(9), at(9, 50))], [], at(8), 9) == [at(9)]
    assert begins([(at(13), at(15)), (at(9), at(10))], [], at(8), 3) == [at(9), at(9, 30), at(13)]
