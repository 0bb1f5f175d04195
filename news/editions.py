"""Recording of the editions of articles, in the transaction of each publication."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page, Revision

from news.models import ArticlePage, CorrectionWording, Edition

PUBLICATION_COLUMNS = ["edition_note", "edition_is_minor"]


def record_edition(article: ArticlePage, revision: Revision | None) -> None:
    """Create or update the edition of a publication, set `updated_at`, and clear the columns about the publication.

    - An alias has no editions and takes `updated_at` from its source.
    - Under an open-ended embargo a publication is no edition, as it is not public.
    - Until an embargo lifts, further publications replace the pending edition.
    - A revision that is published again stays the same edition.
    - A publication with a new or reworded correction is never a minor edit.

    Args:
        article: the article that was published.
        revision: the revision that was published; None for an article that was written without one.
    """
    if not article.live:  # scheduled for later
        return
    with transaction.atomic():
        # Serializes publications of the article, as the next number is computed below.
        list(Page.objects.select_for_update().filter(pk=article.pk).values_list("pk"))
        if article.alias_of_id is not None:
            sources = ArticlePage.objects.filter(pk=article.alias_of_id)
            _write(article, sources.values_list("updated_at", flat=True).first())
            return
        now = timezone.now()
        latest = Edition.objects.filter(article=article).order_by("-number").first()
        pending = latest if latest is not None and latest.published_at > now else None
        if article.is_embargoed(now) and article.embargo_until is None:
            if pending is not None:
                pending.delete()
            return
        moment = article.last_published_at or now
        printed = CorrectionWording.objects.filter(page=article, edition=None)
        prints_corrections = printed.exists()
        is_minor = article.edition_is_minor and not prints_corrections
        if pending is not None:
            _replace(pending, article, revision, moment, is_minor=is_minor)
        elif latest is None or revision is None or latest.revision_id != revision.pk:
            latest = _create(article, revision, (latest.number if latest else 0) + 1, moment, is_minor=is_minor)
        if prints_corrections:  # an update would drop cached responses, even one of no rows
            printed.update(edition=pending or latest)
        updates = Edition.objects.filter(article=article, is_minor=False).aggregate(latest=Max("published_at"))
        _empty_revisions(article, revision)
        _write(article, updates["latest"])


def _create(
    article: ArticlePage, revision: Revision | None, number: int, moment: datetime, *, is_minor: bool
) -> Edition:
    """Create an edition; the first one is never a minor edit."""
    return Edition.objects.create(
        article=article,
        number=number,
        published_at=moment,
        note=article.edition_note,
        is_minor=is_minor and number > 1,
        revision=revision,
    )


def _replace(
    pending: Edition, article: ArticlePage, revision: Revision | None, moment: datetime, *, is_minor: bool
) -> None:
    """Update a pending edition, which no reader has seen; its note stays unless the publication has one."""
    pending.published_at, pending.revision = moment, revision
    pending.note = article.edition_note or pending.note
    pending.is_minor = pending.is_minor and is_minor
    pending.save()


def _empty_revisions(article: ArticlePage, revision: Revision | None) -> None:
    """Clear the columns about the publication in its revision, and in the latest one if that has the same values."""
    values = {name: getattr(article, name) for name in PUBLICATION_COLUMNS}
    if revision is None or not any(values.values()):
        return
    for stored in Revision.objects.filter(pk__in={revision.pk, article.latest_revision_id}):
        if {name: stored.content.get(name) for name in values} == values:
            emptied = {**stored.content, "edition_note": "", "edition_is_minor": False}
            Revision.objects.filter(pk=stored.pk).update(content=emptied)
            if stored.pk == revision.pk:
                revision.content = emptied


def _write(article: ArticlePage, updated_at: datetime | None) -> None:
    """Save `updated_at`, and clear the columns about the publication, unless they have these values already."""
    if (article.updated_at, article.edition_note, article.edition_is_minor) == (updated_at, "", False):
        return
    article.updated_at, article.edition_note, article.edition_is_minor = updated_at, "", False
    article.save(clean=False, update_fields=["updated_at", *PUBLICATION_COLUMNS])
