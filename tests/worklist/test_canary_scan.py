"""A canary scan of what a patient is sent: a word of its own in every text, and exactly the agreed ones come out."""

import logging
import re
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count

import pytest
from django.db import models

from patients import actions as patients
from patients.models.consent import Says
from tests.conftest import THEN
from tests.worklist.sinks import GATEWAY_SECRET, gateway, post
from worklist import actions, planner, relay
from worklist.models import Outbox, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Texts of a fixed form, which hold no words of anybody: keys, languages that choose the text, zones.
FORMS = {"key", "spoken", "read", "zone"}
CALL_BACK = "+1 646 555 0143"


class Planted:
    """The words that were planted, each with the field it stands in."""

    def __init__(self):
        self.words, self.letters = {}, count()

    def word(self, field):
        """A new word of letters alone, none of which begins another."""
        number = next(self.letters)
        made = "Zq" + "".join("bcdfghjklm"[int(digit)] for digit in f"{number:03}") + "xv"
        self.words[made] = field
        return made

    def plant(self, row):
        """Put a word into every free text of a row, past the verbs: whatever stands there, it may not leave."""
        texts = [
            field
            for field in row._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and field.name not in FORMS
        ]
        assert texts
        facts = {field.name: self.word(f"{row._meta.model_name}.{field.name}") for field in texts}
        type(row).objects.filter(pk=row.pk).update(**facts)

    def found_in(self, *texts):
        """The fields whose words are in some of the texts, in whatever case they are written."""
        whole = "\n".join(texts).lower()
        return {field for word, field in self.words.items() if word.lower() in whole}


@pytest.fixture
def letters(settings):
    """The mail server on the other side."""
    with post() as (manners, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield manners.letters


@pytest.fixture
def texts(settings):
    """The gateway for text messages on the other side."""
    with gateway() as made:
        settings.SMS_URL, settings.SMS_SECRET, settings.DEMONSTRATION = made.url, GATEWAY_SECRET, True
        yield made


@pytest.fixture
def planted(packs, patient, case, facility, lead, supervisor):
    """A patient who agreed to both ways, booked in three days, and a word of its own in every text around them."""

    def make(**agreed):
        points = [
            patients.add_contact_point(patient, by=lead, kind=kind, value=value)
            for kind, value in (("mail", "a@example.org"), ("phone", "+1 212 555 0187"))
        ]
        consent = patients.record_consent(
            patient,
            by=lead,
            purpose="reminders",
            method="verbal",
            witness="W",
            by_ways=["mail", "text"],
            **agreed,
        )
        profile = patients.set_communication(patient, by=lead, interpreter="phone")
        booked = actions.book(
            case, by=lead, user=lead, activity="follow_up", mode="office", place="P",
            starts_at=THEN + 3 * DAY, ends_at=THEN + 3 * DAY + HOUR,
        )  # fmt: skip
        words = Planted()
        for row in (patient, case, booked, consent, profile, facility, case.team, lead, *points):
            words.plant(row)
        # Where to is no word: it must be an address and a number to arrive; so must the number to call back.
        for point, value in zip(points, ("a@example.org", "+1 212 555 0187"), strict=True):
            type(point).objects.filter(pk=point.pk).update(value=value)
        type(facility).objects.filter(pk=facility.pk).update(zone="America/New_York", phone=CALL_BACK)
        return words

    return make


def leave(at):
    """The patient's first rung falls due, and everything to the patient leaves; how much."""
    at(Reminder.objects.filter(to="patient").order_by("due_at").first().due_at)
    planner.plan_all()
    relay.send_all()
    return sorted(
        Outbox.objects.filter(contact__isnull=False, status="sent").values_list("channel", flat=True)
    )


def opened(envelope):
    """A letter as its reader sees it, and as it travelled: envelope, headers, text, calendar file."""
    letter = message_from_bytes(envelope.content, policy=policy.default)
    [calendar] = [part.get_content() for part in letter.iter_attachments()] or [""]
    names = [part.get_filename() or "" for part in letter.walk()]
    return {
        "head": "\n".join([envelope.mail_from, *envelope.rcpt_tos, *map(str, letter.items()), *names]),
        "body": letter.get_body().get_content(),
        "calendar": calendar if isinstance(calendar, str) else calendar.decode(),
        "raw": envelope.content.decode(),
    }


def unfolded(calendar):
    """A calendar file without the breaks of long lines (RFC 5545, 3.1)."""
    return re.sub(r"\r?\n[ \t]", "", calendar)


def log_of(caplog, capfd):
    """Everything that was logged, as lines and as the records hold it."""
    written = capfd.readouterr()
    return "\n".join([caplog.text, written.out, written.err, *(repr(vars(row)) for row in caplog.records)])


def test_what_is_agreed_by_default_comes_out_and_nothing_else(planted, letters, texts, at, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    # The sink's own log: the other side writes down what it reads.
    caplog.set_level(logging.CRITICAL, logger="mail.log")
    words = planted()
    assert len(words.words) > 30
    assert leave(at) == ["email", "sms"]
    [letter], [(headers, body)], [message] = map(opened, letters), texts.asked, texts.taken
    place = {"appointment.place"}
    assert words.found_in(letter["body"]) == words.found_in(message["text"]) == place
    assert words.found_in(unfolded(letter["calendar"])) == place
    assert words.found_in(letter["head"], repr(headers)) == set()
    assert words.found_in(letter["raw"], body.decode()) <= place
    assert words.found_in(log_of(caplog, capfd)) == set()
    for said in (letter["body"], message["text"]):
        assert all(part in said for part in ("Friday, Nov. 6, 2026", "10 a.m.", CALL_BACK))
    assert "DTSTART:20261106T150000Z" in letter["calendar"]


@pytest.mark.parametrize(
    ("says", "fields", "number"),
    [
        ([Says.DATE], set(), False),
        ([Says.DATE, Says.TIME, Says.NUMBER], set(), True),
        (
            [Says.DATE, Says.TIME, Says.BRING, Says.WAY],
            {"appointment.bring", "appointment.directions"},
            False,
        ),
    ],
)
def test_another_consent_lets_out_exactly_what_it_names(planted, letters, texts, at, says, fields, number):
    words = planted(says=says)
    assert leave(at) == ["email", "sms"]
    [letter], [message] = map(opened, letters), texts.taken
    for said in (letter["body"], message["text"]):
        assert words.found_in(said) == fields
        assert (CALL_BACK in said) is number
    assert words.found_in(letter["head"], unfolded(letter["calendar"])) == set()


def test_the_scan_finds_a_word_wherever_it_is_put(planted, patient):
    """The scan itself: it would see each of its words, and each stands in the field it is called by."""
    words = planted()
    patient.refresh_from_db()
    assert words.words[patient.family] == "patient.family"
    assert {"patient.given", "case.purpose", "case.reference", "appointment.place"} <= set(
        words.words.values()
    )
    for word, field in words.words.items():
        assert words.found_in(f"a line with {word.upper()} in it") == {field}
