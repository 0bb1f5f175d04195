"""Wagtail's userbar and content checker on a frontend of another origin.

Source: https://docs.wagtail.org/en/stable/advanced_topics/headless.html#user-bar
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView
from wagtail.admin.userbar import ContentCheckerItem, Userbar

from cms.http.origins import origin_of, preview_origins


class FrontendContentChecker(ContentCheckerItem):
    """Checks what a frontend shows: axe in the admin and axe in the preview may talk with each other."""

    def get_axe_spec(self, request: HttpRequest) -> dict[str, Any]:
        """Name the other side's origins, which axe refuses else."""
        others = preview_origins() if self.in_editor else [origin_of(settings.WAGTAILADMIN_BASE_URL)]
        spec: dict[str, Any] = super().get_axe_spec(request)
        return spec | {"allowedOrigins": ["<same_origin>", *others]}


class UserbarView(TemplateView):
    """Gives a frontend the userbar for its previews, the same for all: it names no page and no account."""

    template_name = Userbar.template_name
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the scripts of a frontend that shows previews read it.

        Raises:
            Http404: when no frontend shows previews.
        """
        origins = preview_origins()
        if not origins:
            raise Http404("Previews are shown by this server: PREVIEW_URL is not set.")
        request.user = AnonymousUser()
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Origin"])
        if request.headers.get("Origin") in origins:
            response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what Wagtail's template of the userbar shows."""
        context: dict[str, Any] = Userbar().get_context_data({"request": self.request})
        return context
