from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import register


class ApiConfig(AppConfig):
    """Registers the API's management command and templates."""

    name = "cms.api"
    label = "api"

    def ready(self) -> None:
        """Tell grapple which apps declare something, so that an app needs no entry but that in INSTALLED_APPS.

        Then switch on what the settings ask for.
        """
        from grapple.settings import grapple_settings

        declaring = (
            config.label
            for config in apps.get_app_configs()
            if any("graphql_fields" in vars(model) for model in config.get_models())
        )
        grapple_settings.APPS = list(declaring)
        from cms.api import block_checks, checks

        register(checks.check_settings)
        register(block_checks.check_blocks)
        if settings.OPENTELEMETRY:
            from cms.api import telemetry

            telemetry.switch_on()
