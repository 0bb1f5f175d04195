"""The versions of an article that can be compared: its editions, what is published now, and the current draft."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.editing.moments import moment_in_words
from news.models import ArticlePage, Edition

LIVE = "live"
DRAFT = "draft"


@dataclass(frozen=True)
class Version:
    """One version of an article.

    Attributes:
        key: identifier in query strings: the number of an edition, "live" or "draft".
        name: label for editors.
        edition: the edition; None for the live version and the draft.
    """

    key: str
    name: str
    edition: Edition | None = None


def versions_of(article: ArticlePage) -> list[Version]:
    """Return the versions of an article, the latest first, without their contents, in two queries at most."""
    found = []
    if article.has_unpublished_changes or not article.live:
        found.append(Version(DRAFT, _("Current draft")))
    if article.live:
        found.append(Version(LIVE, _("What is published now")))
    editions = Edition.objects.filter(article=article).select_related("revision").defer("revision__content")
    for edition in editions.order_by("-number"):
        words = {"number": edition.number, "moment": moment_in_words(edition.published_at)}
        found.append(Version(str(edition.number), _("Edition %(number)s, %(moment)s") % words, edition))
    return found


def article_in(version: Version, article: ArticlePage, latest: Edition | None) -> ArticlePage | None:
    """Return the article with the content of a version; None if the revision of an edition was purged.

    If that of the latest edition was purged, the live article has the content.

    Args:
        version: the version.
        article: the article as stored.
        latest: the article's latest edition.
    """
    if version.key == DRAFT:
        draft: ArticlePage = article.get_latest_revision_as_object()
        return draft
    edition = version.edition
    if edition is None:
        return article
    if edition.revision_id is None:
        return article if article.live and edition == latest else None
    revision: Any = edition.revision
    written: ArticlePage = article.as_written(revision.content)
    return written
