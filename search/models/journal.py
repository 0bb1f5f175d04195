"""What readers searched for. Nothing here tells who they were, or at what hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class PastQuery(models.Model):
    """A query and how often it came.

    Attributes:
        key: the query in lower case, without accents and little words' spaces: what counts as the same query.
        text: its words as the first client typed them; never replaced by what a later one types.
        searches: how often it was searched for.
        found: how many results it had the last time without conditions, as far as they were ranked or, by date,
            shown: 100 may stand for more. Of several sites, the most that a search of any of them ever had.
        last_on: the day on which it came last.
        clients: how many clients made it on one day, at most; counted no further than suggestions need.
        review: what an editor decided about suggesting it.
        is_blocked: it holds words from the block list.
    """

    class Review(models.TextChoices):
        """Whether readers are offered a search while they type."""

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
    """A client that made a search on one day; gone the day after.

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
    """A result that readers chose, and how often."""

    query = models.ForeignKey(PastQuery, on_delete=models.CASCADE, related_name="clicks")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(_("clicks"))

    class Meta:
        verbose_name = _("click")
        constraints = [models.UniqueConstraint(fields=["query", "page"], name="search_click_once")]

    def __str__(self) -> str:
        return f"{self.query}: {self.page}"
