"""The admin's upload views of pictures, which warn of duplicates."""

from pathlib import PurePath
from typing import Any, ClassVar

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.admin import messages
from wagtail.images.views.images import CreateView, EditView
from wagtail.images.views.multiple import AddView
from wagtail.utils.file import hash_filelike

from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.images.admin.forms import CreditedImageForm
from cms.images.admin.public_places import PictureState
from cms.images.uploads.duplicates import find_duplicate
from cms.images.uploads.kept_files import find_equal_upload
from cms.images.uploads.metadata import read_metadata


class DuplicateQuestion:
    """Switches the form's question about duplicates on."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the option of `CreditedImageForm`."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # the view's
        return {**kwargs, "asks_about_duplicates": True}


class ImageCreateView(DuplicateQuestion, CreateView):
    """Adds one picture, and says what of it was read from the file."""

    def form_valid(self, form: CreditedImageForm) -> HttpResponse:
        """Add the picture and name the fields that the file has filled."""
        response: HttpResponse = super().form_valid(form)
        if form.filled:
            names = ", ".join(str(form[name].label) for name in form.filled)
            text = _("Read from the file: %(names)s. Check them.") % {"names": names}
            url = reverse(self.edit_url_name, args=[self.object.pk])
            messages.info(self.request, text, buttons=[messages.button(url, _("Edit"))])
        return response


class ImageEditView(OlderObjectFormMixin, DuplicateQuestion, EditView):
    """Changes one picture, or replaces its file; refuses a form that is older than the last saved version."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where readers see the picture."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        state = PictureState(self.object, self.request.user)
        return context | {"public_state": state if state.sentences else None}


class MultipleUploadView(AddView):
    """Uploads several files, each of which gets its description in a form of its own."""

    def get_upload_form_class(self) -> type[CreditedImageForm]:
        """Return a form that keeps no file: this view stores it as an `UploadedFile` itself."""

        class UploadForm(super().get_upload_form_class()):  # type: ignore[misc]  # made at run time
            keeps_file = False

            class Media:
                js: ClassVar[list[str]] = ["images/multiple_upload.js"]

        return UploadForm

    def get_edit_upload_form_context_data(self) -> dict[str, Any]:
        """Fill the form with what the file says."""
        context: dict[str, Any] = super().get_edit_upload_form_context_data()
        form = context["form"]
        for name, value in read_metadata(self.request.FILES["files[]"]).items():
            if name in form.fields:
                form.initial[name] = [Tag(name=word) for word in value] if name == "tags" else value
        return context

    def get_edit_upload_response_data(self) -> dict[str, Any]:
        """Add a warning of a duplicate in the library, or among the uploads of the same page.

        Wagtail's view warns only where the form of the picture has no required field.
        """
        data: dict[str, Any] = super().get_edit_upload_response_data()
        file_hash = hash_filelike(self.request.FILES["files[]"])
        waiting = render_to_string(
            "images/waiting_upload.html", {"upload": self.upload_object, "file_hash": file_hash}
        )
        warning = self._warning(file_hash)
        return {
            **data,
            "form": waiting + data["form"],
            "duplicate": warning is not None,
            **({} if warning is None else {"confirm_duplicate_upload": waiting + warning}),
        }

    def _warning(self, file_hash: str) -> str | None:
        context: dict[str, Any] = {
            "delete_action": reverse(self.delete_upload_url_name, args=[self.upload_object.pk]),
        }
        if duplicate := find_duplicate(file_hash, self.request.user):
            template = "wagtailimages/images/confirm_duplicate_upload.html"
            context["existing_image"] = duplicate
        elif equal := find_equal_upload(self.request.user, self.request.POST.getlist("waiting_upload"), file_hash):
            template = "images/equal_upload.html"
            context["name"] = PurePath(equal.file.name).name
        else:
            return None
        return render_to_string(template, context, request=self.request)
