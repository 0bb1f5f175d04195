"""Editions: what readers are told of each publication of an article."""

import datetime as dt
import importlib
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Revision

from news.models import ArticlePage, Correction, CorrectionWording, Edition, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_site, make_translation
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, slug="story", live=False, first_published_at=None)


def freeze_time(moment: dt.datetime) -> AbstractContextManager[Any]:
    """Have it be that moment."""
    return patch("django.utils.timezone.now", return_value=moment)


def publish(article: ArticlePage, at: dt.datetime, note: str = "", *, minor: bool = False, **fields: Any) -> Revision:
    """Publish the article with these words about the publication."""
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    draft.edition_note, draft.edition_is_minor = note, minor
    for name, value in fields.items():
        setattr(draft, name, value)
    with freeze_time(at):
        revision: Revision = draft.save_revision()
        revision.publish()
    return revision


def editions(article: ArticlePage) -> list[tuple[int, dt.datetime, str, bool]]:
    """Return the article's editions, the first one first."""
    rows = Edition.objects.filter(article=article).order_by("number")
    return list(rows.values_list("number", "published_at", "note", "is_minor"))


def read(api: GraphQLClient, fields: str, path: str = "/news/story/") -> Any:
    """Return these fields of an article."""
    return api.data(f'{{ page(path: "{path}") {{ ... on ArticlePage {{ {fields} }} }} }}')["page"]


def test_each_publication_is_an_edition(article: ArticlePage, api: GraphQLClient) -> None:
    publish(article, NOON)
    publish(article, NOON + HOUR, "Adds the minister’s answer.")
    publish(article, NOON + 2 * HOUR, minor=True)

    assert editions(article) == [
        (1, NOON, "", False),
        (2, NOON + HOUR, "Adds the minister’s answer.", False),
        (3, NOON + 2 * HOUR, "", True),
    ]
    assert read(api, "updatedAt lastPublishedAt editions { totalCount nodes { number publishedAt note } }") == {
        "updatedAt": "2026-05-29T13:00:00+00:00",
        "lastPublishedAt": "2026-05-29T14:00:00+00:00",
        "editions": {
            "totalCount": 3,
            "nodes": [
                {"number": 3, "publishedAt": "2026-05-29T14:00:00+00:00", "note": None},
                {"number": 2, "publishedAt": "2026-05-29T13:00:00+00:00", "note": "Adds the minister’s answer."},
                {"number": 1, "publishedAt": "2026-05-29T12:00:00+00:00", "note": None},
            ],
        },
    }
    assert read(api, "structuredData")["structuredData"]["dateModified"] == "2026-05-29T13:00:00+00:00"


def test_what_prints_a_correction_is_no_minor_edit(article: ArticlePage, api: GraphQLClient) -> None:
    publish(article, NOON)
    for hours, text in enumerate(("It was Monday.", "It was Tuesday.", "It was Tuesday."), 1):
        draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
        one = draft.corrections.first() or Correction(date=NOON.date(), kind="correction")
        one.text = text
        draft.corrections.add(one)
        with freeze_time(NOON + (hours - 0.5) * HOUR):
            draft.save_revision()
        publish(article, NOON + hours * HOUR, minor=True)

    assert editions(article) == [
        (1, NOON, "", False),
        (2, NOON + HOUR, "", False),
        (3, NOON + 2 * HOUR, "", False),
        (4, NOON + 3 * HOUR, "", True),
    ]
    shown = read(api, "updatedAt structuredData")
    assert shown["updatedAt"] == shown["structuredData"]["dateModified"] == "2026-05-29T14:00:00+00:00"


def test_they_are_read_page_by_page(article: ArticlePage, api: GraphQLClient) -> None:
    for number in range(3):
        publish(article, NOON + number * HOUR)

    first = read(api, "editions(first: 2) { nodes { number } pageInfo { hasNextPage endCursor } }")["editions"]
    rest = read(api, f'editions(first: 2, after: "{first["pageInfo"]["endCursor"]}") {{ nodes {{ number }} }}')

    assert [node["number"] for node in first["nodes"]] == [3, 2]
    assert [node["number"] for node in rest["editions"]["nodes"]] == [1]


def test_the_first_edition_is_no_minor_edit(article: ArticlePage) -> None:
    publish(article, NOON, minor=True)

    assert editions(article) == [(1, NOON, "", False)]
    assert ArticlePage.objects.get().updated_at == NOON


