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

        # Wagtail itself does not note which pictures and pages its settings refer to.
        ReferenceIndex.register_model(SiteSettings)
        ReferenceIndex.register_model(Menus)
        signals.connect_news_signals()
        renamed_addresses.connect_slug_signals()
