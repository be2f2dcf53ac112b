from typing import Any

from django.core.management.base import BaseCommand

from policy.loading import load_all


class Command(BaseCommand):
    help = "Put the rules that come with the application in force: urgency tiers and reminder ladder. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_all()
        for version in loaded:
            self.stdout.write(f"{version.pack.get_kind_display()}: version {version.number} is in force.")
        if not loaded:
            self.stdout.write("All rules are loaded already.")
