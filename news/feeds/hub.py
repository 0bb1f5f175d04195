"""Pings to the WebSub hub: they name the feeds that have changed, and it fetches these for their subscribers.

Changes are read from the change log, which also has those by time, take-downs and moves.

Sources: https://www.w3.org/TR/websub/, https://pubsubhubbub.github.io/PubSubHubbub/pubsubhubbub-core-0.4.html#publishing
"""

import logging
from collections import defaultdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from cms.backoff import Backoff
from cms.changes.models import ChangeSet, PageChange
from cms.http.outbound import OutboundError, fetch_public_url
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.feeds.addresses import FeedAddress
from news.graphql.category_fields import categories_of
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Tag
from news.models.category_tree import CategoryTree

logger = logging.getLogger("news.feeds")

MAX_TOPICS_PER_PING = 200
MAX_PINGS = 8
"""Attempts of a ping, over two hours. After the last one the feed is pinged with its next change."""

PING_DELAY = timedelta(seconds=10)
"""Delay of a ping, so that it covers several changes."""

PING_BACKOFF = Backoff(initial_delay=timedelta(minutes=1), max_delay=timedelta(hours=1))


def announce_change_set(change_set: ChangeSet, **_kwargs: Any) -> None:
    """Enqueue a ping about the feeds of a change set after its commit."""
    if settings.WEBSUB_HUB and _article_changes(change_set.pk).exists():
        transaction.on_commit(lambda: enqueue_ping(change_set.pk), robust=True)


def enqueue_ping(since: int) -> None:
    """Enqueue a ping, delayed by PING_DELAY, unless a queued one covers the same changes.

    Args:
        since: the primary key of the first change set that it covers.
    """
    if not ping_hub.get_backend().supports_defer:
        ping_hub.enqueue(since)
        return
    run_after = timezone.now() + PING_DELAY
    queued = DBTaskResult.objects.filter(
        task_path=ping_hub.module_path, status=TaskResultStatus.READY, run_after__lte=run_after
    )
    if not queued.filter(args_kwargs__args__0__lte=since).exists():
        ping_hub.using(run_after=run_after).enqueue(since)


@task()
def ping_hub(since: int, attempts: int = 0) -> int:
    """Ping the hub about the feeds that have changed since a change set; return how many these are.

    It may run twice: a hub passes on only what differs from the feed that it fetched before.

    Args:
        since: the primary key of the first change set.
        attempts: the number of failed attempts.
    """
    topics = changed_feeds(since) if settings.WEBSUB_HUB else []
    for begin in range(0, len(topics), MAX_TOPICS_PER_PING):
        chosen = topics[begin : begin + MAX_TOPICS_PER_PING]
        if fault := _publish(chosen):
            _retry(since, attempts, fault)
            return begin
    return len(topics)


def changed_feeds(since: int) -> list[str]:
    """Return the URLs of the feeds that show, or showed, changed articles: those of sites and of subjects.

    Feeds of public subjects are included for withdrawn articles too. Former subjects of an article are not known.
    """
    visibility = Visibility(SiteIndex())
    open_trees = {(tree.site.pk, tree.locale): tree.site.hostname for tree in visibility.trees}
    entries = list(_article_changes(since).values_list("page_id", "site_id", "previous_site_id", "locale"))
    subjects = _subjects(visibility, {pk for pk, *_place in entries})
    found: dict[FeedAddress, None] = {}
    for pk, site, previous_site, locale in entries:
        for hostname in (open_trees.get((one, locale)) for one in (site, previous_site)):
            for subject, slug in [("", ""), *subjects[pk]] if hostname else ():
                found[FeedAddress(str(hostname), locale, subject, slug)] = None
    return [variant.url for address in found for variant in address.variants()]


def _article_changes(since: int) -> QuerySet[PageChange]:
    return PageChange.objects.filter(change_set__gte=since, page_type=ArticlePage._meta.label).order_by("pk")


def _subjects(visibility: Visibility, keys: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the kind and slug of the public subjects of articles, by the primary keys of the articles.

    Args:
        visibility: the public's.
        keys: the primary keys of the articles.
    """
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    public = visibility.pages(ArticlePage.objects.all())
    slugs = dict(categories_of(visibility, public).values_list("pk", "slug"))
    tree = CategoryTree(dict(Category.objects.order_by("pk").values_list("pk", "parent")))
    for pk, category in ArticlePage.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "category"):
        chain = [] if category is None else [category, *tree.ancestors(category)]
        found[pk] += [("category", slugs[one]) for one in chain if one in slugs]
    tags = visibility.used_by(Tag.objects.all(), ArticleTag.objects.filter(content_object__in=public), "tag_id")
    tagged = ArticleTag.objects.filter(content_object__in=keys, tag__in=tags).order_by("tag__slug")
    for pk, slug in tagged.values_list("content_object", "tag__slug"):
        found[pk].append(("tag", slug))
    named = ArticleAuthor.objects.filter(page__in=public)
    authors = visibility.used_by(Author.objects.all(), named, "author_id")
    bylines = ArticleAuthor.objects.filter(page__in=keys, author__in=authors).order_by("sort_order")
    for pk, slug in bylines.values_list("page", "author__slug"):
        found[pk].append(("author", slug))
    return found


def _publish(topics: list[str]) -> str:
    """Ping the hub about changed feeds; return the fault, empty on success."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = fetch_public_url(settings.WEBSUB_HUB, "POST", headers=headers, body=body)
    except OutboundError as error:
        return str(error)
    return "" if 200 <= answer.status < 300 else f"it answered with status {answer.status}."


def _retry(since: int, attempts: int, fault: str) -> None:
    """Enqueue a failed ping again, if the task backend supports delays and it has attempts left."""
    can_wait = ping_hub.get_backend().supports_defer and attempts + 1 < MAX_PINGS
    then = "it is tried again" if can_wait else "it is given up"
    logger.warning("A ping to the WebSub hub failed, %s: %s", then, fault)
    if can_wait:
        run_after = timezone.now() + PING_BACKOFF.delay(attempts)
        ping_hub.using(run_after=run_after).enqueue(since, attempts + 1)
