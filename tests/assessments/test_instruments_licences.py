"""No words of a licensed instrument stand in the repository: not in an instrument, a test, a page or a document.

The words themselves may not stand here either, so each is known by the digest of three or five of its words in a row
(small letters, nothing but letters and digits). Classes: docs/instruments.md.
"""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

from assessments import loading
from assessments.models import InstrumentVersion
from tests.assessments.instruments import FILES, instrument

ROOT = Path(settings.BASE_DIR)
TELLTALE = {
    3: """
        61e69cbc7f1e75e98a01 8b215534051dec326d2f 9618ea5af0897b130d05 9d093b6935c78c9ff49b
    """,
    5: """
        03d3ed6d88b129b99ea7 087de13dd588ae3846a5 0d581c8384384465d4fc 1b15542a2a241d5c5da4
        2f7d71d1c869cfb91bcf 31c1eec2eef6cda050c7 363050cab614fd1d21ca 4d96332bcca71591e318
        57af5038d20112252cc5 6f6608851d15f9261c06 73bca58538cc71c7c903 7473dc998fdabca11d60
        7a08bcc43a8c7aee5518 8510ee180ed15d4adcd7 87a820534e055aa5b2b2 8aba2c07841e44a32acf
        a3d203993a8f98711098 a52e3fa4cf1a6c267e74 a56562ce8c2a07a75e41 a71a873eaaec654280c0
        aac8f7a0401dc14d9a06 ad8ee5ca268f5538aa4b be2cc3efec295db0fba7 c9feb8a2e162311772ba
        cbba912e1792f046c6eb d8a47b49b88bc4f8b5e3 ef0218af52e8771b4041 fd87d667f26a89f4bb17
    """,
}
DIGITS = 20
NOT_OURS = {
    ".git",
    "node_modules",
    ".venv",
    ".venv-node",
    ".venv-lock",
    "var",
    "vendor",
    "__pycache__",
    ".hypothesis",
}
TEXTS = {".py", ".json", ".html", ".md", ".txt", ".toml", ".yml", ".js", ".css", ".po", ".csv", ".svg", ""}
LARGEST = 3_000_000


def digests() -> dict[int, set[str]]:
    return {length: set(text.split()) for length, text in TELLTALE.items()}


def told(text: str) -> set[str]:
    """The telltale digests that a text holds."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    found = set()
    for length, known in digests().items():
        for start in range(len(words) - length + 1):
            here = hashlib.sha256(" ".join(words[start : start + length]).encode()).hexdigest()[:DIGITS]
            if here in known:
                found.add(here)
    return found


def texts():
    for path in ROOT.rglob("*"):
        apart = NOT_OURS & set(path.relative_to(ROOT).parts) or path.name.endswith("lock.json")
        if not apart and path.suffix in TEXTS and path.is_file() and path.stat().st_size < LARGEST:
            yield path


def test_no_words_of_a_licensed_instrument_stand_in_the_repository():
    seen, found = 0, {}
    for path in texts():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        seen += 1
        if words := told(text):
            found[str(path.relative_to(ROOT))] = words
    assert found == {}
    assert seen > 500


def test_the_search_finds_words_however_they_are_set():
    sample = "A Telltale, three words"
    digest = hashlib.sha256(b"telltale three words").hexdigest()[:DIGITS]
    TELLTALE[3] += f" {digest}"
    try:
        assert told(sample) == {digest}
        assert told("telltale, “Three”\n words") == {digest}
        assert told("telltale four words") == set()
    finally:
        TELLTALE[3] = TELLTALE[3].removesuffix(f" {digest}")


@pytest.mark.parametrize("code", sorted(FILES))
def test_each_file_says_whose_words_it_holds(code):
    questionnaire = instrument(code)
    assert questionnaire.notice
    assert questionnaire.source
    shipped = FILES[code].parent == loading.SHIPPED
    assert questionnaire.licence in (("A", "own") if shipped else ("A", "B", "own"))


def test_questions_on_violence_are_a_pack_of_their_own():
    codes = {question.code for code in FILES if code != "hits" for question in instrument(code).questions}
    assert not codes & {"95618-5", "95617-7", "95616-9", "95615-1"}
    hits = instrument("hits")
    assert (hits.licence, hits.sort, hits.alone, hits.prints) == ("B", "safeguarding", True, False)
    assert "Sherin" in hits.notice


def test_loinc_is_named_where_its_codes_stand():
    for path in FILES.values():
        text = path.read_text("utf-8")
        assert ('"http://loinc.org"' in text) is ("Regenstrief" in text), path.name


def test_the_classes_a_file_may_have_are_those_of_the_table():
    assert set(InstrumentVersion.Licence.values) == {"A", "B", "own"}
