"""Lists that no client asks for: what the WebSub hub is told, and what the report of reads shows to the whole desk."""

from django.utils import timezone

from cms.changes.models import ChangeSet, PageChange
from cms.sites import SiteIndex
from news.feeds.hub import changed_feeds
from news.models import ArticlePage
from news.readership.report import READ_PERIODS, most_read_articles, public_sections
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.rows import pages_among


def lists_of(newsroom: Newsroom) -> dict[str, str]:
    """Return the text of each list, once the change log has named every article, as if each had been public."""
    sites = SiteIndex()
    change_set = ChangeSet.objects.create(committed_at=timezone.now(), keys=[])
    PageChange.objects.bulk_create(
        PageChange(
            change_set=change_set,
            page_id=page.pk,
            page_type=ArticlePage._meta.label,
            event=PageChange.Event.UPDATED,
            locale=tree.locale,
            site_id=tree.site.pk,
        )
        for page in pages_among([*newsroom.public, *newsroom.secret])
        if isinstance(page, ArticlePage) and (tree := sites.tree_of(page)) is not None
    )
    sections = public_sections(None).values_list("name", "slug")  # type: ignore[arg-type]  # it is for a form's field
    read = [one for period in READ_PERIODS for one in most_read_articles(period).values_list("pk", "title", "slug")]
    return {
        "feeds of changed articles": "\n".join(changed_feeds(change_set.pk)),
        "sections of the report of reads": str(list(sections)),
        "articles of the report of reads": str(read),
    }
