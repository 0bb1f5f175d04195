"""Tags as they follow from SQL: exact ones for what is read, and for what is written."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from cms import tags
from cms.publishing.watching import Watch
from news.models import ArticleAuthor, ArticlePage, Category, NewsIndexPage
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watches the test's connection; nothing is committed in a test."""
    for method in ("commit", "rollback"):
        monkeypatch.setattr(connection, method, getattr(connection, method))
    watch = Watch(connection)
    yield watch
    connection.execute_wrappers.remove(watch)


def changes(watch: Watch, *kinds: str) -> set[str]:
    """Returns the tags that have been changed, of some kinds: a save writes into indexes and logs too."""
    return {tag for tag in watch.pending if tags.kind_of(tag) in kinds}


def test_what_nobody_names_is_read_as_a_list(watch: Watch) -> None:
    with tags.recording() as reading:
        list(ArticlePage.objects.select_related("category"))

    assert (reading.tags, reading.is_complete) == ({"list:page", "list:category"}, True)


def test_rows_that_are_named(watch: Watch) -> None:
    with tags.recording() as reading, tags.rows(ArticlePage, [3], url_path=["/home/x/"]) as found:
        list(ArticlePage.objects.select_related("category"))
        found([7])

    assert reading.tags == {"page:3", "page:7", "page.url_path=/home/x/", "all:page", "list:category"}


def test_naming_ends_with_its_block(watch: Watch) -> None:
    with tags.recording() as reading:
        with tags.rows(Category, [1]):
            pass
        Category.objects.count()

    assert reading.tags == {"category:1", "all:category", "list:category"}


def test_what_editors_leave_behind_may_not_be_read(watch: Watch) -> None:
    with tags.recording() as reading, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_session")

    assert reading.is_complete is False


def test_a_new_row(watch: Watch) -> None:
    CategoryFactory(slug="rail")

    assert changes(watch, "category") == {"list:category"}


def test_a_row_that_is_saved(watch: Watch) -> None:
    category = CategoryFactory()
    watch.pending.clear()

    category.save()

    assert changes(watch, "category") == {"list:category", f"category:{category.pk}"}


def test_a_page_that_is_saved(watch: Watch, index: NewsIndexPage) -> None:
    article = make_article(index, title="Ferries")
    watch.pending.clear()

    ArticlePage.objects.get().save()

    assert changes(watch, "page") == {
        "list:page",
        f"page:{article.pk}",
        f"page.path={article.path}",
        f"page.url_path={article.url_path}",
        f"page.translation_key={article.translation_key.hex}",
    }


def test_a_draft_that_is_saved_changes_nothing_public(watch: Watch, index: NewsIndexPage) -> None:
    article = make_article(index)
    watch.pending.clear()

    article.title = "Not yet"
    article.save_revision()

    assert changes(watch, "page", "articleauthor", "category") == set()


def test_a_byline_is_named_after_its_page(watch: Watch, index: NewsIndexPage) -> None:
    article = make_article(index)
    author = AuthorFactory()
    watch.pending.clear()

    byline = ArticleAuthor.objects.create(page=article, author=author)
    byline.save()

    assert changes(watch, "articleauthor") == {"list:articleauthor", f"articleauthor:{article.pk}"}


def test_rows_that_a_statement_does_not_name(watch: Watch, index: NewsIndexPage) -> None:
    category = CategoryFactory()
    watch.pending.clear()

    Category.objects.filter(slug=category.slug).update(name="Rail")

    assert watch.pending == {"list:category", "all:category"}


def test_rows_that_are_named_one_by_one(watch: Watch) -> None:
    one, other = CategoryFactory(), CategoryFactory()
    watch.pending.clear()

    Category.objects.filter(pk__in=[one.pk, other.pk]).update(name="Rail")

    assert watch.pending == {"list:category", f"category:{one.pk}", f"category:{other.pk}"}


def test_a_value_made_by_the_database_names_its_row_too(watch: Watch) -> None:
    category = CategoryFactory()
    watch.pending.clear()

    Category.objects.filter(pk=category.pk).update(name=F("slug"))

    assert watch.pending == {"list:category", "all:category"}


def test_a_column_of_a_page_that_is_written_alone(watch: Watch, index: NewsIndexPage) -> None:
    """Somebody may have looked for the page's address in vain, while it was hidden."""
    watch.pending.clear()

    Page.objects.filter(pk=index.pk).update(live=False)

    assert watch.pending == {"list:page", "all:page", f"page:{index.pk}"}


def test_a_page_that_moves_changes_all_addresses_below(watch: Watch, index: NewsIndexPage, site: Site) -> None:
    article = make_article(index)
    other = NewsIndexPage(title="Elsewhere", slug="elsewhere")
    site.root_page.add_child(instance=other)
    watch.pending.clear()

    article.move(other, pos="last-child")

    assert {"list:page", "all:page"} <= watch.pending


def test_a_row_that_is_deleted(watch: Watch) -> None:
    image = ImageFactory()
    pk = image.pk
    watch.pending.clear()

    image.delete()

    assert changes(watch, "image") == {"list:image", f"image:{pk}"}


def test_reading_changes_nothing(watch: Watch, index: NewsIndexPage) -> None:
    watch.pending.clear()
    with CaptureQueriesContext(connection) as queries:
        list(Page.objects.specific())
        Page.objects.exists()

    assert len(queries) > 1
    assert watch.pending == set()
