from django.apps import AppConfig


class DischargeConfig(AppConfig):
    name = "discharge"

    def ready(self) -> None:
        from discharge import (
            after_hooks,  # noqa: F401 - hears of visits and contacts after leaving
            board_hooks,  # noqa: F401 - hears what milestones follow, and says how delays end
            gate_facts_of_papers,  # noqa: F401 - what gates ask of papers, visits and results
            hooks,  # noqa: F401 - hears of cases and departures, and says how debts end
            notice_hooks,  # noqa: F401 - hears of visits and policies, and says how the work of notices ends
            packet_hooks,  # noqa: F401 - hears that papers were sent
            referral_hooks,  # noqa: F401 - tells referrals which departure it is, and its gates how they stand
            timeline_of_leaving,  # noqa: F401 - lines of the timeline
        )
