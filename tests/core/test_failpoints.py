"""Named places break the program as the settings say, at the passing they say, and a mail line breaks after its text."""

import pytest

from core import failpoints
from core.failpoints import Broken, failpoint
from core.smtp import EmailBackend, Line, SafeLine


@pytest.fixture(autouse=True)
def nothing_passed(monkeypatch):
    failpoints._passed.clear()


def test_nothing_happens_where_nothing_is_named(settings):
    settings.FAILPOINTS = {"elsewhere": "raise"}
    failpoint("here")


def test_it_breaks_at_the_passing_that_is_named_and_at_no_other(settings):
    settings.FAILPOINTS = {"here": "raise@3"}
    failpoint("here")
    failpoint("here")
    with pytest.raises(Broken):
        failpoint("here")
    failpoint("here")


def test_it_breaks_each_time_where_no_passing_is_named(settings):
    settings.FAILPOINTS = {"here": "raise"}
    for _ in range(2):
        with pytest.raises(Broken):
            failpoint("here")


def test_a_way_that_nobody_knows_is_said(settings):
    settings.FAILPOINTS = {"here": "explode"}
    with pytest.raises(ValueError, match="cannot 'explode'"):
        failpoint("here")


def test_it_sleeps_as_long_as_it_is_told(settings, monkeypatch):
    slept = []
    monkeypatch.setattr(failpoints.time, "sleep", slept.append)
    settings.FAILPOINTS = {"here": "sleep:2.5"}
    failpoint("here")
    assert slept == [2.5]


def test_a_mail_line_breaks_when_the_text_is_out_and_not_before(settings, monkeypatch):
    out = []
    monkeypatch.setattr("smtplib.SMTP.send", lambda self, text: out.append(text))
    settings.FAILPOINTS = {"mail.said": "raise"}
    line = Line()
    line.send("MAIL FROM:<a@example.org>\r\n")
    line.send(b"a text of many parts\r\n")
    with pytest.raises(Broken):
        line.send(b"Subject: x\r\n\r\nwords\r\n.\r\n")
    assert len(out) == 3


def test_the_line_is_the_one_that_the_settings_ask_for():
    assert EmailBackend(use_ssl=True).connection_class is SafeLine
    assert EmailBackend().connection_class is Line
