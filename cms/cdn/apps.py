from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class PublishingConfig(AppConfig):
    """Purges the CDN and invalidates the response cache when something public changes."""

    name = "cms.cdn"
    label = "publishing"

    def ready(self) -> None:
        """Track writes, and check the settings of the CDN."""
        from cms.cdn import checks, purge_outbox
        from cms.performance.response_cache import invalidation

        invalidation.connect_invalidation()
        register(checks.check_cdn)
        pre_migrate.connect(purge_outbox.pause_purges, sender=self)
        post_migrate.connect(purge_outbox.resume_purges, sender=self)
