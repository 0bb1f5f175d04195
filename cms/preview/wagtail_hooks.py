"""What the admin does so that a frontend's preview and the form beside it know of each other."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.userbar import ContentCheckerItem

from cms.http.origins import preview_origins
from cms.preview.userbar import FrontendContentChecker


@hooks.register("construct_wagtail_userbar")
def check_content_of_frontends(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put the checker that knows of frontends in the place of Wagtail's."""
    items[:] = [
        FrontendContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@hooks.register("insert_editor_js")
def preview_script() -> str:
    """Add the script that names the blocks in a frontend's preview and leads from there to the form."""
    origins = preview_origins()
    if not origins:
        return ""
    return format_html(
        '<script src="{}" data-origins="{}"></script>', versioned_static("preview/blocks.js"), " ".join(origins)
    )
