"""What hides a page hides its aliases: Wagtail's pages that show what another page holds."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, Site

from cms.graphql.schema import global_ids
from cms.sites import SiteIndex
from cms.visibility import Viewer, Visibility
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_index, restrict

DAY = dt.timedelta(days=1)


def written(**values: Any) -> Callable[[Page], None]:
    """Returns what sets columns of a page past Wagtail, as a script may."""

    def write(page: Page) -> None:
        type(page)._default_manager.filter(pk=page.pk).update(**values)

    return write


def saved(**values: Any) -> Callable[[Page], None]:
    """Returns what saves a page with other values, past publishing."""

    def save(page: Page) -> None:
        for name, value in values.items():
            setattr(page, name, value)
        page.save()

    return save


def unpublished_site(page: Page) -> None:
    Page.objects.filter(pk=page.get_parent().get_parent().pk).update(live=False)


HIDES: dict[str, Callable[[Any], Any]] = {
    "draft": written(live=False),
    "expired": written(expire_at=timezone.now() - DAY),
    "scheduled": written(go_live_at=timezone.now() + DAY),
    "embargo": written(embargo=True),
    "embargo until tomorrow": written(embargo=True, embargo_until=timezone.now() + DAY),
    "embargo saved": saved(embargo=True),
    "expiry saved": saved(expire_at=timezone.now() - DAY),
    "unpublished": lambda page: page.unpublish(),
    "login": lambda page: restrict(page, "login"),
    "password": lambda page: restrict(page, "password"),
    "groups": lambda page: restrict(page, "groups"),
    "a restriction above it": lambda page: restrict(page.get_parent(), "login"),
    "a site that is not open yet": unpublished_site,
}


@pytest.fixture
def elsewhere(index: NewsIndexPage) -> NewsIndexPage:
    """Returns a listing of another site."""
    home = Page.objects.get(depth=1).add_child(
        instance=type(index.get_parent().specific)(title="Other", slug="other", locale=index.locale)
    )
    return make_index(Site.objects.create(hostname="other.example", root_page=home), title="Elsewhere")


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("hide", HIDES.values(), ids=HIDES)
def test_aliases_of_hidden_articles(
    api: GraphQLClient, index: NewsIndexPage, elsewhere: NewsIndexPage, hide: Callable[[Any], Any], steps: int
) -> None:
    """The alias is in another listing, and so is the alias of that alias; the response was cached before."""
    source = page = make_article(index, title="Held back")
    for _ in range(steps):
        page = page.create_alias(parent=elsewhere, update_slug=f"alias-{page.pk}")
    query = """query($id: ID!) { node(id: $id) { ... on ArticlePage { title } }
        articles(site: "other.example") { totalCount nodes { title } } }"""
    variables = {"id": global_ids.to_global_id("ArticlePage", page.pk)}
    nodes = [{"title": "Held back"}] * steps
    assert api.data(query, **variables) == {
        "node": {"title": "Held back"},
        "articles": {"totalCount": steps, "nodes": nodes},
    }

    hide(source)

    assert api.data(query, **variables) == {"node": None, "articles": {"totalCount": 0, "nodes": []}}


def test_pages_below_an_alias_of_a_restricted_listing(
    api: GraphQLClient, index: NewsIndexPage, elsewhere: NewsIndexPage
) -> None:
    """As in Wagtail itself, the restriction holds for what lies below the alias too."""
    alias = index.create_alias(parent=elsewhere.get_parent(), update_slug="alias")
    make_article(alias.specific, title="Below the alias")
    query = '{ articles(site: "other.example") { nodes { title } } }'
    assert api.data(query) == {"articles": {"nodes": [{"title": "Below the alias"}]}}

    restrict(index, "login")

    assert api.data(query) == {"articles": {"nodes": []}}


def test_trusted_viewers_see_aliases_as_they_see_their_sources(index: NewsIndexPage) -> None:
    source = make_article(index, title="Held back")
    alias = source.create_alias(update_slug="alias")
    written(embargo=True)(source)
    partners = Group.objects.create(name="Partners")
    restrict(index, "groups").groups.add(partners)
    groups = frozenset([partners.pk])

    def seen(viewer: Viewer) -> list[int]:
        pages = Visibility(SiteIndex(), viewer).pages(ArticlePage.objects.order_by("pk"))
        return list(pages.values_list("pk", flat=True))

    assert seen(Viewer(embargoed=True, groups=groups)) == [source.pk, alias.pk]
    assert seen(Viewer(groups=groups)) == seen(Viewer(embargoed=True)) == []


def test_aliases_return_with_their_sources(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Nothing was written to the alias, so nothing has to be taken back."""
    tomorrow = timezone.now() + DAY
    source = make_article(index, title="Held back")
    alias = source.create_alias(update_slug="alias")
    written(embargo=True, embargo_until=tomorrow)(source)
    pages = ArticlePage.objects.filter(pk=alias.pk)

    assert not Visibility(SiteIndex()).pages(pages).exists()
    assert Visibility(SiteIndex(), now=tomorrow).pages(pages).get() == alias
    assert Visibility(SiteIndex()).pages_in_time(pages).get() == alias


def test_statements_do_not_grow_with_aliases(index: NewsIndexPage, django_assert_num_queries: Any) -> None:
    restrict(make_index(index.get_site(), title="Closed"))
    for count in (3, 30):
        for number in range(count):
            make_article(index).create_alias(update_slug=f"alias-{count}-{number}")
        with django_assert_num_queries(4):  # trees, restrictions, aliases of what is restricted, pages
            assert len(Visibility(SiteIndex()).pages(ArticlePage.objects.all())) in (6, 66)
