"""Old addresses of imported articles, and links of the articles to one another."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ReferenceIndex

from news.importing.listing import import_listing
from news.importing.options import Options
from news.importing.problems import ImportRefused
from news.models import ArticlePage, Edition, NewsIndexPage
from tests.news.importing.samples import bring, write_json

pytestmark = [pytest.mark.django_db, pytest.mark.wagtail_indexes]
SITES = ["old.example"]
OLD: dict[str, Any] = {"old_sites": SITES}
# Newest first: the first links to the last, which was written before, and the last to the first, which was not.
NEW: dict[str, Any] = {
    "title": "New",
    "date": "2024-03-08",
    "import_id": "n",
    "old_paths": ["/2024/new.html", "https://old.example/?p=2"],
    "body": '<p>See <a href="https://old.example/2024/old.html">old</a>.</p>',
    "related": ["o"],
}
OLDER: dict[str, Any] = {
    "title": "Old",
    "date": "2024-03-01",
    "import_id": "o",
    "old_paths": "/2024/old.html",
    "body": '<p>See <a href="/?p=2#c">new</a>, <a href="/about">us</a>, <a href="https://old.example/x">x</a>.</p>',
    "related": "/2024/new.html",
}


def html(page: ArticlePage) -> str:
    return str(page.body.raw_data[0]["value"]["html"]).replace(' data-block-key="', "")


def linked(page: ArticlePage) -> list[int]:
    """Returns the articles to which the story of an article links, in the page and in its revision."""
    revised = page.latest_revision.as_object() if page.latest_revision else page
    others = ArticlePage.objects.exclude(pk=page.pk)
    found = [pk for pk in others.values_list("pk", flat=True) if f'<a id="{pk}" linktype="page">' in html(page)]
    assert found == [pk for pk in found if f'<a id="{pk}" linktype="page">' in html(revised)]
    return found


@pytest.mark.parametrize("batch_rows", [500, 1])
def test_articles_link_to_one_another(index: NewsIndexPage, tmp_path: Path, batch_rows: int) -> None:
    report = bring(tmp_path, index, NEW, OLDER, batch_rows=batch_rows, **OLD)

    new, old = ArticlePage.objects.get(title="New"), ArticlePage.objects.get(title="Old")
    assert (linked(new), linked(old)) == ([old.pk], [new.pk])
    assert [list(page.related_links.values_list("article", flat=True)) for page in (new, old)] == [[old.pk], [new.pk]]
    assert sorted(Redirect.objects.values_list("old_path", "redirect_page_id", "is_permanent")) == [
        ("/2024/new.html", new.pk, True),
        ("/2024/old.html", old.pk, True),
        ("/?p=2", new.pk, True),
    ]
    assert html(old).endswith(', us, <a href="https://old.example/x">x</a>.</p>')
    assert (report.redirects, report.notes) == (
        3,
        [(2, "left the text of a link without its address, which names no site: /about")],
    )
    assert Edition.objects.count() == 2
    assert old.revisions.count() == 1
    references = ReferenceIndex.get_references_to(new).filter(object_id=str(old.pk))
    assert sorted(references.values_list("model_path", flat=True)) == [
        "body.paragraph.html",
        "related_links.item.article",
    ]


@pytest.mark.parametrize("batch_rows", [500, 1])
def test_the_same_again_changes_nothing(index: NewsIndexPage, tmp_path: Path, batch_rows: int) -> None:
    bring(tmp_path, index, NEW, OLDER, batch_rows=batch_rows, **OLD)
    with CaptureQueriesContext(connection) as queries:
        report = bring(tmp_path, index, NEW, OLDER, update=True, **OLD)

    assert (report.unchanged, report.redirects, report.notes) == (2, 0, [])
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "news_importrun" not in sql] == []


def test_what_comes_later_is_linked_then(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, OLDER, **OLD)
    assert linked(ArticlePage.objects.get()) == []

    report = bring(tmp_path, index, NEW, OLDER, **OLD)

    new, old = ArticlePage.objects.get(title="New"), ArticlePage.objects.get(title="Old")
    assert (linked(old), list(old.related_links.values_list("article", flat=True))) == ([new.pk], [new.pk])
    assert (report.created, report.unchanged, old.revisions.count()) == (1, 1, 1)


def test_what_editors_have_changed_is_not_linked(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, OLDER, **OLD)
    page = ArticlePage.objects.get()
    page.body = [("paragraph", {"html": "<p>Ours.</p>"})]
    page.save_revision().publish()

    bring(tmp_path, index, NEW, OLDER, **OLD)

    assert html(ArticlePage.objects.get(title="Old")) == "<p>Ours.</p>"


def test_a_run_that_was_interrupted_links_what_was_there_before(
    index: NewsIndexPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_json(tmp_path, NEW, OLDER)
    calls: list[int] = []

    def stop(rows: int) -> None:
        calls.append(rows)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_listing(
            path,
            index,
            Options(batch_rows=1, **OLD),
            lambda what, rows: nullcontext(stop if what == "Importing" else lambda rows: None),
        )
    assert (calls, ArticlePage.objects.count()) == ([1], 1)
    with pytest.raises(ImportRefused, match="had other options"):
        import_listing(path, index, Options(batch_rows=1, resume=True))

    report = import_listing(path, index, Options(batch_rows=1, resume=True, **OLD))

    new, old = ArticlePage.objects.get(title="New"), ArticlePage.objects.get(title="Old")
    assert (report.resumed_after, report.created) == (1, 1)
    assert (linked(new), linked(old)) == ([old.pk], [new.pk])


def test_a_redirect_that_editors_removed_stays_away(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, NEW, **OLD)
    Redirect.objects.all().delete()
    bring(tmp_path, index, NEW, **OLD)
    assert Redirect.objects.count() == 0

    bring(tmp_path, index, NEW | {"old_paths": ["/2024/new.html"]}, **OLD)
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "slug", "note"),
    [
        ("%D0%BC%D0%B8%D1%80", "мир", "its slug “%D0%BC%D0%B8%D1%80” became “мир”"),
        ("2024/03/fog.html", "fog", "its slug “2024/03/fog.html” became “fog”"),
        ("v1.2", "v1-2", "its slug “v1.2” became “v1-2”"),
        ("😀", "new", "its slug “😀” is none that a page may have; one was made of its title"),
    ],
)
def test_slugs_that_no_page_may_have(index: NewsIndexPage, tmp_path: Path, written: str, slug: str, note: str) -> None:
    row = {"title": "New", "date": "2024-03-08", "slug": written}
    report = bring(tmp_path, index, row)

    assert (ArticlePage.objects.get().slug, report.notes) == (slug, [(1, note)])
    assert bring(tmp_path, index, row).unchanged == 1


@pytest.mark.parametrize("rows", [3, 30])
def test_the_number_of_queries_does_not_grow(index: NewsIndexPage, tmp_path: Path, rows: int) -> None:
    bring(tmp_path, index, {"title": "First", "date": "2024-01-01"})
    stories = [
        {
            "title": f"Story {number}",
            "date": f"2024-03-{number + 1:02}",
            "import_id": f"s{number}",
            "old_paths": [f"/{number}.html"],
            "body": f'<p><a href="/{(number + 1) % rows}.html">a</a></p>',
            "related": [f"s{(number + 1) % rows}"],
        }
        for number in range(rows)
    ]
    with CaptureQueriesContext(connection) as queries:
        report = bring(tmp_path, index, *stories)

    assert (report.created, report.redirects) == (rows, rows)
    assert [len(linked(page)) for page in ArticlePage.objects.exclude(title="First")] == [1] * rows
    assert len(queries) == {"postgresql": 36, "sqlite": 37}[connection.vendor]


@pytest.mark.parametrize("status", ["draft", "published"])
@pytest.mark.parametrize("block", [{"type": "table", "value": 7}, {"type": "table", "value": {"columns": 1}}])
def test_blocks_of_another_form_are_refused(
    index: NewsIndexPage, tmp_path: Path, status: str, block: dict[str, Any]
) -> None:
    with pytest.raises(ImportRefused) as caught:
        bring(tmp_path, index, {"title": "A", "date": "2024-03-08", "status": status, "blocks": [block]})

    assert str(caught.value.problems[0]).startswith("row 1, blocks: are not as an export of Dateline has them (")
    assert ArticlePage.objects.count() == 0
