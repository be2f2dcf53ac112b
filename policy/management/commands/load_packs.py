from typing import Any

from django.core.management.base import BaseCommand

from policy.loading import load_all, load_glossary


class Command(BaseCommand):
    help = "Put the rules and words that come with the application in force: tiers, ladders, glossary. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_all()
        for version in loaded:
            self.stdout.write(f"{version.pack.get_kind_display()}: version {version.number} is in force.")
        if words := load_glossary():
            self.stdout.write(f"Glossary: {words} words are new or changed.")
        if not loaded:
            self.stdout.write("All rules are loaded already.")
