"""Admin endpoint that converts pasted text into blocks, for the page form."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from news.importing.bodies.markup import TooDeep, blocks_of
from news.importing.bodies.word_processors import tidy
from news.models import ArticlePage

MAX_PASTED_CHARACTERS = 2_000_000
MAX_PASTED_BLOCKS = 500


@require_POST
def paste_blocks(request: HttpRequest) -> JsonResponse:
    """Convert HTML from the clipboard into blocks, in the form state of a StreamField.

    Form field: `html`. JSON response: `blocks`, a list of objects with `type` and `value`, and `message`, a sentence
    for the editor; with status 400, `error`.
    """
    html = request.POST.get("html", "")
    if len(html) > MAX_PASTED_CHARACTERS:
        return _refuse(_("This is too long to paste at once. Paste it in parts."))
    try:
        raw, notes = blocks_of(tidy(html))
    except (TooDeep, RecursionError):
        return _refuse(_("This text is built too strangely to paste. Paste it without formatting: Ctrl+Shift+V."))
    if len(raw) > MAX_PASTED_BLOCKS:
        return _refuse(_("This makes more than %(most)d blocks. Paste it in parts.") % {"most": MAX_PASTED_BLOCKS})
    body = ArticlePage._meta.get_field("body").stream_block
    blocks = body.get_form_state(body.to_python(raw))
    return JsonResponse({"blocks": blocks, "message": _message(blocks, notes)})


def _message(blocks: list[Any], notes: list[str]) -> str:
    parts = [
        ngettext("Pasted as %(count)d block.", "Pasted as %(count)d blocks.", len(blocks)) % {"count": len(blocks)}
    ]
    if notes:
        parts.append(
            ngettext(
                "%(count)d thing was left out: pictures, videos and frames are added as blocks of their own.",
                "%(count)d things were left out: pictures, videos and frames are added as blocks of their own.",
                len(notes),
            )
            % {"count": len(notes)}
        )
    return " ".join(parts)


def _refuse(error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=400)
