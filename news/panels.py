"""Panels of the page forms that say something about the page."""

from wagtail.admin.panels import Panel


class EmbargoNotice(Panel):
    """Says at the top of the form that the article is under embargo, and until when."""

    class BoundPanel(Panel.BoundPanel):
        """The notice of one article."""

        template_name = "news/admin/embargo_notice.html"

        def is_shown(self) -> bool:
            """Show it only while the embargo holds."""
            return bool(self.instance.is_embargoed())
