from django.apps import AppConfig


class ImagesConfig(AppConfig):
    """Registers the image app under the label that migrations and settings use."""

    name = "cms.images"
    label = "images"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.images import encoding, signals

        encoding.register()
        signals.connect()
