"""Articles that are likely the same story, while a headline is typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from news.models import NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article
from tests.search.finding import index_all
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_similar_article_is_shown_while_the_headline_is_typed(
    live_server: LiveServer, page: Page, index: NewsIndexPage, photograph: Callable[[str], None]
) -> None:
    other = make_article(index, title="Night ferry returns to Lisbon after a year")
    make_article(index, title="Council approves budget for new tram line")
    index_all()
    log_in(live_server, page, make_user("Editors"))
    page.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/", wait_until="networkidle")
    panel = page.get_by_role("region", name="Similar articles")
    status, stories = panel.get_by_role("status"), panel.get_by_role("listitem")

    expect(status).to_have_text("Articles that are likely the same story are listed here once there is a headline.")
    page.locator("#id_title").press_sequentially("Night ferry back in Lisbon")
    expect(status).to_have_text("1 similar article")
    expect(stories).to_have_count(1)
    link = stories.get_by_role("link")
    expect(link).to_have_attribute("href", f"/admin/pages/{other.pk}/edit/")
    expect(link).to_have_attribute("target", "_blank")
    photograph("similar-articles")
    page.locator("#id_title").fill("Night ferry is back in Lisbon")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    with page.expect_response("**/similar-articles/"):
        page.locator("#id_title").fill("Night ferry is back in Lisbon now")
    expect(status).to_have_text("1 similar article")  # the saved draft is not similar to itself

    page.locator("#id_title").fill("Storm cuts power in the north")
    expect(status).to_have_text("No similar article was found.")
    expect(stories).to_have_count(0)

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/similar-articles/", refuse)
    page.locator("#id_title").fill("Night ferry back in Lisbon after a pause")
    expect(status).to_contain_text("could not be looked up")
    photograph("similar-articles-failed")
    page.unroute("**/similar-articles/", refuse)
    panel.get_by_role("button", name="Try again").click()
    expect(stories).to_have_count(1)
