"""The change log: commits that wait to be recorded, the ledger of public pages, and the changes of these."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from cms.backoff import Backoff
from cms.outbox import OutboxRow

MAX_HOSTNAME_CHARACTERS = 255


class PendingCommit(OutboxRow):
    """The tags of one commit, written in its transaction, until they are recorded.

    Attributes:
        tags: what was written; see `cms.performance.response_cache.cache_tags`.
        committed_at: just before the commit.
    """

    tags = models.JSONField()
    committed_at = models.DateTimeField(default=timezone.now)

    backoff = Backoff(initial_delay=timedelta(seconds=5), max_delay=timedelta(minutes=10))

    class Meta:
        verbose_name = "pending commit"

    def __str__(self) -> str:
        return " ".join(self.tags)


class LedgerState(models.Model):
    """State of the recorder: one row, whose lock lets one process record at a time.

    Attributes:
        looked_at: the moment of the last comparison; None before the first.
        epoch: identifies this log in cursors. It changes when the ledger is filled anew, which makes old cursors
            invalid.
        pruned_to: the id of the last page change that was deleted for its age; 0 for none.
    """

    looked_at = models.DateTimeField(null=True)
    epoch = models.CharField(max_length=32, default="")
    pruned_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "state of the change log"

    def __str__(self) -> str:
        return f"{self.epoch}: {self.looked_at}"


class PublicPlace(models.Model):
    """The type and the place of a public page.

    Attributes:
        page_id: the page's primary key, no foreign key: the row outlives the page.
        page_type: the label of the page's model, such as "news.ArticlePage".
        path: the path on its site.
        locale: the language code.
        site_id: the primary key of the site.
    """

    page_id = models.BigIntegerField()
    page_type = models.CharField(max_length=100)
    path = models.TextField()
    locale = models.CharField(max_length=20)
    site_id = models.BigIntegerField()

    class Meta:
        abstract = True


class PublicPage(PublicPlace):
    """A row of the ledger: a page that was public at the last comparison, with the values by which changes show.

    Attributes:
        url_path: Wagtail's path, from which the path on the site is derived.
        tree: the name of its tree; see `cms.changes.places.tree_name`.
        tree_path: treebeard's path.
        translation_key: as on the page.
        title: the published title.
        revision_id: the live revision; 0 for none.
        published_at: when the page was last published.
    """

    page_id = models.BigIntegerField(primary_key=True)
    url_path = models.TextField()
    tree = models.TextField(db_index=True)
    tree_path = models.CharField(max_length=255)
    translation_key = models.UUIDField()
    title = models.CharField(max_length=255)
    revision_id = models.BigIntegerField()
    published_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "public page"

    def __str__(self) -> str:
        return self.path


class HiddenRow(models.Model):
    """A picture, document or snippet that was hidden at the last comparison, so that editing it is no change of pages.

    Attributes:
        label: the name of its table in cache tags.
        key: its primary key.
    """

    label = models.CharField(max_length=100)
    key = models.BigIntegerField()

    class Meta:
        verbose_name = "hidden row"
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="changes_hidden_row_once")]

    def __str__(self) -> str:
        return f"{self.label}:{self.key}"


class ChangeSet(models.Model):
    """What changed for the public by one commit, by several that were recorded together, or by the passing of time.

    Primary keys grow in the order of the commits that write change sets: each holds the lock of LedgerState.

    Attributes:
        recorded_at: when it was written.
        committed_at: when the first of its commits was made; without a commit, the moment of the comparison.
        keys: the surrogate keys of what changed, as in the headers for a CDN; "everything" stands for all.
        events: "menu.updated" and "settings.updated".
    """

    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField(default=timezone.now, db_index=True)
    committed_at = models.DateTimeField()
    keys = models.JSONField(default=list)
    events = models.JSONField(default=list)

    class Meta:
        verbose_name = "change set"

    def __str__(self) -> str:
        return str(self.pk)


class PageChange(PublicPlace):
    """An entry of the log: what happened to one page for the public.

    Attributes:
        change_set: the change set that it is part of.
        event: what happened.
        previous_path: the path before, of a page that was public before; else empty.
        previous_site_id: the site before, of such a page; else None.
        url: the address on the public frontend; of a removed page, its last one.
        hostname: the hostname of the site.
    """

    class Event(models.TextChoices):
        """What happened. After the last five the page is no longer public."""

        PUBLISHED = "published"
        EMBARGO_LIFTED = "embargo_lifted"
        UPDATED = "updated"
        MOVED = "moved"
        UNPUBLISHED = "unpublished"
        TAKEN_DOWN = "taken_down"
        DELETED = "deleted"
        EXPIRED = "expired"
        HIDDEN = "hidden"

    REMOVALS: ClassVar = frozenset(
        {Event.UNPUBLISHED, Event.TAKEN_DOWN, Event.DELETED, Event.EXPIRED, Event.HIDDEN},
    )
    """The events after which the page is no longer public."""

    id = models.BigAutoField(primary_key=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="page_changes")
    event = models.CharField(max_length=20, choices=Event.choices)
    previous_path = models.TextField(blank=True)
    previous_site_id = models.BigIntegerField(null=True)
    url = models.TextField()
    hostname = models.CharField(max_length=MAX_HOSTNAME_CHARACTERS)

    class Meta:
        verbose_name = "page change"

    def __str__(self) -> str:
        return f"{self.event} {self.path}"
