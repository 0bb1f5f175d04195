"""Signal handlers of publications and translations; the work is done in `news.tasks` and `news.feeds.hub`."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision
from wagtail.signals import copy_for_translation_done, page_published

from cms.changes.signals import change_set_recorded
from news.editions import record_edition
from news.feeds.hub import announce_change_set
from news.models import ArticlePage, Category
from news.tasks import prepare_pictures


def on_page_published(instance: Page, revision: Revision | None = None, in_bulk: bool = False, **kwargs: Any) -> None:
    """Record the edition of a published article, and enqueue the renditions of a published page's pictures.

    Senders that pass `in_bulk` do both themselves, for all articles at once.
    """
    if in_bulk:
        return
    if isinstance(instance, ArticlePage):
        record_edition(instance, revision)
    transaction.on_commit(lambda: prepare_pictures.enqueue(instance.pk))


def on_translated(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Set the category of a translated article, or the parent of a translated category, to its translation."""
    if isinstance(target_obj, Category) and target_obj.parent is not None:
        target_obj.parent = target_obj.parent.get_translation_or_none(target_obj.locale)
    article = target_obj.specific if isinstance(target_obj, Page) else None
    if not isinstance(article, ArticlePage) or article.alias_of_id or article.category is None:
        return
    category = article.category.get_translation_or_none(article.locale)
    if category is not None and category != article.category:
        article.category = category
        article.save(update_fields=["category"])
        article.save_revision(changed=False, log_action=False)


def connect_news_signals() -> None:
    """Connect the handlers; called once, by the app's `ready`."""
    page_published.connect(on_page_published, dispatch_uid="news.page_published")
    change_set_recorded.connect(announce_change_set, dispatch_uid="news.announce")
    copy_for_translation_done.connect(on_translated, dispatch_uid="news.on_translated")
