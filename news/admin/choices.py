"""Filters by category, section and tag, with the choices that the user of a listing has."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.filters import QuerySetRequestMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from news.models import ArticlePage, ArticleTag, Category, NewsIndexPage, Tag

MAX_TAGS_SUGGESTED = 5


class CategoryChoiceField(django_filters.fields.ModelMultipleChoiceField):
    """Field whose choices are labelled with path and language, as categories of two languages may share a name."""

    def label_from_instance(self, category: Category) -> str:
        """Return for example "World › Europe (English)"."""
        return f"{category} ({category.locale.get_display_name()})"


class CategoryFilter(django_filters.ModelMultipleChoiceFilter):
    """Filter by one or more categories."""

    field_class = CategoryChoiceField


def sections_for(request: HttpRequest) -> QuerySet[NewsIndexPage]:
    """Return the news listings that the user may explore, each annotated with the title of its parent page."""
    parents = Page.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen))
    explorable = policy_registry.get_by_type(NewsIndexPage).explorable_instances(request.user)
    sections: QuerySet[NewsIndexPage] = NewsIndexPage.objects.filter(pk__in=explorable.order_by().values("pk"))
    return sections.annotate(parent_title=Subquery(parents.values("draft_title"))).select_related("locale")


class SectionChoiceField(django_filters.fields.ModelChoiceField):
    """Field whose choices are labelled with parent page and language, as sections of two sites may share a name."""

    def label_from_instance(self, section: Any) -> str:
        """Return for example "The Wire › News (English)"."""
        return f"{section.parent_title} › {section.draft_title} ({section.locale.get_display_name()})"


class SectionFilter(django_filters.ModelChoiceFilter):
    """Filter by the news listing below which articles are."""

    field_class = SectionChoiceField

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Section"),
            queryset=sections_for,
            to_field_name="id",
            empty_label=gettext_lazy("All"),
            blank=True,
            widget=forms.RadioSelect,
        )

    def filter(self, articles: QuerySet[ArticlePage], section: NewsIndexPage | None) -> QuerySet[ArticlePage]:
        """Return the articles of the section, or all where none is chosen."""
        if section is None:
            return articles
        return articles.filter(pk__in=ArticlePage.objects.descendant_of(section).values("pk"))


def tags_for(request: HttpRequest) -> QuerySet[Tag]:
    """Return the tags of the articles that the user may explore."""
    explorable = policy_registry.get_by_type(ArticlePage).explorable_instances(request.user)
    used = ArticleTag.objects.filter(content_object__in=explorable.order_by().values("pk"))
    tags: QuerySet[Tag] = Tag.objects.filter(pk__in=used.values("tag"))
    return tags.order_by("name")


class TagField(forms.CharField):
    """A text field for the name or slug of a tag, in any case, as there are too many tags for a list of choices.

    Args:
        queryset: the tags that can be found.
    """

    def __init__(self, *, queryset: QuerySet[Tag], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = queryset

    def clean(self, value: Any) -> Tag | None:
        """Return the tag, or None for an empty field.

        Raises:
            ValidationError: when no article has such a tag; the message names similar ones.
        """
        name = super().clean(value)
        if not name:
            return None
        found = list(self.queryset.filter(Q(name__iexact=name) | Q(slug=name.lower())))
        if found:
            return max(found, key=lambda tag: tag.name == name)
        words = {"name": name}
        similar = self.queryset.filter(name__icontains=name).values_list("name", flat=True)[:MAX_TAGS_SUGGESTED]
        if similar:
            words["similar"] = ", ".join(similar)
            raise ValidationError(_("No article has the tag “%(name)s”. Similar tags: %(similar)s.") % words)
        raise ValidationError(_("No article has the tag “%(name)s”.") % words)


class TagFilter(QuerySetRequestMixin, django_filters.Filter):
    """Filter by a tag."""

    field_class = TagField
