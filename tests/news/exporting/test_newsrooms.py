"""Whole newsrooms that are exported, imported into an empty one and exported there again: the same files."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from wagtail.models import Page, Site

from news.models import ArticlePage, NewsIndexPage
from tests.news.exporting.test_round_trip import assert_same_files, empty, export, rows_of, run
from tests.news.importing.files.formats.test_wordpress import HEAD, TAIL, TERMS, item


@pytest.mark.django_db
def test_the_demo(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "public", PRIVATE_MEDIA_ROOT=tmp_path / "private"):
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        call_command("seed_demo", verbosity=0, picture_width=80)
        index = NewsIndexPage.objects.get(locale__language_code="en")
        export(tmp_path / "first", "--drafts", "--index", "/news/")
        count = ArticlePage.objects.child_of(index).count()
        empty_of_articles(index)

        out = run("import_articles", tmp_path / "first", index="/news/")
        export(tmp_path / "second", "--drafts", "--index", "/news/")

    assert out.splitlines()[1].split() == [str(count), "created"]
    first, second = (rows_of(tmp_path / name) for name in ("first", "second"))
    assert [row["slug"] for row in first] == [row["slug"] for row in second]
    assert first == second
    assert_same_files(tmp_path / "first", tmp_path / "second")


def empty_of_articles(index: NewsIndexPage) -> None:
    for page in ArticlePage.objects.all():
        page.delete()
    empty(NewsIndexPage.objects.get(pk=index.pk))


@pytest.mark.django_db
def test_an_imported_wordpress_site(index: NewsIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "quay.xml"
    posts = (
        item('<!-- wp:paragraph --><p>See <a href="https://old.example/2024/03/quay/">that</a>.</p>', post_id="7"),
        item(
            "First.\n\n<b>Second</b>.",
            post_id="8",
            post_name="quay",
            title="Quay",
            post_date_gmt="2024-03-01 08:00:00",
        ),
        item("Draft.", post_id="9", post_name="draft", title="Draft", status="draft"),
        item("Staff.", post_id="10", post_name="staff", title="Staff", status="private"),
    )
    path.write_text(HEAD + TERMS + "".join(posts) + TAIL, encoding="utf-8")
    run("import_articles", path, index="/news/")
    export(tmp_path / "first", "--drafts")
    empty(NewsIndexPage.objects.get(pk=index.pk))

    run("import_articles", tmp_path / "first", index="/news/")
    export(tmp_path / "second", "--drafts")

    assert_same_files(tmp_path / "first", tmp_path / "second")
    rows = {row["title"]: row for row in rows_of(tmp_path / "second")}
    assert {title: (row["status"], row["private"], row["import_id"]) for title, row in rows.items()} == {
        "Fog": ("published", False, "wordpress:7"),
        "Quay": ("published", False, "wordpress:8"),
        "Draft": ("draft", False, "wordpress:9"),
        "Staff": ("published", True, "wordpress:10"),
    }
    assert rows["Quay"]["translation_key"] in rows["Fog"]["blocks"][0]["value"]["html"]
    again = run("import_articles", path, index="/news/")
    assert [line.split() for line in again.splitlines()[1:4]] == [
        ["0", "created"],
        ["0", "updated"],
        ["4", "unchanged"],
    ]
