"""The article form."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from news.models import ArticlePage, NewsIndexPage, RelatedArticle
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user


@pytest.fixture
def add(index: NewsIndexPage) -> str:
    """The address of the form for a new article."""
    return f"/admin/pages/add/news/articlepage/{index.pk}/"


@pytest.fixture
def moderator(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


def test_the_form_follows_the_order_of_the_work(moderator: Client, add: str) -> None:
    html = moderator.get(add).content.decode()

    assert re.findall(r'id="tab-label-(\w+)"', html) == ["story", "filing", "promotion", "release"]
    fields = re.findall(r'id="panel-child-(\w+)-(\w+)-section"', html)
    story = [name for tab, name in fields if tab == "story"]
    assert story == ["kicker", "title", "summary", "similar_articles", "image", "body"]
    assert 'placeholder="Headline*"' in html
    assert "page title" not in html.lower()


def test_scheduling_and_comments_are_at_hand(moderator: Client, add: str) -> None:
    html = moderator.get(add).content.decode()

    assert 'name="go_live_at"' in html
    assert "Set schedule" in html
    assert '<div id="comments-output" hidden>' in html


def test_everything_is_kept(moderator: Client, add: str, index: NewsIndexPage) -> None:
    category, image, other = CategoryFactory(), ImageFactory(), make_article(index)
    ana, tom = AuthorFactory(), AuthorFactory()
    moderator.post(
        add,
        article_form(
            "action-publish",
            kicker="Ports",
            category=category.pk,
            image=image.pk,
            tags='Lisbon, "night boats"',
            published_at="2026-05-29 08:30",
            bylines=inline_formset([{"author": tom.pk, "ORDER": "2"}, {"author": ana.pk, "ORDER": "1"}]),
            related_links=inline_formset([{"article": other.pk}]),
            corrections=inline_formset([{"date": "2026-05-30", "kind": "clarification", "text": "It was Monday."}]),
            body=streamfield(
                [
                    ("paragraph", {"html": rich_text("<p>Boats <b>return</b>.</p>")}),
                    ("quote", {"quote": "At last.", "attribution": "A pilot"}),
                    ("image", {"image": image.pk, "caption": "The harbour", "alt": "", "credit": ""}),
                ]
            ),
        ),
    )

    article = ArticlePage.objects.exclude(pk=other.pk).get()
    assert (article.kicker, article.category, article.image) == ("Ports", category, image)
    assert article.published_at == dt.datetime(2026, 5, 29, 8, 30, tzinfo=dt.UTC)
    assert sorted(tag.name for tag in article.tags.all()) == ["Lisbon", "night boats"]
    assert [byline.author for byline in article.bylines.order_by("sort_order")] == [ana, tom]
    assert RelatedArticle.objects.get(page=article).article == other
    correction = article.corrections.get()
    assert (correction.date, correction.kind) == (dt.date(2026, 5, 30), "clarification")
    assert [block.block_type for block in article.body] == ["paragraph", "quote", "image"]
    assert article.body[1].value["quote"] == "At last."
    assert article.body[2].value["image"] == image


@pytest.mark.parametrize("order", ["1", ""])
def test_rows_left_empty_are_no_rows(moderator: Client, add: str, order: str) -> None:
    """They stopped autosave, as a row that was begun has its place in the order."""
    ana = AuthorFactory()
    empty = {"author": "", "ORDER": order}

    moderator.post(
        add,
        article_form(
            "action-publish",
            bylines=inline_formset([empty, {"author": ana.pk, "ORDER": "2"}]),
            related_links=inline_formset([{"article": "", "ORDER": order}]),
        ),
    )

    article = ArticlePage.objects.get()
    assert [byline.author for byline in article.bylines.all()] == [ana]
    assert not article.related_links.exists()


def test_nobody_signs_an_article_twice(moderator: Client, add: str) -> None:
    ana = AuthorFactory()

    answer = moderator.post(add, article_form(bylines=inline_formset([{"author": ana.pk}, {"author": ana.pk}])))

    assert answer.status_code == 200
    assert "Please correct the duplicate data" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_an_article_goes_live_at_its_time(moderator: Client, add: str) -> None:
    tomorrow = timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=1)

    moderator.post(add, article_form("action-publish", go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M")))

    article = ArticlePage.objects.get()
    assert (article.live, article.scheduled_revision.approved_go_live_at) == (False, tomorrow)


def test_a_new_headline_names_the_web_address(moderator: Client, add: str) -> None:
    html = moderator.get(add).content.decode()

    title = re.search(r'<textarea name="title"[^>]*>|<input[^>]*name="title"[^>]*>', html)
    assert title is not None
    assert 'data-w-sync-target-value="#id_slug"' in title[0]
