from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Watches the database where answers are kept."""

    name = "cms.publishing"
    label = "publishing"

    def ready(self) -> None:
        from django.conf import settings

        from cms.publishing import watching

        if settings.RESPONSE_CACHE:
            watching.connect()
