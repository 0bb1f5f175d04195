from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Watches what is written, so that kept answers fall with it."""

    name = "cms.publishing"
    label = "publishing"

    def ready(self) -> None:
        from cms.publishing import writes

        writes.connect()
