"""Registers the picture desk's part of Wagtail's admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.images.listing import CreditedImageIndexView


@hooks.register("register_admin_urls")
def register_image_listing() -> list[URLPattern]:
    """Answer for Wagtail's own listing of images, which knows no credits. Hooks of this app run before Wagtail's."""
    return [
        path("images/", CreditedImageIndexView.as_view()),
        path("images/results/", CreditedImageIndexView.as_view(results_only=True)),
    ]
