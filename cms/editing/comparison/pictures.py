"""Pictures in a comparison."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.editing.comparison.markup import marked
from cms.images.admin.thumbnails import thumbnail_url


def picture_as_html(image: Any) -> SafeString:
    """Return a picture small, with its title, description and credit as the library has them now."""
    return render_to_string(
        "editing/compared_picture.html", {"image": image, "thumbnail": thumbnail_url(image) if image else ""}
    )


def pictures_as_html(before: Any, after: Any) -> SafeString:
    """Return one picture, if it is the same, else both, marked."""
    if before == after:
        return picture_as_html(after)
    html = SafeString("")
    for kind, image in (("deletion", before), ("addition", after)):
        if image is not None:
            html += marked(kind, picture_as_html(image))
    return html
