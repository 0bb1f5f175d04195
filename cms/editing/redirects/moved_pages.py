"""Redirects from the former addresses of pages that were renamed or moved, or whose site got another root page.

They include those of the pages below, and replace those that `wagtail.contrib.redirects` makes by itself
(`WAGTAILREDIRECTS_AUTO_CREATE`), which leave out pages that are not live at that time, moves to another site and other
root pages, and have wrong paths after another slug of a language's home page.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import pre_save
from django.utils import timezone
from wagtail.contrib.redirects.signal_handlers import BatchRedirectCreator
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed, post_page_move

from cms.http.paths import canonical_path
from cms.redirects import MAX_OLD_PATH_CHARACTERS, stored_path
from cms.sites import SiteIndex, SiteLocale

MAX_BATCH_SIZE = 200
"""Redirects of one statement: Wagtail joins as many conditions, and SQLite takes no more than a thousand."""


class RedirectBatch(BatchRedirectCreator):
    """Writes automatic redirects, a batch at a time; one that an editor made at a path stays.

    Wagtail's own class deletes all automatic redirects of the newsroom for a batch without any.
    """

    def __init__(self) -> None:
        super().__init__(max_size=MAX_BATCH_SIZE, ignore_conflicts=True)

    def process(self) -> None:
        """Write the redirects, if there are any."""
        if self.items:
            super().process()

    def add_path(self, site: Site, path: str, **target: Any) -> None:
        """Add a redirect from a path of a site to `redirect_page_id` or `redirect_link`; none for too long a path."""
        old_path = stored_path(canonical_path(path))
        if len(old_path) <= MAX_OLD_PATH_CHARACTERS:
            self.add(old_path=old_path, site=site, automatically_created=True, **target)


def redirect_former_addresses(pk: int, url_path_before: str) -> None:
    """Make redirects from the former addresses of a page and of those below it that readers see or have seen.

    The signals come after the transaction, in which the page may have been moved once more, or deleted.

    Args:
        pk: the primary key of the page that was renamed or moved.
        url_path_before: its `url_path` until then.
    """
    page, sites = Page.objects.filter(pk=pk).first(), SiteIndex()
    if page is None or page.url_path == url_path_before or any(tree.root == page.path for tree in sites.trees):
        return
    former = _trees_at(sites, url_path_before)
    below = Page.objects.descendant_of(page, inclusive=True).order_by("path")
    seen = below.filter(Q(live=True) | Q(first_published_at__lte=timezone.now()))
    batch = RedirectBatch()
    for below_pk, path, url_path in seen.values_list("pk", "path", "url_path").iterator():
        its_tree = sites.tree_at(path)
        if its_tree is not None and its_tree.root.startswith(page.path):
            continue  # the home page of another site has moved with it, and its addresses are as they were
        for tree in former:
            old_path = tree.path_at(url_path_before + url_path[len(page.url_path) :])
            batch.add_path(tree.site, old_path, redirect_page_id=below_pk)
    batch.process()


def _trees_at(sites: SiteIndex, url_path: str) -> list[SiteLocale]:
    """Return the trees in which a page with a `url_path` is: more than one where sites share their home page."""
    around = [tree for tree in sites.trees if url_path.startswith(tree.root_url_path)]
    deepest = max((len(tree.root_url_path) for tree in around), default=0)
    return [tree for tree in around if len(tree.root_url_path) == deepest]


def redirect_from_former_root(site: Site, former: SiteIndex) -> None:
    """Make redirects from the addresses that the pages of a site had below its former root page.

    A page that is outside every site now has one too, which leads to it as soon as it is moved into a site.

    Args:
        site: the site.
        former: the sites as they were.
    """
    sites, batch = SiteIndex(), RedirectBatch()
    for tree in former.trees_of(site):
        seen = Page.objects.filter(path__startswith=tree.root, depth__gt=len(tree.root) // Page.steplen)
        seen = seen.filter(Q(live=True) | Q(first_published_at__lte=timezone.now())).order_by("path")
        for pk, path, url_path in seen.values_list("pk", "path", "url_path").iterator():
            was, now = former.tree_at(path), sites.tree_at(path)
            if was is None or was.root != tree.root:
                continue  # below the home page of another site
            old_path = tree.path_at(url_path)
            if now is None or now.site != site or now.path_at(url_path) != old_path:
                batch.add_path(site, old_path, redirect_page_id=pk)
    batch.process()


def on_site_about_to_change(instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """Make redirects once a site has another root page; none for fixtures, whose pages may be still to come."""
    if raw or instance.pk is None:
        return
    former = SiteIndex()
    if any(one.pk == instance.pk and one.root_page_id != instance.root_page_id for one in former.all):
        transaction.on_commit(lambda: redirect_from_former_root(instance, former))


def on_slug_changed(instance: Page, instance_before: Page, **kwargs: Any) -> None:
    """Redirect from the addresses before a page was renamed."""
    redirect_former_addresses(instance.pk, instance_before.url_path)


def on_page_moved(instance: Page, url_path_before: str, **kwargs: Any) -> None:
    """Redirect from the addresses before a page was moved."""
    redirect_former_addresses(instance.pk, url_path_before)


def connect_redirect_signals() -> None:
    """Listen to pages that are renamed and moved, and to sites; called once, by an app's `ready`."""
    pre_save.connect(on_site_about_to_change, sender=Site, dispatch_uid="cms.editing.site_changes")
    page_slug_changed.connect(on_slug_changed, dispatch_uid="cms.editing.page_slug_changed")
    post_page_move.connect(on_page_moved, dispatch_uid="cms.editing.post_page_move")
