"""Who sees the editions of an article."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from news.models import ArticlePage


def article_for(user: Any, page_id: int) -> ArticlePage:
    """Return an article to those who may edit or publish it, as Wagtail's history of it.

    Who has the task in its workflow that it waits for may edit it.

    Raises:
        Http404: there is no such article.
        PermissionDenied: the user may do neither.
    """
    article: ArticlePage = get_object_or_404(ArticlePage.objects.select_related("locale"), pk=page_id)
    permissions = article.permissions_for_user(user)
    if not (permissions.can_edit() or permissions.can_publish()):
        raise PermissionDenied
    return article
