"""Signal handlers: enqueue the pages whose documents a change concerns; `search.indexing.outbox` does the work."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from cms.pages import pages_written
from search.analytics.suggestion_review import block_past_queries
from search.indexing.outbox import enqueue_pages, enqueue_subtree
from search.indexing.search_fields import related_fields
from search.models import BlockedWords
from search.sources import ArticleTag

# The columns that Wagtail writes when a draft is saved, locked or scheduled.
DRAFT_FIELDS = {
    *("latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"),
    *("locked", "locked_at", "locked_by", "numchild", "live_revision"),
}


def on_page_saved(instance: Any, update_fields: frozenset[str] | None = None, raw: bool = False, **kw: Any) -> None:
    """Enqueue a page that was saved, unless only columns of its draft were."""
    if isinstance(instance, Page) and not raw and not (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        enqueue_pages([instance.pk])
        if Site.objects.filter(root_page__translation_key=instance.translation_key).exists():
            # A site, or one of its languages, is hidden and shown with its home page.
            enqueue_subtree(instance.path)


def on_moved(instance: Page, **kwargs: Any) -> None:
    """Enqueue a page that was moved and all below it: their language, site and restrictions may have changed."""
    enqueue_subtree(Page.objects.values_list("path", flat=True).get(pk=instance.pk))


def on_written(path: str | None = None, pages: Collection[int] = (), **kwargs: Any) -> None:
    """Enqueue pages that were written in bulk: those with these keys, or all at or below a path."""
    if pages:
        enqueue_pages(pages)
    if path is not None:
        enqueue_subtree(path)


def on_restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Enqueue all pages that a view restriction applies to, or no longer does."""
    if path := Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first():
        enqueue_subtree(path)


def on_untagged(instance: ArticleTag, **kwargs: Any) -> None:
    """Enqueue an article that lost a tag."""
    enqueue_pages([instance.content_object_id])


def on_related_saved(instance: Model, created: bool = False, **kwargs: Any) -> None:
    """Enqueue the pages whose documents hold a text of the saved row, such as the name of an author."""
    if not created:
        for model, lookup, holds_text in related_fields(type(instance)):
            if holds_text:
                enqueue_pages(model._default_manager.filter(**{lookup: instance.pk}).values_list("pk", flat=True))


def on_related_deleted(instance: Model, **kwargs: Any) -> None:
    """Enqueue the pages whose documents hold a text of a row, or of one that it relates, before it is deleted."""
    for model, lookup, _holds_text in related_fields(type(instance)):
        enqueue_pages(model._default_manager.filter(**{lookup: instance.pk}).values_list("pk", flat=True))


def on_sites_changed(**kwargs: Any) -> None:
    """Enqueue all pages: which site they belong to, and in which language, may have changed."""
    for path in Page.objects.filter(depth=1).values_list("path", flat=True):
        enqueue_subtree(path)


def on_deleted(instance: Page, **kwargs: Any) -> None:
    """Enqueue a page that was deleted."""
    enqueue_pages([instance.pk])


def on_block_list_changed(**kwargs: Any) -> None:
    """Apply the changed block list to past searches, so that blocked ones are not suggested."""
    block_past_queries()


def connect() -> None:
    """Connect the handlers; called once, by the app's `ready`."""
    post_save.connect(on_page_saved, dispatch_uid="search.page_saved")
    post_page_move.connect(on_moved, dispatch_uid="search.page_moved")
    pages_written.connect(on_written, dispatch_uid="search.pages_written")
    post_delete.connect(on_deleted, sender=Page, dispatch_uid="search.page_deleted")
    post_delete.connect(on_untagged, sender=ArticleTag, dispatch_uid="search.untagged")
    for model in filter(related_fields, apps.get_models()):
        post_save.connect(on_related_saved, sender=model, dispatch_uid="search.related_saved")
        pre_delete.connect(on_related_deleted, sender=model, dispatch_uid="search.related_deleted")
    for signal in (post_save, post_delete):
        signal.connect(on_block_list_changed, sender=BlockedWords, dispatch_uid="search.block_list")
        signal.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="search.restricted")
        for model in (Site, Locale):
            signal.connect(on_sites_changed, sender=model, dispatch_uid="search.sites")
