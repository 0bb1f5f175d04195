"""Sessions of the newsroom's accounts."""

import pytest
from pytest_django import Settings

from news.models import ArticlePage, NewsIndexPage
from tests.news.article_form import article_form
from tests.settings.process import PRODUCTION
from tests.settings.process import settings as read_settings
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def _production_without_redis(settings: Settings) -> None:
    """Sessions and cache as production has them. Nothing listens on the port of its Redis."""
    address = "redis://127.0.0.1:1"
    read = read_settings("production", "CACHES", "SESSION_ENGINE", **PRODUCTION, REDIS_URL=address)
    settings.CACHES, settings.SESSION_ENGINE = read["CACHES"], read["SESSION_ENGINE"]
    settings.REDIS_URL = address


@pytest.mark.usefixtures("_production_without_redis")
def test_an_editor_logs_in_and_publishes_while_redis_is_down(index: NewsIndexPage) -> None:
    browser = log_in(make_user("Moderators"))

    response = browser.post(f"/admin/pages/add/news/articlepage/{index.pk}/", article_form("action-publish"))

    assert response.status_code == 302
    assert ArticlePage.objects.get().live is True
    assert browser.post("/admin/logout/").status_code == 302
    assert browser.get("/admin/").status_code == 302
