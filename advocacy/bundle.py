"""The whole binder as one file that the client takes away: pages to read, data to keep, and a digest of both."""

import hashlib
import json
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string

from advocacy import reading
from advocacy.attempts import attempts
from advocacy.models import Binder
from audit.keyring import Keyring


@dataclass(frozen=True)
class Bundle:
    """The file, how many entries it holds, and the SHA-256 of its data (`sha256sum -c SHA256SUMS` says the same)."""

    number: int
    digest: str
    content: bytes = field(repr=False)


def bundle(binder: Binder, keys: Keyring, at: datetime) -> Bundle:
    """Everything in the binder, oldest first, with who tried to open it."""
    entries = binder.entries.select_related("released_as").order_by("written_at", "pk")
    opened = reading.opened(binder, entries, keys)
    tried = attempts(binder)
    data = json.dumps(_data(opened, tried, at), ensure_ascii=False, indent=1).encode()
    digest = hashlib.sha256(data).hexdigest()
    facts = {"binder": binder, "entries": opened, "attempts": tried, "at": at, "digest": digest}
    page = render_to_string("advocacy/bundle.html", facts).encode()
    return Bundle(len(opened), digest, _zipped({"binder.html": page, "binder.json": data}, at))


def _data(opened: list[reading.Opened], tried: list[Any], at: datetime) -> dict[str, Any]:
    return {
        "made": at.isoformat(),
        "entries": [_entry(each) for each in opened],
        "attempts": [{"at": each.at.isoformat(), "who": each.who, "role": each.role} for each in tried],
    }


def _entry(each: reading.Opened) -> dict[str, Any]:
    entry = each.entry
    facts = {
        "key": str(entry.pk),
        "kind": entry.kind,
        "written": entry.written_at.isoformat(),
        "answered": entry.answered_at.isoformat() if entry.answered_at else None,
        "released": entry.released_at.isoformat() if entry.released_at else None,
    }
    return facts | ({"damaged": True} if each.damaged else {"words": each.words})


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return out.getvalue()
