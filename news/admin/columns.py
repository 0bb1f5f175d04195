"""Columns of the newsroom's listings. They run no queries: the views prefetch the related rows."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import PageTitleColumn

from cms.images.admin.thumbnails import thumbnail_url
from news.models import ArticlePage, Correction


class ThumbnailColumn(BaseColumn):
    """The article's picture, in a rendition made at its upload; a placeholder until that is ready."""

    cell_template_name = "news/admin/thumbnail_cell.html"

    def get_cell_context_data(self, instance: ArticlePage, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the picture's address."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"source": thumbnail_url(instance.image) if instance.image else ""}


class HeadlineColumn(PageTitleColumn):
    """The headline, linked to the form, which returns to the listing as filtered."""

    cell_template_name = "news/admin/headline_cell.html"


class BylineColumn(Column):
    """The names of an article's authors, in the editors' order."""

    def get_value(self, instance: ArticlePage) -> str:
        """Return the names, or nothing for an article without a byline."""
        return ", ".join(byline.author.name for byline in instance.bylines.all())


class DatelineColumn(Column):
    """The date and time that readers see; to the minute, because the order of the day's stories depends on it."""

    cell_template_name = "news/admin/dateline_cell.html"


class CorrectionColumn(Column):
    """The kind and day of an article's latest correction."""

    cell_template_name = "news/admin/correction_cell.html"

    def get_value(self, instance: ArticlePage) -> Correction | None:
        """Return the latest correction, if there is one."""
        return max(instance.corrections.all(), key=lambda correction: (correction.date, correction.pk), default=None)


class ArticleCountColumn(Column):
    """How many articles carry a category or an author, linked to the listing of these articles.

    Args:
        filter_name: the filter of the articles listing that takes the row's primary key.
    """

    cell_template_name = "news/admin/article_count_cell.html"

    def __init__(self, name: str, filter_name: str, **kwargs: Any) -> None:
        super().__init__(name, label=_("Articles"), width="12%", **kwargs)
        self.filter_name = filter_name

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the address of the articles."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["url"] = f"{reverse('articles:index')}?{self.filter_name}={instance.pk}"
        return context
