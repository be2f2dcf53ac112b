"""PID-15, the language a patient speaks: ISO 639, from its two- and three-letter codes and English names."""

from interop.hl7.datatypes import Coded
from interop.hl7.rules import Table
from interop.hl7.terminology import Mapped, lookup

# code, three-letter codes (terminology and bibliographic), name in English
_ROWS = """
en eng - English | es spa - Spanish | fr fra fre French | de deu ger German | zh zho chi Chinese
yue yue - Cantonese | cmn cmn - Mandarin | vi vie - Vietnamese | tl tgl - Tagalog | ko kor - Korean
ru rus - Russian | ar ara - Arabic | ht hat - Haitian | pt por - Portuguese | it ita - Italian
pl pol - Polish | ja jpn - Japanese | fa fas per Persian | hi hin - Hindi | ur urd - Urdu
gu guj - Gujarati | bn ben - Bengali | pa pan - Punjabi | te tel - Telugu | ta tam - Tamil
ne nep - Nepali | so som - Somali | am amh - Amharic | sw swa - Swahili | hmn hmn - Hmong
km khm - Khmer | lo lao - Lao | th tha - Thai | my mya bur Burmese | uk ukr - Ukrainian
ro ron rum Romanian | el ell gre Greek | he heb - Hebrew | yi yid - Yiddish | hy hye arm Armenian
nl nld dut Dutch | sv swe - Swedish | da dan - Danish | no nor - Norwegian | fi fin - Finnish
cs ces cze Czech | hu hun - Hungarian | tr tur - Turkish | sq sqi alb Albanian | sr srp - Serbian
hr hrv - Croatian | bs bos - Bosnian | ps pus - Pashto | ku kur - Kurdish | nv nav - Navajo
ti tir - Tigrinya | yo yor - Yoruba | ig ibo - Igbo | tw twi - Twi | rw kin - Kinyarwanda
ase ase sgn Sign
"""
_NAMED = {
    "FARSI": "fa",
    "HAITIAN CREOLE": "ht",
    "CREOLE": "ht",
    "MANDARIN CHINESE": "cmn",
    "SIGN LANGUAGE": "ase",
    "AMERICAN SIGN LANGUAGE": "ase",
    "ASL": "ase",
}


def _codes() -> dict[str, str]:
    rows = (row.split() for line in _ROWS.strip().splitlines() for row in line.split(" | "))
    return {name.upper(): row[0] for row in rows for name in row if name != "-"}


CODES = _codes() | _NAMED


def language(said: Coded, sender: Table) -> Mapped:
    """Our code for what was said; a region (en-US) is set aside; unknown languages keep their text."""
    found = lookup(CODES, sender, said.code, said.text)
    if found.value:
        return found
    base = said.code.replace("_", "-").split("-")[0]
    return Mapped(CODES.get(base.upper(), ""), said.code, said.text)
