"""Redirects from the former addresses of categories, authors and tags whose slug has changed."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.signals import post_save, pre_save
from taggit.models import Tag as TaggitTag
from wagtail.contrib.redirects.models import Redirect

from cms.editing.redirects.moved_pages import RedirectBatch
from cms.http.paths import canonical_path
from cms.redirects import leads_back, old_paths
from cms.sites import SiteIndex, SiteLocale
from cms.visibility import Visibility
from news.models import ArticlePage, Author, Category, Tag
from news.models.category_tree import at_or_below

PATH_NAMES = {Category: "category", Author: "author", Tag: "tag", TaggitTag: "tag"}
"""Keys of FRONTEND_PATHS, by model."""

MAX_LINK_CHARACTERS = 255
"""Length of the target of a redirect in the database."""


def note_former_slug(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Set `former_slug` to the slug in the database before a row is saved; a handler of `pre_save`."""
    instance.former_slug = ""
    if not raw and instance.pk is not None and "slug" in (update_fields or ["slug"]):
        instance.former_slug = sender._base_manager.filter(pk=instance.pk).values_list("slug", flat=True).first() or ""


def redirect_former_slug(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Create redirects from the former addresses of a row whose slug has changed; a handler of `post_save`.

    One is created for each site and language in which the row has public articles, so that readers knew the address.
    """
    former, slug = instance.former_slug, instance.slug
    if former in ("", slug):
        return
    sites = SiteIndex()
    visibility, batch = Visibility(sites), RedirectBatch()
    template = settings.FRONTEND_PATHS[PATH_NAMES[sender]]
    for tree in _trees_of(instance, sites):
        if not visibility.pages(_articles_of(instance), _trees_with_articles(instance, tree, sites)).exists():
            continue
        before, after = (f"{tree.prefix}{template.format(slug=one)}" for one in (former, slug))
        link, automatic = (
            f"{tree.frontend}{after}",
            Redirect.objects.filter(site=tree.site, automatically_created=True),
        )
        # Drop redirects from the new address, and let those to the former address lead to the new one.
        automatic.filter(old_path__in=old_paths(after)).delete()
        automatic.filter(redirect_link=f"{tree.frontend}{before}").update(redirect_link=link)
        redirect = Redirect(old_path=old_paths(before)[0], site=tree.site, redirect_link=link)
        if len(link) <= MAX_LINK_CHARACTERS and not leads_back(redirect, tree.site, sites.all):
            batch.add_path(tree.site, canonical_path(before), redirect_link=link)
    batch.process()


def _trees_of(owner: Any, sites: SiteIndex) -> list[SiteLocale]:
    """Return the trees in which the frontend shows the page of a category, author or tag.

    The page of a category is in its own language, or in the default language of a site that lacks its language.
    """
    if not isinstance(owner, Category):
        return sites.trees
    code = owner.locale.language_code
    return [tree for site in sites.all for tree in (sites.trees_of(site, code) or sites.trees_of(site))[:1]]


def _trees_with_articles(owner: Any, tree: SiteLocale, sites: SiteIndex) -> list[SiteLocale]:
    """Return the trees whose articles the page of a category, author or tag in one tree lists."""
    return sites.trees_of(tree.site) if isinstance(owner, Category) else [tree]


def _articles_of(owner: Any) -> QuerySet[ArticlePage]:
    """Return the articles of a category, author or tag; none for an unpublished author."""
    if isinstance(owner, Category):
        return ArticlePage.objects.filter(category__in=Category.objects.filter(at_or_below(pk=owner.pk)))
    if isinstance(owner, Author):
        return ArticlePage.objects.filter(bylines__author=owner) if owner.live else ArticlePage.objects.none()
    return ArticlePage.objects.filter(tagged_items__tag_id=owner.pk)


def connect_slug_signals() -> None:
    """Connect the handlers of slug changes; called once, by the app's `ready`."""
    for model in PATH_NAMES:
        pre_save.connect(note_former_slug, sender=model, dispatch_uid=f"news.former_slug.{model.__name__}")
        post_save.connect(redirect_former_slug, sender=model, dispatch_uid=f"news.renamed.{model.__name__}")
