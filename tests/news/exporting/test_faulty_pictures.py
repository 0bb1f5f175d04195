"""Pictures of an export that no form would publish: as they were, noted, and never shown against their rights."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cms.images.models import CreditedImage
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, make_article
from tests.news.exporting.test_round_trip import empty, export, run
from tests.user_accounts import log_in, make_user

WORDLESS = {"title": "Old quay", "description": "", "credit": ""}
FORBIDDEN = {"title": "Old quay", "usage_terms": "FORBIDDEN"}


def bring_back(index: NewsIndexPage, tmp_path: Path, **picture: Any) -> list[dict[str, Any]]:
    """Export a published article with such a picture and import it into an empty newsroom; return the notes."""
    make_article(index, slug="quay", image=ImageFactory(**picture))
    export(tmp_path / "out")
    empty(NewsIndexPage.objects.get(pk=index.pk))
    run("import_articles", tmp_path / "out", index="/news/", report=tmp_path / "report.json")
    notes: list[dict[str, Any]] = json.loads((tmp_path / "report.json").read_text())
    return notes


def test_one_without_its_words_is_noted_and_listed_and_not_published_again(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    [note] = bring_back(index, tmp_path, **WORDLESS)

    assert (note["kind"], note["field"], note["text"]) == (
        "loss",
        "image",
        "its picture “Old quay” came without description and credit, as it was where it comes from",
    )
    listed = log_in(make_user("Moderators")).get("/admin/images/", {"missing": "description"}).context["images"]
    assert [image.title for image in listed] == ["Old quay"]
    article = ArticlePage.objects.get(slug="quay")
    assert article.live
    with pytest.raises(ValidationError, match="“Old quay” has no description"):
        article.save_revision().publish()


def test_one_that_is_not_to_be_used_is_noted_and_not_shown(
    index: NewsIndexPage, tmp_path: Path, api: GraphQLClient
) -> None:
    [note] = bring_back(index, tmp_path, **FORBIDDEN)

    assert note["text"] == ("its picture “Old quay” may not be shown, as where it comes from: readers do not get it")
    assert CreditedImage.objects.get().usage_terms == "FORBIDDEN"
    query = '{ page(path: "/news/quay/") { ... on ArticlePage { title image { alt credit } } } }'
    assert api.data(query)["page"]["image"] == {"alt": "", "credit": None}
    with pytest.raises(ValidationError, match="“Old quay” is not to be used"):
        ArticlePage.objects.get(slug="quay").save_revision().publish()
