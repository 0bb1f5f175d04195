"""What every engine must do: that of the run's database, and OpenSearch before it.

OpenSearch is the server that OPENSEARCH_URL names, else a stand-in: see `tests.search.backends.opensearch.standin`.
"""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale, Page

from news.models import ArticlePage, NewsIndexPage
from search.backends import engine, pending_releases, postings
from search.backends.base import RESULT_WINDOW, SearchRequest
from search.backends.weights import weigh
from search.indexing.documents import IndexedDocument
from search.indexing.entries import write
from search.indexing.search_fields import DeclaredField
from search.models import Entry, Index
from tests.factories import make_article, stored
from tests.search.finding import found, index_all, ranked, search, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["database", "opensearch"])
def _engine(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    if request.param == "opensearch":
        request.getfixturevalue("opensearch")
    yield
    # Where OpenSearch fails, the database answers, and no test would tell.
    assert "OpenSearch" not in caplog.text


def text(words: str) -> str:
    """Returns a body of one paragraph."""
    return stored(("paragraph", {"html": f"<p>{words}</p>"}))


@pytest.fixture
def stories(index: NewsIndexPage) -> None:
    """Five articles about a harbour and its tunnel."""
    for title, body in (
        ("Harbour reopens", "Ships are back after the flood."),
        ("Ferries return", "The harbour is open, and the harbour master is glad."),
        ("New tunnel under the harbour", "It was dug for six years."),
        ("Old and new", "A tunnel, long planned, and a pier."),
        ("Council meets", "Nothing was decided."),
    ):
        make_article(index, title=title, slug=title.lower().replace(" ", "-"), body=text(body))
    index_all()


def test_any_word_matches_and_the_title_counts_more(stories: None) -> None:
    assert set(found("harbour tunnel")) == {
        "New tunnel under the harbour",
        "Harbour reopens",
        "Ferries return",
        "Old and new",
    }
    assert found("harbour tunnel")[0] == "New tunnel under the harbour"
    assert found("harbour")[0] == "Harbour reopens"


def test_words_are_found_in_all_their_forms(stories: None) -> None:
    assert set(found("HARBOURS")) == set(found("harbour"))
    assert found("decide") == ["Council meets"]


def test_phrases(stories: None) -> None:
    assert found('"new tunnel"') == ["New tunnel under the harbour"]
    assert found('"tunnel new"') == []
    assert found('"harbour master" tunnel') == ["Ferries return"]
    assert found('"new tunnel" "six years"') == ["New tunnel under the harbour"]
    assert found('"harbour ships"') == []


def test_what_is_excluded(stories: None) -> None:
    assert found("tunnel -pier") == ["New tunnel under the harbour"]
    assert found('tunnel -"new tunnel"') == ["Old and new"]
    assert found("-tunnel") == []


def test_an_unfinished_last_word(stories: None) -> None:
    assert found("counc") == ["Council meets"]
    assert found("counc ") == []
    assert found("harbour counc")[0] == "Council meets"


def test_a_last_word_that_few_pages_hold_may_be_unfinished_too(index: NewsIndexPage) -> None:
    for title in ("Elec", "Election called", "Elections abroad"):
        make_article(index, title=title)
    index_all()

    assert found("elec")[0] == "Elec"
    assert set(found("elec")) == {"Elec", "Election called", "Elections abroad"}
    assert found("elec ") == ["Elec"]


def test_the_best_is_found_where_many_are_hidden(index: NewsIndexPage) -> None:
    pages = [make_article(index, title="Harbour " + "deep " * (40 - number)) for number in range(40)]
    index_all()
    Page.objects.filter(pk__in=[page.pk for page in pages[1:]]).update(live=False)  # past all signals

    one = search("harbour deep")
    one.depth = 2

    assert [hit.page for hit in one.hits] == [pages[0].pk]


def test_scores_are_those_of_the_formula(stories: None) -> None:
    """As plain Python works them out of the terms themselves, for entries that are held back."""
    for typed in ("harbour", "harbour tunnel", "new harbour glad", "tunnel -pier"):
        wanted = search(typed).wanted
        assert wanted is not None
        entries = {entry.pk: entry for entry in Entry.objects.all()}
        every = postings.found(wanted)
        weights = weigh(wanted)

        assert set(every.entries.tolist()) == {
            pk for pk, entry in entries.items() if pending_releases.matches(entry, wanted)
        }
        for pk, score in zip(every.entries.tolist(), every.scores.tolist(), strict=True):
            assert score == pytest.approx(pending_releases.score(entries[pk], wanted, weights))


@pytest.mark.parametrize("word", ["xyzzy", "", "   ", "!?", '"', '""', "-", "\0", "\ud800", "😀"])
def test_nothing_found(stories: None, word: str) -> None:
    one = search(word)

    assert (list(one.hits), one.total, one.types) == ([], 0, [])


def test_ten_thousand_words(stories: None) -> None:
    assert "Council meets" in found(" ".join(f"w{number}" for number in range(10_000)) + " council")


@pytest.mark.parametrize(
    "operators",
    [
        *("harbour AND", "NOT harbour", "harbour NEAR/2 (", "title_terms:harbour", "harb*", "^harbour", "harbour)"),
        *("'harbour", "harbour & !", "harbour <-> |", "harbour:*A", "\\harbour\\", "harbour; --", "%harbour%"),
    ],
)
def test_operators_of_the_databases_are_words(stories: None, operators: str) -> None:
    assert "Harbour reopens" in found(operators)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_every_text_is_answered(stories: None, typed: str) -> None:
    one = search(typed)

    assert one.total == len(one.hits)


def test_the_total_is_that_of_the_hits(stories: None) -> None:
    for typed in ("harbour", "harbour tunnel", '"new tunnel"', "tunnel -pier", "counc"):
        one = search(typed)
        assert one.total == len(one.hits) > 0


def test_accents_do_not_matter(index: NewsIndexPage) -> None:
    make_article(index, title="Cafés à Besançon")
    index_all()

    assert found("cafe besancon") == found("CAFÉS") == ["Cafés à Besançon"]


def test_unspaced_languages(index: NewsIndexPage) -> None:
    Locale.objects.get_or_create(language_code="zh")
    pages = [make_article(index, title=f"Page {number}") for number in range(3)]
    rows = ["黑豹队的防守只丢了三百分", "超级碗第五十届", "豹"]
    documents = [IndexedDocument(page.pk, "en", "ARTICLE", row, "") for page, row in zip(pages, rows, strict=True)]
    write(Index.objects.written()[0], documents, [page.pk for page in pages])
    settle()

    assert found("黑豹队防守") == ["Page 0"]
    assert found("超级碗") == ["Page 1"]
    assert found("豹")[0] == "Page 2"


def test_no_more_than_the_window_is_ranked(index: NewsIndexPage) -> None:
    page = make_article(index, title="Harbour")
    index_all()

    assert RESULT_WINDOW == 1000
    assert [hit.page for hit in search("harbour").hits] == [page.pk]


def test_other_languages_are_not_searched(stories: None) -> None:
    assert found("harbour", "fr") == []


def test_what_was_written_again_and_what_was_removed(stories: None) -> None:
    meeting = ArticlePage.objects.get(title="Council meets")
    ArticlePage.objects.filter(pk=meeting.pk).update(title="Mayor resigns")
    ArticlePage.objects.get(title="Old and new").delete()
    index_all()

    assert found("mayor") == ["Mayor resigns"]
    assert found("council") == []
    assert found("pier") == []
    assert found("tunnel") == ["New tunnel under the harbour"]


def test_a_rebuilt_index_finds_the_same(stories: None) -> None:
    before = found("harbour tunnel")
    ArticlePage.objects.filter(title="Council meets").update(title="Mayor resigns")

    call_command("rebuild_search", "--verbosity=0")

    assert found("harbour tunnel") == before
    assert found("mayor") == ["Mayor resigns"]


def test_what_the_searcher_may_not_see_makes_room_for_others(stories: None) -> None:
    ArticlePage.objects.filter(title__in=["Harbour reopens", "New tunnel under the harbour"]).update(live=False)
    one = search("harbour")
    one.depth = 1

    assert [hit.page for hit in one.hits] == [ArticlePage.objects.get(title="Ferries return").pk]
    assert one.total == 1


def test_titles_alone(stories: None) -> None:
    index = Index.objects.get()
    wanted = SearchRequest(index, "en", (("harbour",),), in_title=True)

    titles = {"Harbour reopens", "New tunnel under the harbour"}
    assert set(engine().matching(Entry.objects.all(), wanted).values_list("title", flat=True)) == titles
    assert {index.entries.get(pk=hit.entry).title for hit in ranked(search("harbour"), wanted)} == titles


def test_a_boost_counts_in_every_engine(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    for title, kicker, words in (("First", "Harbour", "Ships came"), ("Second", "News", "Harbour, harbour")):
        make_article(index, title=title, kicker=kicker, body=text(words))
    index_all()
    assert found("harbour") == ["Second", "First"]

    declared = {ArticlePage: (DeclaredField("kicker", 5), DeclaredField("body"))}
    monkeypatch.setattr("search.indexing.documents.searched_fields", lambda model: declared.get(model, ()))
    index_all()

    assert found("harbour") == ["First", "Second"]
