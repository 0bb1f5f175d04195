"""Registers the picture desk's part of Wagtail's admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.images.listing import CreditedImageIndexView
from cms.images.private_files import serve_private_file
from cms.images.renditions import ANIMATION_SPEC, KeepFrames


@hooks.register("register_image_operations")
def register_animation() -> list[tuple[str, type[KeepFrames]]]:
    """Name the animation of a picture among Wagtail's filter specs."""
    return [(ANIMATION_SPEC, KeepFrames)]


@hooks.register("register_admin_urls")
def register_private_files() -> list[URLPattern]:
    """Hand out originals and avatars to those who may see them in the admin."""
    return [path("files/<path:name>", serve_private_file, name="private_file")]


@hooks.register("register_admin_urls")
def register_image_listing() -> list[URLPattern]:
    """Answer for Wagtail's own listing of images, which knows no credits. Hooks of this app run before Wagtail's."""
    return [
        path("images/", CreditedImageIndexView.as_view()),
        path("images/results/", CreditedImageIndexView.as_view(results_only=True)),
    ]
