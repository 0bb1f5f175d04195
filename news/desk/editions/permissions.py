"""The permission to see the editions of an article."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from news.models import ArticlePage


def article_for(user: Any, page_id: int) -> ArticlePage:
    """Return an article if the user may edit or publish it, the same rule as for Wagtail's page history.

    Users who may approve its current workflow task count as editors.

    Raises:
        Http404: when there is no such article.
        PermissionDenied: when the user may neither edit nor publish it.
    """
    article: ArticlePage = get_object_or_404(ArticlePage.objects.select_related("locale"), pk=page_id)
    permissions = article.permissions_for_user(user)
    if not (permissions.can_edit() or permissions.can_publish()):
        raise PermissionDenied
    return article
