"""The search index and the reference index while many articles are written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from news.importing.chunks import chunks
from news.models import ArticlePage


@contextmanager
def indexed_later() -> Iterator[None]:
    """Suspend indexing while articles are saved; the caller calls `index_articles` afterwards.

    Wagtail indexes an article at each save, of which publishing takes several. A larger search index takes longer for
    each, so that the import of an archive would take hours.
    """
    was_connected = post_save.disconnect(post_save_signal_handler, sender=ArticlePage)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        if was_connected:
            post_save.connect(post_save_signal_handler, sender=ArticlePage)


def index_articles(pks: Iterable[int]) -> None:
    """Add articles to both indexes in their present state."""
    for chunk in chunks(pks):
        articles = list(ArticlePage.objects.filter(pk__in=chunk))
        for article in articles:
            ReferenceIndex.create_or_update_for_object(article)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(ArticlePage, articles)
