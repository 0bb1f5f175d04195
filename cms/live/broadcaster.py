"""Distribution of changes to the connections of one process that subscribe to their tags."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable

from cms.live import events
from cms.live.change_feed import MAX_REPLAYED_CHANGES, LiveChange, Position
from cms.live.subscription import Subscription
from cms.performance.response_cache.cache_tags import EVERYTHING


class Subscriber:
    """One connection. Its backlog is a set of tags, so that a slow client needs no more memory than a fast one.

    Attributes:
        tags: those that it subscribes to.
        pending: the backlog: its tags that have changed since the last event was sent.
        is_reset: a `reset` is to be sent, since something may have been missed.
        event_id: the id of the last change that was sent, or is about to be.
        woken: set when there is something to send.
    """

    __slots__ = ("event_id", "is_reset", "pending", "tags", "woken")

    def __init__(self, tags: frozenset[str], event_id: int) -> None:
        self.tags, self.event_id = tags, event_id
        self.pending: set[str] = set()
        self.is_reset = False
        self.woken = asyncio.Event()

    def add(self, change: LiveChange) -> None:
        """Add a change to the backlog, if it concerns the subscribed tags."""
        if found := change.of(self.tags):
            self.pending |= found
            self.woken.set()

    def take(self) -> bytes:
        """Return the next event as text, and empty the backlog; empty when there is none."""
        self.woken.clear()
        if self.is_reset:
            self.is_reset = False
            self.pending.clear()
            return events.reset(self.event_id)
        tags, self.pending = self.pending, set()
        return events.changed(self.event_id, tags) if tags else b""


class Broadcaster:
    """The subscribers of a process, and the changes that reconnecting ones have missed. Not thread-safe.

    Attributes:
        is_closing: the process is ending, and so are its connections.
        position: the range of changes that can be replayed; None until the log is first read.
    """

    def __init__(self) -> None:
        self.is_closing = False
        self.position: Position | None = None
        self._recent: deque[LiveChange] = deque()
        self._subscribers: set[Subscriber] = set()
        self._by_tag: defaultdict[str, set[Subscriber]] = defaultdict(set)

    def begin(self, position: Position) -> None:
        """Start from the oldest change that can be replayed."""
        self._recent.clear()
        self.position = Position(position.floor, position.floor)

    def publish(self, changes: Iterable[LiveChange]) -> None:
        """Add changes to the backlogs of their subscribers. They come after all that were published before."""
        assert self.position is not None, "the log was read"
        for change in changes:
            self._recent.append(change)
            for subscriber in self._concerned(change):
                subscriber.add(change)
            floor = self._recent.popleft().id if len(self._recent) > MAX_REPLAYED_CHANGES else self.position.floor
            self.position = Position(floor, change.id)
        for subscriber in self._subscribers:
            subscriber.event_id = self.position.newest

    def _concerned(self, change: LiveChange) -> set[Subscriber]:
        if EVERYTHING in change.keys:
            return self._subscribers
        return set().union(*(self._by_tag[key] for key in change.keys if key in self._by_tag))

    def drop_before(self, floor: int) -> None:
        """Drop the changes up to an id, which are too old to be replayed."""
        while self._recent and self._recent[0].id <= floor:
            self._recent.popleft()
        if self.position and floor > self.position.floor:
            self.position = Position(min(floor, self.position.newest), self.position.newest)

    def subscribe(self, subscription: Subscription) -> Subscriber:
        """Return a new subscriber, with what it has missed in its backlog.

        An unknown id leads to a reset. It may be too old, of another database, or of a process that is ahead of this
        one.
        """
        assert self.position is not None, "the log was read"
        subscriber = Subscriber(subscription.tags, self.position.newest)
        if (last := subscription.last_event_id) is not None:
            if self.position.can_replay(last):
                for change in self._recent:
                    if change.id > last:
                        subscriber.add(change)
            else:
                subscriber.is_reset = True
                subscriber.woken.set()
        self._subscribers.add(subscriber)
        for tag in subscriber.tags:
            self._by_tag[tag].add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Remove a subscriber."""
        self._subscribers.discard(subscriber)
        for tag in subscriber.tags:
            self._by_tag[tag].discard(subscriber)
            if not self._by_tag[tag]:
                del self._by_tag[tag]

    def close(self) -> None:
        """End all connections; their clients reconnect to another process."""
        self.is_closing = True
        for subscriber in self._subscribers:
            subscriber.woken.set()

    def __len__(self) -> int:
        return len(self._subscribers)
