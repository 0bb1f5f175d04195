"""The note below the address of an embed block, for the form of a page."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from news.embeds import embed_note


@require_GET
def embed_note_view(request: HttpRequest) -> JsonResponse:
    """Return what to say about an address before it is saved.

    Every account of the admin may ask: who reviews a page has its form, and often no right on pages.

    Takes `url`. Gives `note`, a sentence for the editor, empty where readers get a player or nothing was entered.
    """
    typed = request.GET.get("url", "")
    return JsonResponse({"note": embed_note(typed) if typed.strip() else ""})
