"""The search index: its entries, terms, posting lists and statistics, and the outboxes of changes to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.backoff import Backoff
from cms.outbox import OutboxRow
from search.analysis import VERSION

BORDER = "\n"
"""Stands in place of a term where a phrase cannot continue: between paragraphs, blocks, fields and compounds."""

DATED = Coalesce("published_at", models.Value(datetime(1, 1, 2, tzinfo=UTC)))
"""Date of publication of an entry's page, for the order by date; pages without one come last."""


class IndexManager(models.Manager["Index"]):
    """Manager of indexes: the current one and one that is being built."""

    def current(self) -> Index | None:
        """Return the newest completed index, which is searched; None before anything was indexed."""
        return self.exclude(completed_at=None).order_by("pk").last()

    def written(self) -> list[Index]:
        """Return the indexes to which changes are written: the current one and one that is being built."""
        current = self.current() or self.create(completed_at=timezone.now())
        return list(self.filter(pk__gte=current.pk).order_by("pk"))


class Index(models.Model):
    """An index of all sites. A rebuild fills a new one while the current one is searched.

    Attributes:
        version: `search.analysis.VERSION` of the analyser that made its terms.
        completed_at: when its rebuild completed; None while it is being built.
        last_page: primary key of the last page that the rebuild has indexed, after which an interrupted one resumes.
    """

    version = models.PositiveIntegerField(default=VERSION)
    started_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)
    last_page = models.PositiveBigIntegerField(default=0)

    objects = IndexManager()

    class Meta:
        verbose_name = _("search index")

    def __str__(self) -> str:
        return f"{self.pk}"


class Entry(models.Model):
    """A page in an index: a document in Lucene's terms.

    It holds nothing about visibility: every search filters by `cms.visibility`. Entries are never changed, but deleted
    and replaced.

    Attributes:
        page: the page, which may be deleted; `search.indexing.outbox.process_outbox` then deletes the entry.
        held: the page was hidden from the public when the entry was written. Such an entry has no postings and is in
            no statistics, so that it cannot be inferred from scores or counts; see `search.backends.pending_releases`.
        locale: language code of the page's tree; the analyser's language.
        kind: the page's type as the schema's PageType names it.
        expires_at: when the page expires, if it does.
        year: that of `published_at` in the newsroom's time zone.
        title, text: plain text, for highlights.
        title_terms, text_terms: the terms of title and text, and of category, authors and tags, separated by spaces,
            with a `BORDER` where a phrase ends.
        length: number of words, compounds not counted.
    """

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="entries", db_index=False)
    page = models.ForeignKey(Page, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    held = models.BooleanField(default=False)
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    category_id = models.PositiveBigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    length = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()
    title_terms = models.TextField()
    text_terms = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        constraints = [models.UniqueConstraint(fields=["page", "index"], name="search_entry_once_in_index")]
        indexes = [
            models.Index(fields=["index", "locale"], condition=models.Q(held=True), name="search_entry_held"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="search_entry_expires"
            ),
            models.Index(DATED.desc(), models.F("id").desc(), name="search_entry_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> set[str]:
        """The distinct terms of the entry."""
        return {*self.title_terms.split(), *self.text_terms.split()}


class Term(models.Model):
    """A term of one language in an index, for ranking, spelling correction and completion.

    Attributes:
        written: the shortest word, in lower case, that was analysed to this term.
        word: the same without accents.
        documents: number of entries that hold it.
    """

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="terms", db_index=False)
    locale = models.CharField(max_length=20)
    term = models.CharField(max_length=200)
    word = models.CharField(max_length=200)
    written = models.CharField(max_length=200)
    documents = models.IntegerField()

    class Meta:
        verbose_name = _("search term")
        constraints = [models.UniqueConstraint(fields=["index", "locale", "term"], name="search_term_once_in_index")]
        indexes = [models.Index(fields=["index", "locale", "word"], name="search_term_by_word")]

    def __str__(self) -> str:
        return self.term


class Posting(models.Model):
    """A block of a posting list.

    Attributes:
        block: the primary keys of its entries divided by `search.backends.posting_codec.BLOCK_NEIGHBOURS`.
        rows, places: see `search.backends.posting_codec`.
    """

    pk = models.CompositePrimaryKey("index_id", "locale", "term", "block")
    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="postings", db_index=False)
    locale = models.CharField(max_length=20)
    term = models.CharField(max_length=200)
    block = models.PositiveIntegerField()
    rows = models.BinaryField()
    places = models.BinaryField()

    class Meta:
        verbose_name = _("search posting")

    def __str__(self) -> str:
        return f"{self.term} {self.block}"


class Corpus(models.Model):
    """Index statistics of one language.

    Attributes:
        entries: number of entries.
        length: number of terms in all of them.
        stamp: a random number, replaced by each write: the version of the language's vocabulary in memory.
    """

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="corpora", db_index=False)
    locale = models.CharField(max_length=20)
    entries = models.IntegerField()
    length = models.BigIntegerField()
    stamp = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("indexed language")
        constraints = [models.UniqueConstraint(fields=["index", "locale"], name="search_corpus_once_in_index")]

    def __str__(self) -> str:
        return self.locale


class Change(OutboxRow):
    """Outbox row: pages to be reindexed. It is written with their change and deleted once they are reindexed.

    Attributes:
        page_id: primary key of the page; None where `path` is set.
        path: the treebeard path at or below which all pages are to be reindexed.
    """

    page_id = models.PositiveBigIntegerField(null=True)
    path = models.CharField(max_length=255, blank=True)

    backoff = Backoff(initial_delay=timedelta(seconds=10), max_delay=timedelta(hours=1))

    class Meta:
        verbose_name = _("change to be indexed")

    def __str__(self) -> str:
        return self.path or f"{self.page_id}"


class Unsent(OutboxRow):
    """Outbox row: an entry to be stored in OpenSearch or deleted from it.

    Attributes:
        entry: its primary key; it is to be stored if the entry exists, else deleted.
    """

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="unsent")
    entry = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(default=timezone.now)  # without an index: nearly all rows are due

    backoff = Backoff(initial_delay=timedelta(minutes=1), max_delay=timedelta(hours=1))

    class Meta:
        verbose_name = _("entry to be sent")

    def __str__(self) -> str:
        return f"{self.entry}"
