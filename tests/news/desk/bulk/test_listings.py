"""What is chosen: pages one by one, or all that a listing lists."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from wagtail.models import Site

from news.desk.bulk.chosen import MAX_PAGES
from news.models import ArticlePage, Category, NewsIndexPage
from tests.factories import CategoryFactory, make_article, make_index, make_page
from tests.news.desk.bulk.acting import address, carry_out, text_of, words

ACTIONS = ["set_category", "change_tags", "publish", "unpublish", "move", "delete"]


def whole_listing(action: str, listing: str, query: dict[str, Any], **more: Any) -> str:
    """Returns the address to which Wagtail's script leads from “select all in listing”."""
    next_url = f"{listing}?{urlencode(query)}" if query else listing
    return f"/admin/bulk/wagtailcore/page/{action}/?{urlencode({**query, 'id': 'all', **more, 'next': next_url})}"


def chosen(browser: Client, url: str) -> list[str]:
    response = browser.get(url)
    assert response.status_code == 200
    return sorted(item["item"].title for item in response.context["items"])


@pytest.mark.parametrize("action", ACTIONS)
def test_all_in_the_listing_of_articles_are_those_that_its_filters_leave(
    moderator: Client, index: NewsIndexPage, action: str
) -> None:
    world = CategoryFactory(name="World")
    make_article(index, title="Harbour", category=world)
    make_article(index, title="Harbour again", category=world)
    make_article(index, title="Bridge", category=world)
    make_article(index, title="Harbour elsewhere")
    make_page(index, title="Harbour page")
    query = {"q": "harbour", "category": world.pk}

    assert chosen(moderator, whole_listing(action, "/admin/articles/", {"category": world.pk})) == [
        "Bridge",
        "Harbour",
        "Harbour again",
    ]
    assert chosen(moderator, whole_listing(action, "/admin/articles/", query)) == ["Harbour", "Harbour again"]


def test_all_on_other_pages_of_the_listing_are_among_them(moderator: Client, index: NewsIndexPage) -> None:
    for number in range(35):
        make_article(index, title=f"Article {number}")
    assert len(chosen(moderator, whole_listing("set_category", "/admin/articles/", {"p": 2}))) == 35


def test_all_in_the_page_explorer_are_the_children_of_the_page(
    moderator: Client, site: Site, index: NewsIndexPage
) -> None:
    section = make_index(site, title="Section")
    make_article(index, title="Elsewhere")
    make_article(section, title="Harbour")
    make_article(section, title="Bridge", live=False)
    make_page(section, title="About us")
    listing = f"/admin/pages/{section.pk}/"
    url = whole_listing("set_category", listing, {}, childOf=section.pk)

    assert chosen(moderator, url) == ["Bridge", "Harbour"]
    assert words(moderator.get(url))[-1] == "About us: It is not an article."
    assert chosen(moderator, whole_listing("change_tags", listing, {"q": "harb"}, childOf=section.pk)) == ["Harbour"]


def test_all_of_where_there_is_no_listing_is_as_wagtail_has_it(
    moderator: Client, site: Site, index: NewsIndexPage
) -> None:
    make_article(index, title="Harbour")
    assert chosen(moderator, whole_listing("set_category", "/admin/images/", {}, childOf=index.pk)) == ["Harbour"]
    assert chosen(moderator, whole_listing("set_category", "/elsewhere/", {}, childOf=index.pk)) == ["Harbour"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_more_pages_than_one_request_can_write_are_refused(
    moderator: Client, index: NewsIndexPage, method: str
) -> None:
    europe: Category = CategoryFactory()
    article = make_article(index)
    keys = [("id", article.pk + number) for number in range(MAX_PAGES + 1)]
    url = f"/admin/bulk/wagtailcore/page/set_category/?{urlencode([*keys, ('next', '/admin/articles/')])}"

    values = {"category": europe.pk, "confirmed": "yes"} if method == "post" else None
    response = getattr(moderator, method)(url, values, follow=True)

    assert response.redirect_chain == [("/admin/articles/", 302)]
    assert [text_of(message) for message in response.context["messages"]] == [
        "You chose 101 pages. Choose 100 at most at once: nothing was changed."
    ]
    assert ArticlePage.objects.get(pk=article.pk).category is None


def test_as_many_as_that_are_changed(moderator: Client, index: NewsIndexPage) -> None:
    europe: Category = CategoryFactory()
    article = make_article(index)
    keys = [("id", article.pk + number) for number in range(MAX_PAGES)]
    url = f"/admin/bulk/wagtailcore/page/set_category/?{urlencode([*keys, ('next', '/admin/articles/')])}"
    moderator.post(url, {"category": europe.pk, "confirmed": "yes"})
    assert ArticlePage.objects.get(pk=article.pk).category == europe


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "9" * 5000, ""])
def test_what_is_no_key_is_no_page(moderator: Client, index: NewsIndexPage, key: str) -> None:
    response = moderator.get(f"/admin/bulk/wagtailcore/page/set_category/?{urlencode({'id': key})}")
    assert words(response) == ["0 articles can be changed"]


def test_a_page_that_was_deleted_in_the_meantime_is_no_fault(moderator: Client, index: NewsIndexPage) -> None:
    europe: Category = CategoryFactory()
    stays, goes = make_article(index), make_article(index)
    url = address("set_category", stays, goes)
    assert moderator.get(url).status_code == 200
    goes.delete()
    goes.pk = 987_654
    assert carry_out(moderator, "set_category", stays, goes, category=europe.pk) == [
        "1 article has been changed and published."
    ]


def test_the_buttons_stand_at_the_foot_of_the_listing(moderator: Client, index: NewsIndexPage) -> None:
    make_article(index)
    listing = moderator.get("/admin/articles/").content.decode()
    assert '"/admin/bulk/wagtailcore/page/set_category/"' in listing
    assert '"/admin/bulk/wagtailcore/page/change_tags/"' in listing
