"""What was printed as a correction: a published one is amended, never removed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.articles import ArticlePage
from news.models.attachments import Correction, CorrectionKind
from news.models.editions import Edition


class CorrectionWording(models.Model):
    """A wording of a correction as it was published; the latest of each correction is what readers see.

    Its key protects the correction: the database refuses to remove one that has been published, except with its page.
    """

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="correction_wordings")
    correction = models.ForeignKey(Correction, on_delete=models.RESTRICT, related_name="wordings")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=CorrectionKind.choices)
    text = models.TextField(_("note to readers"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    edition = models.ForeignKey(
        Edition, verbose_name=_("edition"), on_delete=models.SET_NULL, null=True, related_name="correction_wordings"
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("editor"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("wording of a correction")
        verbose_name_plural = _("wordings of corrections")
        ordering = ["published_at", "pk"]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def record(cls, article: ArticlePage) -> None:
        """Keep the wordings of a live article's corrections that differ from those that were published before."""
        corrections = list(article.corrections.all())
        if not corrections:
            return
        printed: dict[int, tuple[Any, ...]] = {}
        for wording in cls.objects.filter(page=article):
            printed[wording.correction_id] = (wording.date, wording.kind, wording.text)
        revision = article.live_revision
        CorrectionWording.objects.bulk_create(
            CorrectionWording(
                page=article,
                correction=one,
                date=one.date,
                kind=one.kind,
                text=one.text,
                editor_id=revision.user_id if revision else None,
            )
            for one in corrections
            if printed.get(one.pk) != (one.date, one.kind, one.text)
        )

    @classmethod
    def published_corrections(cls, article: ArticlePage) -> models.QuerySet[Correction]:
        """Return the corrections of an article that have been published."""
        wordings = cls.objects.filter(page=article.pk).values("correction")
        found: models.QuerySet[Correction] = Correction.objects.filter(pk__in=wordings)
        return found
