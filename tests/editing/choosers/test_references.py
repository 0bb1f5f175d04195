"""A page's form takes what its choosers offer, and shows nothing of anything else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, streamfield

from news.models import ArticlePage, NewsIndexPage
from tests.factories import ImageFactory, make_article
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user


@pytest.fixture
def own(section: NewsIndexPage) -> ArticlePage:
    return make_article(section, title="Own", live=False)


def link(kind: str, pk: int | str) -> dict[str, Any]:
    """Returns what Wagtail's editor sends for a paragraph with a link to a page or document."""
    entity = {"type": "LINK" if kind == "page" else "DOCUMENT", "mutability": "MUTABLE", "data": {"id": pk}}
    block = {
        "key": "00000",
        "text": "here",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"key": 0, "offset": 0, "length": 4}],
    }
    return {"blocks": [block], "entityMap": {"0": entity}}


def picture_block(pk: int) -> dict[str, Any]:
    sent: dict[str, Any] = streamfield([("image", {"image": str(pk), "alt": "", "caption": "", "credit": ""})])
    return sent


WAYS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "foreign key": lambda rows: {"image": str(rows["image"].pk)},
    "foreign key beside an error": lambda rows: {"social_image": str(rows["image"].pk), "slug": "two words"},
    "foreign key with a sign": lambda rows: {"image": f"+{rows['image'].pk}"},
    "foreign key within spaces": lambda rows: {"image": f" {rows['image'].pk} "},
    "child with a sign": lambda rows: {"related_links": inline_formset([{"article": f"+{rows['page'].pk}"}])},
    "child": lambda rows: {"related_links": inline_formset([{"article": str(rows["page"].pk)}])},
    "picture block": lambda rows: {"body": picture_block(rows["image"].pk)},
    "document block": lambda rows: {
        "body": streamfield([("document", {"document": str(rows["document"].pk), "title": ""})])
    },
    "link to a page": lambda rows: {
        "body": streamfield([("paragraph", {"html": json.dumps(link("page", rows["page"].pk))})])
    },
    "link to a page with a sign": lambda rows: {
        "body": streamfield([("paragraph", {"html": json.dumps(link("page", f"+{rows['page'].pk}"))})])
    },
    "link to a document": lambda rows: {
        "body": streamfield([("paragraph", {"html": json.dumps(link("document", rows["document"].pk))})])
    },
}
"""The fields of a form that refers to something, by how it does."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["edit", "edit/preview", "add"])
def test_what_the_choosers_do_not_offer_is_refused_and_not_shown(
    editor: Client, own: ArticlePage, hidden: dict[str, Any], way: str, address: str
) -> None:
    place = f"/admin/pages/{own.pk}/{address}/"
    if address == "add":
        place = f"/admin/pages/add/news/articlepage/{own.get_parent().pk}/"

    answer = editor.post(place, article_form(**WAYS[way](hidden)))

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert "Canary" not in answer.content.decode()
    assert own.revisions.count() == 0
    assert not ArticlePage.objects.filter(title="Harbour reopens").exists()
    told = editor.get("/admin/").content.decode()
    assert ("Not saved: you may not choose" in told) == (address != "edit/preview")
    assert "Canary" not in told


@pytest.mark.parametrize("way", [way for way in WAYS if "error" not in way])
def test_what_stood_there_before_may_stay(editor: Client, own: ArticlePage, hidden: dict[str, Any], way: str) -> None:
    chief = log_in(make_user("Editors"))
    filled = {**WAYS[way](hidden), "title": "Harbour reopens"}
    assert chief.post(f"/admin/pages/{own.pk}/edit/", article_form(**filled)).status_code == 302

    answer = editor.post(f"/admin/pages/{own.pk}/edit/", article_form(**{**filled, "title": "Harbour opens"}))

    assert answer["Location"] == f"/admin/pages/{own.pk}/edit/"
    assert ArticlePage.objects.get(pk=own.pk).get_latest_revision_as_object().title == "Harbour opens"


def test_what_the_choosers_offer_is_taken(editor: Client, own: ArticlePage, index: NewsIndexPage) -> None:
    public = make_article(index, title="Public")
    picture = ImageFactory(collection=Collection.objects.get(name="Press"))
    chosen = {"image": str(picture.pk), "related_links": inline_formset([{"article": str(public.pk)}])}

    answer = editor.post(f"/admin/pages/{own.pk}/edit/", article_form(**chosen))

    assert answer["Location"] == f"/admin/pages/{own.pk}/edit/"
    saved = ArticlePage.objects.get(pk=own.pk).get_latest_revision_as_object()
    assert saved.image == picture
    assert [row.article_id for row in saved.related_links.all()] == [public.pk]
