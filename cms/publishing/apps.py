from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class PublishingConfig(AppConfig):
    """Watches what is written, so that kept answers fall with it."""

    name = "cms.publishing"
    label = "publishing"

    def ready(self) -> None:
        """Watch, and check that the CDN can be told."""
        from cms.publishing import checks, purging, writes

        writes.connect()
        register(checks.check_cdn)
        pre_migrate.connect(purging.before_migrations, sender=self)
        post_migrate.connect(purging.after_migrations, sender=self)
