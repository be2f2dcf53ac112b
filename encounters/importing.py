"""Brings a file of CMS IPPS Table 5 in: once by its content, all of it or nothing."""

import hashlib
from typing import Any

from django.db import transaction

from core import clock
from encounters import table5
from encounters.actions.table import fill_table
from encounters.models import StayImport


def bring(content: bytes, *, by: Any, year: int, source: str, invented: bool = False) -> StayImport | None:
    """Import a file's rows for a federal fiscal year; None when this very file was the last brought for it.

    `table5.Faulty` when a row cannot be read: then nothing is written.
    """
    said = hashlib.sha256(content).hexdigest()
    newest = StayImport.objects.filter(fiscal_year=year).order_by("-imported_at", "-pk").first()
    if newest is not None and newest.file_hash == said:
        return None
    rows = table5.read(_text(content))
    with transaction.atomic():
        made = StayImport(fiscal_year=year, file_hash=said, source=source, invented=invented)
        made.imported_at, made.imported_by = clock.now(), by
        made.full_clean()
        made.save()
        return fill_table(made, by=by, rows=rows)


def _text(content: bytes) -> str:
    """As spreadsheets save it: UTF-8, or the Windows code page of older ones."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
