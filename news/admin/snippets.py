"""Listings and forms of categories and authors."""

from typing import Any, ClassVar

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import BaseButton
from wagtail.models import Locale
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView
from wagtail.snippets.views.snippets import IndexView

from cms.editing.choosers.snippets import PermittedSnippetChooserViewSet
from cms.editing.snippets import NewsroomSnippetViewSet
from news.admin.columns import ArticleCountColumn
from news.models import ArticleAuthor, ArticlePage, Author, Category
from news.models.category_tree import at_or_below


class CategoryIndexView(IndexView):
    """Listing of categories, which offers their translation without a query per row."""

    def get_list_buttons(self, instance: Category) -> list[BaseButton]:
        """Return the buttons without those that hooks add: the one of Wagtail's translation runs queries per row."""
        return generic.IndexView.get_list_buttons(self, instance)  # type: ignore[no-any-return]

    def get_list_more_buttons(self, instance: Category) -> list[MenuItem]:
        """Add the translation button if the category lacks a language."""
        buttons: list[MenuItem] = super().get_list_more_buttons(instance)
        may_translate = self.request.user.has_perm("simple_translation.submit_translation")
        if may_translate and instance.is_untranslated:
            url = reverse("simple_translation:submit_snippet_translation", args=["news", "category", instance.pk])
            buttons.append(MenuItem(_("Translate"), url=url, icon_name="globe", priority=25))
        return buttons


class CategoriesInTreeOrderMixin:
    """Lists each category after its parent, with its path."""

    def get_object_list(self) -> QuerySet[Category]:
        """Return the categories with their ancestors, whose names are in their paths."""
        return Category.objects.in_tree_order()


class CategoryChooseView(CategoriesInTreeOrderMixin, ChooseView):
    """The dialog in which a category is chosen."""


class CategoryChooseResultsView(CategoriesInTreeOrderMixin, ChooseResultsView):
    """The results in that dialog."""


class CategoryChooserViewSet(PermittedSnippetChooserViewSet):
    """The chooser of categories."""

    choose_view_class = CategoryChooseView
    choose_results_view_class = CategoryChooseResultsView


class CategoryViewSet(NewsroomSnippetViewSet):
    """Lists categories in the order of their tree, each with the number of articles in it and below."""

    model = Category
    chooser_viewset_class = CategoryChooserViewSet
    index_view_class = CategoryIndexView
    icon = "tag"
    menu_label = _("Categories")
    menu_order = 450
    add_to_admin_menu = True
    inspect_view_enabled = True
    inspect_view_fields_exclude: ClassVar[list[str]] = ["id", "translation_key"]
    copy_view_enabled = False
    list_display = [
        "breadcrumb",
        Column("slug", label=_("Slug"), sort_key="slug"),
        LocaleColumn(label=_("Language")),
        ArticleCountColumn("article_count", filter_name="category"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Return the categories, each with the number of articles in it and below, live or not."""
        branch = Category.objects.filter(at_or_below(pk=OuterRef(OuterRef("pk"))))
        articles = ArticlePage.objects.filter(category__in=branch)
        translations = Category.objects.filter(translation_key=OuterRef(OuterRef("translation_key")))
        lacking = Locale.objects.exclude(pk__in=translations.values("locale"))
        categories: QuerySet[Category] = Category.objects.in_tree_order().select_related("locale", "parent__parent")
        return categories.annotate(article_count=_count(articles), is_untranslated=Exists(lacking))


def state_of(author: Author) -> Promise:
    """Return the publication status of an author in words, without its schedule, which would take a query per row."""
    if not author.live:
        return _("draft")
    return _("live + draft") if author.has_unpublished_changes else _("live")


class AuthorViewSet(NewsroomSnippetViewSet):
    """Lists authors with the number of their articles."""

    model = Author
    icon = "user"
    menu_label = _("Authors")
    menu_order = 440
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "name",
        Column("job_title", label=_("Job title"), sort_key="job_title"),
        ArticleCountColumn("article_count", filter_name="author"),
        StatusTagColumn(
            "state", label=_("Status"), accessor=state_of, primary=lambda author: author.live, sort_key="live"
        ),
    ]
    list_filter = ["live"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        """Return the authors, each with the number of articles that carry the byline, live or not."""
        bylines = ArticleAuthor.objects.filter(author=OuterRef("pk"))
        return Author.objects.annotate(article_count=_count(bylines))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return an expression that counts rows by a subquery, so that the listing can still be searched and filtered."""
    counted = rows.order_by().values(group=Value(1)).annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
