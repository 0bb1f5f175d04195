"""Many articles get tags at once, or lose them."""

import pytest
from django.test import Client
from taggit.models import Tag

from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article
from tests.news.desk.bulk.acting import address, carry_out, plan

ACTION = "change_tags"


def tags(article: ArticlePage) -> list[str]:
    """Returns what readers have."""
    return sorted(ArticlePage.objects.get(pk=article.pk).tags.names())


def test_tags_are_added_and_removed_at_once(moderator: Client, index: NewsIndexPage) -> None:
    rail = make_article(index, title="Rail", tags=["rail", "strike"])
    port = make_article(index, title="Port")

    said = plan(moderator, ACTION, rail, port, add='transport, "North Sea"', remove="strike")
    assert said[2:] == [
        "Rail: rail, strike → North Sea, rail, transport (published at once)",
        "Port: – → North Sea, transport (published at once)",
    ]
    assert not Tag.objects.filter(name="transport").exists(), "nothing is written yet"

    carry_out(moderator, ACTION, rail, port, add='transport, "North Sea"', remove="strike")
    assert tags(rail) == ["North Sea", "rail", "transport"]
    assert tags(port) == ["North Sea", "transport"]
    assert Tag.objects.filter(name="strike").exists(), "a tag outlives its articles"


def test_a_tag_that_is_there_is_no_change(moderator: Client, index: NewsIndexPage) -> None:
    article = make_article(index, title="Rail", tags=["rail"])

    assert plan(moderator, ACTION, article, add="rail, rail", remove="port") == [
        "0 articles change",
        "1 article is like that already",
        "Rail",
    ]
    assert carry_out(moderator, ACTION, article, add="rail", remove="port") == ["Nothing was changed."]
    assert (tags(article), article.revisions.count()) == (["rail"], 0)


def test_the_newest_draft_counts(moderator: Client, index: NewsIndexPage) -> None:
    article = make_article(index, title="Rail", tags=["rail"])
    article.tags.add("strike")
    article.save_revision()

    said = plan(moderator, ACTION, article, add="strike, port", remove="rail")
    assert said[2:] == ["Rail: rail, strike → port, strike (in the draft)"]

    carry_out(moderator, ACTION, article, add="strike, port", remove="rail")
    drafted = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (sorted(drafted.tags.names()), tags(article)) == (["port", "strike"], ["rail"])


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, "Enter tags to add, tags to remove, or both."),
        ({"add": "rail, port", "remove": "port"}, "To be added and removed: port. Decide on one."),
        ({"add": "x" * 101}, "are over 100 characters."),
    ],
)
def test_a_form_that_makes_no_sense_is_asked_back(
    moderator: Client, index: NewsIndexPage, values: dict[str, str], fault: str
) -> None:
    article = make_article(index)
    response = moderator.post(address(ACTION, article), {**values, "confirmed": "yes"})
    assert response.status_code == 200
    assert fault in response.content.decode()
    assert article.revisions.count() == 0


def test_readers_get_the_tags_at_once(moderator: Client, index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour", tags=["rail"])
    query = '{ tag(slug: "port") { articles { nodes { title tags } } } }'
    assert api.data(query) == {"tag": None}

    carry_out(moderator, ACTION, article, add="port")

    assert api.data(query) == {"tag": {"articles": {"nodes": [{"title": "Harbour", "tags": ["port", "rail"]}]}}}
