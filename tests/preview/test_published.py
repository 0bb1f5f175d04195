"""Published pages at their own addresses, where there is no frontend yet."""

import os
import subprocess
import sys
from types import ModuleType

import pytest
from django.test import Client
from pytest_django import Settings

from cms import urls
from news.models import NewsIndexPage
from tests.factories import index_of, make_article, make_hidden_articles, make_site, make_translation, stored

pytestmark = pytest.mark.processes


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> None:
    """The addresses of a development server without a frontend."""
    development = ModuleType("tests.preview.development_urls")
    development.urlpatterns = [*urls.urlpatterns, urls.PUBLISHED_PAGES]  # type: ignore[attr-defined]
    development.handler500 = urls.handler500  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = development


def test_it_shows_what_the_api_gives_and_says_so(index: NewsIndexPage, client: Client) -> None:
    article = make_article(
        index, title="Harbour reopens", slug="harbour", body=stored(("heading", {"text": "What next", "level": "2"}))
    )

    answer = client.get("/news/harbour/")

    shown = answer.content.decode()
    assert article.get_url() == "https://www.example.org/news/harbour/"
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "private, no-store",
        "noindex",
    )
    assert "<h1>Harbour reopens</h1>" in shown
    assert "<h2>What next</h2>" in shown
    assert "This is what the API gives of the published page." in shown


def test_it_is_laid_out_in_the_direction_of_its_language(index: NewsIndexPage, client: Client) -> None:
    make_translation(make_article(index, slug="harbour"), "ar", title="ميناء", slug="ميناء")

    assert '<html lang="en" dir="ltr">' in client.get("/news/harbour/").content.decode()
    arabic = client.get("/ar/news/ميناء/").content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<p role="note" lang="en" dir="ltr">' in arabic


def test_a_draft_of_it_is_not_shown(index: NewsIndexPage, client: Client) -> None:
    article = make_article(index, title="Published", slug="harbour")
    article.title = "Drafted"
    article.save_revision()

    assert "Drafted" not in client.get("/news/harbour/").content.decode()


def test_what_is_hidden_is_not_there(index: NewsIndexPage, admin_client: Client) -> None:
    hidden = make_hidden_articles(index)
    make_article(index_elsewhere(), title="Elsewhere", slug="elsewhere")
    paths = {article.url_path.removeprefix("/home-localhost") for article in hidden} | {
        "/news/elsewhere/",
        "/nothing/",
    }

    answers = [admin_client.get(path) for path in sorted(paths)]

    assert len(answers) > 10
    assert {answer.status_code for answer in answers} == {404}
    assert not any("Secret" in answer.content.decode() for answer in answers)


def index_elsewhere() -> NewsIndexPage:
    """Returns the listing of another site."""
    site = make_site("sport.example.org", default=False)
    return index_of(site)


@pytest.mark.parametrize(
    ("module", "frontend", "found"),
    [("dev", "", "True"), ("dev", "http://localhost:3000", "False"), ("test", "", "False")],
)
def test_there_is_such_an_address_in_development_alone(module: str, frontend: str, found: str) -> None:
    code = "import django; django.setup(); from cms import urls; print(urls.PUBLISHED_PAGES in urls.urlpatterns)"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": f"cms.settings.{module}",
        **({"FRONTEND_URL": frontend} if frontend else {}),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == found
