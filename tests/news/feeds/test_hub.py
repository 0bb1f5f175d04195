"""A hub is told which feeds have changed; here it is a server on this machine."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cms.changes.models import ChangeSet
from cms.takedowns.actions import take_down
from cms.tasks.queue import DATABASE_BACKEND
from news.feeds.hub import changed_feeds, enqueue_ping, ping_hub
from news.models import ArticlePage, NewsIndexPage
from tests.changes.acts import begin_log, recorded
from tests.factories import CategoryFactory, make_article, make_hidden_articles, make_index, restrict


class Hub(HTTPServer):
    """Answers with a status, and keeps the bodies that it is sent."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        self.bodies: list[str] = []


class HubHandler(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing on the console."""


@pytest.fixture
def hub(settings: Settings) -> Iterator[Hub]:
    """A hub, which the settings name."""
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _network(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]


def feeds(place: str) -> list[str]:
    names = [f"{name}.{ending}" for name in ("summary", "full") for ending in ("rss", "atom", "json")]
    return [f"http://testserver/feeds/localhost/en/{place}{name}" for name in names]


def topics(body: str) -> list[str]:
    sent = parse_qs(body)
    assert sent["hub.mode"] == ["publish"]
    return sent["hub.url"]


STORY_PLACES = ["", "category/sea/", "tag/ferries/", "tag/ports/", "author/ana/", "author/max/"]


@pytest.fixture
def begun(story: ArticlePage) -> ArticlePage:
    """The story, public before the change log began."""
    begin_log()
    return story


def test_the_hub_is_told_when_an_article_is_published_and_withdrawn(
    begun: ArticlePage, hub: Hub, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    other = make_article(begun.get_parent(), category=begun.category, slug="other")
    with django_capture_on_commit_callbacks(execute=True):
        recorded(lambda: begun.save_revision().publish())
    with django_capture_on_commit_callbacks(execute=True):
        recorded(begun.unpublish)

    assert topics(hub.bodies[0]) == [url for place in STORY_PLACES for url in feeds(place)]
    assert topics(hub.bodies[1]) == [url for place in ["", "category/sea/"] for url in feeds(place)]
    assert other.live


@pytest.mark.parametrize("way", ["embargo lifts", "expires", "taken down", "moved", "deleted", "restricted"])
def test_the_hub_is_told_of_what_publishes_and_withdraws_nothing(
    begun: ArticlePage, hub: Hub, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, way: str
) -> None:
    past = timezone.now() - dt.timedelta(minutes=1)
    article, row = ArticlePage.objects.get(pk=begun.pk), ArticlePage.objects.filter(pk=begun.pk)
    if way == "embargo lifts":
        recorded(lambda: row.update(embargo=True, embargo_until=past + dt.timedelta(hours=1)))
    acts: dict[str, Callable[[], object]] = {
        "embargo lifts": lambda: row.update(embargo_until=past),
        "expires": lambda: row.update(expire_at=past),
        "taken down": lambda: take_down(article, None, "Libel"),
        "moved": lambda: article.move(make_index(article.get_site(), slug="elsewhere"), "last-child"),
        "deleted": article.delete,
        "restricted": lambda: restrict(article),
    }
    with django_capture_on_commit_callbacks(execute=True):
        recorded(acts[way])

    places = STORY_PLACES if way in ("embargo lifts", "moved") else [""]
    assert [topics(body) for body in hub.bodies] == [[url for place in places for url in feeds(place)]]


def test_what_is_hidden_names_no_subject(index: NewsIndexPage, begun: ArticlePage, hub: Hub) -> None:
    make_hidden_articles(index, category=CategoryFactory(slug="secret"), tags=["Secret"])
    recorded(begun.save_revision().publish)
    recorded(lambda: ArticlePage.objects.filter(pk=begun.pk).update(category=CategoryFactory(slug="secret-too")))
    recorded(begun.unpublish)

    assert not [url for url in changed_feeds(0) if "secret" in url]


def test_changes_in_quick_succession_make_one_ping(
    begun: ArticlePage,
    hub: Hub,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(3):
            recorded(lambda: begun.save_revision().publish())
    [queued] = DBTaskResult.objects.filter(task_path=ping_hub.module_path)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_ping(0)

    assert queued.args_kwargs["args"] == [ChangeSet.objects.order_by("pk").values_list("pk", flat=True)[0]]
    assert 8 < (queued.run_after - timezone.now()).total_seconds() <= 10
    earlier = DBTaskResult.objects.filter(task_path=ping_hub.module_path).exclude(pk=queued.pk)
    assert [one.args_kwargs["args"] for one in earlier] == [[0]]
    assert ping_hub.func(*queued.args_kwargs["args"]) == 6 * len(STORY_PLACES)
    assert len(hub.bodies) == 1


def test_a_hub_that_does_not_answer_is_named_in_the_log(
    begun: ArticlePage, hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    recorded(lambda: begun.save_revision().publish())
    hub.status = 503

    with caplog.at_level(logging.WARNING, "news.feeds"):
        assert ping_hub.func(0) == 0

    [message] = [record.getMessage() for record in caplog.records if record.name == "news.feeds"]
    assert message == "A ping to the WebSub hub failed, it is given up: it answered with status 503."


def test_without_a_hub_nobody_is_told(begun: ArticlePage) -> None:
    recorded(lambda: begun.save_revision().publish())
    assert ping_hub.func(0) == 0


def test_many_articles_take_the_statements_of_one(index: NewsIndexPage) -> None:
    begin_log()
    recorded(lambda: make_article(index, category=CategoryFactory(), tags=["Tag"]))
    counts = []
    for _round in range(2):
        changed_feeds(0)
        with CaptureQueriesContext(connection) as captured:
            changed_feeds(0)
        counts.append(len(captured))
        recorded(lambda: [make_article(index, category=CategoryFactory(), tags=[f"Tag {n}"]) for n in range(10)])

    assert counts == [8, 8]
