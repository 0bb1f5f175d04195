from django.apps import AppConfig
from django.core.checks import register


class SearchConfig(AppConfig):
    """Registers the search's models, listens for changes and checks settings and search fields."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search.checks import check_opensearch, check_search_fields
        from search.indexing import signals

        signals.connect()
        register(check_opensearch)
        register(check_search_fields)
