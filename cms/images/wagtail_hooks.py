"""Registers the views of pictures in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.images.admin.choosing import OrderedChosenMultipleView
from cms.images.admin.deletion import ImageDeleteBulkAction, ImageDeleteView, MultipleUploadDeleteView
from cms.images.admin.expiring import ExpiringRightsNote, expiring_rights_menu_item, expiring_rights_urls
from cms.images.admin.listing import CreditedImageIndexView
from cms.images.admin.moving import ImageMoveBulkAction
from cms.images.admin.upload_views import ImageCreateView, ImageEditView, MultipleUploadView
from cms.images.files.private_files import serve_private_file
from cms.images.renditions.filters import ANIMATION_SPEC, KeepFrames

for _action in (ImageDeleteBulkAction, ImageMoveBulkAction):
    hooks.register("register_bulk_action", _action, order=1)  # after Wagtail's own, which it replaces
hooks.register("register_admin_urls", expiring_rights_urls)
hooks.register("register_reports_menu_item", expiring_rights_menu_item)


@hooks.register("register_image_operations")
def register_animation() -> list[tuple[str, type[KeepFrames]]]:
    """Register the filter spec of animations."""
    return [(ANIMATION_SPEC, KeepFrames)]


@hooks.register("register_admin_urls")
def register_private_files() -> list[URLPattern]:
    """Serve originals and avatars to accounts that may see them."""
    return [path("files/<path:name>", serve_private_file, name="private_file")]


@hooks.register("register_admin_urls")
def register_upload_views() -> list[URLPattern]:
    """Replace Wagtail's views, which warn of duplicates in the chooser alone and lose the order of a choice."""
    return [
        path("images/chooser/chosen-multiple/", OrderedChosenMultipleView.as_view()),
        path("images/add/", ImageCreateView.as_view()),
        path("images/<int:image_id>/", ImageEditView.as_view()),
        path("images/multiple/add/", MultipleUploadView.as_view()),
        path("images/multiple/<int:image_id>/delete/", MultipleUploadDeleteView.as_view()),
    ]


@hooks.register("register_admin_urls")
def register_image_deletion() -> list[URLPattern]:
    """Replace Wagtail's view, which deletes pictures that readers see."""
    return [path("images/<int:image_id>/delete/", ImageDeleteView.as_view())]


@hooks.register("register_admin_urls")
def register_image_listing() -> list[URLPattern]:
    """Replace Wagtail's listing of images by one with credits. Hooks of this app run before Wagtail's."""
    return [
        path("images/", CreditedImageIndexView.as_view()),
        path("images/results/", CreditedImageIndexView.as_view(results_only=True)),
    ]


@hooks.register("construct_homepage_panels")
def add_expiring_rights(request: HttpRequest, panels: list[Component]) -> None:
    """Say how many pictures expire soon."""
    panels.append(ExpiringRightsNote())