def test_a_minor_edit_moves_no_article_up(index: NewsIndexPage, article: ArticlePage, api: GraphQLClient) -> None:
    other = make_article(index, slug="other", live=False, first_published_at=None)
    publish(article, NOON, title="First")
    publish(other, NOON + HOUR, title="Second")
    publish(article, NOON + 2 * HOUR, minor=True)
    query = "{ articles(orderBy: RECENTLY_UPDATED) { nodes { title } } }"
    assert [node["title"] for node in api.data(query)["articles"]["nodes"]] == ["Second", "First"]

    publish(article, NOON + 3 * HOUR)
    assert [node["title"] for node in api.data(query)["articles"]["nodes"]] == ["First", "Second"]


def test_what_was_said_of_it_is_empty_for_the_next_one(article: ArticlePage) -> None:
    publish(article, NOON)
    revision = publish(article, NOON + HOUR, "Adds the minister’s answer.", minor=True)

    row = ArticlePage.objects.get()
    for page in (row, row.get_latest_revision_as_object(), Revision.objects.get(pk=revision.pk).as_object()):
        assert (page.edition_note, page.edition_is_minor) == ("", False)
        assert page.updated_at == NOON


def test_a_note_carried_over_to_a_later_draft_is_emptied_there_too(article: ArticlePage) -> None:
    publish(article, NOON)
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    draft.edition_note = "Adds the minister’s answer."
    first = draft.save_revision()
    draft.title = "Later"
    draft.save_revision()

    first.publish()

    latest = ArticlePage.objects.get().get_latest_revision_as_object()
    assert (latest.title, latest.edition_note) == ("Later", "")


def test_the_same_revision_published_again_is_the_same_edition(article: ArticlePage) -> None:
    revision = publish(article, NOON)
    with freeze_time(NOON + HOUR):
        Revision.objects.get(pk=revision.pk).publish()

    assert editions(article) == [(1, NOON, "", False)]
    row = ArticlePage.objects.get()
    assert (row.updated_at, row.last_published_at) == (NOON, NOON + HOUR)


def test_a_draft_and_a_schedule_are_none_until_they_are_published(article: ArticlePage) -> None:
    soon = timezone.now() + HOUR
    article.go_live_at, article.edition_note = soon, "First word."
    article.save_revision().publish()
    assert editions(article) == []

    with freeze_time(soon + HOUR):
        Revision.objects.exclude(approved_go_live_at=None).get().publish()
    assert editions(article) == [(1, soon + HOUR, "First word.", False)]


def test_what_is_published_before_an_embargo_lifts_is_one_edition(article: ArticlePage) -> None:
    lifts = timezone.now().replace(microsecond=0) + HOUR
    publish(article, timezone.now(), "First word.", embargo=True, embargo_until=lifts)
    publish(article, timezone.now(), embargo=True, embargo_until=lifts)
    assert editions(article) == [(1, lifts, "First word.", False)]
    assert ArticlePage.objects.get().updated_at == lifts

    publish(article, timezone.now(), embargo=True, embargo_until=None)
    assert editions(article) == []
    publish(article, lifts + HOUR, embargo=False)
    assert editions(article) == [(1, lifts + HOUR, "", False)]


def test_an_alias_has_those_of_its_source(index: NewsIndexPage, article: ArticlePage, api: GraphQLClient) -> None:
    publish(article, NOON)
    alias = ArticlePage.objects.get().create_alias(parent=index, update_slug="alias")
    alias.create_alias(parent=index, update_slug="alias-of-alias")
    publish(article, NOON + HOUR, "Adds a map.")
    publish(article, NOON + 2 * HOUR, minor=True)

    said = read(api, "updatedAt editions { nodes { number note } }")
    assert said["updatedAt"] == "2026-05-29T13:00:00+00:00"
    assert [node["number"] for node in said["editions"]["nodes"]] == [3, 2, 1]
    for slug in ("alias", "alias-of-alias"):
        assert read(api, "updatedAt editions { nodes { number note } }", f"/news/{slug}/") == said
    assert Edition.objects.count() == 3


