"""Whatever editors do is in the index once it is committed, and a crash in between is healed."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from cms.visibility import Viewer
from news.models import ArticlePage, NewsIndexPage
from search.indexing.entries import refresh
from search.models import Change, Corpus, Entry, Term
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    index_of,
    make_article,
    make_hidden_articles,
    make_index,
    make_site,
    make_translation,
    restrict,
)
from tests.search.finding import found, index_all, search

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def terms() -> dict[str, int]:
    """Returns how many entries hold each term."""
    return dict(Term.objects.values_list("term", "documents"))


def test_publishing_unpublishing_and_deleting(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra", live=False)
    assert found("zebra") == []

    article.save_revision().publish()
    assert found("zebra") == ["Zebra"]

    article.title = "Giraffe"
    article.save_revision()
    assert (found("zebra"), found("giraffe")) == (["Zebra"], [])
    article.save_revision().publish()
    assert (found("zebra"), found("giraffe")) == ([], ["Giraffe"])

    article.refresh_from_db()
    article.unpublish()
    assert found("giraffe") == []
    assert not Entry.objects.filter(page=article).exists()

    article.save_revision().publish()
    article.delete()
    assert found("giraffe") == []
    assert "giraff" not in terms()
    assert Change.objects.count() == 0


def test_a_deleted_branch_leaves_nothing_behind(index: NewsIndexPage) -> None:
    branch = make_index(index.get_site(), title="Okapi listing")
    make_article(branch, title="Okapi one")
    make_article(branch, title="Okapi two")
    assert terms()["okapi"] == 3

    branch.delete()

    assert "okapi" not in terms()
    assert Corpus.objects.get().entries == Entry.objects.count() == 2
    assert Corpus.objects.get().length == sum(Entry.objects.values_list("length", flat=True))


def test_restricting_and_opening(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")

    restriction = restrict(index)
    assert found("zebra") == []
    assert not Entry.objects.filter(page=article).exists()

    PageViewRestriction.objects.get(pk=restriction.pk).delete()
    assert found("zebra") == ["Zebra"]


def test_moving(index: NewsIndexPage) -> None:
    closed, open_one = make_index(index.get_site()), make_index(index.get_site())
    restrict(closed)
    article = make_article(open_one, title="Zebra")
    assert found("zebra") == ["Zebra"]

    Page.objects.get(pk=open_one.pk).move(Page.objects.get(pk=closed.pk), "last-child")
    assert found("zebra") == []
    assert not Entry.objects.filter(page=article).exists()

    Page.objects.get(pk=open_one.pk).move(Page.objects.get(pk=index.get_parent().pk), "last-child")
    assert found("zebra") == ["Zebra"]


def test_names_of_what_it_is_filed_under(index: NewsIndexPage) -> None:
    category, author = CategoryFactory(name="Fishery"), AuthorFactory(name="Ana Duarte")
    article = make_article(index, title="Zebra", category=category, authors=[author], tags=["stripes"])
    for word in ("fishery", "duarte", "stripes"):
        assert found(word) == ["Zebra"]

    category.name = "Aquaculture"
    category.save()
    author.name = "Bea Lobo"
    author.save()
    Tag.objects.get(name="stripes").delete()

    for word in ("fishery", "duarte", "stripes"):
        assert found(word) == []
    for word in ("aquaculture", "lobo"):
        assert found(word) == ["Zebra"]
    author.unpublish()
    assert found("lobo") == []
    assert Entry.objects.filter(page=article).count() == 1


def test_another_site_and_another_language(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")
    make_translation(article, "fr", title="Zèbre")
    other = make_site("b.example", default=False)
    make_article(index_of(other), title="Zebra elsewhere")

    assert found("zèbres", "fr") == ["Zèbre"]
    assert set(found("zebra")) == {"Zebra", "Zebra elsewhere"}

    other.delete()
    assert found("zebra") == ["Zebra"]
    assert Entry.objects.filter(title="Zebra elsewhere").count() == 0


def test_an_embargo_lifts_by_the_clock_alone(index: NewsIndexPage) -> None:
    lifts = timezone.now() + dt.timedelta(hours=1)
    make_article(index, title="Zebra", embargo=True, embargo_until=lifts)
    one = search("zebra")
    assert (list(one.hits), one.total, one.types) == ([], 0, [])

    one.visibility.now = lifts
    later = type(one)(one.query, one.visibility, one.trees)
    assert (len(later.hits), later.total, later.types) == (1, 1, [("ARTICLE", 1)])
    assert later.hits[0].score > 0
    assert [entry.title for entry in later.matches()] == ["Zebra"]


def test_what_is_held_leaves_no_trace(index: NewsIndexPage) -> None:
    make_article(index, title="Zebra crossing")
    before = terms(), search("zebra").hits[0].score, Corpus.objects.get().length

    make_article(index, title="Zebra okapi", embargo=True)

    assert (terms(), search("zebra").hits[0].score, Corpus.objects.get().length) == before
    assert Entry.objects.get(held=True).title == "Zebra okapi"


def test_what_was_released_by_the_clock_joins_the_others(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra", embargo=True, embargo_until=timezone.now() + dt.timedelta(hours=1))
    assert "zebra" not in terms()
    ArticlePage.objects.filter(pk=article.pk).update(embargo_until=timezone.now() - dt.timedelta(seconds=1))
    held = search("zebra").hits[0].score

    call_command("process_search_outbox")

    assert Entry.objects.filter(held=True).count() == 0
    assert terms()["zebra"] == 1
    assert search("zebra").hits[0].score == pytest.approx(held, rel=0.9)


def test_those_who_may_see_what_is_embargoed_find_it(index: NewsIndexPage) -> None:
    make_article(index, title="Zebra", embargo=True)

    assert search("zebra").total == 0
    trusted = search("zebra", viewer=Viewer(embargoed=True))
    assert (trusted.total, len(trusted.hits), trusted.years) == (1, 1, [(2026, 1)])


def test_expiry_and_going_live_by_the_clock_alone(index: NewsIndexPage) -> None:
    moment = timezone.now() + dt.timedelta(hours=1)
    make_article(index, title="Zebra ends", expire_at=moment)
    make_article(index, title="Zebra begins", go_live_at=moment)
    assert found("zebra") == ["Zebra ends"]

    one = search("zebra")
    one.visibility.now = moment
    assert [hit.page for hit in one.hits] == [Page.objects.get(title="Zebra begins").pk]


def test_hidden_pages_are_neither_found_nor_counted(index: NewsIndexPage) -> None:
    make_article(index, title="Secret in the open")
    make_hidden_articles(index)
    index_all()

    one = search("secret")
    assert found("secret") == ["Secret in the open"]
    assert (one.total, one.types) == (1, [("ARTICLE", 1)])
    kept = set(Entry.objects.filter(title__startswith="Secret").values_list("title", flat=True))
    assert kept == {"Secret in the open", "Secret, scheduled", "Secret, under embargo"}


def test_what_is_hidden_behind_all_signals_is_neither_found_nor_counted(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")
    Page.objects.filter(pk=article.pk).update(live=False)

    one = search("zebra")
    assert (list(one.hits), one.total, one.types) == ([], 0, [])


def test_a_change_that_is_rolled_back_is_not_indexed(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")
    with transaction.atomic():
        article.title = "Giraffe"
        article.save()
        transaction.set_rollback(True)

    assert found("zebra") == ["Zebra"]
    assert Change.objects.count() == 0


def test_a_crash_between_commit_and_index_heals(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(index, title="Zebra")
    monkeypatch.setattr(transaction, "on_commit", lambda function: None)  # the process dies after its commit
    article.title = "Giraffe"
    article.save()
    monkeypatch.undo()
    assert found("giraffe") == []
    assert Change.objects.count() == 1

    make_article(index, title="Next")  # any later change

    assert found("giraffe") == ["Giraffe"]
    assert Change.objects.count() == 0


def test_the_command_heals_too(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")
    Entry.objects.all().delete()
    Change.objects.create(page_id=article.pk)

    call_command("process_search_outbox")

    assert found("zebra") == ["Zebra"]


def test_indexing_twice_changes_nothing(index: NewsIndexPage) -> None:
    article = make_article(index, title="Zebra")
    before = terms(), list(Entry.objects.order_by("pk").values())

    assert refresh([article.pk]) == 0
    assert (terms(), list(Entry.objects.order_by("pk").values())) == before
