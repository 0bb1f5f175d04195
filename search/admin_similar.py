"""Admin endpoint by which the article form finds articles that likely tell the same story."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Locale

from cms.sites import SiteIndex
from search.querying.similar_articles import similar_articles

MAX_HEADLINE_CHARACTERS = 255
MAX_TYPED_SUMMARY = 1000


@require_POST
def similar_articles_view(request: HttpRequest) -> JsonResponse:
    """Return the articles that are likely the same story as one that is being written.

    Open to every admin account: a moderator in a workflow sees the form of an article, often without page permissions.

    Form fields: `headline`, `summary`, `locale` (a language code) and, for a saved article, `page` (its primary key).
    JSON response: `message` (the number of articles, as a sentence) and `html` (their list); with status 400, `error`.
    """
    headline, summary = (request.POST.get(name, "").strip() for name in ("headline", "summary"))
    if len(headline) > MAX_HEADLINE_CHARACTERS:
        return _refuse(_("The headline is longer than %(most)d characters.") % {"most": MAX_HEADLINE_CHARACTERS})
    if len(summary) > MAX_TYPED_SUMMARY:
        return _refuse(_("The summary is longer than %(most)d characters.") % {"most": MAX_TYPED_SUMMARY})
    locale = Locale.objects.filter(language_code=request.POST.get("locale", "")[:100]).first()
    page = request.POST.get("page", "")
    if locale is None or not (page == "" or (page.isascii() and page.isdecimal() and len(page) < 19)):
        return _refuse(_("The form does not say which article this is. Reload it."))
    sites = SiteIndex.cached_on(request)
    found = similar_articles(
        headline, summary, locale.language_code, request.user, sites, but=[int(page)] if page else []
    )
    message = (
        ngettext("%(count)d similar article", "%(count)d similar articles", len(found)) % {"count": len(found)}
        if found
        else _("No similar article was found.")
    )
    html = render_to_string("search/admin/similar_articles.html", {"found": found}, request) if found else ""
    return JsonResponse({"message": message, "html": html})


def similar_articles_urls() -> list[URLPattern]:
    """Return the URL pattern of the view, for the hook `register_admin_urls`."""
    return [path("similar-articles/", similar_articles_view, name="similar_articles")]


def _refuse(error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=400)
