"""Addresses of the editors' server: the admin, the API, and what belongs to them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as document_urls

from cms.accounts.account_page import AccountView
from cms.accounts.password_reset import PasswordResetConfirmView
from cms.accounts.second_factor import login
from cms.accounts.shared_passwords import check_shared_password
from cms.accounts.views import password_reset_unavailable
from cms.backends.mail import UNSENT_MAIL_BACKEND
from cms.editing import admin_urls as replaced_admin_urls
from cms.graphql.http.explorer import OFF
from cms.graphql.http.rich_text_schema import rich_text_schema
from cms.graphql.http.view import GraphQLView
from cms.graphql.persisted.registration import RegisterDocumentsView
from cms.images.files.views import serve_picture
from cms.live.views import stream_changes
from cms.preview.userbar import UserbarView
from cms.preview.views import PreviewPageView, PublishedPageView
from cms.readership.views import read_beacon
from cms.schema import schema
from news.feeds.urls import feed_urls
from news.feeds.views import show_server_robots
from news.graphql.examples import EXAMPLES, PREVIEW, PUBLISHED
from search.analytics.views import click


def welcome(request: HttpRequest) -> HttpResponse:
    """Show the ways to what is here."""
    context = {"explorer": settings.GRAPHQL_EXPLORER != OFF, "docs_url": settings.DOCS_URL}
    return render(request, "api/welcome.html", context)


handler500 = "cms.http.server_errors.explain_server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", welcome, name="welcome"),
    path("admin/", include(replaced_admin_urls)),
    path("admin/account/", require_admin_access(AccountView.as_view())),
    path("admin/password_reset/confirm/<uidb64>/<token>/", PasswordResetConfirmView.as_view()),
    path("admin/login/", login.AdminLoginView.as_view(), name="wagtailadmin_login"),
    path("admin/login/code/", login.LoginCodeView.as_view(), name="login_code"),
    path("admin/login/set-up/", login.LoginSetUpView.as_view(), name="login_set_up"),
    path("admin/", include(admin_urls)),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        check_shared_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/", include(document_urls)),
    # Where Wagtail sends a visitor who asks for a document that only some may have.
    path("login/", login.PrivateFileLoginView.as_view(), name="wagtailcore_login"),
    path("graphql/", GraphQLView.as_view(schema=schema.graphql_schema, examples=EXAMPLES), name="graphql"),
    path(
        "graphql/documents/",
        RegisterDocumentsView.as_view(schema=schema.graphql_schema),
        name="register_documents",
    ),
    path("graphql/rich-text.schema.json", rich_text_schema, name="rich_text_schema"),
    path(
        "preview/",
        PreviewPageView.as_view(schema=schema.graphql_schema, query=PREVIEW, template="news/preview.html"),
        name="preview",
    ),
    path("userbar/", UserbarView.as_view(), name="userbar"),
    path("search/click/", click, name="search_click"),
    path("live/", stream_changes, name="live"),
    path("read/", read_beacon, name="read_beacon"),
    path("robots.txt", show_server_robots, name="robots"),
    path("feeds/", include(feed_urls(schema.graphql_schema))),
]

if settings.EMAIL_BACKEND == UNSENT_MAIL_BACKEND:
    urlpatterns.insert(0, path("admin/password_reset/", password_reset_unavailable))

if settings.SERVE_MEDIA:
    # Pictures alone: documents have a view of their own.
    pictures = rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>images/.*)$"
    urlpatterns += [re_path(pictures, serve_picture, name="picture")]

PUBLISHED_PAGES = re_path(
    r"^(?P<path>.+/)$",
    PublishedPageView.as_view(schema=schema.graphql_schema, query=PUBLISHED, template="news/preview.html"),
)
if settings.DEBUG and settings.FRONTEND_URL == settings.PUBLIC_URL:
    # No frontend yet, as in the demo: the addresses of pages lead here.
    urlpatterns.append(PUBLISHED_PAGES)
