"""The views that delete pictures: they show where each is used, and keep what readers see or will see."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.images.views.bulk_actions.delete import DeleteBulkAction
from wagtail.images.views.images import DeleteView
from wagtail.images.views.multiple import DeleteView as UploadDeleteView
from wagtail.permissions import policy_registry

from cms.images.admin.uses import PictureUses, find_uses
from cms.images.models import CreditedImage


class ImageDeleteView(DeleteView):
    """Deletes one picture, unless published or scheduled content uses it."""

    template_name = "images/confirm_delete.html"
    usage: PictureUses

    def get_usage(self) -> PictureUses:
        """Return the uses, as far as this account may know."""
        return find_uses([self.object.pk], self.request.user)[self.object.pk]

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete the picture, or say why it stays and show where it is used."""
        text = None
        if self.usage.is_protected:
            text = _("“%(title)s” was not deleted: what is published or scheduled uses it.")
        elif self.request.POST.get("seen_uses", "") != self.usage.fingerprint:
            text = _(
                "“%(title)s” was not deleted: it is used elsewhere than was shown. Look where, and delete it then."
            )
        if text is not None and self.user_has_permission("delete"):
            messages.error(self.request, text % {"title": self.object.title})
            return HttpResponseRedirect(self.get_delete_url())
        response: HttpResponse = super().form_valid(form)
        return response


class ImageDeleteBulkAction(DeleteBulkAction):
    """Deletes several pictures, unless published or scheduled content uses one of them."""

    template_name = "images/confirm_bulk_delete.html"

    def annotate_items(self, items: Sequence[CreditedImage]) -> Sequence[CreditedImage]:
        """Find where each picture is used."""
        self.uses = find_uses([image.pk for image in items], self.request.user)
        self.is_protected = any(uses.is_protected for uses in self.uses.values())
        self.seen_uses = " ".join(filter(None, (uses.fingerprint for uses in self.uses.values())))
        return items

    def prepare_action(self, objects: Sequence[CreditedImage], objects_without_access: Any) -> HttpResponse | None:
        """Refuse all of them when something published or scheduled uses one, or an unseen draft: it is shown then."""
        if self.is_protected:
            titles = ", ".join(f"“{image.title}”" for image in objects if self.uses[image.pk].is_protected)
            text = _("No picture was deleted: what is published or scheduled uses %(titles)s.") % {"titles": titles}
        elif self.request.POST.get("seen_uses", "") != self.seen_uses:
            text = _(
                "No picture was deleted: they are used elsewhere than was shown. Look where, and delete them then."
            )
        else:
            return None
        messages.error(self.request, text)
        return HttpResponseRedirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the uses that are shown, as one value that the form sends back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"seen_uses": self.seen_uses}

    def object_context(self, item: CreditedImage) -> dict[str, Any]:
        """Add the uses."""
        return {"item": item, "uses": self.uses[item.pk]}


class MultipleUploadDeleteView(UploadDeleteView):
    """Takes back one picture of an upload of several, unless something uses it already."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete the picture, or answer 409 with the reason."""
        image = get_object_or_404(CreditedImage, pk=kwargs[self.pk_url_kwarg])
        policy: Any = policy_registry.get_by_type(CreditedImage)
        may_delete = policy.user_has_permission_for_instance(request.user, "delete", image)
        if may_delete and find_uses([image.pk], request.user)[image.pk].count():
            text = _(
                "“%(title)s” was not deleted: it is used already. Delete it from its own page, which shows where."
            )
            return JsonResponse({"success": False, "error_message": text % {"title": image.title}}, status=409)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response
