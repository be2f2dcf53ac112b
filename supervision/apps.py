from typing import Any

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        """What a supervisor's summary counts is what their first page counts."""
        from supervision import board
        from worklist import digests

        def numbers(user: Any) -> dict[str, int]:
            found = board.numbers(user) if user.acting_role == "supervisor" else {}
            return {str(board.NUMBERS[name].label): number for name, number in found.items()}

        digests.TEAM.append(numbers)
