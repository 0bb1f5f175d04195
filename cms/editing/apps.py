from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    """Registers the views and templates of the page forms."""

    name = "cms.editing"
    label = "editing"
    verbose_name = _("page forms")

    def ready(self) -> None:
        from cms.editing import widget_init
        from cms.editing.choosers import titles
        from cms.editing.redirects import importing, moved_pages

        widget_init.replace_inline_scripts()
        importing.replace_formats()
        moved_pages.connect_redirect_signals()
        titles.replace_chosen_titles()
