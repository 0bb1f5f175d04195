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
        key: names it in addresses: the number of an edition, "live" or "draft".
        name: names it to editors.
        edition: the edition, if it is one.
    """

    key: str
    name: str
    edition: Edition | None = None


def versions_of(article: ArticlePage) -> list[Version]:
    """Return the versions of an article, the latest first, without their texts: two queries at most."""
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
    """Return the article as a version has it; None where the text of an edition is no longer kept.

    The latest edition is what is published, whatever became of its revision.

    Args:
        version: one of the article's.
        article: as it is stored.
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
