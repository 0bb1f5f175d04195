"""What the form that copies a page refuses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms.takedowns.actions import lift, take_down
from news.models import ArticlePage, NewsIndexPage
from tests.editing.publication.test_checks import FAULTS, HALF
from tests.factories import make_article, restrict, stored
from tests.user_accounts import log_in, make_user

REFUSED = "“Harbour reopens” can be neither copied nor translated. It was taken down on "
REASON = " by Ana Duarte: A court order To do so all the same, lift the take-down first."


def copy(page: Page, **values: Any) -> dict[str, list[str]]:
    """Return the errors of the form that copies a page, by field; none when it was copied."""
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(page.get_parent().pk), **values}
    answer = log_in(make_user("Moderators")).post(f"/admin/pages/{page.pk}/copy/", form)
    if answer.status_code == 302:
        return {}
    errors: dict[str, list[str]] = answer.context["form"].errors
    shown = answer.text
    assert all(error.partition(" ")[0] in shown for found in errors.values() for error in found)
    return {name: list(found) for name, found in errors.items()}


@pytest.fixture
def story(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Harbour reopens", slug="harbour-reopens")


@pytest.fixture
def taken_down(story: ArticlePage) -> ArticlePage:
    take_down(story, make_user("Moderators", first_name="Ana", last_name="Duarte"), "A court order")
    return ArticlePage.objects.get(pk=story.pk)


@pytest.mark.parametrize("asked", ["publish_copies", "alias"])
def test_a_public_copy_passes_all_checks_of_the_form(index: NewsIndexPage, asked: str) -> None:
    half = make_article(index, title="Half finished", body=stored(*HALF))
    sentence = "“Half finished” was not published. " + " · ".join(FAULTS)

    assert copy(half, **{asked: "on"}) == {asked: [sentence]}
    assert copy(index, copy_subpages="on", **{asked: "on"}) == {asked: [sentence]}
    assert not Page.objects.filter(slug="copy").exists()
    assert copy(half) == {}


def test_no_public_copy_is_made_of_an_alias_whose_source_is_hidden(story: ArticlePage) -> None:
    alias = story.create_alias(update_slug="mirrored")
    restrict(story)

    assert copy(alias, publish_copies="on") == {
        "publish_copies": [
            "“Harbour reopens” was not published. It is an alias of a page that readers do not see: a public copy "
            "would show it."
        ]
    }
    assert copy(alias) == {}


@pytest.mark.parametrize("asked", [{}, {"alias": "on"}, {"publish_copies": "on"}])
def test_what_was_taken_down_is_not_copied(
    index: NewsIndexPage, taken_down: ArticlePage, asked: dict[str, str]
) -> None:
    for page, field, values in ((taken_down, "new_title", {}), (index, "copy_subpages", {"copy_subpages": "on"})):
        errors = copy(page, **asked, **values)
        [refusal] = errors[field]
        assert refusal.startswith(REFUSED)
        assert refusal.endswith(REASON)
    assert not Page.objects.filter(slug="copy").exists()

    assert copy(index, **asked) == {}
    lift(taken_down, make_user("Moderators"))
    assert copy(taken_down, new_slug="copied", new_title="Copied") == {}


def test_code_copies_nothing_that_was_taken_down(index: NewsIndexPage, taken_down: ArticlePage) -> None:
    before = Page.objects.count()
    with pytest.raises(ValidationError, match="A court order"):
        taken_down.copy(update_attrs={"slug": "copied"})
    with pytest.raises(ValidationError, match="A court order"):
        index.copy(recursive=True, update_attrs={"slug": "copied"})
    assert Page.objects.count() == before

    index.copy(update_attrs={"slug": "copied"})
    assert Page.objects.count() == before + 1
