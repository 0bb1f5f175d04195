"""Admin endpoint for the note below the address of an embed block."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from news.embeds import embed_note


@require_GET
def embed_note_view(request: HttpRequest) -> JsonResponse:
    """Return the note about an address that is being entered, without fetching anything.

    Open to every admin account: a moderator in a workflow sees the form of a page, often without page permissions.

    Query parameter: `url`. JSON response: `note`, a sentence for the editor; empty if readers get a player or `url`
    is empty.
    """
    typed = request.GET.get("url", "")
    return JsonResponse({"note": embed_note(typed) if typed.strip() else ""})
