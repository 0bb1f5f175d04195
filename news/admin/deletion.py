"""Protection of categories and authors in use from deletion."""

from collections.abc import Iterable

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.query import PageQuerySet

from news.models import ArticlePage, Author, Category


def refuse_to_delete_used(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Refuse, with a message and a redirect, to delete a category with children, or a category or author in use.

    The database protects what published articles refer to, but not what drafts do: they would lose it silently.

    Returns:
        the redirect; None where the deletion may go on.
    """
    for instance in instances:
        if isinstance(instance, Category) and (count := instance.children.count()):
            message = ngettext(
                "“%(name)s” was not deleted: %(count)s category stands below it. Move or delete that one first.",
                "“%(name)s” was not deleted: %(count)s categories stand below it. Move or delete these first.",
                count,
            )
            messages.error(request, message % {"name": instance, "count": count})
            return redirect("wagtailsnippets_news_category:list")
        articles = (
            articles_that_use(instance) if isinstance(instance, Category | Author) else ArticlePage.objects.none()
        )
        if count := articles.count():
            message = ngettext(
                "“%(name)s” was not deleted: %(count)s article uses it. Change the article first.",
                "“%(name)s” was not deleted: %(count)s articles use it. Change the articles first.",
                count,
            )
            filter_name = instance._meta.model_name
            url = f"{reverse('articles:index')}?{filter_name}={instance.pk}"
            button = messages.button(url, _("Show the articles"))
            messages.error(request, message % {"name": instance, "count": count}, buttons=[button])
            return redirect(f"wagtailsnippets_news_{filter_name}:list")
    return None


def articles_that_use(instance: Category | Author) -> PageQuerySet:
    """Return the articles with a category, or with the byline of an author, in their published or drafted version."""
    drafts = ArticlePage.objects.filter(has_unpublished_changes=True)
    if isinstance(instance, Category):
        drafted = drafts.filter(latest_revision__content__category=instance.pk)
        return ArticlePage.objects.filter(Q(category=instance) | Q(pk__in=drafted))
    bylines = drafts.exclude(latest_revision=None).values_list("pk", "latest_revision__content__bylines")
    signed = [pk for pk, authors in bylines if instance.pk in {byline["author"] for byline in authors or []}]
    return ArticlePage.objects.filter(Q(bylines__author=instance) | Q(pk__in=signed)).distinct()
