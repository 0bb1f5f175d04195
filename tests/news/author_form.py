"""The form of an author as a browser sends it."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data


def author_form(*texts: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Returns the form of an author; `texts` are those in other languages."""
    empty = {"job_title": "", "bio": "", "portrait": ""}
    initial = sum(1 for text in texts if text.get("id"))
    sent: dict[str, Any] = nested_form_data({**empty, **values, "texts": inline_formset(list(texts), initial=initial)})
    return sent