def test_a_translation_and_a_copy_have_their_own(index: NewsIndexPage, article: ArticlePage) -> None:
    publish(article, NOON)
    publish(article, NOON + HOUR, "Adds a map.")
    french = make_translation(ArticlePage.objects.get(), "fr", live=False)
    publish(french, NOON + 2 * HOUR)
    copy = ArticlePage.objects.get(pk=article.pk).copy(update_attrs={"slug": "copy"}, keep_live=False)

    assert editions(french) == [(1, NOON + 2 * HOUR, "", False)]
    assert editions(copy) == []
    assert copy.updated_at is None


def test_a_correction_belongs_to_the_edition_that_made_it(article: ArticlePage, api: GraphQLClient) -> None:
    publish(article, NOON)
    publish(article, NOON + HOUR, corrections=[Correction(date=NOON.date(), text="It was Monday.")])
    publish(article, NOON + 2 * HOUR)

    assert list(CorrectionWording.objects.values_list("edition__number", flat=True)) == [2]
    assert read(api, "corrections { text edition { number } }")["corrections"] == [
        {"text": "It was Monday.", "edition": {"number": 2}}
    ]


def test_an_unpublished_article_that_is_published_again_goes_on_counting(article: ArticlePage) -> None:
    publish(article, NOON)
    ArticlePage.objects.get().unpublish()
    publish(article, NOON + HOUR)

    assert editions(article) == [(1, NOON, "", False), (2, NOON + HOUR, "", False)]


def test_editions_outlive_their_revisions(article: ArticlePage) -> None:
    publish(article, NOON)
    publish(article, NOON + HOUR)
    Revision.objects.filter(pk=Edition.objects.get(number=1).revision_id).delete()

    gone, kept = Edition.objects.order_by("number")
    assert (gone.revision, kept.revision is None) == (None, False)


def test_the_editor_says_what_changed_and_compares(index: NewsIndexPage) -> None:
    make_site("other.example", default=False)
    browser = log_in(make_user("Moderators"))
    article = make_article(index, slug="harbour-reopens", live=False, first_published_at=None)
    edit = f"/admin/pages/{article.pk}/edit/"
    for note in ("First word.", "Adds a map."):
        browser.post(edit, article_form("action-publish", edition_note=note))

    assert [note for _number, _at, note, _minor in editions(article)] == ["First word.", "Adds a map."]
    html = " ".join(browser.get(edit).content.decode().split())
    url = f"/admin/editions/{article.pk}/compare/?from=1&to=2"
    assert f'<a href="{escape(url)}"> Compare edition 2 with the one before </a>' in html
    assert 'name="edition_note" maxlength="255"' in html
    assert 'name="edition_note" value' not in html
    assert browser.get(url).status_code == 200
    browser.post(edit, article_form("action-publish", edition_is_minor="on"))
    assert [minor for *_edition, minor in editions(article)] == [False, False, True]


def test_bulk_publishing_makes_editions(index: NewsIndexPage) -> None:
    browser: Client = log_in(make_user("Moderators"))
    articles = [make_article(index, live=False, first_published_at=None) for _number in range(2)]
    query = "&".join(f"id={article.pk}" for article in articles)
    browser.post(f"/admin/bulk/wagtailcore/page/publish/?{query}", {"next": "/admin/"})

    assert [len(editions(article)) for article in articles] == [1, 1]


def test_the_migration_records_what_is_public_as_the_first_edition(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="story", first_published_at=NOON, last_published_at=NOON + HOUR)
    article.corrections = [Correction(date=NOON.date(), text="It was Monday.")]
    article.save()
    draft = make_article(index, live=False, first_published_at=None)
    held = make_article(index, embargo=True, first_published_at=None)
    alias = article.create_alias(parent=index, update_slug="alias")

    importlib.import_module("news.migrations.0007_editions").record_first_editions(apps, None)

    assert editions(article) == [(1, NOON + HOUR, "", False)]
    assert [editions(other) for other in (draft, held, alias)] == [[], [], []]
    assert read(api, "updatedAt corrections { edition { number } }") == {
        "updatedAt": "2026-05-29T13:00:00+00:00",
        "corrections": [{"edition": {"number": 1}}],
    }
    publish(article, NOON + 2 * HOUR, minor=True)
    assert editions(article)[1:] == [(2, NOON + 2 * HOUR, "", True)]
    assert read(api, "updatedAt")["updatedAt"] == "2026-05-29T13:00:00+00:00"
