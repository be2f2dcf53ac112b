"""The rules that come with the application, as files; a site puts its own beside them."""

import json
from pathlib import Path
from typing import Any

from accounts.actors import system
from policy import actions
from policy.models import GlossaryTerm, PackVersion, RulePack

PACKS = Path(__file__).parent / "packs"
GLOSSARY = Path(__file__).parent / "wording" / "glossary.json"


def load_all(folder: Path = PACKS) -> list[PackVersion]:
    """Put every file's rules in force that are not the newest already; the versions that were new."""
    loaded = (
        load(whole(path)) for path in sorted(folder.iterdir()) if path.is_dir() or path.suffix == ".json"
    )
    return [version for version in loaded if version is not None]


def whole(path: Path) -> dict[str, Any]:
    """One pack: a file, or a folder whose `_pack.json` names the list that its other files are the members of."""
    if path.is_file():
        return _read(path)
    pack = _read(path / "_pack.json")
    pack["body"][pack.pop("parts")] = [_read(part) for part in sorted(path.glob("[!_]*.json"))]
    return pack


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def load(file: dict[str, Any]) -> PackVersion | None:
    """One pack for all facilities: its next version when the body differs from the newest, else nothing."""
    by = system("setup")
    pack, _made = RulePack.objects.get_or_create(kind=file["kind"], facility=None)
    newest = pack.versions.order_by("-number").first()
    if newest is not None and newest.body == file["body"]:
        return None
    drafted = actions.draft_pack(pack, by=by, body=file["body"], source=file["source"])
    return actions.put_in_force(drafted, by=by)


def load_glossary(path: Path = GLOSSARY) -> int:
    """Bring the hospital words of all facilities up to date with the file; how many were new or changed."""
    file = _read(path)
    held = {row.term: row for row in GlossaryTerm.objects.filter(facility=None, retired_at=None)}
    told = [
        {"plain": "", "explanation": "", "forms": {}, "source": file["source"], **one}
        for one in file["terms"]
    ]
    new = [GlossaryTerm(**one) for one in told if one["term"] not in held]
    GlossaryTerm.objects.bulk_create(new)
    changed = [one for one in told if one["term"] in held and _differs(held[one["term"]], one)]
    for one in changed:
        row = held[one.pop("term")]
        actions.change_term(row, by=system("setup"), **one)
    return len(new) + len(changed)


def _differs(row: GlossaryTerm, one: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in one.items())
