from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        """The measures are registered, and a notice says where a weekly letter is."""
        from dashboards import measured  # noqa: F401
        from worklist import told

        told.SAYS["brief"] = (_("The weekly numbers of your team are there"), "dashboards:brief")
