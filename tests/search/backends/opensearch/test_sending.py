"""What OpenSearch is told, when, and what happens when it does not listen. It is a stand-in that is told."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.tasks.queue import DATABASE_BACKEND
from news.models import ArticlePage, NewsIndexPage
from search.backends import engine
from search.backends.opensearch import indexes, sending
from search.backends.opensearch.indexes import index_name
from search.indexing import rebuilding
from search.indexing.outbox import process_outbox
from search.indexing.rebuilding import Rebuild
from search.models import Change, Entry, Index, Unsent
from tests.factories import make_article
from tests.search.backends.opensearch.standin import StandIn
from tests.search.finding import found, index_all

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

DOWN: Callable[[str, str], tuple[int, bytes]] = lambda method, path: (503, b'{"error":"down","status":503}')  # noqa: E731


def known(stand_in: StandIn) -> set[int]:
    """Returns the entries that searches in OpenSearch find."""
    [index] = stand_in.indexes.values()
    return {int(key) for key in index.found}


def rows() -> set[int]:
    """Returns the entries that they ought to find."""
    return set(Entry.objects.filter(held=False).values_list("pk", flat=True))


def run(name: str, *arguments: str) -> str:
    """Returns what a command prints."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_what_is_published_replaced_and_deleted(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    article = make_article(index, title="Zebra")
    assert (found("zebra"), Unsent.objects.count(), known(stand_in)) == (["Zebra"], 0, rows())
    [document] = [one for one in stand_in.indexes.popitem()[1].found.values() if "zebra" in str(one)]
    assert document == {"entry": Entry.objects.get(page=article).pk, "terms": {"en": ["zebra", "zebra", ""]}}


