"""Records the editions of articles, in the transaction of each publication."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page, Revision

from news.models import ArticlePage, CorrectionWording, Edition

PUBLICATION_COLUMNS = ["edition_note", "edition_is_minor"]


def record_edition(article: ArticlePage, revision: Revision | None) -> None:
    """Record what the publication of an article means to readers, and empty the columns that were about it.

    An alias follows its source. What is published under an embargo without an end is no edition yet, as it is not
    public; until the moment at which an embargo lifts, what is published is the same edition. A revision that is
    published again is the edition that it was. One that prints a new or reworded correction is no minor edit.
    """
    if not article.live:  # scheduled for later
        return
    with transaction.atomic():
        # One publication after the other: the next number is read below.
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
    """Create an edition; the first one is new to readers in any case."""
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
    """Replace an edition that no reader has seen; what is said of it holds until something else is said."""
    pending.published_at, pending.revision = moment, revision
    pending.note = article.edition_note or pending.note
    pending.is_minor = pending.is_minor and is_minor
    pending.save()


def _empty_revisions(article: ArticlePage, revision: Revision | None) -> None:
    """Empty the columns of the publication in its revision, and in the latest one if they were carried over to it."""
    said = {name: getattr(article, name) for name in PUBLICATION_COLUMNS}
    if revision is None or not any(said.values()):
        return
    for stored in Revision.objects.filter(pk__in={revision.pk, article.latest_revision_id}):
        if {name: stored.content.get(name) for name in said} == said:
            emptied = {**stored.content, "edition_note": "", "edition_is_minor": False}
            Revision.objects.filter(pk=stored.pk).update(content=emptied)
            if stored.pk == revision.pk:
                revision.content = emptied


def _write(article: ArticlePage, updated_at: datetime | None) -> None:
    """Write the columns that a publication changes, if they differ."""
    if (article.updated_at, article.edition_note, article.edition_is_minor) == (updated_at, "", False):
        return
    article.updated_at, article.edition_note, article.edition_is_minor = updated_at, "", False
    article.save(clean=False, update_fields=["updated_at", *PUBLICATION_COLUMNS])
