"""The panel of the name from which a slug is made."""

from wagtail.admin.panels import TitleFieldPanel


class NamePanel(TitleFieldPanel):
    """The panel of a name that fills in the slug while a thing is new; later, another slug is another web address."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        """The panel of one thing's name."""

        def get_should_apply(self) -> bool:
            """Tell whether the slug follows the name."""
            return self.instance is None or self.instance.pk is None
