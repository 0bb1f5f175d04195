"""Filters of the newsroom's listings.

Conditions on other tables are written as a list of primary keys: that is what Wagtail's search, which may follow, can
combine with.
"""

from typing import Any

import django_filters
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Revision, WorkflowState, get_default_page_content_type

from cms.embargo import held
from news.models import ArticleAuthor, ArticlePage, Author, Category
from news.models.category_tree import at_or_below


class CategoryChoiceField(django_filters.fields.ModelMultipleChoiceField):
    """Names each category with its path and its language, as two languages may share a name."""

    def label_from_instance(self, category: Category) -> str:
        """Return for example "World › Europe (English)"."""
        return f"{category} ({category.locale.get_display_name()})"


class CategoryFilter(django_filters.ModelMultipleChoiceFilter):
    """Chooses one or more categories."""

    field_class = CategoryChoiceField


class ArticleFilterSet(WagtailFilterSet):
    """Narrows the listing of articles as a desk asks for them; Wagtail adds the language."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[
            ("live", _("Live")),
            ("changed", _("Live, with changes not yet published")),
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("embargoed", _("Under embargo")),
        ],
    )
    moderation = django_filters.ChoiceFilter(
        label=_("Moderation"),
        method="by_moderation",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[
            (WorkflowState.STATUS_IN_PROGRESS, _("Waiting for a moderator")),
            (WorkflowState.STATUS_NEEDS_CHANGES, _("Changes requested")),
        ],
    )
    category = CategoryFilter(
        label=_("Category"),
        method="by_category",
        queryset=lambda request: Category.objects.in_tree_order().select_related("locale", "parent__parent"),
        widget=CheckboxSelectMultiple,
    )
    author = django_filters.ModelChoiceFilter(
        label=_("Author"), method="by_author", queryset=Author.objects.order_by("name")
    )
    published_at = django_filters.DateFromToRangeFilter(label=_("Dateline"), widget=DateRangePickerWidget)
    picture = django_filters.ChoiceFilter(
        label=_("Picture"),
        method="by_picture",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("yes", _("With picture")), ("no", _("Without picture"))],
    )
    summary = django_filters.ChoiceFilter(
        label=_("Summary"),
        method="by_summary",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("yes", _("With summary")), ("no", _("Without summary"))],
    )
    corrected = django_filters.ChoiceFilter(
        label=_("Corrections"),
        method="by_corrected",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("yes", _("Corrected")), ("no", _("Without correction"))],
    )

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def by_status(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles in this state."""
        scheduled = Q(pk__in=_page_ids(Revision.page_revisions.exclude(approved_go_live_at=None)))
        conditions = {
            "live": Q(live=True),
            "changed": Q(live=True, has_unpublished_changes=True),
            "draft": Q(live=False) & ~scheduled,
            "scheduled": scheduled,
            "embargoed": held(timezone.now()),
        }
        return articles.filter(pk__in=ArticlePage.objects.filter(conditions[value]).values("pk"))

    def by_moderation(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles that wait for a moderator, or to those that one has sent back."""
        states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), status=value)
        return articles.filter(pk__in=_page_ids(states))

    def by_category(
        self, articles: QuerySet[ArticlePage], name: str, value: list[Category] | QuerySet[Category]
    ) -> QuerySet[ArticlePage]:
        """Narrow to articles filed under any of the categories, or below them."""
        if not value:
            return articles
        branches = Category.objects.filter(at_or_below(pk__in=[category.pk for category in value]))
        return articles.filter(pk__in=ArticlePage.objects.filter(category__in=branches).values("pk"))

    def by_author(self, articles: QuerySet[ArticlePage], name: str, value: Author) -> QuerySet[ArticlePage]:
        """Narrow to articles with this byline."""
        return articles.filter(pk__in=ArticleAuthor.objects.filter(author=value).values("page"))

    def by_picture(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles that have a picture, or to those that lack one."""
        return articles.filter(pk__in=ArticlePage.objects.filter(image__isnull=value == "no").values("pk"))

    def by_summary(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles that have a summary, or to those that lack one."""
        lacking = ArticlePage.objects.filter(summary="").values("pk")
        return articles.filter(pk__in=lacking) if value == "no" else articles.exclude(pk__in=lacking)

    def by_corrected(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles that have a correction, or to those that have none."""
        return articles.filter(pk__in=ArticlePage.objects.filter(corrections__isnull=value == "no").values("pk"))


def _page_ids(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the primary keys of the pages that these rows are about; Wagtail stores them as text."""
    keys: QuerySet[Any] = rows.annotate(page_pk=Cast("object_id", IntegerField())).values("page_pk")
    return keys
