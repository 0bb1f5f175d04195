"""What editors do, as webhooks tell of it: from the commit to the receiver."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes.models import PageChange
from cms.changes.recording import record_changes
from news.models import ArticlePage, Menus, NewsIndexPage
from tests.changes.acts import begin_log, edit, publish, unpublish
from tests.factories import CategoryFactory, make_article, restrict
from tests.webhooks.posting import end_pause, send
from tests.webhooks.receiver import DIES, Receiver, secret_of, verify

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def article(receiver: Receiver, index: NewsIndexPage) -> ArticlePage:
    """A public article, and a log that begins after it."""
    made = make_article(index, title="First", slug="first")
    begin_log()
    return made


def deliver() -> None:
    record_changes.call()
    end_pause()
    send()


def told(receiver: Receiver) -> list[dict[str, Any]]:
    """Record and send, and return the changes that have arrived since."""
    before = len(receiver.taken)
    deliver()
    return [change for message in receiver.taken[before:] for change in message.json["data"]["changes"]]


def test_a_publication_arrives_with_its_address_and_tags(receiver: Receiver, article: ArticlePage) -> None:
    endpoint = receiver.endpoint()
    publish(article, title="Second")
    deliver()

    (message,) = receiver.taken
    data = verify(message, secret_of(endpoint))["data"]
    (change,) = data["changes"]
    assert change == {
        "event": "updated",
        "id": change["id"],
        "type": "ArticlePage",
        "path": "/news/first/",
        "previousPath": None,
        "url": "https://www.example.org/news/first/",
        "locale": "en",
        "hostname": change["hostname"],
    }
    assert surrogate_key(f"page:{article.pk}") in data["tags"]


def test_each_act_is_an_event(receiver: Receiver, article: ArticlePage) -> None:
    receiver.endpoint()
    new = make_article(article.get_parent(), slug="new")
    assert [(one["event"], one["path"]) for one in told(receiver)] == [("published", "/news/new/")]
    publish(new, slug="newer")
    assert [(one["event"], one["path"], one["previousPath"]) for one in told(receiver)] == [
        ("moved", "/news/newer/", "/news/new/")
    ]
    unpublish(new)
    assert [(one["event"], one["path"]) for one in told(receiver)] == [("unpublished", "/news/newer/")]
    ArticlePage.objects.get(pk=article.pk).delete()
    assert [(one["event"], one["path"]) for one in told(receiver)] == [("deleted", "/news/first/")]


def test_nothing_is_told_of_what_readers_do_not_see(receiver: Receiver, article: ArticlePage) -> None:
    receiver.endpoint()
    edit(article, title="A draft")
    draft = make_article(article.get_parent(), slug="draft", live=False)
    edit(draft, title="Still a draft")
    tomorrow = timezone.now() + dt.timedelta(days=1)
    hidden = make_article(article.get_parent(), slug="hidden", embargo=True, embargo_until=tomorrow)
    publish(hidden, title="Secret")
    deliver()

    assert receiver.taken == []
    restrict(article)
    assert [(one["event"], one["path"]) for one in told(receiver)] == [("hidden", "/news/first/")]
    publish(article, title="Among us", slug="among-us")
    assert told(receiver) == []
    assert not any(b"mong" in message.raw or b"ecret" in message.raw for message in receiver.taken)


def test_a_menu_is_an_event_without_pages(receiver: Receiver, article: ArticlePage) -> None:
    receiver.endpoint(events=["menu.updated"])
    publish(article, title="Second")
    deliver()
    assert receiver.taken == []
    menus = Menus.for_site(article.get_site())
    menus.save()
    deliver()
    assert [message.json["data"]["events"] for message in receiver.taken] == [["menu.updated"]]


def test_who_chose_other_changes_gets_those_that_change_pages_too(receiver: Receiver, article: ArticlePage) -> None:
    category = CategoryFactory.create()
    publish(article, category=category)
    deliver()
    receiver.endpoint(events=["tags"])
    publish(article, title="Second")
    Menus.for_site(article.get_site()).save()
    deliver()
    assert receiver.taken == []

    category.name = "Harbour"
    category.save()
    publish(article, title="Third")
    deliver()

    (message,) = receiver.taken
    data = message.json["data"]
    assert (data["changes"], data["events"]) == ([], [])
    assert surrogate_key(f"category:{category.pk}") in data["tags"]
    assert PageChange.objects.filter(page_id=article.pk).latest("pk").change_set_id == data["sequence"]


def test_under_edits_a_receiver_that_is_killed_and_revived_loses_nothing(
    receiver: Receiver, article: ArticlePage
) -> None:
    receiver.endpoint()
    other = make_article(article.get_parent(), slug="other")
    deliver()
    receiver.taken.clear()
    published = 0
    for act in ("up", "down", "dies", "up"):
        if act == "down":
            receiver.stop()
        elif act == "dies":
            receiver.replies = [DIES]
        for number in range(2):
            for page in (article, other):
                publish(page, title=f"{act} {number} {published}")
                published += 1
                deliver()
        if act == "down":
            receiver.start()
    deliver()

    changes = [
        (message.sequence, message.id, message.json["data"]["changes"][0]["path"]) for message in receiver.taken
    ]
    assert published == 16
    assert len({sequence for sequence, _id, _path in changes}) == 16, "lost"
    assert len(changes) - len({one for _sequence, one, _path in changes}) == 1, "duplicates"
    for path in ("/news/first/", "/news/other/"):
        sequences = [sequence for sequence, _id, one in changes if one == path]
        assert sequences == sorted(sequences)
        assert len(set(sequences)) == 8
