"""The note below the address of an embed block, for the form of a page."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET
from wagtail.admin.auth import user_has_any_page_permission, user_passes_test

from news.embeds import embed_note


@require_GET
@user_passes_test(user_has_any_page_permission)
def embed_note_view(request: HttpRequest) -> JsonResponse:
    """Return what to say about an address before it is saved.

    Takes `url`. Gives `note`, a sentence for the editor, empty where readers get a player or nothing was entered.
    """
    typed = request.GET.get("url", "")
    return JsonResponse({"note": embed_note(typed) if typed.strip() else ""})
