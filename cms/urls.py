"""Addresses of the editors' server: the admin, the API, and what belongs to them."""

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as document_urls

from cms.accounts.views import password_reset_unavailable
from cms.api.explorer import NOBODY
from cms.api.manual import manual
from cms.api.registration import RegisterDocumentsView
from cms.api.view import GraphQLView
from cms.editing.page_chooser import PermittedChosenMultipleView
from cms.images.views import serve_picture
from cms.mail import UNSENT_MAIL_BACKEND
from cms.preview.views import PreviewPageView
from cms.schema import schema
from news.examples import EXAMPLES, PREVIEW
from search.views import click


def welcome(request: HttpRequest) -> HttpResponse:
    """Show the ways to what is here."""
    return render(request, "api/welcome.html", {"explorer": settings.GRAPHQL_EXPLORER != NOBODY})


def healthz(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer that this process answers."""
    return HttpResponse("ok", content_type="text/plain")


handler500 = "cms.server_errors.explain_server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", welcome, name="welcome"),
    path("healthz/", healthz, name="healthz"),
    # Before Wagtail's own address, which answers with the title of any page.
    path("admin/choose-page/chosen-multiple/", require_admin_access(PermittedChosenMultipleView.as_view())),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    # Where Wagtail sends a visitor who asks for a document that only some may have.
    path("login/", LoginView.as_view(template_name="wagtailcore/login.html"), name="wagtailcore_login"),
    path("graphql/", GraphQLView.as_view(schema=schema.graphql_schema, examples=EXAMPLES), name="graphql"),
    path(
        "graphql/documents/",
        RegisterDocumentsView.as_view(schema=schema.graphql_schema),
        name="register_documents",
    ),
    path(
        "preview/",
        PreviewPageView.as_view(schema=schema.graphql_schema, query=PREVIEW, template="news/preview.html"),
        name="preview",
    ),
    path("search/click/", click, name="search_click"),
    path("docs/", manual, name="docs"),
    path("docs/<path:name>", manual, name="docs"),
]

if settings.EMAIL_BACKEND == UNSENT_MAIL_BACKEND:
    urlpatterns.insert(0, path("admin/password_reset/", password_reset_unavailable))

if settings.SERVE_MEDIA:
    # Pictures alone: documents have a view of their own.
    pictures = rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>images/.*)$"
    urlpatterns += [re_path(pictures, serve_picture)]
