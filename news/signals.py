"""Names what happened to a page; the work itself is in `news.tasks`."""

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published

from news.tasks import prepare_pictures


def on_page_published(instance: Page, **kwargs: Any) -> None:
    """Have the sizes of the page's pictures ready before readers come."""
    transaction.on_commit(lambda: prepare_pictures.enqueue(instance.pk))


def connect() -> None:
    """Listen to publications; called once, by the app's `ready`."""
    page_published.connect(on_page_published, dispatch_uid="news.page_published")
