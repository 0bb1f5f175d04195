"""The article chooser: its dialog lists articles with picture, state and date, the newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet, prefetch_related_objects
from django.forms import Media
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser, BaseChooserAdapter

from cms.editing.choosers.choosable import choosable_pages
from cms.editing.moments import moment_in_words
from cms.images.admin.thumbnails import thumbnail_url
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.admin.columns import DatelineColumn, ThumbnailColumn
from news.models import ArticlePage


def load_for_display(articles: Sequence[ArticlePage]) -> None:
    """Load pictures, site index and visibility of articles, as the chooser shows them, in a fixed number of queries.

    Sets the attributes `site_index` and `is_public` of each article.
    """
    prefetch_related_objects(articles, "image")
    sites = SiteIndex()
    visible = Visibility(sites).pages(ArticlePage.objects.filter(pk__in=[article.pk for article in articles]))
    public = set(visible.order_by().values_list("pk", flat=True))
    for article in articles:
        article.site_index, article.is_public = sites, article.pk in public


def state_in_words(article: ArticlePage) -> str:
    """Return in words whether readers see an article, and if not, why; call `load_for_display` first."""
    now = timezone.now()
    if article.is_public:
        return _("Live")
    if article.expired or (article.live and article.expire_at is not None and article.expire_at <= now):
        return _("Expired")
    if not article.live:
        is_scheduled = article.go_live_at is not None and article.go_live_at > now
        return _("Draft, to go live %s") % moment_in_words(article.go_live_at) if is_scheduled else _("Draft")
    if article.is_embargoed(now):
        if article.embargo_until is None:
            return _("Under embargo")
        return _("Under embargo until %s") % moment_in_words(article.embargo_until)
    return _("Private, or on no public site")


class AdminArticleChooser(BaseChooser):
    """Chooser widget that shows the chosen article with its picture, state and date."""

    model = "news.ArticlePage"
    template_name = "news/admin/article_chooser.html"
    chooser_modal_url_name = "article_chooser:choose"
    choose_one_text = gettext_lazy("Choose an article")
    choose_another_text = gettext_lazy("Choose another article")
    link_to_chosen_text = gettext_lazy("Edit this article")
    icon = "newspaper"

    def get_display_title(self, instance: ArticlePage) -> str:
        """Return the headline as the admin shows it."""
        return str(instance.get_admin_display_title())

    def get_value_data_from_instance(self, instance: ArticlePage) -> dict[str, Any]:
        """Add the picture, the facts and the notice that the form shows beside the headline."""
        data: dict[str, Any] = super().get_value_data_from_instance(instance)
        dateline = moment_in_words(instance.published_at) if instance.published_at else _("No dateline")
        return data | {
            "picture": thumbnail_url(instance.image) if instance.image else "",
            "facts": f"{state_in_words(instance)} · {dateline}",
            "notice": "" if instance.is_public else _("Readers do not see this article now: it is left out."),
        }


class ArticleChooserAdapter(BaseChooserAdapter):
    """Telepath adapter of the chooser widget."""

    js_constructor = "news.widgets.ArticleChooser"

    @cached_property
    def media(self) -> Media:
        """Wagtail's chooser script, and ours, which shows picture and state beside the headline."""
        media: Media = super().media + Media(js=[versioned_static("news/article_chooser.js")])
        return media


register(ArticleChooserAdapter(), AdminArticleChooser)


def choosable_articles(request: HttpRequest) -> QuerySet[ArticlePage]:
    """Return the articles that an account may choose: those that readers see, and those of its own sections."""
    return ArticlePage.objects.filter(pk__in=choosable_pages(request.user).order_by().values("pk"))


class ArticleChooseMixin:
    """Mixin of the chooser's listing views: articles with columns for picture, state and dateline."""

    request: HttpRequest
    model_class: type[ArticlePage]

    def get_object_list(self) -> QuerySet[ArticlePage]:
        """Return the articles that the account may choose."""
        articles: Any = choosable_articles(self.request).select_related("image")
        deferred: QuerySet[ArticlePage] = articles.defer_streamfields()
        return deferred

    def apply_object_list_ordering(self, articles: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Order by dateline, articles without one first, then the newest; leave search results by relevance."""
        if self.request.GET.get("q"):
            return articles.order_by()
        return articles.order_by(F("published_at").desc(nulls_first=True), "-pk")

    def get_results_page(self, request: HttpRequest) -> Any:
        """Return one page of articles, with the related data that the columns show."""
        page: Any = super().get_results_page(request)  # type: ignore[misc]  # the view's
        page.object_list = list(page.object_list)
        load_for_display(page.object_list)
        return page

    @property
    def columns(self) -> list[Column]:
        """The columns: picture, Wagtail's own (headline and language), state and dateline."""
        picture = ThumbnailColumn("picture", label=_("Picture"), width="4.5rem")
        state = Column("state", label=_("Status"), accessor=state_in_words)
        dateline = DatelineColumn("published_at", label=_("Dateline"), width="9rem")
        return [picture, *super().columns, state, dateline]  # type: ignore[misc]  # the view's


class ArticleChooseView(ArticleChooseMixin, chooser.ChooseView):
    """The chooser dialog."""


class ArticleChooseResultsView(ArticleChooseMixin, chooser.ChooseResultsView):
    """The results of a search or filter in the chooser dialog."""


class ArticleChosenMixin:
    """Mixin of the views that respond with the form's data of chosen articles."""

    request: HttpRequest

    def get_object(self, pk: str) -> ArticlePage:
        """Return an article.

        Raises:
            PermissionDenied: when the account may not choose it.
        """
        article: ArticlePage | None = choosable_articles(self.request).filter(pk=pk).first()
        if article is None:
            raise PermissionDenied
        return article

    def get_objects(self, pks: Sequence[str]) -> list[ArticlePage]:
        """Return several articles in the order of their keys, without those that the account may not choose."""
        found: Mapping[str, ArticlePage] = {
            str(article.pk): article for article in choosable_articles(self.request).filter(pk__in=pks)
        }
        return [found[pk] for pk in pks if pk in found]

    def get_chosen_response_data(self, item: ArticlePage) -> dict[str, Any]:
        """Return the widget's data for an article, the same as when the form is loaded."""
        data: dict[str, Any] = AdminArticleChooser().get_value_data_from_instance(item)
        return data


class ArticleChosenView(ArticleChosenMixin, chooser.ChosenView):
    """The response to the choice of one article."""


class ArticleChosenMultipleView(ArticleChosenMixin, chooser.ChosenMultipleView):
    """The response to the choice of several articles."""


class ArticleChooserViewSet(ChooserViewSet):
    """The chooser of articles."""

    model = ArticlePage
    icon = "newspaper"
    page_title = gettext_lazy("Choose an article")
    per_page = 20
    register_widget = False
    choose_view_class = ArticleChooseView
    choose_results_view_class = ArticleChooseResultsView
    chosen_view_class = ArticleChosenView
    chosen_multiple_view_class = ArticleChosenMultipleView


article_chooser = ArticleChooserViewSet("article_chooser", url_prefix="article-chooser")
