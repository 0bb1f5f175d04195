"""The pages chosen for a bulk action: the articles that can be changed, and why others cannot."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.takedowns.models import TakeDown
from news.models import ArticleAuthor, ArticlePage


class LeftOut(NamedTuple):
    """A page that a bulk action leaves unchanged.

    Attributes:
        page: the page, which the user may edit in general.
        reason: why it is left out, in words for editors.
    """

    page: Any
    reason: str


class BulkSelection:
    """The pages that a user chose, read in seven queries for any number of pages.

    Pages that the user may not explore are not even counted, as their primary keys can only be guessed.

    Args:
        keys: the primary keys of the pages.
        user: the account.

    Attributes:
        articles: articles that the user may change now, with the related rows of which their newest drafts are read.
        left_out: other pages that the user may edit in general, with the reason.
        not_editable: number of pages that the user may explore but not edit.
    """

    def __init__(self, keys: Collection[int], user: Any) -> None:
        explorable = policy_registry.get_by_type(Page).explorable_instances(user)
        pages = Page.objects.filter(pk__in=keys).filter(pk__in=explorable.order_by().values("pk"))
        pages = pages.prefetch_workflow_states().order_by("path")
        articles = _articles(keys)
        taken_down = set(TakeDown.objects.in_force().filter(page__in=keys).values_list("page_id", flat=True))
        self.articles: list[ArticlePage] = []
        self.left_out: list[LeftOut] = []
        self.not_editable = 0
        for page in pages:
            article = articles.get(page.pk)
            if not (article or page).permissions_for_user(user).can_edit():
                self.not_editable += 1
            elif article is None:
                self.left_out.append(LeftOut(page.specific_deferred, _("It is not an article.")))
            elif reason := _hindrance(article, user, taken_down):
                self.left_out.append(LeftOut(article, reason))
            else:
                self.articles.append(article)

    @property
    def left_out_count(self) -> int:
        """How many pages are left out, named or not."""
        return len(self.left_out) + self.not_editable


def _articles(keys: Collection[int]) -> dict[int, ArticlePage]:
    articles = ArticlePage.objects.filter(pk__in=keys).defer_streamfields().specific()
    articles = articles.prefetch_workflow_states().annotate_approved_schedule()
    articles = articles.select_related("latest_revision", "locale", for_specific_subqueries=True)
    bylines = ArticleAuthor.objects.order_by("sort_order", "pk")
    return {article.pk: article for article in articles.prefetch_related(Prefetch("bylines", bylines), "tagged_items")}


def _hindrance(article: ArticlePage, user: Any, taken_down: Collection[int]) -> str | None:
    """Return why the form of an article could not be saved by this user now; None when it could."""
    if article.alias_of_id is not None:
        return _("It is an alias: it follows the article that it mirrors.")
    if article.pk in taken_down:
        return _("It was taken down: lift the take-down first.")
    lock = article.get_lock()
    if lock is None or not lock.for_user(user):
        return None
    if isinstance(lock, ScheduledForPublishLock):
        return _("It is scheduled: cancel the schedule first.")
    if isinstance(lock, WorkflowLock):
        return _("It is in moderation, where only its moderators change it.")
    return _("It is locked.")
