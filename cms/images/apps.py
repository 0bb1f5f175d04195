from django.apps import AppConfig
from django.core.checks import register


class ImagesConfig(AppConfig):
    """Registers the image app under the label that migrations and settings use."""

    name = "cms.images"
    label = "images"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Select the encoder of AVIF, register its check and connect the signal handlers."""
        from cms.images import signals
        from cms.images.renditions import encoding

        encoding.select_encoder()
        register(encoding.check_willow)
        signals.connect_image_signals()
