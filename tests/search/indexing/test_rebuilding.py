"""Rebuilding and examining the index."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from news.models import NewsIndexPage
from search.indexing import rebuilding
from search.indexing.entries import refresh
from search.indexing.rebuilding import Rebuild
from search.models import Corpus, Entry, Index, Term
from tests.factories import make_article
from tests.search.finding import found, index_all

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    """Returns what a command prints."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def numbers(index: Index) -> Any:
    """Returns all that an index counts."""
    terms = index.terms.order_by("locale", "term").values_list("locale", "term", "word", "documents")
    return list(terms), list(index.corpora.order_by("locale").values_list("locale", "entries", "length"))


def test_a_rebuilt_index_is_like_the_one_that_was_kept(index: NewsIndexPage) -> None:
    for title in ("Zebra", "Giraffe", "Zebra again"):
        make_article(index, title=title)
    index_all()
    kept = Index.objects.get()
    before = numbers(kept), set(kept.entries.values_list("page", "title_terms", "text_terms"))

    with CaptureQueriesContext(connection) as queries:
        assert run("rebuild_search") == "The search index is whole: 5 pages can be found.\n"

    fresh = Index.objects.get()
    assert fresh.pk > kept.pk
    assert [query["sql"] for query in queries if "ANALYZE" in str(query["sql"])] == [
        *('ANALYZE "search_entry"', 'ANALYZE "search_posting"', 'ANALYZE "search_term"')
    ]
    assert (numbers(fresh), set(fresh.entries.values_list("page", "title_terms", "text_terms"))) == before
    assert Entry.objects.count() == 5
    assert Term.objects.exclude(index=fresh).count() == Corpus.objects.exclude(index=fresh).count() == 0


def test_the_old_index_answers_meanwhile_and_a_stopped_rebuild_goes_on(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "PAGES_PER_STEP", 2)
    articles = [make_article(index, title=f"Zebra {number}") for number in range(5)]
    index_all()

    assert next(Rebuild().run()) == 2
    assert len(found("zebra")) == 5
    articles[0].title = "Giraffe"
    articles[0].save()
    refresh([articles[0].pk])
    assert found("giraffe") == ["Giraffe"]

    second = Rebuild()
    assert second.resumed
    assert second.left == 5
    assert list(second.run()) == [2, 2, 1]
    second.finish()
    assert found("giraffe") == ["Giraffe"]
    assert len(found("zebra")) == 4
    assert "Going on" not in run("rebuild_search")


def test_a_rebuild_may_begin_anew(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGES_PER_STEP", 1)
    make_article(index, title="Zebra")
    next(Rebuild().run())

    assert "Going on with the rebuild that was stopped" in run("rebuild_search")
    next(Rebuild().run())
    assert "Going on" not in run("rebuild_search", "--fresh")
    assert Index.objects.count() == 1
    assert found("zebra") == ["Zebra"]


def test_the_check_finds_nothing_in_a_consistent_index(index: NewsIndexPage) -> None:
    make_article(index, title="Zebra")
    index_all()

    assert run("check_search_index", "--verbosity=0").splitlines()[:4] == [
        "0 missing",
        "0 out of date",
        "0 surplus",
        "0 numbers wrong",
    ]


def test_the_check_finds_and_repairs_differences(index: NewsIndexPage) -> None:
    articles = [make_article(index, title=title) for title in ("Zebra", "Giraffe", "Okapi", "Lion")]
    index_all()
    before = numbers(Index.objects.get())
    Entry.objects.filter(page=articles[0])._raw_delete("default")
    Page.objects.filter(pk=articles[1].pk).update(title="Antelope")
    Page.objects.filter(pk=articles[2].pk).update(live=False)
    Term.objects.filter(term="lion").update(documents=7)

    out = StringIO()
    with pytest.raises(CommandError, match="check_search_index --repair"):
        call_command("check_search_index", stdout=out)
    assert out.getvalue().splitlines()[:3] == [
        f"1 missing: pages {articles[0].pk}",
        f"1 out of date: pages {articles[1].pk}",
        f"1 surplus: pages {articles[2].pk}",
    ]
    assert found("zebra") == []

    assert run("check_search_index", "--repair").endswith("Repaired.\n")

    assert (found("zebra"), found("antelope"), found("giraffe"), found("okapi")) == (["Zebra"], ["Antelope"], [], [])
    assert run("check_search_index").splitlines()[:4] == ["0 missing", "0 out of date", "0 surplus", "0 numbers wrong"]
    assert before != numbers(Index.objects.get())


def test_the_check_asks_for_a_rebuild(index: NewsIndexPage) -> None:
    with pytest.raises(CommandError, match="rebuild_search"):
        run("check_search_index")
    index_all()
    Index.objects.update(version=0)
    with pytest.raises(CommandError, match="older analyser"):
        run("check_search_index")
