"""Articles as the rows of an export, in the columns that every import reads (`news.importing.files.columns`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.sites import SiteIndex
from news.exporting.media import ExportedFiles
from news.exporting.references import DOCUMENT, IMAGE, PAGE, translate_references
from news.models import ArticlePage, ImportedArticle

COPIED_COLUMNS = (
    *("title", "slug", "kicker", "summary", "seo_title", "search_description", "noindex"),
    *("first_published_at", "last_published_at", "updated_at", "expire_at"),
    *("embargo", "embargo_until", "embargo_note"),
)
PUBLISHED_STATUS, SCHEDULED_STATUS, DRAFT_STATUS = "published", "scheduled", "draft"


class RowMaker:
    """Makes the rows of articles, a batch at a time, so that each kind of reference is a query for the batch.

    Args:
        images, documents: where the files go that articles refer to.
    """

    def __init__(self, images: ExportedFiles, documents: ExportedFiles) -> None:
        self._files = {IMAGE: images, DOCUMENT: documents}
        self._sites = SiteIndex()
        self._pages: dict[int, dict[str, str]] = {}
        self._import_ids: dict[int, str] = {}
        self._closed = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))

    def rows(self, articles: Sequence[ArticlePage]) -> list[dict[str, Any]]:
        """Return the rows of a batch."""
        # A draft's own rows are in its revision.
        published = [one for one in articles if one.live]
        prefetch_related_objects(published, "bylines__author", "corrections", "related_links", "tagged_items__tag")
        prefetch_related_objects(articles, "locale")
        prefetch_related_objects([byline.author for one in articles for byline in one.bylines.all()], "texts__locale")
        parents = {page.path: page for page in Page.objects.filter(path__in={one.path[:-4] for one in articles})}
        redirects: dict[int, list[Redirect]] = {}
        for redirect in Redirect.objects.filter(redirect_page__in=[one.pk for one in articles]).order_by("old_path"):
            redirects.setdefault(redirect.redirect_page_id, []).append(redirect)
        imported = ImportedArticle.objects.filter(pk__in=[one.pk for one in articles]).exclude(import_id="")
        self._import_ids = dict(imported.values_list("pk", "import_id"))
        self._load(articles)
        return [self._row(one, parents.get(one.path[:-4]), redirects.get(one.pk, [])) for one in articles]

    def _load(self, articles: Sequence[ArticlePage]) -> None:
        """Write the files and read the pages to which a batch refers."""
        # In the order of the articles, as primary keys are others in every database.
        wanted: dict[str, list[int]] = {PAGE: [], IMAGE: [], DOCUMENT: []}

        def collect(kind: str, reference: Any) -> Any:
            if str(reference).isdigit():
                wanted[kind].append(int(reference))
            return reference

        for article in articles:
            translate_references(article.body.stream_block, list(article.body.raw_data), collect)
            wanted[IMAGE] += [pk for pk in (article.image_id, article.social_image_id) if pk]
            wanted[IMAGE] += [one.author.portrait_id for one in article.bylines.all() if one.author.portrait_id]
            wanted[PAGE] += [link.article_id for link in article.related_links.all()]
        for kind, files in self._files.items():
            files.add(wanted[kind])
        pages = Page.objects.filter(pk__in=wanted[PAGE]).select_related("locale")
        self._pages = {page.pk: self._page_reference(page) for page in pages}

    def _page_reference(self, page: Page) -> dict[str, str]:
        tree = self._sites.tree_of(page)
        return {
            "key": str(page.translation_key),
            "locale": page.locale.language_code,
            "path": tree.path_of(page) if tree else "",
        }

    def _translate(self, kind: str, reference: Any) -> Any:
        if kind != PAGE:
            return self._files[kind].name_of(reference)
        page = self._pages.get(int(reference)) if str(reference).isdigit() else None
        return page and f"{page['key']} {page['locale']} {page['path']}"

    def _row(self, article: ArticlePage, parent: Page | None, redirects: Iterable[Redirect]) -> dict[str, Any]:
        files = self._files[IMAGE]
        tree = self._sites.tree_of(article)
        category = article.category
        path: list[dict[str, str]] = []
        while category is not None and len(path) < 3:
            path.insert(0, {"name": category.name, "slug": category.slug, "description": category.description})
            category = category.parent
        return {
            **{name: getattr(article, name) for name in COPIED_COLUMNS},
            "date": article.published_at,
            "status": _status(article),
            "go_live_at": _go_live_at(article),
            "import_id": self._import_ids.get(article.pk),
            "translation_key": str(article.translation_key),
            "locale": article.locale.language_code,
            "path": tree.path_of(article) if tree else "",
            "listing": tree.path_of(parent) if tree and parent else "",
            "private": article.path.startswith(self._closed or ("?",)),
            "category": path,
            "authors": [self._author(one.author) for one in article.bylines.all()],
            "tags": sorted(one.tag.name for one in article.tagged_items.all()),
            "image": files.name_of(article.image_id),
            "social_image": files.name_of(article.social_image_id),
            "corrections": [
                {"date": one.date, "kind": one.kind, "text": one.text} for one in article.corrections.all()
            ],
            "related": [
                found for link in article.related_links.all() if (found := self._translate(PAGE, link.article_id))
            ],
            "old_paths": [
                {"path": one.old_path, "permanent": one.is_permanent, "all_sites": one.site_id is None}
                for one in redirects
            ],
            "blocks": translate_references(article.body.stream_block, list(article.body.raw_data), self._translate),
        }

    def _author(self, author: Any) -> Mapping[str, Any]:
        columns = ("name", "slug", "job_title", "bio", "live")
        return {
            **{name: getattr(author, name) for name in columns},
            "portrait": self._files[IMAGE].name_of(author.portrait_id),
            "texts": sorted(
                (
                    {"locale": text.locale.language_code, "job_title": text.job_title, "bio": text.bio}
                    for text in author.texts.all()
                ),
                key=itemgetter("locale"),
            ),
        }


def _status(article: ArticlePage) -> str:
    if article.live:
        return PUBLISHED_STATUS
    revision = article.latest_revision
    return SCHEDULED_STATUS if revision and revision.approved_go_live_at else DRAFT_STATUS


def _go_live_at(article: ArticlePage) -> datetime | None:
    """Return when the article is to be published, or was; a live one is not planned any more."""
    planned: datetime | None = article.go_live_at
    return None if article.live and planned is not None and planned > timezone.now() else planned
