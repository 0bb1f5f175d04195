from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register


class ApiConfig(AppConfig):
    """The app of the API, under the label of its tables."""

    name = "cms.graphql"
    label = "api"

    def ready(self) -> None:
        """Register the apps with grapple, which builds from them when it is ready itself, and the system checks."""
        from cms.graphql import checks, declarations, grapple_checks
        from cms.graphql.content import block_checks

        declarations.register_apps_with_grapple()

        register(checks.check_settings)
        register(block_checks.check_blocks)
        register(grapple_checks.check_hooks)
        if settings.OPENTELEMETRY:
            from cms.graphql.observability import telemetry

            telemetry.switch_on()
