from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the search's models and listens for changes."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import signals

        signals.connect()
