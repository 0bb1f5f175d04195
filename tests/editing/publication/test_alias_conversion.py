"""An alias becomes a page of its own only where that shows readers nothing new, and by those who may publish."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.actions import action_registry
from wagtail.models import Page, PageLogEntry, Site

from cms.editing.publication.alias_conversion import CheckedConvertAliasAction
from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.editing.publication.picture_places import picture
from tests.factories import make_article, make_index, restrict
from tests.user_accounts import log_in, make_user
from tests.visibility.test_aliases import HIDES

HIDDEN = (
    "“Harbour reopens” is still an alias. It is an alias of a page that readers do not see: as a page of its own it "
    "could show them the text. Convert it when they see that page, or copy the page."
)
TITLES = "{ articles { nodes { title } } }"


@pytest.fixture
def source(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Harbour reopens", slug="harbour-reopens")


@pytest.fixture
def alias(site: Site, source: ArticlePage) -> ArticlePage:
    """An alias of it in another section of the same site."""
    mirrored: ArticlePage = source.create_alias(parent=make_index(site, title="Trade"), update_slug="mirrored")
    return mirrored


def convert(alias: Any, *groups: str) -> list[str]:
    """Return what the admin says after somebody of these groups asked for the conversion."""
    answer = log_in(make_user(*groups)).post(f"/admin/pages/{alias.pk}/convert_alias/", follow=True)
    return [str(message).split("\n")[0].strip() for message in answer.context["messages"]]


def mirrors(alias: ArticlePage) -> int | None:
    found: int | None = Page.objects.get(pk=alias.pk).alias_of_id
    return found


@pytest.mark.parametrize("hide", HIDES.values(), ids=HIDES.keys())
def test_it_stays_one_while_its_source_is_hidden(
    source: ArticlePage, alias: ArticlePage, hide: Callable[[Page], Any], api: GraphQLClient
) -> None:
    hide(source)

    assert convert(alias, "Moderators") == [HIDDEN]
    assert mirrors(alias) == source.pk
    assert api.data(TITLES) == {"articles": {"nodes": []}}


def test_an_alias_of_an_alias_stays_one_while_the_first_source_is_hidden(
    index: NewsIndexPage, source: ArticlePage, alias: ArticlePage
) -> None:
    second = alias.create_alias(parent=index, update_slug="mirrored-again")
    restrict(source)

    assert convert(second, "Moderators") == [HIDDEN]
    assert mirrors(second) == alias.pk


def test_one_that_was_taken_down_with_its_source_stays_its_alias(source: ArticlePage, alias: ArticlePage) -> None:
    take_down(source, make_user("Moderators"), "A court order")

    assert convert(alias, "Moderators") == [
        "“Harbour reopens” is still an alias. It was taken down with the page that it mirrors, and stays its alias."
    ]


def test_a_live_one_is_converted_by_those_who_may_publish(source: ArticlePage, alias: ArticlePage) -> None:
    assert convert(alias, "Editors") == ["Sorry, you do not have permission to access this area."]
    assert mirrors(alias) == source.pk

    assert convert(alias, "Moderators") == [
        "Page &#x27;Harbour reopens&#x27; has been converted into an ordinary page."
    ]
    assert mirrors(alias) is None
    assert ArticlePage.objects.get(pk=alias.pk).live
    assert PageLogEntry.objects.filter(page=alias.pk, action="wagtail.convert_alias").count() == 1


def test_what_the_form_would_refuse_to_publish_is_refused(source: ArticlePage, alias: ArticlePage) -> None:
    forbidden = picture(usage_terms="FORBIDDEN")
    ArticlePage.objects.filter(pk=alias.pk).update(image=forbidden, title="")

    [told] = convert(alias, "Moderators")
    assert "Title: This field cannot be blank. · Picture: “Night train” is not to be used." in told
    assert mirrors(alias) == source.pk


def test_the_action_of_the_api_and_of_code_is_checked_too(source: ArticlePage, alias: ArticlePage) -> None:
    action = action_registry.get_action_class(Page, "convert_alias")
    assert action is CheckedConvertAliasAction
    with pytest.raises(PermissionDenied, match="You may not publish this page"):
        action(alias, user=make_user("Editors")).execute()

    restrict(source)
    for user in (make_user("Moderators"), None):
        with pytest.raises(ValidationError, match="It is an alias of a page that readers do not see"):
            action(alias, user=user).execute()
    assert mirrors(alias) == source.pk
