"""The headers of each kind of response, and that no kind is forgotten."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Site
from wagtail.snippets.widgets import AdminSnippetChooser

from cms.editing.widget_init import start
from cms.health.probes import HealthProbes
from cms.http.security_headers import STRICT as STRICT_HEADERS
from cms.http.security_headers import headers_of
from news.models import Author
from tests.factories import DocumentFactory, ImageFactory
from tests.server.wsgi import Server, recorder
from tests.user_accounts import make_user

NAMES = [
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
]
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STRICT = [NOTHING, "same-origin", "require-corp", "same-origin", "no-referrer", "nosniff", "DENY"]
PAGE = [
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; "
    "style-src 'self'",
    "same-origin",
    "require-corp",
    "same-origin",
    "same-origin",
    "nosniff",
    "DENY",
]


def shown(response: Any) -> list[str | None]:
    return [response.get(name) for name in NAMES]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/graphql/?query=%7B__typename%7D", 200),
        ("/graphql/", 400),
        ("/graphql/documents/", 405),
        ("/search/click/", 405),
        ("/nothing/", 404),
        ("/nothing", 404),
        ("/%2F", 404),
    ],
)
def test_what_no_browser_shows_is_allowed_nothing(client: Client, path: str, status: int) -> None:
    response = client.get(path, headers={"accept": "application/json"})

    assert (response.status_code, shown(response)) == (status, STRICT)


@pytest.mark.parametrize("path", ["/livez/", "/readyz/"])
def test_probes_have_the_strict_headers_though_they_pass_no_middleware(path: str, db: None) -> None:
    started: list[Any] = []
    HealthProbes(WSGIHandler())(RequestFactory().get(path).environ, recorder(started))

    assert set(STRICT_HEADERS.items()) <= set(started[0][1])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_answers_past_the_middleware_have_the_strict_headers(site: Site) -> None:
    with override_settings(RESPONSE_CACHE_TTL=60):
        server = Server()
        answers = [server.post({"query": "{ articles { totalCount } }"}) for _number in range(3)]

    assert [answer.repeated for answer in answers] == [False, True, True]
    for answer in answers:
        assert [answer.headers[name] for name in NAMES] == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/login/"])
def test_plain_pages_have_styles_and_forms_of_this_server(client: Client, path: str) -> None:
    assert shown(client.get(path)) == PAGE


@pytest.mark.django_db
def test_the_admin_runs_scripts_of_this_server_alone(client: Client) -> None:
    response = client.get("/admin/login/")

    assert response["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "img-src 'self' data: blob: https:",
        "script-src 'self'",
        "script-src-attr 'unsafe-hashes' 'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='",
        "style-src 'self' 'unsafe-inline'",
    ]
    assert shown(response)[1:] == ["same-origin", None, "same-origin", "same-origin", "nosniff", "DENY"]


@pytest.mark.django_db
def test_the_explorer_has_a_policy_of_its_own_and_its_answers_the_strict_one(client: Client) -> None:
    page = client.get("/graphql/", headers={"accept": "text/html"})

    assert page["Content-Type"].startswith("text/html")
    assert "script-src 'self'; " in page["Content-Security-Policy"]
    assert shown(client.get("/graphql/?query=%7B__typename%7D", headers={"accept": "*/*"})) == STRICT


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_public_files_may_be_embedded_by_other_sites(client: Client, site: Site) -> None:
    rendition = ImageFactory().get_rendition("width-40")
    document = DocumentFactory()

    picture, file = client.get(rendition.url), client.get(document.url)

    assert (picture.status_code, file.status_code) == (200, 200)
    assert shown(picture) == [NOTHING, "cross-origin", *STRICT[2:]]
    picture.close()
    assert shown(file)[:2] == ["default-src 'none'", "cross-origin"]
    assert file["X-Frame-Options"] == "DENY"
    file.close()


@pytest.mark.django_db
def test_originals_in_the_admin_stay_sandboxed(client: Client, site: Site) -> None:
    image = ImageFactory()
    client.force_login(make_user(is_superuser=True))

    response = client.get(f"/admin/files/{image.file.name}")

    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    response.close()


@pytest.mark.parametrize(
    ("preview_url", "sources"),
    [
        ("", "'self'"),
        ("/preview/", "'self'"),
        ("{frontend}/preview/", "'self' https://sport.example.org https://www.example.org:8443"),
        ("https://drafts.example.org/?of={frontend};script-src%20*", "'self' https://drafts.example.org"),
    ],
)
def test_the_admin_frames_the_frontends_that_show_previews_and_no_others(preview_url: str, sources: str) -> None:
    frontends = {"sport.example.org": "https://sport.example.org"}

    with override_settings(
        FRONTEND_URL="https://www.example.org:8443", FRONTEND_URLS=frontends, PREVIEW_URL=preview_url
    ):
        policy = headers_of("/admin/pages/3/edit/")["Content-Security-Policy"]

    assert f"; frame-src {sources}; " in policy


def test_static_files_may_be_embedded_by_frontends_that_show_the_userbar() -> None:
    assert headers_of("/static/wagtailadmin/js/userbar.js")["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_every_feature_that_is_switched_off_is_named_once() -> None:
    for path in ("/graphql/", "/admin/", "/", "/preview/"):
        names = re.findall(r"([a-z-]+)=\(\)", headers_of(path)["Permissions-Policy"])
        assert len(names) == len(set(names)) >= 13
    assert "fullscreen=()" in headers_of("/graphql/")["Permissions-Policy"]
    assert "fullscreen" not in headers_of("/admin/")["Permissions-Policy"]


@pytest.mark.django_db
def test_django_explains_errors_to_developers_without_a_policy(client: Client) -> None:
    with override_settings(DEBUG=True):
        assert shown(client.get("/nothing/"))[0] is None


# Extended by templates of the same names, which replace the blocks with the scripts.
EXTENDED = {"wagtailadmin/panels/inline_panel.html", "wagtailadmin/panels/multiple_chooser_panel.html"}
INLINE = re.compile(r"<script(?![^>]*\s(?:src|type=.application/json)\b)|\son[a-z]+=[\"']")


def test_no_template_has_an_inline_script() -> None:
    """A new Wagtail that brings one fails here: the admin's policy would not let it run."""
    first: dict[str, Path] = {}
    for app in apps.get_app_configs():
        if app.name.startswith(("cms.", "news", "search", "wagtail")):
            root = Path(app.path) / "templates"
            first = {str(path.relative_to(root)): path for path in root.rglob("*.html")} | first

    assert {name for name in EXTENDED if first[name].is_relative_to(settings.BASE_DIR / "cms")} == EXTENDED
    assert [name for name, path in sorted(first.items()) if INLINE.search(path.read_text())] == []


@pytest.mark.parametrize(
    "chooser",
    [AdminPageChooser(), AdminImageChooser(), AdminDocumentChooser(), AdminTaskChooser(), AdminSnippetChooser(Author)],
)
def test_choosers_are_started_without_a_script(chooser: BaseChooser) -> None:
    html = chooser.render("chosen", None, {"id": "id_chosen"})

    assert html.count("<widget-init function=") == 1
    assert "<script" not in html


def test_the_arguments_of_a_chooser_are_escaped() -> None:
    element = start('new PageChooser("id_\'><script>", {"title": "</widget-init>"});')

    assert element == (
        '<widget-init function="PageChooser" arguments="[&quot;id_&#x27;&gt;&lt;script&gt;&quot;, '
        '{&quot;title&quot;: &quot;&lt;/widget-init&gt;&quot;}]" hidden></widget-init>'
    )
    with pytest.raises(ValueError, match="one call"):
        start("alert(1); alert(2)")
