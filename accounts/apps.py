from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401  (registers the rule about rights)

        # The last app's turn in migrate: by then every permission and table exists.
        post_migrate.connect(_settle, dispatch_uid="accounts.settle")


def _settle(app_config: AppConfig, **_: object) -> None:
    from django.apps import apps

    if app_config.name != [config.name for config in apps.get_app_configs() if config.models_module][-1]:
        return
    from accounts import actors, grants
    from core import permission_ids

    permission_ids.forget_ids()
    actors.ensure()
    grants.sync()
