"""Synonyms, promoted results, and the counting of searches and clicks."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Locale

from cms.graphql.schema import global_ids
from cms.visibility import Viewer
from news.models import ArticlePage, NewsIndexPage
from search.analytics.query_log import QueryLog, is_kept, popular, query_log
from search.models import Click, PastQuery, Promotion, SynonymSet
from tests.client import GraphQLClient
from tests.factories import make_article, restrict
from tests.search.finding import found, index_all, search
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db
QUERY = "query($q: String!, $page: Int) { search(query: $q, page: $page) { totalCount nodes { title } } }"


@pytest.fixture
def zebra(index: NewsIndexPage) -> ArticlePage:
    """An article about a zebra, beside one about a horse and one about striped donkeys."""
    zebra = make_article(index, title="Zebra")
    make_article(index, title="Horse")
    make_article(index, title="Striped donkeys of the plains")
    index_all()
    return zebra


def synonyms(*expressions: str, code: str = "en") -> SynonymSet:
    """Returns a saved set of synonyms."""
    locale = Locale.objects.get(language_code=code)
    return SynonymSet.objects.create(locale=locale, expressions="\n".join(expressions))


def promote(page: ArticlePage, *queries: str, sort_order: int = 1) -> Promotion:
    """Returns a saved promotion."""
    return Promotion.objects.create(
        locale=Locale.get_default(), page=page, queries="\n".join(queries), sort_order=sort_order
    )


def test_synonyms_take_effect_at_once_and_in_both_directions(zebra: ArticlePage) -> None:
    assert found("zebras") == ["Zebra"]

    one = synonyms("zebra", "striped donkey")

    assert set(found("zebras")) == {"Zebra", "Striped donkeys of the plains"}
    assert "Zebra" in found("a striped donkey")
    assert found("donkey") == ["Striped donkeys of the plains"]

    one.delete()
    assert found("zebras") == ["Zebra"]


def test_synonyms_are_those_of_the_language(zebra: ArticlePage) -> None:
    Locale.objects.get_or_create(language_code="fr")
    synonyms("zebra", "horse", code="fr")

    assert found("zebra") == ["Zebra"]


def test_promoted_pages_come_first_at_once(zebra: ArticlePage, api: GraphQLClient) -> None:
    promote(zebra, "Donkeys", "the horse")
    assert api.data(QUERY, q="dónkey")["search"] == {
        "totalCount": 2,
        "nodes": [{"title": "Zebra"}, {"title": "Striped donkeys of the plains"}],
    }
    assert found("horse") == ["Zebra", "Horse"]
    assert found("horse donkey")[0] != "Zebra"
    assert found("zebra") == ["Zebra"]
    assert found("horse", type=["HOME"]) == []

    promote(ArticlePage.objects.get(title="Striped donkeys of the plains"), "horse", sort_order=0)
    assert found("horse") == ["Striped donkeys of the plains", "Zebra", "Horse"]


@pytest.mark.parametrize(("typed", "others"), [("X-ray", "ray"), ("F-16", "16"), ("C-section", "section")])
def test_the_single_letter_of_a_compound_tells(zebra: ArticlePage, typed: str, others: str) -> None:
    promote(zebra, typed)

    assert found(others) == []
    assert found(typed) == found(typed.replace("-", " ")) == ["Zebra"]


def test_synonyms_are_looked_for_with_their_single_letters(zebra: ArticlePage, index: NewsIndexPage) -> None:
    for title in ("Business section redesign", "After a C-section", "A caesarean"):
        make_article(index, title=title)
    index_all()
    synonyms("caesarean", "C-section")

    assert set(found("caesarean")) == {"After a C-section", "A caesarean"}
    assert "A caesarean" in found("c-section")
    assert "A caesarean" not in found("section")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("wi-fi", ["Wi-Fi", "Wi\u2011Fi", "wi fi", "wifi"]),
        ("c#", ["C#"]),
        ("r&d", ["R&D"]),
        ("covid-19", ["COVID-19", "covid\u201019", "Covid 19", "covid19"]),
        ("ilo", ["I.L.O."]),
    ],
)
def test_editors_and_readers_need_not_write_the_same_signs(zebra: ArticlePage, written: str, typed: list[str]) -> None:
    promotion = promote(zebra, written)
    assert [found(one) for one in typed] == [["Zebra"]] * len(typed)

    promotion.delete()
    synonyms(written, "zebra")
    assert [found(f"{one} now") for one in typed] == [["Zebra"]] * len(typed)


def test_a_promoted_page_that_is_hidden_is_neither_found_nor_counted(zebra: ArticlePage, api: GraphQLClient) -> None:
    promote(zebra, "horse")
    restrict(zebra)

    assert api.data(QUERY, q="horse")["search"] == {"totalCount": 1, "nodes": [{"title": "Horse"}]}


@pytest.mark.parametrize(
    ("expressions", "message"),
    [("zebra", "Write at least two expressions"), ("zebra\n!!", "Each line needs a word"), ("", "Write at least two")],
)
def test_useless_synonyms_are_refused(db: None, expressions: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SynonymSet(locale=Locale.get_default(), expressions=expressions).clean()


def test_a_promotion_needs_a_search(zebra: ArticlePage) -> None:
    with pytest.raises(ValidationError, match="Each line needs a word"):
        Promotion(locale=Locale.get_default(), queries="…", page=zebra).clean()


@pytest.fixture
def counting(settings: Settings) -> QueryLog:
    """This process's journal, which writes when it is told to."""
    settings.SEARCH_LOG_SECONDS = 3600
    query_log.write()
    PastQuery.objects.all().delete()
    return query_log


