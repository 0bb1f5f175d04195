"""The changes of a bulk action: planned first, then written."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from news.desk.bulk.fields import BulkField, drafted_content
from news.desk.bulk.selection import BulkSelection, LeftOut
from news.models import ArticlePage


@dataclass(frozen=True)
class ArticleChange:
    """A new value of a field in the newest draft of an article.

    Attributes:
        article: the article.
        before: the value that the field has.
        after: the value that it gets.
        before_in_words: `before` as editors read it.
        after_in_words: `after` as editors read it.
        is_published: whether the change is published at once, not only drafted.
    """

    article: ArticlePage
    before: Any
    after: Any
    before_in_words: str
    after_in_words: str
    is_published: bool


@dataclass
class BulkPlan:
    """The planned changes of the chosen pages.

    Attributes:
        changes: the changes to write.
        unchanged: articles that have the value already.
        left_out: pages that cannot be changed, with the reason.
        not_editable: number of further pages that the user may not edit.
    """

    changes: list[ArticleChange]
    unchanged: list[ArticlePage]
    left_out: list[LeftOut]
    not_editable: int

    @property
    def published_count(self) -> int:
        """Number of changes that are published at once."""
        return sum(change.is_published for change in self.changes)

    @property
    def left_out_count(self) -> int:
        """How many pages are left out, named or not."""
        return len(self.left_out) + self.not_editable


@dataclass
class PlanOutcome:
    """The result of writing a plan.

    Attributes:
        published: number of changes that were published.
        drafted: number of changes that were only saved as drafts.
        refused: articles that could not be published and were not changed, with the error messages.
    """

    published: int = 0
    drafted: int = 0
    refused: list[tuple[ArticlePage, list[str]]] = field(default_factory=list)


def make_plan(
    selection: BulkSelection, bulk_field: BulkField, after: Callable[[ArticlePage, Any], Any], user: Any
) -> BulkPlan:
    """Plan a change of the selected articles.

    Args:
        selection: the pages.
        bulk_field: the field to change.
        after: returns the new value for an article and its present value; its ValidationError leaves the article out.
        user: the account that changes it.
    """
    values = bulk_field.read([drafted_content(article) for article in selection.articles])
    planned: list[tuple[ArticlePage, Any, Any]] = []
    plan = BulkPlan([], [], [*selection.left_out], selection.not_editable)
    for article, before in zip(selection.articles, values, strict=True):
        try:
            value = after(article, before)
        except ValidationError as error:
            plan.left_out.append(LeftOut(article, " ".join(error.messages)))
            continue
        if value == before:
            plan.unchanged.append(article)
        else:
            planned.append((article, before, value))
    words = bulk_field.describe([value for _article, *pair in planned for value in pair])
    plan.changes = [
        ArticleChange(article, before, value, *in_words, is_published=_is_published_at_once(article, user))
        for (article, before, value), in_words in zip(planned, zip(words[::2], words[1::2], strict=True), strict=True)
    ]
    return plan


def lock_pages(keys: Collection[int]) -> None:
    """Lock the rows of pages until the transaction ends, so that no form is saved in between."""
    list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def carry_out(
    changes: Sequence[ArticleChange], bulk_field: BulkField, user: Any, *, is_undo: bool = False
) -> PlanOutcome:
    """Write changes, each in a savepoint of its own, so that one that is refused does not affect the others.

    Args:
        changes: the changes to write.
        bulk_field: the field to change.
        user: the account that changes it.
        is_undo: whether the changes undo a bulk action, for the history.
    """
    outcome = PlanOutcome()
    for change in changes:
        try:
            with transaction.atomic():
                _write(change, bulk_field, user, is_undo)
        except ValidationError as error:
            outcome.refused.append((change.article, error.messages))
        else:
            outcome.published += change.is_published
            outcome.drafted += not change.is_published
    return outcome


def _write(change: ArticleChange, bulk_field: BulkField, user: Any, is_undo: bool) -> None:
    """Save a revision with the change, log it, and publish it if the plan says so.

    It is published as a minor edit, which does not change the article's time of update.

    Raises:
        ValidationError: when the value refers to a deleted row, or the article cannot be published.
    """
    article = ArticlePage.objects.get(pk=change.article.pk).get_latest_revision_as_object()
    bulk_field.write(article, change.after)
    if change.is_published:
        article.edition_is_minor = True
    revision = article.save_revision(user=user, clean=False)
    log(
        instance=article,
        action=bulk_field.log_action,
        user=user,
        revision=revision,
        content_changed=True,
        data={
            "before": change.before,
            "after": change.after,
            "in_words": [change.before_in_words, change.after_in_words],
            "is_published": change.is_published,
            "is_undo": is_undo,
        },
    )
    if change.is_published:
        revision.publish(user=user)


def _is_published_at_once(article: ArticlePage, user: Any) -> bool:
    """Return whether an article is live without other changes or a workflow, and the user may publish it."""
    return (
        article.live
        and not article.has_unpublished_changes
        and not article.workflow_in_progress
        and article.permissions_for_user(user).can_publish()
    )
