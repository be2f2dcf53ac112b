"""Which answers show which needs stands in the instruments: every code is a domain, and signing puts them on record."""

import json

import pytest

from assessments import reading
from assessments.actions.answering import answer
from assessments.actions.needs import answer_need
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Need, Protocol
from tests.assessments.conftest import FILES, YES, fill

FOLDERS = (FILES, FILES.parent / "site_packs")
ALL = {path.stem: path for folder in FOLDERS for path in sorted(folder.glob("*.json"))}


def shown_by(code):
    """The needs and protocols that an instrument names."""
    said = reading.read(json.loads(ALL[code].read_text("utf-8")))
    bands = [band for rule in said.scores for band in rule.bands]
    needs = {each.need for each in (*bands, *said.flags)} - {""}
    return needs, {flag.protocol for flag in said.flags} - {""}


@pytest.mark.parametrize("code", sorted(ALL))
def test_every_code_is_a_domain_or_a_protocol(code):
    needs, protocols = shown_by(code)
    assert needs <= set(Need.Domain.values)
    assert protocols <= set(Protocol.Kind.values)


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("ahc-core", {"housing", "food", "transport", "utilities"}),
        ("hits", {"safety"}),
        ("iadl", {"function"}),
        ("caregiver", {"caregiver"}),
        ("barriers", {"medicines", "coverage", "equipment", "language"}),
    ],
)
def test_what_each_is_asked_for(code, needs):
    assert needs <= shown_by(code)[0]


@pytest.mark.parametrize("code", ["asq", "phq-9"])
def test_thoughts_of_death_open_a_protocol(code):
    assert shown_by(code)[1] == {"self_harm"}


@pytest.mark.django_db
def test_signing_puts_them_on_record_once_and_a_no_stays_a_no(ward):
    def ask():
        occasion = start(ward.case, by=ward.worker, instrument="ahc-core")
        part = occasion.sections.get()
        fill(part, ward.worker)
        transport = {"q5": {"value": YES, "base": part.answers.get(link_id="q5").version}}
        answer(part, by=ward.worker, answers=transport)
        sign_section(part, by=ward.worker)
        return occasion

    ask()
    need = Need.objects.get(domain="transport")
    assert (need.sort, need.status, need.section.signed_by) == ("psychosocial", "found", ward.worker)
    answer_need(need, by=ward.worker, wants="no")
    before = Need.objects.count()
    ask()
    assert Need.objects.count() == before
    need.refresh_from_db()
    assert need.status == "declined"