def test_searches_are_counted_after_the_request(
    zebra: ArticlePage, api: GraphQLClient, counting: QueryLog, django_assert_num_queries: Any
) -> None:
    for typed in ("Zebra", "zébra ", "zebra", "nothing"):
        api.data(QUERY, q=typed)
    api.data(QUERY, q="zebra", page=2)
    assert PastQuery.objects.count() == 0

    counting.write()
    counting.write()

    rows = PastQuery.objects.values_list("locale", "key", "text", "searches", "found", "clients")
    assert sorted(rows) == [("en", "nothing", "nothing", 1, 0, 1), ("en", "zebra", "Zebra", 1, 1, 1)]


def test_what_may_be_personal_is_not_counted(zebra: ArticlePage, api: GraphQLClient, counting: QueryLog) -> None:
    for typed in ("ana@example.com", "call 0171 555-0123", "x" * 101, "  ", "!?"):
        api.data(QUERY, q=typed)
    counting.write()

    assert PastQuery.objects.count() == 0
    assert is_kept("world cup 2026")


def test_searches_of_trusted_clients_are_not_counted(zebra: ArticlePage, counting: QueryLog) -> None:
    assert len(search("zebra", viewer=Viewer(embargoed=True)).hits) == 1
    counting.write()

    assert PastQuery.objects.count() == 0


def test_clicks(zebra: ArticlePage, api: GraphQLClient, client: Client, counting: QueryLog) -> None:
    api.data(QUERY, q="zebra")
    body = {"query": "Zebra", "id": global_ids.to_global_id("ArticlePage", zebra.pk), "locale": "en"}
    for _ in range(2):
        answer = client.post("/search/click/", body, content_type="application/json")
        assert (answer.status_code, answer.content) == (204, b"")
    for other in (body | {"query": "never searched"}, body | {"id": global_ids.to_global_id("ArticlePage", 10**6)}):
        assert client.post("/search/click/", other, content_type="application/json").status_code == 204
    counting.write()

    assert list(Click.objects.values_list("query__text", "page", "times")) == [("zebra", zebra.pk, 2)]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"query": 1, "id": "x"}', '{"query": "x"}', '{"query": "x", "id": "%"}']
)
def test_a_click_that_makes_no_sense_is_refused(client: Client, db: None, body: str) -> None:
    answer = client.post("/search/click/", body, content_type="application/json")

    assert answer.status_code == 400
    assert json.loads(answer.content)["error"].startswith("Send the query, the page and its language as JSON")
    assert client.get("/search/click/").status_code == 405


def test_popular_searches_are_suggested_while_they_find_something(
    zebra: ArticlePage, api: GraphQLClient, counting: QueryLog
) -> None:
    for typed, times in (("zebra crossing", 3), ("zebra rare", 2), ("zebu", 5)):
        for number in range(times):
            GraphQLClient({"X-Forwarded-For": f"203.0.113.{number}"}).data(QUERY, q=typed)
    counting.write()
    assert popular("zeb", "en", 9) == ["zebra crossing"]
    suggest = '{ suggest(prefix: "zeb") { text } }'
    assert api.data(suggest)["suggest"] == [{"text": "zebra crossing"}, {"text": "Zebra"}]

    restrict(zebra)
    assert api.data(suggest)["suggest"] == []


def test_the_report(zebra: ArticlePage) -> None:
    hit = PastQuery.objects.create(locale="en", key="zebra", text="zebra", searches=7, found=3, last_on="2026-05-01")
    PastQuery.objects.create(locale="en", key="unicorn", text="unicorn", searches=9, found=0, last_on="2026-05-01")
    Click.objects.create(query=hit, page=zebra, times=4)
    browser = log_in(make_user("Editors"))

    page = browser.get(reverse("search_report")).content.decode()
    assert page.index("unicorn") < page.index("zebra")
    assert page.count("May 1, 2026") == 2
    rows = browser.get(reverse("search_report"), {"export": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert rows == [
        "Search,Times,Results,Clicks,Language,Last on,Suggested to readers",
        "unicorn,9,0,0,en,2026-05-01,Not yet: 0 of 3 readers on one day",
        "zebra,7,3,4,en,2026-05-01,Not yet: 0 of 3 readers on one day",
    ]
    without = browser.get(reverse("search_report"), {"without_results": "true"}).content.decode()
    assert ("unicorn" in without, "zebra" in without) == (True, False)
    empty = browser.get(reverse("search_report"), {"locale": "fr"}).content.decode()
    assert "Nobody has searched for this yet." in empty


def test_the_forms_work(zebra: ArticlePage) -> None:
    browser = log_in(make_user("Moderators"))
    locale = Locale.get_default().pk

    answer = browser.post(
        reverse("wagtailsnippets_search_synonymset:add"), {"locale": locale, "expressions": "zebra\r\nhorse"}
    )
    assert answer.status_code == 302
    assert set(found("zebra")) == {"Zebra", "Horse"}
    fields = {"locale": locale, "queries": "donkeys", "page": zebra.pk, "sort_order": 1}
    assert browser.post(reverse("wagtailsnippets_search_promotion:add"), fields).status_code == 302
    assert found("donkeys")[0] == "Zebra"
    for name, shown in (("promotion", "donkeys"), ("synonymset", "zebra = horse")):
        assert shown in browser.get(reverse(f"wagtailsnippets_search_{name}:list")).content.decode()
