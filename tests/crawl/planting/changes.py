"""The change log of what was planted: of hidden pages it tells that they are gone, as it does of deleted ones."""

from typing import Any

from wagtail.models import Page, Site

from cms.changes.models import ChangeSet, LedgerState, PageChange
from cms.performance.response_cache.invalidation import HOME_DEPTH
from cms.sites import SiteIndex
from cms.takedowns.models import TakeDown
from news.models import ArticlePage, NewsIndexPage, StandardPage
from tests.crawl.planting.filling import NOON
from tests.crawl.planting.hiding import RESTRICTIONS, set_to, ways_to_hide
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.numbering import number_from
from tests.crawl.planting.rows import pages_among

FIRST_TOLD = 9_100_001
"""The primary keys of hidden pages that the log may name, because they once were public."""


def plant_changes(newsroom: Newsroom) -> None:
    """Plant an entry for each public page, and for pages that have been hidden since their entries were written."""
    LedgerState.objects.update_or_create(pk=1, defaults={"epoch": "crawl", "looked_at": NOON})
    pages = [*pages_among(newsroom.public), *_hidden_since(newsroom)]
    sites = SiteIndex()
    change_set = ChangeSet.objects.create(committed_at=NOON, keys=[])
    PageChange.objects.bulk_create(
        PageChange(
            change_set=change_set,
            page_id=page.pk,
            page_type=page._meta.label,
            event=PageChange.Event.MOVED,
            path=tree.path_of(page),
            previous_path="/before/",
            locale=tree.locale,
            site_id=tree.site.pk,
            previous_site_id=tree.site.pk,
            url="",
            hostname=tree.site.hostname,
        )
        for page in pages
        if (tree := sites.tree_of(page)) is not None
    )


def _hidden_since(newsroom: Newsroom) -> list[Page]:
    """Plant pages that were public at paths which may be told, and are hidden since: in each way, by themselves, by a
    page above them, by what they are aliases of, by the home page of their site, and by a take-down.
    """
    public = pages_among(newsroom.public)
    home = next(page for page in public if page.depth == HOME_DEPTH)
    listing = next(page for page in public if isinstance(page, NewsIndexPage))
    hidden: list[Any] = []

    def plant(model: Any, parent: Page) -> Any:
        title = newsroom.hidden.word("title of a page that was public")
        values = {"title": title, "slug": f"was-public-{len(hidden)}", "locale": parent.locale}
        hidden.append(Page.objects.get(pk=parent.pk).add_child(instance=model(**values)))
        return hidden[-1]

    def plant_alias(page: Page) -> None:
        parent = Page.objects.get(pk=listing.pk)
        hidden.append(page.create_alias(parent=parent, update_slug=f"was-public-{len(hidden)}"))

    number_from(FIRST_TOLD)
    for hide in ways_to_hide(StandardPage).values():
        hide(plant(StandardPage, home))
    for hide in ways_to_hide(ArticlePage).values():
        article = plant(ArticlePage, listing)
        plant_alias(article)
        hide(article)
    for hide in RESTRICTIONS.values():
        above = plant(NewsIndexPage, home)
        plant_alias(plant(ArticlePage, above))
        hide(above)
    for hide in ways_to_hide(type(home)).values():
        elsewhere = plant(type(home), home.get_parent())
        Site.objects.create(root_page=elsewhere, hostname=f"{newsroom.hidden.word('host')}.example")
        plant(ArticlePage, plant(NewsIndexPage, elsewhere))
        hide(elsewhere)
    taken_down = plant(StandardPage, home)
    set_to(live=False)(taken_down)
    TakeDown.objects.create(page=taken_down, reason=newsroom.hidden.word("reason of a take-down"), was_public=False)
    newsroom.secret += hidden
    return hidden
