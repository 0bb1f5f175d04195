"""The exports of the listing of all articles."""

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from news.models import NewsIndexPage
from tests.factories import NOON, AuthorFactory, CategoryFactory, make_article, stored
from tests.user_accounts import log_in, make_user


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


def test_the_export_holds_what_the_listing_shows(index: NewsIndexPage, editor: Client) -> None:
    ana, tom = AuthorFactory(name="Ana Duarte"), AuthorFactory(name="Tom Okafor")
    make_article(
        index,
        title="Ferries",
        category=CategoryFactory(name="Transport"),
        authors=[ana, tom],
        published_at=NOON,
        body=stored(("paragraph", {"html": f"<p>{'word ' * 400}</p>"})),
    )
    make_article(index, title="Budget", published_at=None, live=False)
    make_article(index, title="Held", embargo=True, embargo_until=NOON.replace(year=2999), published_at=NOON)

    answer = editor.get("/admin/articles/?export=csv")

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:4] == ["Headline", "Category", "By", "Dateline"]
    assert rows[0][4:] == ["Under embargo", "Embargo lifts", "Corrected", "Reading time in minutes", "Status"]
    assert [row[0] for row in rows[1:]] == [
        article.title for article in editor.get("/admin/articles/").context["object_list"]
    ]
    cells = {row[0]: row[1:] for row in rows[1:]}
    assert cells["Ferries"][:3] == ["Transport", "Ana Duarte, Tom Okafor", "2026-05-29 12:00:00+00:00"]
    assert cells["Ferries"][3:] == ["No", "", "", "2", "live"]
    assert cells["Budget"][2:] == ["", "No", "", "", "1", "draft"]
    assert cells["Held"][3:5] == ["Yes", "2999-05-29 12:00:00+00:00"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_export_costs_the_same_for_any_number_of_articles(
    index: NewsIndexPage, editor: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _number in range(rows):
        make_article(index, category=CategoryFactory(), authors=[AuthorFactory()])
    editor.get("/admin/articles/?export=csv").getvalue()

    with django_assert_num_queries(20):
        editor.get("/admin/articles/?export=csv").getvalue()
