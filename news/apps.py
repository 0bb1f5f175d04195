from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Registers the newsroom's models and listens for publications."""

    name = "news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from news import signals
        from news.admin import renamed_addresses
        from news.models import Menus, SiteSettings

        # Wagtail does not index the references of site settings by itself.
        ReferenceIndex.register_model(SiteSettings)
        ReferenceIndex.register_model(Menus)
        signals.connect_news_signals()
        renamed_addresses.connect_slug_signals()
