"""Embargoes: seen inside, unseen outside, lifted by the clock alone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.graphql.context import Context
from cms.schema import schema
from cms.visibility import Viewer, Visibility
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, make_article

LISTING = "{ articles { totalCount nodes { title embargo { until } } } categories { name articleCount } }"


def in_hours(hours: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


@pytest.mark.parametrize("until", [None, in_hours(1)])
def test_nobody_outside_sees_an_embargoed_article(
    index: NewsIndexPage, api: GraphQLClient, until: dt.datetime | None
) -> None:
    category = CategoryFactory(name="Mergers")
    held = make_article(index, title="Held", slug="held", category=category, embargo=True, embargo_until=until)
    make_article(index, title="Free", related_links=[])

    assert api.data(LISTING) == {
        "articles": {"totalCount": 1, "nodes": [{"title": "Free", "embargo": None}]},
        "categories": [],
    }
    assert api.data('{ page(path: "/news/held/") { title } }') == {"page": None}
    children = '{ page(path: "/news/") { children { nodes { title } } ... on NewsIndexPage { archive { count } } } }'
    assert api.data(children) == {"page": {"children": {"nodes": [{"title": "Free"}]}, "archive": [{"count": 1}]}}
    assert held.is_embargoed()


def test_the_embargo_lifts_when_its_moment_has_passed(index: NewsIndexPage) -> None:
    until = timezone.now() + dt.timedelta(minutes=5)
    make_article(index, title="Held", embargo=True, embargo_until=until)

    def titles(now: dt.datetime) -> list[str]:
        context = Context()
        context.visibility = Visibility(context.sites, now=now)
        result = schema.execute("{ articles { nodes { title } } }", context_value=context)
        return [node["title"] for node in result.data["articles"]["nodes"]]

    assert titles(until - dt.timedelta(microseconds=1)) == []
    assert titles(until) == ["Held"]


def test_a_trusted_client_sees_it_with_its_embargo_stated(index: NewsIndexPage) -> None:
    until = in_hours(1)
    make_article(index, title="Until", embargo=True, embargo_until=until)
    make_article(index, title="Open-ended", embargo=True, embargo_note="Not for print")

    result = schema.execute(LISTING, context_value=Context(viewer=Viewer(embargoed=True)))

    assert result.data["articles"]["nodes"] == [
        {"title": "Open-ended", "embargo": {"until": None}},
        {"title": "Until", "embargo": {"until": until.isoformat()}},
    ]


@pytest.mark.parametrize("until", [None, in_hours(1)])
def test_a_draft_changes_nothing_of_what_the_public_sees(
    index: NewsIndexPage, api: GraphQLClient, until: dt.datetime | None
) -> None:
    article = make_article(index, title="Live")
    before = ArticlePage.objects.values("embargo", "embargo_until", "embargo_note", "live").get(pk=article.pk)
    article.embargo, article.embargo_until, article.embargo_note = True, until, "For the ministry"
    revision = article.save_revision()
    assert api.data("{ articles { totalCount } }") == {"articles": {"totalCount": 1}}
    assert ArticlePage.objects.values("embargo", "embargo_until", "embargo_note", "live").get(pk=article.pk) == before

    revision.publish()
    assert api.data("{ articles { totalCount } }") == {"articles": {"totalCount": 0}}

    article.embargo, article.embargo_until, article.embargo_note = False, None, ""
    revision = article.save_revision()
    assert api.data("{ articles { totalCount } }") == {"articles": {"totalCount": 0}}

    revision.publish()
    assert api.data("{ articles { totalCount } }") == {"articles": {"totalCount": 1}}


def test_a_time_without_an_embargo_is_refused(index: NewsIndexPage) -> None:
    article = make_article(index)
    article.embargo_until = in_hours(1)
    with pytest.raises(ValidationError) as refused:
        article.full_clean()
    assert refused.value.message_dict == {
        "embargo": ["Tick this to set the embargo, or empty the time and the note to have none."]
    }
