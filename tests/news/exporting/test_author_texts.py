"""Texts of authors in other languages than the newsroom's own, exported and imported."""

from pathlib import Path

import pytest
from pytest_django import Settings
from wagtail.models import Locale

from news.models import Author, AuthorText, NewsIndexPage
from tests.news.exporting.test_round_trip import exported, rows_of, run

__all__ = ["exported"]  # a fixture

TEXTS = [
    {"locale": "ar", "job_title": "محرّرة", "bio": "تكتب."},
    {"locale": "fr", "job_title": "", "bio": "Elle écrit.\nÀ Brest."},
]


def test_authors_keep_their_texts_in_every_language(exported: Path, index: NewsIndexPage) -> None:
    assert [row["authors"][0]["texts"] for row in rows_of(exported) if row["authors"]] == [TEXTS, TEXTS]

    run("import_articles", exported, index="/news/")

    texts = AuthorText.objects.order_by("locale__language_code")
    assert list(texts.values("author__name", "locale__language_code", "job_title", "bio")) == [
        {"author__name": "Ana Duarte", "locale__language_code": text["locale"]}
        | {name: text[name] for name in ("job_title", "bio")}
        for text in TEXTS
    ]
    author = Author.objects.get()
    assert sorted(text.bio for text in author.live_revision.as_object().texts.all()) == [
        "Elle écrit.\nÀ Brest.",
        "تكتب.",
    ]


@pytest.mark.parametrize("dry_run", [True, False])
def test_texts_in_languages_that_are_not_here_are_noted(exported: Path, index: NewsIndexPage, dry_run: bool) -> None:
    Locale.objects.filter(language_code="ar").delete()

    out = run("import_articles", exported, index="/news/", dry_run=dry_run)

    assert (
        "  row 2: left out the texts of the author Ana Duarte in ar, which is no language of this newsroom."
    ) in out.splitlines()
    assert list(AuthorText.objects.values_list("bio", flat=True)) == ([] if dry_run else ["Elle écrit.\nÀ Brest."])


def test_texts_in_the_own_language_of_the_other_newsroom_are_noted(
    exported: Path, index: NewsIndexPage, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "fr"

    out = run("import_articles", exported, index="/news/")

    assert "left out the texts of the author Ana Duarte in fr, which is the newsroom’s own language." in out
    assert list(AuthorText.objects.values_list("bio", flat=True)) == ["تكتب."]
