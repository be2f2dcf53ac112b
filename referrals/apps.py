from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from referrals import (
            asking_hooks,  # noqa: F401 - says where work on referrals goes on, and what is known of a service
            hooks,  # noqa: F401 - says how work on papers and results ends, and what opens papers again
        )
