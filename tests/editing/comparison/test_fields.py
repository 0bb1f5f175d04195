"""What the comparison shows of fields and blocks."""

import datetime as dt
from typing import Any

import pytest
from django.utils.safestring import mark_safe
from wagtail.models import Locale

from cms.editing.comparison.markup import with_ins_and_del
from cms.editing.comparison.table import changed_fields, comparison_rows
from news.models import ArticlePage, NewsIndexPage
from tests.factories import AuthorFactory, ImageFactory, make_article
from tests.user_accounts import log_in, make_user

NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)


def difference(old: ArticlePage, new: ArticlePage) -> dict[str, str]:
    """Return the HTML of the fields that differ, by their labels."""
    panel = new.get_edit_handler().get_bound_panel(instance=new, form=None)
    return {row.label: " ".join(row.html.split()) for row in comparison_rows(changed_fields(panel, old, new))}


def added(text: str) -> str:
    return f'<ins><span class="w-sr-only" lang="en"> [added: </span>{text}<span class="w-sr-only">] </span></ins>'


def removed(text: str) -> str:
    return f'<del><span class="w-sr-only" lang="en"> [removed: </span>{text}<span class="w-sr-only">] </span></del>'


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Harbour opens", summary="Boats return.")


def changed(article: ArticlePage, **values: Any) -> ArticlePage:
    """Return the article with other values."""
    other = ArticlePage.objects.get(pk=article.pk)
    for name, value in values.items():
        setattr(other, name, value)
    return other


def test_texts_are_compared_word_by_word_and_escaped(article: ArticlePage) -> None:
    hostile = '<script>alert(1)</script><span class="addition">'
    found = difference(article, changed(article, title=f"Harbour {hostile}"))
    assert found == {
        "Title": '<div class="comparison__text" lang="en" dir="ltr">Harbour '
        + removed("opens")
        + added("&lt;script&gt;alert(1)&lt;/script&gt;&lt;span class=&quot;addition&quot;&gt;")
        + "</div>"
    }


def test_a_comparison_of_wagtails_own_is_marked_in_the_same_way(article: ArticlePage) -> None:
    author = AuthorFactory(name="Ann <b>Marsh</b>")
    other = changed(article)
    other.bylines = [ArticlePage.bylines.rel.related_model(author=author, sort_order=0)]
    panel = other.get_edit_handler().get_bound_panel(instance=other, form=None)
    [row] = comparison_rows(changed_fields(panel, article, other))
    [entry] = row.entries
    assert (row.label, entry.state, entry.is_addition) == ("Authors", "added", True)
    assert entry.fields == [("Author", "Ann &lt;b&gt;Marsh&lt;/b&gt;")]


def test_values_are_shown_as_editors_read_them(article: ArticlePage) -> None:
    article.published_at = NOON
    later = NOON + dt.timedelta(hours=1)
    found = difference(article, changed(article, published_at=later, noindex=True))
    assert found == {
        "Dateline": f"{removed('29 May 2026, 12:00 UTC')} {added('29 May 2026, 13:00 UTC')}",
        "Hide from search engines": f"{removed('No')} {added('Yes')}",
    }


def test_tags_are_compared_by_name_whatever_their_order(article: ArticlePage) -> None:
    article.tags.set(["الميناء", "Boats"])
    other = changed(article)
    other.tags.set(["Boats", "الميناء"])
    assert difference(article, other) == {}
    other.tags.set(["Boats", "Ferries"])
    text = f"Boats, {removed('الميناء')}, {added('Ferries')}"
    assert difference(article, other) == {"Tags": f'<div class="comparison__text" lang="en" dir="ltr">{text}</div>'}


def test_both_pictures_are_shown_with_their_words(article: ArticlePage) -> None:
    article.image = ImageFactory(title="Old.jpg", description="A quay", credit="© Ann")
    found = difference(article, changed(article, image=ImageFactory(title="New.jpg", description="", credit="© Ben")))
    html = found["Picture"]
    assert html.index("[removed:") < html.index("Old.jpg") < html.index("A quay") < html.index("© Ann")
    assert html.index("© Ann") < html.index("[added:") < html.index("New.jpg") < html.index("© Ben")


def test_arabic_is_shown_from_right_to_left(article: ArticlePage) -> None:
    arabic = changed(article, title="الميناء", locale=Locale(language_code="ar"))
    assert '<div class="comparison__text" lang="ar" dir="rtl">' in difference(article, arabic)["Title"]


def test_bylines_in_another_order_are_a_change(article: ArticlePage) -> None:
    for number, name in enumerate(["Ann", "Ben"]):
        article.bylines.create(author=AuthorFactory(name=name), sort_order=number)
    article.save()
    other = changed(article)
    ann, ben = other.bylines.all()
    ben.sort_order, ann.sort_order = 0, 1
    other.bylines = [ben, ann]
    panel = other.get_edit_handler().get_bound_panel(instance=other, form=None)
    [row] = comparison_rows(changed_fields(panel, article, other))
    assert [entry.state for entry in row.entries] == ["moved up 1 place", "moved down 1 place"]


def test_spans_of_other_comparisons_become_ins_and_del_and_text_is_escaped() -> None:
    html = mark_safe('<p><span class="deletion">one &amp;</span> <span class="addition">two</span></p>')
    assert with_ins_and_del(html) == f"<p>{removed('one &amp;')} {added('two')}</p>"
    assert with_ins_and_del("<b>") == "&lt;b&gt;"


def test_wagtails_own_views_show_the_same(article: ArticlePage) -> None:
    editor = log_in(make_user("Moderators"))
    article.save_revision()
    article.title = "Harbour closes"
    article.save_revision()
    shown = editor.get(f"/admin/pages/{article.pk}/revisions/compare/earliest...latest/").content.decode()
    assert f"Harbour {removed('opens')}{added('closes')}" in shown
    author = AuthorFactory(name="Ann Marsh")
    author.save_revision()
    author.name = "Ann Wells"
    author.save_revision()
    url = f"/admin/snippets/news/author/history/{author.pk}/revisions/compare/earliest...latest/"
    assert f"Ann {removed('Marsh')}{added('Wells')}" in editor.get(url).content.decode()