def test_each_change_is_told(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    article = make_article(index, title="Zebra")
    article.title = "Giraffe"
    article.save_revision().publish()
    assert (found("zebra"), found("giraffe"), known(stand_in)) == ([], ["Giraffe"], rows())

    article.refresh_from_db()
    article.unpublish()
    assert (found("giraffe"), known(stand_in)) == ([], rows())

    article.save_revision().publish()
    ArticlePage.objects.get(pk=article.pk).delete()
    assert found("giraffe") == []
    process_outbox.call()
    assert (known(stand_in), Unsent.objects.count()) == (rows(), 0)


def test_what_is_held_is_not_told(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    article = make_article(index, title="Zebra", embargo=True)
    assert "zebra" not in str(stand_in.asked)

    ArticlePage.objects.filter(pk=article.pk).update(embargo_until=timezone.now() - dt.timedelta(seconds=1))
    assert found("zebra") == ["Zebra"]
    call_command("process_search_outbox")
    assert found("zebra") == ["Zebra"]
    assert known(stand_in) == rows()


def test_what_it_does_not_take_waits_and_is_found_meanwhile(
    stand_in: StandIn, index: NewsIndexPage, caplog: pytest.LogCaptureFixture
) -> None:
    make_article(index, title="Zebra one")
    index_all()
    stand_in.fault = lambda method, path: DOWN(method, path) if "_search" not in path else None

    make_article(index, title="Zebra zebra two")

    assert "OpenSearch does not answer" in caplog.text
    assert (Unsent.objects.count(), Change.objects.count()) == (1, 0)
    assert set(found("zebra")) == {"Zebra zebra two", "Zebra one"}
    assert found("two") == ["Zebra zebra two"]

    stand_in.fault = lambda method, path: None
    call_command("process_search_outbox")
    assert (Unsent.objects.count(), known(stand_in)) == (0, rows())
    assert found("zebra") == ["Zebra zebra two", "Zebra one"]


def test_too_much_waits(stand_in: StandIn, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.backends.opensearch.backend.MAX_UNSENT_ENTRIES", 1)
    index_all()
    stand_in.fault = DOWN
    make_article(index, title="Zebra one")
    make_article(index, title="Zebra two")
    stand_in.fault = lambda method, path: None
    stand_in.asked.clear()
    engine()._again = None  # type: ignore[attr-defined]

    assert len(found("zebra")) == 2
    assert stand_in.asked == []


def test_one_that_is_refused_holds_nothing_up(
    stand_in: StandIn, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    index_all()
    document = indexes.document

    def spoilt(entry: Entry) -> dict[str, Any]:
        return document(entry) | ({"unknown": 1} if entry.title == "Giraffe" else {})

    monkeypatch.setattr(sending, "document", spoilt)
    make_article(index, title="Giraffe")
    make_article(index, title="Zebra")

    [left] = Unsent.objects.all()
    giraffe = Entry.objects.get(title="Giraffe").pk
    assert (left.entry, left.attempts) == (giraffe, 1)
    assert dt.timedelta(seconds=50) < left.due_at - timezone.now() <= dt.timedelta(minutes=1)
    assert known(stand_in) == rows() - {giraffe}
    assert "strict_dynamic_mapping_exception" in caplog.text
    assert (found("giraffe"), found("zebra")) == (["Giraffe"], ["Zebra"])

    monkeypatch.undo()
    Unsent.objects.update(due_at=timezone.now())
    process_outbox.call()
    assert (known(stand_in), Unsent.objects.count()) == (rows(), 0)


def test_one_that_is_refused_is_sent_again_when_its_pause_is_over(
    stand_in: StandIn, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    index_all()
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    monkeypatch.setattr(sending, "document", lambda entry: {"unknown": 1})
    make_article(index, title="Giraffe")
    DBTaskResult.objects.all().delete()

    process_outbox.call()

    wake_up = DBTaskResult.objects.get()
    assert (wake_up.task_path, wake_up.run_after) == (process_outbox.module_path, Unsent.objects.get().due_at)


def test_a_crash_after_it_was_told(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    make_article(index, title="Zebra")
    [told] = [body for _method, path, _parameters, body in stand_in.asked if path == "/_bulk"][-1:]
    meta = told[0]["index"]
    Unsent.objects.create(pk=meta["version"], index=Index.objects.get(), entry=meta["_id"])

    process_outbox.call()

    assert (Unsent.objects.count(), known(stand_in)) == (0, rows())


def test_what_arrives_late_replaces_nothing(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    article = make_article(index, title="Zebra")
    entry = Entry.objects.get(page=article)
    written = [body for _method, path, _parameters, body in stand_in.asked if path == "/_bulk"][-1]
    article.unpublish()
    assert known(stand_in) == rows()

    late = stand_in.answer("POST", "/_bulk", {"refresh": "wait_for"}, written)

    assert late[1]["items"][0]["index"]["status"] == 409
    assert entry.pk not in known(stand_in)


def test_the_old_index_answers_until_the_new_one_is_whole(
    stand_in: StandIn, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "PAGES_PER_STEP", 2)
    for number in range(4):
        make_article(index, title=f"Zebra {number}")
    index_all()
    old = Index.objects.get()

    assert next(Rebuild().run()) == 2
    assert stand_in.aliases == {"dateline": index_name(old)}
    assert len(found("zebra")) == 4

    stand_in.fault = lambda method, path: DOWN(method, path) if "_search" not in path else None
    with pytest.raises(CommandError, match=r"The old index answers on\. Run the command again\. .*503"):
        run("rebuild_search", "--verbosity=0")
    assert Index.objects.current() == old
    assert len(found("zebra")) == 4

    stand_in.fault = lambda method, path: None
    assert "The search index is whole: 6 pages" in run("rebuild_search")
    [new] = Index.objects.all()
    assert (stand_in.aliases, list(stand_in.indexes)) == ({"dateline": index_name(new)}, [index_name(new)])
    assert (known(stand_in), Unsent.objects.count()) == (rows(), 0)
    stand_in.asked.clear()
    assert len(found("zebra")) == 4
    assert len(stand_in.asked) == 1


def test_what_an_earlier_rebuild_left_is_removed_and_what_is_others_is_not(
    stand_in: StandIn, index: NewsIndexPage
) -> None:
    index_all()
    [kept] = stand_in.indexes.values()
    others = ["dateline-logs-2026", "dateline-2-7-20260101000000", "dateline-7-2026"]
    stand_in.indexes |= dict.fromkeys([*others, "dateline-1-20250101000000"], kept)

    run("rebuild_search")

    assert set(stand_in.indexes) == {*others, index_name(Index.objects.get())}


def test_an_old_index_that_could_not_be_removed(
    stand_in: StandIn, index: NewsIndexPage, caplog: pytest.LogCaptureFixture
) -> None:
    index_all()
    stand_in.fault = lambda method, path: DOWN(method, path) if method == "DELETE" else None

    run("rebuild_search")

    assert len(stand_in.indexes) == 2
    assert "until the next rebuild" in caplog.text
    stand_in.fault = lambda method, path: None
    run("rebuild_search")
    assert len(stand_in.indexes) == 1


def test_the_check_finds_and_repairs_what_it_lost(stand_in: StandIn, index: NewsIndexPage) -> None:
    for title in ("Zebra", "Giraffe"):
        make_article(index, title=title)
    index_all()
    assert "0 not as in the engine" in run("check_search_index")
    [kept] = stand_in.indexes.values()
    lost = Entry.objects.get(title="Zebra").pk
    for store in (kept.written, kept.found, kept.versions):
        del store[str(lost)]
    kept.written["999999"] = kept.found["999999"] = {"entry": 999_999, "terms": {"en": ["lion"]}}
    assert found("zebra") == []

    out = StringIO()
    with pytest.raises(CommandError, match="check_search_index --repair"):
        call_command("check_search_index", stdout=out)
    assert "2 not as in the engine" in out.getvalue()

    assert run("check_search_index", "--repair").endswith("Repaired.\n")
    assert (found("zebra"), known(stand_in)) == (["Zebra"], rows())


@pytest.mark.parametrize("everything", [True, False])
def test_the_check_repairs_an_empty_opensearch(stand_in: StandIn, index: NewsIndexPage, everything: bool) -> None:
    make_article(index, title="Zebra")
    index_all()
    stand_in.aliases.clear()
    if everything:
        stand_in.indexes.clear()

    assert "3 not as in the engine" in run("check_search_index", "--repair")

    assert (stand_in.aliases, known(stand_in)) == ({"dateline": index_name(Index.objects.get())}, rows())


def test_the_check_says_when_it_is_down(stand_in: StandIn, index: NewsIndexPage) -> None:
    index_all()
    stand_in.fault = DOWN

    with pytest.raises(CommandError, match=r"The engine outside the database does not answer. .*503"):
        run("check_search_index")
