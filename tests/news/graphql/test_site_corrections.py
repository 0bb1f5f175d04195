"""The corrections of a whole site, as newspapers print them."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from news.models import ArticlePage, Correction, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_hidden_articles, make_site, make_translation

LIST = "{ corrections { totalCount nodes { date kind text article { title path } } } }"


def make_corrected(index: NewsIndexPage, *texts: str, day: int = 27, **fields: Any) -> ArticlePage:
    """Make an article with a correction of each text, dated from a day in November 2026 on."""
    article = make_article(index, **fields)
    article.corrections = [
        Correction(date=dt.date(2026, 11, day + number), text=text) for number, text in enumerate(texts)
    ]
    article.save()
    return article


def texts(api: GraphQLClient, arguments: str = "") -> list[str]:
    """Return the texts of the list."""
    answer = api.data(f"{{ corrections{arguments} {{ nodes {{ text }} }} }}")
    return [node["text"] for node in answer["corrections"]["nodes"]]


def test_each_stands_with_its_article_the_latest_first(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_corrected(index, "It was Monday.", "It was Tuesday.", title="Harbour", slug="harbour")
    make_corrected(index, "Five trains.", title="Rail", slug="rail")
    make_article(index, title="Right at once")

    rail, harbour = (
        {"title": "Rail", "path": "/news/rail/"},
        {"title": "Harbour", "path": "/news/harbour/"},
    )
    assert api.data(LIST)["corrections"] == {
        "totalCount": 3,
        "nodes": [
            {"date": "2026-11-28", "kind": "CORRECTION", "text": "It was Tuesday.", "article": harbour},
            {"date": "2026-11-27", "kind": "CORRECTION", "text": "Five trains.", "article": rail},
            {"date": "2026-11-27", "kind": "CORRECTION", "text": "It was Monday.", "article": harbour},
        ],
    }


def test_one_reads_on_with_cursors(index: NewsIndexPage, api: GraphQLClient) -> None:
    for number in range(5):
        make_corrected(index, f"Number {number}.", day=27 + number // 3, slug=f"story-{number}")
    query = "query($after: String) { corrections(first: 2, after: $after) { nodes { text } pageInfo { endCursor } } }"
    seen: list[str] = []
    after = None
    for _page in range(3):
        page = api.data(query, after=after)["corrections"]
        seen += [node["text"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert seen == ["Number 4.", "Number 3.", "Number 2.", "Number 1.", "Number 0."]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "WyJMQVRFU1QiLCAibm8gZGF5IiwgMV0=", "WyJMQVRFU1QiLCAiMjAyNi0xMS0yN1QwMDowMCIsIDFd"]
)
def test_a_broken_cursor_is_refused(index: NewsIndexPage, api: GraphQLClient, cursor: str) -> None:
    assert api.error(f'{{ corrections(after: "{cursor}") {{ nodes {{ text }} }} }}') == (
        "BAD_USER_INPUT",
        "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it.",
    )


def test_those_of_hidden_articles_are_not_there(index: NewsIndexPage, api: GraphQLClient) -> None:
    for article in make_hidden_articles(index):
        article.corrections = [Correction(date=dt.date(2026, 11, 27), text="Hidden.")]
        article.save()
    make_corrected(index, "Hidden.", slug="held", embargo=True)
    make_corrected(index, "Hidden.", slug="to-come", embargo=True, embargo_until=timezone.now() + dt.timedelta(days=1))
    make_corrected(index, "Public.")

    assert texts(api) == ["Public."]
    assert api.data("{ corrections { totalCount } }") == {"corrections": {"totalCount": 1}}


def test_one_site_and_language_at_a_time(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_corrected(index, "English.")
    french = make_translation(article, "fr", title="Port", slug="port")
    french.corrections = [Correction(date=dt.date(2026, 11, 27), text="French.")]
    french.save()
    other = make_site("other.example", default=False)
    make_corrected(NewsIndexPage.objects.descendant_of(other.root_page).get(), "Elsewhere.")

    assert texts(api) == ["English."]
    assert texts(api, '(locale: "fr")') == ["French."]
    assert texts(api, '(site: "other.example")') == ["Elsewhere."]
    assert texts(api, '(locale: "ar")') == []
    code, _message = api.error('{ corrections(site: "nowhere.example") { totalCount } }')
    assert code == "BAD_USER_INPUT"


def test_an_alias_repeats_it_on_another_site_alone(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_corrected(index, "It was Monday.", slug="story")
    other = make_site("other.example", default=False)
    article.create_alias(parent=index, update_slug="again")
    article.create_alias(parent=NewsIndexPage.objects.descendant_of(other.root_page).get())

    assert texts(api) == ["It was Monday."]
    assert texts(api, '(site: "other.example")') == ["It was Monday."]
