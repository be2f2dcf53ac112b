"""Bringing instruments from files: those of the application, its site packs, and a hospital's own folder.

A file with a fault is named and left out whole; what is loaded stays as it was, and other files are loaded all the same.
The folder of a hospital (INSTRUMENTS_DIR) holds files for all its facilities, and in a folder of a facility's code its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import system
from assessments import faults
from assessments.actions import instruments as actions
from assessments.digests import digest
from assessments.faults import Fault
from assessments.models import Instrument, InstrumentVersion
from core.refusals import Refused
from facilities.models import Facility

HERE = Path(__file__).parent
SHIPPED, PACKS = HERE / "instruments", HERE / "site_packs"


@dataclass
class Loaded:
    """What came of loading: new versions, how many stood already, and what is wrong with the files left out."""

    new: list[InstrumentVersion] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """One file to load: for all facilities, or for the one with that code; asked at once, or a draft to be looked at."""

    path: Path
    facility: str = ""
    at_once: bool = False


def shipped() -> list[File]:
    """What comes with the application."""
    return [File(path, at_once=True) for path in sorted(SHIPPED.glob("*.json"))]


def pack(name: str, facility: str = "") -> File | None:
    """A pack that a site asks for by its name, for all facilities or the one with that code; None where there is none."""
    path = PACKS / f"{name}.json"
    return File(path, facility, at_once=True) if path in PACKS.glob("*.json") else None


def of_site() -> list[File]:
    """The files of a hospital's own folder, where one is set."""
    if not settings.INSTRUMENTS_DIR:
        return []
    folder = Path(settings.INSTRUMENTS_DIR)
    own = [File(path, path.parent.name) for path in sorted(folder.glob("*/*.json"))]
    return [*(File(path) for path in sorted(folder.glob("*.json"))), *own]


def read(file: File) -> tuple[Any, list[Fault]]:
    """The body of a file and its faults; no body when it cannot be read."""
    try:
        text = file.path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Fault(str(file.path), 1, _("The file cannot be read: %(why)s.") % {"why": error})]
    return faults.of_text(str(file.path), text, shipped=SHIPPED in file.path.parents)


def check(files: Iterable[File]) -> list[Fault]:
    """The faults of some files, and two of one instrument with one version; the database is not asked."""
    found: list[Fault] = []
    seen: dict[tuple[str, str], File] = {}
    for file in files:
        body, wrong = read(file)
        found += wrong
        if not wrong:
            key = (body["id"], body["version"])
            if seen.setdefault(key, file) is not file:
                words = {"id": key[0], "version": key[1], "other": seen[key].path.name}
                sentence = _("Version %(version)s of “%(id)s” is also in %(other)s.") % words
                found.append(Fault(str(file.path), 1, sentence))
    return found


def load(files: Iterable[File]) -> Loaded:
    """Load what is new and whole; safe to repeat."""
    loaded = Loaded()
    for file in files:
        body, wrong = read(file)
        if wrong:
            loaded.faults += wrong
            continue
        try:
            version = _load(file, body)
        except Refused as refused:
            loaded.faults.append(Fault(str(file.path), 1, str(refused.sentence)))
        else:
            loaded.known += version is None
            loaded.new += [version] if version else []
    return loaded


@transaction.atomic
def _load(file: File, body: Any) -> InstrumentVersion | None:
    by = system("setup")
    instrument = _instrument(file, body["id"], by)
    stands = instrument.versions.filter(number=body["version"]).first()
    if stands is not None and stands.digest == digest(body):
        return None
    made = actions.load_version(instrument, by=by, body=body)
    return actions.put_in_use(made, by=by) if file.at_once else made


def _instrument(file: File, code: str, by: Any) -> Instrument:
    """The instrument of a code where the file's facility may add to it; a new one where there is none."""
    found = Instrument.objects.filter(code=code).select_related("facility").first()
    if found is None:
        return _opened(file, code, by)
    if (found.facility.code if found.facility else "") != file.facility:
        raise Refused(
            _("“%(code)s” is another facility's instrument, or one of all. Give it another id.")
            % {"code": code}
        )
    return found


def _opened(file: File, code: str, by: Any) -> Instrument:
    if not file.facility:
        return Instrument.objects.get_or_create(code=code, facility=None)[0]
    place = Facility.objects.filter(code=file.facility).first()
    if place is None:
        raise Refused(_("There is no facility with the code “%(code)s”.") % {"code": file.facility})
    return actions.open_instrument(place, by=by, code=code)
