"""Filters of the newsroom's listings.

Conditions on related tables are written as `pk__in` subqueries: Wagtail's search, which may be applied afterwards,
cannot combine with joins.
"""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Cast, Coalesce
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Revision, WorkflowState, get_default_page_content_type

from cms.embargo import held
from cms.takedowns.models import TakeDown
from news.admin.choices import CategoryFilter, SectionFilter, TagFilter, tags_for
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Correction, Tag
from news.models.attachments import CorrectionKind
from news.models.category_tree import at_or_below


class ArticleFilterSet(WagtailFilterSet):
    """Filters of the listing of articles; Wagtail adds one by language."""

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
            ("taken_down", _("Taken down")),
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
    section = SectionFilter()
    category = CategoryFilter(
        label=_("Category"),
        method="by_category",
        queryset=lambda request: Category.objects.in_tree_order().select_related("locale", "parent__parent"),
        widget=CheckboxSelectMultiple,
    )
    author = django_filters.ModelChoiceFilter(
        label=_("Author"), method="by_author", queryset=Author.objects.order_by("name")
    )
    tag = TagFilter(
        label=_("Tag"),
        method="by_tag",
        queryset=tags_for,
        help_text=_("Its whole name, for example “Climate”."),
    )
    published_at = django_filters.DateFromToRangeFilter(label=_("Dateline"), widget=DateRangePickerWidget)
    updated_since = django_filters.DateFilter(
        label=_("Updated since"),
        method="by_update",
        widget=AdminDateInput,
        help_text=_("The last update as readers see it: minor edits do not count."),
    )
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
    correction_kind = django_filters.MultipleChoiceFilter(
        label=_("Kind of correction"),
        method="by_correction_kind",
        widget=CheckboxSelectMultiple,
        choices=CorrectionKind.choices,
    )

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def by_status(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles in this state."""
        taken_down = Q(live=False, pk__in=TakeDown.objects.in_force().values("page"))
        scheduled = Q(pk__in=page_keys(Revision.page_revisions.exclude(approved_go_live_at=None)))
        conditions = {
            "live": Q(live=True),
            "changed": Q(live=True, has_unpublished_changes=True),
            "draft": Q(live=False) & ~scheduled & ~taken_down,
            "scheduled": scheduled,
            "embargoed": held(timezone.now()),
            "taken_down": taken_down,
        }
        return articles.filter(pk__in=ArticlePage.objects.filter(conditions[value]).values("pk"))

    def by_moderation(self, articles: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Narrow to articles that wait for a moderator, or to those that one has sent back."""
        states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), status=value)
        return articles.filter(pk__in=page_keys(states))

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

    def by_tag(self, articles: QuerySet[ArticlePage], name: str, value: Tag) -> QuerySet[ArticlePage]:
        """Narrow to articles with this tag."""
        return articles.filter(pk__in=ArticleTag.objects.filter(tag_id=value.pk).values("content_object"))

    def by_update(self, articles: QuerySet[ArticlePage], name: str, value: date) -> QuerySet[ArticlePage]:
        """Narrow to articles whose `updatedAt` in the API is this day or later, but not in the future."""
        dateline = Case(When(live=True, then=F("published_at")))
        updated = ArticlePage.objects.annotate(updated=Coalesce("updated_at", "last_published_at", dateline))
        updated = updated.filter(updated__date__gte=value, updated__lte=timezone.now())
        return articles.filter(pk__in=updated.values("pk"))

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

    def by_correction_kind(
        self, articles: QuerySet[ArticlePage], name: str, value: list[str]
    ) -> QuerySet[ArticlePage]:
        """Narrow to articles with a correction of any of these kinds."""
        if not value:
            return articles
        return articles.filter(pk__in=Correction.objects.filter(kind__in=value).values("page"))


def page_keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the primary keys of the pages to which rows refer by `object_id`, which Wagtail stores as text."""
    keys: QuerySet[Any] = rows.annotate(page_pk=Cast("object_id", IntegerField())).values("page_pk")
    return keys
