"""What machines are told of acts: the messages of webhooks, live events, and the entries of the change log."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction
from django.test import override_settings
from wagtail.models import Page

from cms.changes.models import ChangeSet, LedgerState, PageChange, PendingCommit
from cms.live.change_feed import changes_after
from cms.live.subscription import MAX_SUBSCRIBED_TAGS
from cms.webhooks.sending import send_pending_webhooks
from tests.changes.acts import recorded
from tests.crawl.planting.hiding import restricted
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.rows import pages_among
from tests.live import asking
from tests.webhooks.receiver import Message, Receiver

OPEN_NETWORK = {"OUTBOUND_NETWORKS": ["127.0.0.0/8"], "WEBHOOKS_OVER_HTTP": True}
ACTS_AT_ONCE = 20
"""Acts on hidden things that are done in one commit, as long as nothing is told of them."""
CHANGING_HEADERS = {"webhook-id", "webhook-timestamp", "webhook-signature", "host", "content-length"}
_NUMBERED = re.compile(r'"(timestamp|sequence)":("[^"]*"|\d+)|id: \d+|retry: \d+')

Act = tuple[str, Callable[[], object]]


class Listeners:
    """An endpoint of webhooks and a live connection, which are told of acts on what was planted.

    Args:
        newsroom: what was planted.
        tags: what the live connection follows: the tags of all public answers.
    """

    def __init__(self, newsroom: Newsroom, tags: set[str]) -> None:
        self.newsroom, self.tags = newsroom, sorted(tags)
        self.receiver = Receiver()

    def of_public(self) -> Iterator[tuple[str, str]]:
        """Do acts that are the same in each twin; yield the name of each, and what is told of it."""
        with self._listening():
            for name, act in _public_acts(self.newsroom):
                yield name, self._told(act)

    def of_hidden(self) -> Iterator[tuple[str, str]]:
        """Do something to each hidden thing; yield what was done, and what is told beyond what is told of nothing.

        Of files and snippets, which pages alone hide, it is told by opaque tags that some file of their kind changed.
        """
        rows = self.newsroom.secret
        pages = [row for row in rows if isinstance(row, Page)]
        with self._listening():
            silence = self._told(lambda: None)
            for alike in (pages, [row for row in rows if not isinstance(row, Page)]):
                for at in range(0, len(alike), ACTS_AT_ONCE):
                    yield from self._of_hidden(alike[at : at + ACTS_AT_ONCE], silence)

    def _of_hidden(self, rows: Sequence[Any], silence: str) -> Iterator[tuple[str, str]]:
        """Do something to all rows at once; where that is told of, to each alone."""
        for act in (_update, _save):
            told = self._told(partial(self._each, act, rows))
            if (isinstance(rows[0], Page) and told != silence) or '"event"' in told:
                alone = [fault for row in rows for fault in self._of_hidden([row], silence)] if len(rows) > 1 else []
                keys = ", ".join(str(row.pk) for row in rows)
                yield from alone or [(f"{act.__name__} {type(rows[0]).__name__} {keys}", told)]

    def _each(self, act: Callable[[Any, str], None], rows: Sequence[Any]) -> None:
        for row in rows:
            act(row, self.newsroom.hidden.word("title that nobody is to see"))

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Begin the change log with what the public sees now; undo all that is done in the block."""
        with override_settings(**OPEN_NETWORK), transaction.atomic():
            self.receiver.start()
            try:
                self.receiver.endpoint()
                for model in (LedgerState, PendingCommit, ChangeSet):
                    model.objects.all().delete()
                recorded(lambda: None)
                yield
            finally:
                self.receiver.stop()
                transaction.set_rollback(True)

    def _told(self, act: Callable[[], object]) -> str:
        """Return what is told of an act, without ids and moments, which are others each time."""
        before = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.receiver.taken.clear()
        recorded(act)
        send_pending_webhooks.call()
        log = PageChange.objects.filter(change_set__gt=before).order_by("pk")
        entries = log.values_list("event", "page_id", "page_type", "path", "previous_path", "url", "hostname")
        told = [*map(_text_of, self.receiver.taken), *self._live_answers(before), *map(str, entries)]
        return _NUMBERED.sub("", "\n".join(told))

    def _live_answers(self, before: int) -> list[str]:
        """Return what those are told who come back after a change set."""
        application = asking.ready(before)
        application.broadcaster.publish(changes_after(before))

        async def follow() -> list[str]:
            found = []
            for at in range(0, len(self.tags), MAX_SUBSCRIBED_TAGS):
                path = f"/live/?tags={','.join(self.tags[at : at + MAX_SUBSCRIBED_TAGS])}"
                connection = await asking.ask(application, path, last_event_id=str(before))
                found.append(f"{connection.status} {connection.headers} {connection.body.decode()}")
                await asking.leave(connection)
            return found

        found: list[str] = asking.play(follow())
        return found


def _text_of(message: Message) -> str:
    headers = sorted((name, "" if name in CHANGING_HEADERS else value) for name, value in message.headers.items())
    return f"{headers} {message.raw.decode()}"


def _public_acts(newsroom: Newsroom) -> Iterator[Act]:
    for row in newsroom.public:
        yield f"save {type(row).__name__} {row.pk}", partial(_save, row)
    pages = [page for page in pages_among(newsroom.public) if page.depth > 2]
    yield "withdraw", lambda: _stored(pages[-1]).unpublish()
    yield "restrict", lambda: restricted("login")(_stored(pages[-2]))
    yield "rename", partial(_save, pages[0], slug="renamed")
    yield "delete", lambda: _stored(pages[-3]).delete()


def _update(row: Any, word: str) -> None:
    """Write a row past its model."""
    column = next((name for name in ("title", "name") if hasattr(row, name)), None)
    if column:
        type(row)._default_manager.filter(pk=row.pk).update(**{column: word})


def _save(row: Any, word: str = "", **values: Any) -> None:
    """Save a row as it is, with other values, or with another title or name."""
    stored = _stored(row)
    for column in ("title", "name") if word else ():
        if hasattr(stored, column):
            setattr(stored, column, word)
    for column, value in values.items():
        setattr(stored, column, value)
    stored.save()


def _stored(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)
