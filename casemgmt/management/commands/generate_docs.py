"""Write the documents that follow from the code, or say which of them are stale."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casemgmt.documents.measures import measures
from casemgmt.documents.roles import roles
from casemgmt.documents.routes import entrances, routes
from casemgmt.documents.stages import stages
from casemgmt.documents.tables import tables

DOCUMENTS = {
    "docs/roles.md": roles,
    "docs/stages.md": stages,
    "docs/model.md": tables,
    "docs/measures.md": measures,
    "tests/policy/routes.toml": routes,
    "tests/policy/entrances.toml": entrances,
}


class Command(BaseCommand):
    """`--check` writes nothing and ends non-zero when a document differs."""

    help = "Write the documents that follow from the code; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="compare only, and fail when something is stale"
        )
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR, help="where to write, the project if not named"
        )

    def handle(self, *args: Any, check: bool, folder: Path, **options: Any) -> None:
        stale = [name for name, write in DOCUMENTS.items() if not _same(folder / name, write())]
        if check and stale:
            raise CommandError(
                f"Stale: {', '.join(stale)}. Run `manage.py generate_docs` and review the difference."
            )
        for name in stale:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(DOCUMENTS[name](), "utf-8")
            self.stdout.write(f"wrote {name}")


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text
