"""The bulk action that moves pictures into another collection."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.images.views.bulk_actions.add_to_collection import AddToCollectionBulkAction

from cms.images.admin.public_places import is_closed, places_of_others, withdrawal_refusal
from cms.images.models import CreditedImage
from cms.sites import SiteIndex
from cms.visibility import Visibility


class ImageMoveBulkAction(AddToCollectionBulkAction):
    """Moves several pictures, unless that takes one away from readers where the account may not publish."""

    def prepare_action(self, objects: Sequence[CreditedImage], objects_without_access: Any) -> HttpResponse | None:
        """Refuse all of them when one stands in a page that is not the account's to publish."""
        visibility = Visibility(SiteIndex())
        if not is_closed(self.cleaned_form.cleaned_data["collection"], visibility):
            return None
        places = places_of_others([image.pk for image in objects], self.request.user, visibility)
        if not places:
            return None
        messages.error(self.request, _("No picture was moved.") + " " + withdrawal_refusal(places))
        return HttpResponseRedirect(self.request.get_full_path())
