from django.apps import AppConfig


class PreviewConfig(AppConfig):
    """Registers the previews and ends them when their editor logs out."""

    name = "cms.preview"
    label = "preview"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.preview import signals

        signals.connect_preview_signals()
