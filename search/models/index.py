"""The index: what the search knows of each page and of each word."""

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
"""What stands in place of a term where no phrase goes on: between paragraphs, blocks and fields, and compounds."""

DATED = Coalesce("published_at", models.Value(datetime(1, 1, 2, tzinfo=UTC)))
"""When an entry's page was published, for the order by date; pages without a date come last."""


class IndexManager(models.Manager["Index"]):
    """Finds the index that answers and the one that is being built."""

    def current(self) -> Index | None:
        """Return the newest whole index, which answers; None in a database in which nothing was indexed yet."""
        return self.exclude(completed_at=None).order_by("pk").last()

    def written(self) -> list[Index]:
        """Return all that changes are written to: the index that answers and one that is being built."""
        current = self.current() or self.create(completed_at=timezone.now())
        return list(self.filter(pk__gte=current.pk).order_by("pk"))


class Index(models.Model):
    """One index of the whole site. A rebuild fills a new one while the old one answers.

    Attributes:
        version: `search.analysis.VERSION` of the analyser that made its terms.
        completed_at: when it became whole; None while it is being built.
        last_page: primary key of the last page that the rebuild has written, where one that stopped goes on.
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
    """One page in an index.

    Whether a page may be seen is not noted here: `cms.visibility` is asked of the page itself, in all
    searches. The terms of an entry are never changed: it is removed, and another one written.

    Attributes:
        page: it may be gone; the entry goes by the next run of `search.indexing.outbox.process_outbox`.
        held: the public did not see the page when the entry was written. Such an entry has no postings and is in no
            count, so that nothing that anybody can measure tells of it; see `search.backends.pending_releases`.
        locale: language code of the page's tree; the analyser's language.
        kind: the page's type as the schema's PageType names it.
        expires_at: when the page vanishes by the clock, if it does.
        year: that of `published_at` in the newsroom's time zone.
        title, text: as a reader sees them, without markup: for highlights.
        title_terms, text_terms: what the analyser made of them and of category, authors and tags, separated by spaces,
            with a `BORDER` where a phrase ends.
        length: how many words there are; a compound is no word more.
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
        """Every term of the entry, once."""
        return {*self.title_terms.split(), *self.text_terms.split()}


class Term(models.Model):
    """A term of one language in an index: for ranking, for spelling, for words that are not finished.

    Attributes:
        written: the shortest word, in lower case, that became this term.
        word: the same without its accents.
        documents: how many entries hold it.
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
    """Which of a block of neighbouring entries hold a term: what an engine finds and ranks by.

    Attributes:
        block: the primary keys of its entries divided by `search.backends.posting_codec.SIZE`.
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
    """How much an index holds of one language, so that no search need count it.

    Attributes:
        entries: how many pages.
        length: how many terms they have together.
        stamp: a random number, another one after each write: what is kept in memory of the language's terms is good
            while it stays the same.
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
    """Pages whose entries may be out of date: written with the change itself, gone when the entries are right again.

    Attributes:
        page_id: a page's primary key; None when `path` tells which pages.
        path: the treebeard path at or below which the pages are.
    """

    page_id = models.PositiveBigIntegerField(null=True)
    path = models.CharField(max_length=255, blank=True)

    backoff = Backoff(initial_delay=timedelta(seconds=10), max_delay=timedelta(hours=1))

    class Meta:
        verbose_name = _("change to be indexed")

    def __str__(self) -> str:
        return self.path or f"{self.page_id}"


class Unsent(OutboxRow):
    """An entry that OpenSearch does not know yet, or does not know to be gone: written with the entry itself.

    Attributes:
        entry: its primary key; whether it is there says whether OpenSearch is to store or delete it.
    """

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="unsent")
    entry = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(default=timezone.now)  # without an index: nearly all rows are due

    backoff = Backoff(initial_delay=timedelta(minutes=1), max_delay=timedelta(hours=1))

    class Meta:
        verbose_name = _("entry to be sent")

    def __str__(self) -> str:
        return f"{self.entry}"
