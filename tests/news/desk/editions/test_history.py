"""The list of an article's editions in its form."""

import datetime as dt
from typing import Any

import pytest
from wagtail.models import Revision

from news.models import ArticlePage, Correction, CorrectionWording, Edition, NewsIndexPage
from news.panels import MAX_EDITIONS_SHOWN
from tests.factories import make_article
from tests.user_accounts import log_in, make_user

NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)
PURGED = "Cannot be compared: the text of this edition or of the one before is no longer kept."


def publish(article: ArticlePage, user: Any, **fields: Any) -> Revision:
    """Publish the article as this person."""
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    revision: Revision = draft.save_revision(user=user)
    revision.publish(user=user)
    return revision


def rows_of_form(article: ArticlePage) -> list[str]:
    """Return the HTML of each edition in the form, the latest first."""
    html = " ".join(log_in(make_user("Moderators")).get(f"/admin/pages/{article.pk}/edit/").content.decode().split())
    table = html.split('<table class="listing news-editions">')[1].split("</table>")[0]
    return table.split("<tbody>")[1].split("<tr>")[1:]


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, first_published_at=None)


def test_each_edition_names_its_editor_and_its_corrections(article: ArticlePage) -> None:
    ann = make_user("Moderators", first_name="Ann", last_name="Marsh")
    publish(article, ann)
    publish(article, None, corrections=[Correction(date=NOON.date(), text="The harbour opens on <Monday>.")])

    latest, first = rows_of_form(article)
    assert "<p>Correction, 29 May 2026: The harbour opens on &lt;Monday&gt;." in latest
    assert "Ann Marsh" not in latest
    assert "<td>Ann Marsh</td>" in first
    assert "harbour opens" not in first


def test_an_edition_whose_text_is_gone_says_so(article: ArticlePage) -> None:
    purged = publish(article, None, title="One")
    publish(article, None, title="Two")
    publish(article, None, title="Three")
    purged.delete()

    third, second, first = rows_of_form(article)
    assert "Compare edition 3 with the one before" in third
    assert PURGED not in third
    assert PURGED in second
    assert "/compare/" not in second
    assert PURGED not in first  # it has none before it


@pytest.mark.parametrize("rows", [3, 30])
def test_the_form_asks_twice_for_all_editions(index: NewsIndexPage, rows: int, django_assert_num_queries: Any) -> None:
    article = make_article(index)
    revisions = [article.save_revision(user=make_user("Editors")) for _number in range(rows)]
    correction = Correction.objects.create(page=article, date=NOON.date(), text="It was Monday.")
    for number, revision in enumerate(revisions, start=1):
        edition = Edition.objects.create(article=article, number=number, published_at=NOON, revision=revision)
        CorrectionWording.objects.create(
            page=article,
            correction=correction,
            date=NOON.date(),
            kind=correction.kind,
            text="Old.",
            edition=edition,
        )
    bound = ArticlePage.get_edit_handler().get_bound_panel(instance=article)
    [panel] = [
        child for tab in bound.children for child in tab.children if type(child.panel).__name__ == "EditionHistory"
    ]
    with django_assert_num_queries(2):
        shown = [
            (edition.revision.user.get_full_name(), [wording.text for wording in edition.correction_wordings.all()])
            for edition, _compare_url in panel.editions
        ]
    assert shown == [("", ["Old."])] * min(rows, MAX_EDITIONS_SHOWN)
