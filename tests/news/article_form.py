"""What a browser sends when somebody saves an article."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield


def article_form(action: str = "", **values: Any) -> dict[str, Any]:
    """Returns the article form, filled in.

    Args:
        action: the button that was pressed, for example action-publish; empty saves a draft.
        **values: fields that differ from a short article without picture, category and byline.

    """
    filled: dict[str, Any] = {
        "title": "Harbour reopens",
        "slug": "harbour-reopens",
        "kicker": "",
        "summary": "Boats return.",
        "image": "",
        "body": streamfield([("heading", {"text": "What happens next", "level": "2"})]),
        "category": "",
        "tags": "",
        "published_at": "",
        "bylines": inline_formset([]),
        "related_links": inline_formset([]),
        "corrections": inline_formset([]),
        "comments": inline_formset([]),
        "seo_title": "",
        "search_description": "",
        "social_image": "",
        "go_live_at": "",
        "expire_at": "",
        **values,
    }
    sent: dict[str, Any] = nested_form_data(filled)
    return {**sent, action: "1"} if action else sent
