"""What an editor and the worker do."""

import datetime as dt

from django_tasks_db.models import DBTaskResult

from cms.cdn.models import Purge
from cms.cdn.purge_outbox import send_pending_purges
from cms.images.models import CreditedImage
from news.models import ArticlePage


def forget() -> None:
    Purge.objects.all().delete()
    DBTaskResult.objects.all().delete()


def picture_of(article: ArticlePage) -> CreditedImage:
    assert article.image is not None
    return article.image


def publish(article: ArticlePage, title: str = "Anew") -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = title
    page.save_revision().publish()


def work() -> int:
    """Runs the worker's task, and returns of how many commits it told."""
    done: int = send_pending_purges.call()
    return done


def queued() -> list[dt.datetime | None]:
    """Returns for when each task that tells the CDN is queued; None for at once."""
    path = "cms.cdn.purge_outbox.send_pending_purges"
    found = DBTaskResult.objects.filter(task_path=path).order_by("enqueued_at")
    return [None if row.run_after is None or row.run_after.year > 9000 else row.run_after for row in found]
