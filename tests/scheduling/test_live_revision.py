"""A live page stays live while an update of it is scheduled."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.scheduling.schedule import run_schedule
from demo.bulk import insert
from news.models import ArticlePage, Author, NewsIndexPage
from tests.factories import AuthorFactory, make_article
from tests.news.article_form import article_form
from tests.scheduling.newsroom import pass_moment, schedule
from tests.user_accounts import log_in, make_user

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def bare(index: NewsIndexPage) -> ArticlePage:
    """A live article without any revision, as rows written in bulk are."""
    return make_article(index, title="As it is", slug="bare", last_published_at=timezone.now() - HOUR)


def test_an_update_of_a_page_without_a_live_revision_leaves_it_live(bare: ArticlePage) -> None:
    assert bare.live_revision_id is None
    bare.title, bare.go_live_at = "As it will be", timezone.now() + HOUR
    revision = bare.save_revision()
    revision.publish()

    page = ArticlePage.objects.get(pk=bare.pk)
    assert (page.live, page.title, page.approved_schedule) == (True, "As it is", True)
    assert page.live_revision.as_object().title == "As it is"
    assert page.get_latest_revision() == revision

    pass_moment(revision)
    run_schedule()
    page = ArticlePage.objects.get(pk=bare.pk)
    assert (page.live, page.title, page.live_revision_id) == (True, "As it will be", revision.pk)


def test_nor_does_a_form_that_schedules_take_it_down(bare: ArticlePage) -> None:
    form = article_form("action-publish", title="As it will be", slug="bare", go_live_at="2999-01-01 12:00")
    assert log_in(make_user("Moderators")).post(f"/admin/pages/{bare.pk}/edit/", form).status_code == 302

    page = ArticlePage.objects.get(pk=bare.pk)
    assert (page.live, page.title, page.approved_schedule) == (True, "As it is", True)


def test_a_page_that_is_not_live_gets_no_live_revision(index: NewsIndexPage) -> None:
    draft = make_article(index, live=False)
    draft.go_live_at = timezone.now() + HOUR
    draft.save_revision().publish()

    page = ArticlePage.objects.get(pk=draft.pk)
    assert (page.live, page.live_revision_id, Revision.objects.for_instance(page).count()) == (False, None, 1)


def test_a_page_that_is_created_for_later_is_not_live_before(index: NewsIndexPage) -> None:
    """The form that creates a page saves it, live as all pages are by default, and then schedules it."""
    page = make_article(index, title="Tomorrow", go_live_at=timezone.now() + HOUR, live=True)
    page.save_revision().publish()

    assert (ArticlePage.objects.get(pk=page.pk).live, ArticlePage.objects.get(pk=page.pk).live_revision) == (
        False,
        None,
    )


def test_a_page_that_a_migration_made_stays_live(index: NewsIndexPage) -> None:
    NewsIndexPage.objects.filter(pk=index.pk).update(first_published_at=None, last_published_at=None)
    index = NewsIndexPage.objects.get(pk=index.pk)
    index.title, index.go_live_at = "Stories", timezone.now() + HOUR
    index.save_revision().publish()

    stored = NewsIndexPage.objects.get(pk=index.pk)
    assert (stored.live, stored.title, stored.live_revision is not None) == (True, "News and articles", True)


def test_an_update_written_before_the_first_publication_leaves_the_page_live(index: NewsIndexPage) -> None:
    """The revision says that there is no live one: there was none when it was saved."""
    article = make_article(index, title="First", live=False)
    first = article.save_revision()
    article.title, article.go_live_at = "Second", timezone.now() + HOUR
    second = article.save_revision()
    first.publish()

    Revision.objects.get(pk=second.pk).publish()

    page = ArticlePage.objects.get(pk=article.pk)
    assert (page.live, page.title, page.live_revision_id) == (True, "First", first.pk)


def test_an_update_of_an_author_leaves_the_author_live(db: None) -> None:
    author = AuthorFactory(name="Ana", slug="ana")
    author.name, author.go_live_at = "Ana Duarte", timezone.now() + HOUR
    revision = author.save_revision()
    revision.publish()

    assert Author.objects.filter(slug="ana", live=True, name="Ana").exists()
    pass_moment(revision)
    run_schedule()
    assert Author.objects.filter(slug="ana", live=True, name="Ana Duarte").exists()


def test_a_page_written_in_bulk_stays_live_too(index: NewsIndexPage, bare: ArticlePage) -> None:
    copy: Any = ArticlePage.objects.get(pk=bare.pk)
    copy.pk = copy.id = copy.page_ptr_id = None
    copy.slug, copy.path, copy.translation_key = "bulk", index.path + "9999", uuid.uuid4()
    insert([copy], admin_finds=False)

    schedule(ArticlePage.objects.get(slug="bulk"), title="Updated")
    assert ArticlePage.objects.get(slug="bulk").live
