"""Writes the articles of the demo newsroom, those that readers see and those that still lie on the desk."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import Any

from wagtail.models import Page

from demo.bodies import stored_body
from demo.content import Note, Story, Text
from demo.newsroom import OPENING_DAY, Newsroom, publish
from news.models import ArticleAuthor, ArticlePage, Correction, PlanningNote, RelatedArticle, StandardPage


def plant(newsroom: Newsroom, words: Story | Text) -> None:
    """Make the empty page, so that others can link to it before it has a body."""
    locale = newsroom.locales[words.locale]
    page: ArticlePage | StandardPage
    if isinstance(words, Story):
        parent = newsroom.listings[words.locale]
        page = ArticlePage(title=words.title, slug=words.slug, locale=locale, live=False)
    else:
        parent = newsroom.homes[words.locale]
        if words.under:
            parent = Page.objects.get(pk=newsroom.shelf.pages[words.under])
        page = StandardPage(title=words.title, slug=words.slug, locale=locale, live=False)
    if words.of:
        page.translation_key = Page.objects.get(pk=newsroom.shelf.pages[words.of]).translation_key
    parent.add_child(instance=page)
    newsroom.shelf.pages[words.slug] = page.pk


def publish_text(newsroom: Newsroom, text: Text) -> None:
    """Fill and publish a page that is no news."""
    page = StandardPage.objects.get(pk=newsroom.shelf.pages[text.slug])
    page.intro = text.intro
    page.body = json.dumps(stored_body(text.slug, text.body, newsroom.shelf))
    publish(page, newsroom.calendar.moment(OPENING_DAY, "06:00"))


def publish_story(newsroom: Newsroom, story: Story) -> None:
    """Fill and publish an article."""
    publish(_written(newsroom, story), newsroom.calendar.moment(story.days_ago, story.time))


def leave_on_desk(newsroom: Newsroom, story: Story) -> None:
    """Fill an article and bring it into its state: a draft, in moderation, or scheduled."""
    page = _written(newsroom, story)
    if story.state == "scheduled":
        page.go_live_at = page.published_at
    if story.embargo_lifts:
        page.embargo, page.embargo_note = True, story.embargo_note
        page.embargo_until = newsroom.calendar.moment(story.days_ago, story.embargo_lifts)
    if story.expires_days_ago is not None:
        page.expire_at = newsroom.calendar.moment(story.expires_days_ago, story.time)
    page.save()
    revision = page.save_revision()
    if story.state == "scheduled":
        revision.publish(log_action=False)
    elif story.state == "moderation":
        page.get_workflow().start(page, user=None)


def plan(newsroom: Newsroom, note: Note) -> None:
    """Write a planning note."""
    PlanningNote.objects.create(
        title=note.title,
        text=note.text,
        day=newsroom.calendar.day(note.days_ago),
        time=time.fromisoformat(note.time) if note.time else None,
        article_id=newsroom.shelf.pages[note.article] if note.article else None,
        is_done=note.is_done,
    )


def _written(newsroom: Newsroom, story: Story) -> ArticlePage:
    page: ArticlePage = ArticlePage.objects.get(pk=newsroom.shelf.pages[story.slug])
    page.kicker, page.summary = story.kicker, story.summary
    page.category = newsroom.categories[story.locale, story.category] if story.category else None
    page.image_id = newsroom.shelf.pictures[story.picture] if story.picture else None
    page.published_at = newsroom.calendar.moment(story.days_ago, story.time)
    page.body = json.dumps(stored_body(story.slug, story.body, newsroom.shelf))
    page.tags.set(story.tags)
    page.bylines = [
        ArticleAuthor(author=newsroom.authors[slug], sort_order=place) for place, slug in enumerate(story.authors)
    ]
    page.related_links = [
        RelatedArticle(article_id=newsroom.shelf.pages[slug], sort_order=place)
        for place, slug in enumerate(story.related)
    ]
    page.corrections = [_correction(newsroom, story, place, row) for place, row in enumerate(story.corrections)]
    return page


def _correction(newsroom: Newsroom, story: Story, place: int, row: dict[str, Any]) -> Correction:
    date = newsroom.calendar.day(story.days_ago) + timedelta(days=row["days_after"])
    return Correction(date=date, kind=row["kind"], text=row["text"], sort_order=place)
