"""The published wordings of corrections: a published correction can be amended, but never removed."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.articles import ArticlePage
from news.models.attachments import Correction, CorrectionKind
from news.models.editions import Edition

STORED_PRECISION = timedelta(milliseconds=1)
"""Precision of datetimes in the JSON of revisions."""


class CorrectionWording(models.Model):
    """A published wording of a correction; readers see the latest one of each correction.

    The foreign key is RESTRICT, so that a published correction can only be deleted along with its page.
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
        """Store the corrections of a live article whose wording is new or has changed since it was last published."""
        corrections = list(article.corrections.all())
        if not corrections:
            return
        printed = {one.correction_id: _words(one) for one in cls.objects.filter(page=article)}
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
            if printed.get(one.pk) != _words(one)
        )

    @classmethod
    def restore(cls, restored: ArticlePage, content: dict[str, Any], published: ArticlePage) -> None:
        """Correct the corrections of a restored revision: each published one is there once, in its latest wording.

        A revision from before a correction was published lacks it; the revision that published it has it without a
        primary key; a revision between two wordings has the earlier one. Drafted corrections stay unchanged.

        Args:
            restored: the article with the content of the revision; it is changed in place.
            content: the content of the revision.
            published: the article as stored.
        """
        wordings = list(cls.objects.filter(page=published.pk).select_related("correction", "edition"))
        if not wordings:
            return
        printed = {_words(one): one.correction_id for one in reversed(wordings)}
        found: dict[int, Correction] = {one.pk: one for one in restored.corrections.all() if one.pk is not None}
        drafted = []
        for one in restored.corrections.all():
            if one.pk is not None:
                continue
            pk = printed.get(_words(one))
            if pk is None:
                drafted.append(one)
            elif pk not in found:
                one.pk, one._state.adding = pk, False
                found[pk] = one
        moment = ArticlePage._meta.get_field("last_published_at").to_python(content.get("last_published_at"))
        earlier = {(one.correction_id, _words(one)) for one in wordings}
        for pk, wording in {one.correction_id: one for one in wordings}.items():
            one = found.setdefault(pk, wording.correction)
            printed_at = wording.edition.published_at if wording.edition else published.last_published_at
            is_older = printed_at is not None and (moment is None or moment + STORED_PRECISION < printed_at)
            if is_older and (pk, _words(one)) in earlier:
                one.date, one.kind, one.text = _words(wording)
        restored.corrections.set([*found.values(), *drafted])


def _words(one: Correction | CorrectionWording) -> tuple[date, str, str]:
    """Return the fields of a correction that readers see."""
    return one.date, one.kind, one.text
