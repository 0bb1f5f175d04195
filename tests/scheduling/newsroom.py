"""Articles that are due."""

import datetime as dt
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article


def schedule(instance: Any, minutes_ago: int = 5, user: Any = None, **changes: Any) -> Revision:
    """Schedule an update of a page or snippet as the admin does, and let its moment pass."""
    for name, value in {**changes, "go_live_at": timezone.now() + dt.timedelta(hours=1)}.items():
        setattr(instance, name, value)
    revision: Revision = instance.save_revision(user=user)
    revision.publish(user=user, skip_permission_checks=True)
    return pass_moment(revision, minutes_ago)


def pass_moment(revision: Revision, minutes_ago: int = 5) -> Revision:
    """Let the moment of a scheduled revision pass."""
    due = timezone.now() - dt.timedelta(minutes=minutes_ago)
    content = {**revision.content, "go_live_at": due.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=due)
    return Revision.objects.get(pk=revision.pk)


def make_scheduled(index: NewsIndexPage, count: int, **fields: Any) -> list[ArticlePage]:
    """Return articles that were never live and are due, the first of them the longest overdue."""
    made = []
    for number in range(count):
        article = make_article(index, title=f"Due {number}", slug=f"due-{number}", live=False, **fields)
        schedule(article, minutes_ago=count - number)
        made.append(ArticlePage.objects.get(pk=article.pk))
    return made


def make_clash(index: NewsIndexPage, slug: str) -> ArticlePage:
    """Return a colleague's article that has taken a slug since."""
    return make_article(index, title="The colleague's", slug=slug)
