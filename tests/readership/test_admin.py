"""What readers read, as the desk sees it: the report, its export and the panel on the dashboard."""

import csv
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.readership.charts import bar_chart, share_of
from cms.readership.models import PageReads
from cms.readership.totals import make_read_totals
from news.models import ArticlePage, Category, NewsIndexPage
from news.readership.report import reads_chart
from tests.factories import CategoryFactory, make_article
from tests.readership.test_totals import reads
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def newsroom(index: NewsIndexPage) -> list[ArticlePage]:
    ports = CategoryFactory(name="Ports")
    below = Category.objects.create(name="Ferries", slug="ferries", parent=ports, locale=ports.locale)
    articles = [
        make_article(index, title="=Harbour", category=below),
        make_article(index, title="Mayor"),
        make_article(index, title="Secret"),
        make_article(index, title="Unread", category=ports),
    ]
    PageViewRestriction.objects.create(page=articles[2], restriction_type="login")
    reads(articles[0], h1=3, h100=2)
    reads(articles[1], h1=1, h100=40)
    reads(articles[2], h1=100)
    make_read_totals(timezone.now())
    return articles


def shown(client: Client, **query: Any) -> list[tuple[str, int]]:
    response = client.get(reverse("most_read"), query)
    assert response.status_code == 200
    return [(article.title, article.reads) for article in response.context["object_list"]]


def test_the_report_lists_public_articles_by_their_reads(desk: Client, newsroom: list[ArticlePage]) -> None:
    assert shown(desk) == shown(desk, period="week") == [("Mayor", 41), ("=Harbour", 5)]
    assert shown(desk, period="day") == [("=Harbour", 3), ("Mayor", 1)]
    assert shown(desk, period="month") == [("Mayor", 41), ("=Harbour", 5)]


def test_a_section_holds_those_below_it(desk: Client, newsroom: list[ArticlePage]) -> None:
    assert shown(desk, section=Category.objects.get(name="Ports").pk) == [("=Harbour", 5)]
    assert "Choose" in desk.get(reverse("most_read"), {"period": "year"}).content.decode() or shown(desk)


def test_an_empty_report_says_what_may_be_missing(desk: Client, index: NewsIndexPage) -> None:
    page = desk.get(reverse("most_read")).content.decode()

    assert "Nothing was read in this time, or the website sends no beacons." in page
    assert "readership-chart" not in page


def test_the_export_is_safe(desk: Client, newsroom: list[ArticlePage]) -> None:
    response = desk.get(reverse("most_read"), {"export": "csv", "period": "day"})
    rows = list(csv.reader(response.getvalue().decode("utf-8-sig").splitlines()))

    assert rows[0] == ["Headline", "Reads", "Section", "Dateline", "Address"]
    assert [row[:3] for row in rows[1:]] == [["'=Harbour", "3", "Ports › Ferries"], ["Mayor", "1", ""]]
    assert desk.get(reverse("most_read"), {"export": "xlsx"}).status_code == 200


def test_the_chart_has_a_table_behind_it(desk: Client, newsroom: list[ArticlePage]) -> None:
    page = desk.get(reverse("most_read"), {"period": "day"}).content.decode()
    chart = reads_chart("day", timezone.now())

    assert '<svg viewBox="0 0 476 80"' in page
    assert 'aria-label="Reads of all pages by hour, UTC"' in page
    table = page.split("<summary>As a table")[1].split("</details>")[0]
    assert table.count('<th scope="row">') == len(chart.bars) == 24
    assert [bar.value for bar in chart.bars][-2] == 104
    assert [len(reads_chart(period, timezone.now()).bars) for period in ("week", "month")] == [7, 30]
    assert sum(bar.value for bar in reads_chart("month", timezone.now()).bars) == 146


def test_bars_are_whole_numbers_up_to_the_greatest() -> None:
    chart = bar_chart("Reads", [("a", 0), ("b", 1), ("c", 1_000), ("d", 500)])

    assert [(bar.x, bar.y, bar.height) for bar in chart.bars] == [(0, 80, 0), (20, 79, 1), (40, 0, 80), (60, 40, 40)]
    assert (chart.width, chart.total, bar_chart("Reads", []).width) == (76, 1_501, 1)
    assert [share_of(0, 9), share_of(1, 1_000), share_of(9, 9), share_of(0, 0)] == [0, 1, 100, 0]


def test_the_dashboard_shows_what_is_read_today(desk: Client, newsroom: list[ArticlePage]) -> None:
    panel = desk.get(reverse("wagtailadmin_home")).content.decode().split('id="most-read"')
    assert len(panel) == 2 or "Most read today" in panel[0]
    text = "".join(panel)
    assert "Most read today" in text
    assert "Secret" not in text.split("Most read today")[1].split("All that was read")[0]
    PageReads.objects.all().delete()
    make_read_totals(timezone.now())
    assert "Most read today" not in desk.get(reverse("wagtailadmin_home")).content.decode()
