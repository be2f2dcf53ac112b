"""The rules that come with the application, as files; a site puts its own beside them."""

import json
from pathlib import Path
from typing import Any

from accounts.actors import system
from policy import actions
from policy.models import PackVersion, RulePack

PACKS = Path(__file__).parent / "packs"


def load_all(folder: Path = PACKS) -> list[PackVersion]:
    """Put every file's rules in force that are not the newest already; the versions that were new."""
    loaded = (load(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json")))
    return [version for version in loaded if version is not None]


def load(file: dict[str, Any]) -> PackVersion | None:
    """One pack for all facilities: its next version when the body differs from the newest, else nothing."""
    by = system("setup")
    pack, _made = RulePack.objects.get_or_create(kind=file["kind"], facility=None)
    newest = pack.versions.order_by("-number").first()
    if newest is not None and newest.body == file["body"]:
        return None
    drafted = actions.draft_pack(pack, by=by, body=file["body"], source=file["source"])
    return actions.put_in_force(drafted, by=by)
