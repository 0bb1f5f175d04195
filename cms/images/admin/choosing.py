"""The admin's chooser of several pictures at once."""

from collections.abc import Sequence

from wagtail.images.views.chooser import ImageChosenMultipleView

from cms.images.models import CreditedImage


class OrderedChosenMultipleView(ImageChosenMultipleView):
    """Returns the chosen pictures in the order in which they were sent; Wagtail's view leaves it to the database."""

    def get_objects(self, pks: Sequence[str]) -> list[CreditedImage]:
        """Return the pictures that the account may choose."""
        found = {str(image.pk): image for image in super().get_objects(pks)}
        return [found[pk] for pk in pks if pk in found]
