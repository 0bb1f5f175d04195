"""The views that delete pictures: they show where each is used, and keep what readers see."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.images.views.bulk_actions.delete import DeleteBulkAction
from wagtail.images.views.images import DeleteView

from cms.images.admin.uses import PictureUses, find_uses
from cms.images.models import CreditedImage


class ImageDeleteView(DeleteView):
    """Deletes one picture, unless published content uses it."""

    template_name = "images/confirm_delete.html"
    usage: PictureUses

    def get_usage(self) -> PictureUses:
        """Return the uses, as far as this account may know."""
        return find_uses([self.object.pk], self.request.user)[self.object.pk]

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete the picture, or say why it stays and show where it is used."""
        if self.usage.is_protected and self.user_has_permission("delete"):
            text = _("“%(title)s” was not deleted: published content uses it.") % {"title": self.object.title}
            messages.error(self.request, text)
            return HttpResponseRedirect(self.get_delete_url())
        response: HttpResponse = super().form_valid(form)
        return response


class ImageDeleteBulkAction(DeleteBulkAction):
    """Deletes several pictures, unless published content uses one of them."""

    template_name = "images/confirm_bulk_delete.html"

    def annotate_items(self, items: Sequence[CreditedImage]) -> Sequence[CreditedImage]:
        """Find where each picture is used."""
        self.uses = find_uses([image.pk for image in items], self.request.user)
        self.is_protected = any(uses.is_protected for uses in self.uses.values())
        return items

    def prepare_action(self, objects: Sequence[CreditedImage], objects_without_access: Any) -> HttpResponse | None:
        """Refuse all of them when published content uses one: the confirmation shows which."""
        if not self.is_protected:
            return None
        titles = ", ".join(f"“{image.title}”" for image in objects if self.uses[image.pk].is_protected)
        text = _("No picture was deleted: published content uses %(titles)s.") % {"titles": titles}
        messages.error(self.request, text)
        return HttpResponseRedirect(self.request.get_full_path())

    def object_context(self, item: CreditedImage) -> dict[str, Any]:
        """Add the uses."""
        return {"item": item, "uses": self.uses[item.pk]}
