"""The tables of the query log: searches and clicks by readers, without their identity or the time of day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class PastQuery(models.Model):
    """A query that readers searched for, with its counts.

    Attributes:
        key: the folded words of the query, as `search.analytics.query_log.key_of` returns them; queries with the same
            key count as the same search.
        text: its words as the first client typed them; a later client's spelling never replaces them.
        searches: number of times that it was searched for.
        found: number of results of its last search without filters or phrases, as far as they were ranked or, in the
            order by date, fetched: 100 may mean more. With several sites, the maximum over all their searches.
        last_on: the day of the last search.
        clients: largest number of clients that made it on one day, counted up to MIN_CLIENTS_TO_SUGGEST.
        review: an editor's decision whether to suggest it.
        is_blocked: whether it holds words from the block list.
    """

    class Review(models.TextChoices):
        """An editor's decision whether a search is suggested to readers while they type."""

        AUTOMATIC = "", _("Automatic")
        APPROVED = "approved", _("Approved")
        HIDDEN = "hidden", _("Hidden")

    locale = models.CharField(_("language"), max_length=20)
    key = models.CharField(max_length=100)
    text = models.CharField(_("search"), max_length=100)
    searches = models.PositiveIntegerField(_("times"))
    found = models.PositiveIntegerField(_("results"))
    last_on = models.DateField(_("last on"))
    clients = models.PositiveSmallIntegerField(_("readers in a day"), default=0)
    review = models.CharField(_("suggested"), max_length=10, choices=Review, default=Review.AUTOMATIC, blank=True)
    is_blocked = models.BooleanField(_("holds blocked words"), default=False)

    class Meta:
        verbose_name = _("past search")
        verbose_name_plural = _("past searches")
        ordering = ["-searches", "text", "pk"]
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="search_past_query_once")]

    def __str__(self) -> str:
        return self.text


class QueryClient(models.Model):
    """A client that made a search on one day; deleted after that day.

    Attributes:
        digest: see `search.analytics.query_log.client_digest`.
    """

    query = models.ForeignKey(PastQuery, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    digest = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("client of a search")
        constraints = [models.UniqueConstraint(fields=["query", "day", "digest"], name="search_query_client_once")]
        indexes = [models.Index(fields=["day", "digest"], name="search_query_client_day")]

    def __str__(self) -> str:
        return f"{self.query} {self.day}"


class BlockedWords(models.Model):
    """Words that keep a search from being suggested to readers."""

    phrase = models.CharField(
        _("words"),
        max_length=100,
        unique=True,
        help_text=_(
            "A word, or several as they stand together. A search that holds them is never suggested by itself, in any "
            "language; capitals, accents and punctuation make no difference."
        ),
    )

    panels = [FieldPanel("phrase")]

    class Meta:
        verbose_name = _("blocked words")
        verbose_name_plural = _("blocked words")
        ordering = ["phrase"]

    def __str__(self) -> str:
        return self.phrase


class Click(models.Model):
    """Number of clicks on a page in the results of a query."""

    query = models.ForeignKey(PastQuery, on_delete=models.CASCADE, related_name="clicks")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(_("clicks"))

    class Meta:
        verbose_name = _("click")
        constraints = [models.UniqueConstraint(fields=["query", "page"], name="search_click_once")]

    def __str__(self) -> str:
        return f"{self.query}: {self.page}"
