"""Bulk insertion of new articles: the rows that Wagtail writes for each, by a fixed number of statements for all.

Wagtail takes some sixty queries to publish a page. A test compares all rows and columns with those that it writes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, PageViewRestriction, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published, published

from cms.body.fields import EXTRACTED_TEXTS
from cms.pages import pages_written
from news.models import ArticlePage, CorrectionWording, Edition, NewsIndexPage
from news.tasks import prepare_pictures_of_pages

ROWS_PER_INSERT = 500


def insert_articles(
    articles: Sequence[ArticlePage],
    index: NewsIndexPage,
    *,
    private: Collection[ArticlePage] = (),
    scheduled: Collection[ArticlePage] = (),
    place: Callable[[], None] = lambda: None,
) -> None:
    """Insert new articles below a listing, with revisions, log entries, editions, index entries and signals.

    Args:
        articles: validated, with their relations assigned. Those that are `live` are published as of their
            `last_published_at`; the others are drafts.
        index: the listing. It is locked until the end of the transaction.
        scheduled: the drafts to be published at their `go_live_at`.
        private: the articles that only staff may see, from the start.
        place: called once the articles have primary keys, before their content is written, so that they can refer to
            one another.
    """
    _place(articles, index)
    _insert_pages(articles)
    _restrict(private)
    place()
    _insert_contents(articles)
    _insert_children(articles)
    revisions = _insert_revisions(articles, {article.pk for article in scheduled})
    live = [article for article in articles if article.live]
    _insert_editions(live)
    entries = [*_log_entries(articles), *_scheduling_entries(scheduled, revisions)]
    PageLogEntry.objects.bulk_create(entries, batch_size=ROWS_PER_INSERT)
    ReferenceIndex.objects.bulk_create(_references(articles), batch_size=ROWS_PER_INSERT)
    _index(articles)
    pks = [article.pk for article in articles]
    pages_written.send(sender=ArticlePage, pages=pks)
    for article in live:
        for signal in (page_published, published):
            signal.send(sender=ArticlePage, instance=article, revision=revisions[article.pk], in_bulk=True)
    transaction.on_commit(lambda: prepare_pictures_of_pages.enqueue([article.pk for article in live]))


def _index(articles: Sequence[ArticlePage]) -> None:
    """Add the articles to the index of the admin search."""
    field: Any = ArticlePage._meta.get_field("body")
    for article in articles:
        setattr(article.body, EXTRACTED_TEXTS, field.get_searchable_content(article.body))
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, articles)
    for article in articles:
        delattr(article.body, EXTRACTED_TEXTS)


def _place(articles: Sequence[ArticlePage], index: NewsIndexPage) -> None:
    """Set the next paths in the tree, and the columns that `Page.save` sets."""
    parent = Page.objects.select_for_update().get(pk=index.pk)
    last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("path").last()
    content_type = ContentType.objects.get_for_model(ArticlePage)
    path = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    for article in articles:
        article.path, article.depth = path, parent.depth + 1
        article.url_path = f"{parent.url_path}{article.slug}/"
        article.draft_title = article.title
        article.content_type = content_type
        article.locale_id = parent.locale_id
        article.reading_minutes = article.count_minutes()
        article.updated_at = (article.updated_at or article.last_published_at) if article.live else None
        article._cached_parent_obj = index  # saves a query for each
        path = article._inc_path()
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(articles))


def _insert_pages(articles: Sequence[ArticlePage]) -> None:
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    pages = [Page(**{column: getattr(article, column) for column in columns}) for article in articles]
    for article, page in zip(articles, Page.objects.bulk_create(pages, batch_size=ROWS_PER_INSERT), strict=True):
        article.id = article.page_ptr_id = page.pk
        article._state.adding = False
        article._state.db = page._state.db


def _restrict(private: Collection[ArticlePage]) -> None:
    """Restrict articles to staff who have logged in, as the privacy settings of the admin do."""
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page_id=one.pk, restriction_type=PageViewRestriction.LOGIN) for one in private],
        batch_size=ROWS_PER_INSERT,
    )
    now = timezone.now()
    words = str(dict(PageViewRestriction.RESTRICTION_CHOICES)[PageViewRestriction.LOGIN])
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page=article,
                content_type=article.content_type,
                label=article.get_admin_display_title(),
                action="wagtail.view_restriction.create",
                timestamp=now,
                data={"restriction": {"type": PageViewRestriction.LOGIN, "title": words}},
            )
            for article in private
        ],
        batch_size=ROWS_PER_INSERT,
    )


def _insert_contents(articles: Sequence[ArticlePage]) -> None:
    # Django's bulk_create refuses multi-table models. The part of it after that check inserts the article's columns.
    rows: Any = QuerySet(ArticlePage)
    rows._batched_insert(articles, ArticlePage._meta.local_concrete_fields, None)


def _insert_children(articles: Sequence[ArticlePage]) -> None:
    for relation in get_all_child_relations(ArticlePage):
        children = []
        for article in articles:
            own = list(getattr(article, relation.get_accessor_name()).all())
            for place, child in enumerate(own):
                setattr(child, relation.field.attname, article.pk)
                if hasattr(child, "sort_order"):
                    child.sort_order = place
            children += own
        if children:
            relation.related_model._default_manager.bulk_create(children, batch_size=ROWS_PER_INSERT)


def _insert_revisions(articles: Sequence[ArticlePage], scheduled: Collection[int]) -> dict[int, Revision]:
    """Insert the first revision of each article, and set the article's foreign keys to it."""
    now = timezone.now()
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=article.content_type,
                base_content_type=base,
                object_id=str(article.pk),
                created_at=now,
                object_str=str(article),
                # As in Wagtail: the revision is stored before the edition sets the date of the update.
                content=article.serializable_data() | {"updated_at": None},
                approved_go_live_at=article.go_live_at if article.pk in scheduled else None,
            )
            for article in articles
        ],
        batch_size=ROWS_PER_INSERT,
    )
    for article, revision in zip(articles, revisions, strict=True):
        article.latest_revision, article.latest_revision_created_at = revision, now
        article.live_revision = revision if article.live else None
    # One UPDATE with a subquery: bulk_update's CASE with a branch for each row takes far longer.
    own = Revision.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField())).values("pk")[:1]
    latest = {"latest_revision": Subquery(own), "latest_revision_created_at": now}
    pages = Page.objects.filter(pk__in=[article.pk for article in articles])
    pages.filter(live=True).update(**latest, live_revision=Subquery(own))
    if not all(article.live for article in articles):
        pages.filter(live=False).update(**latest)
    return {article.pk: revision for article, revision in zip(articles, revisions, strict=True)}


def _insert_editions(articles: Sequence[ArticlePage]) -> None:
    """Record the first edition of each published article, as `record_edition` does."""
    editions = Edition.objects.bulk_create(
        [
            Edition(article=article, number=1, published_at=article.last_published_at, revision=article.live_revision)
            for article in articles
            if article.last_published_at is not None  # else it was never public
        ],
        batch_size=ROWS_PER_INSERT,
    )
    numbers = {edition.article_id: edition for edition in editions}
    CorrectionWording.objects.bulk_create(
        CorrectionWording(
            page=article, correction=one, date=one.date, kind=one.kind, text=one.text, edition=numbers.get(article.pk)
        )
        for article in articles
        for one in article.corrections.all()
    )


def _log_entries(articles: Sequence[ArticlePage]) -> Iterator[PageLogEntry]:
    now = timezone.now()
    for article in articles:
        entry: dict[str, Any] = {
            "page": article,
            "content_type": article.content_type,
            "label": article.get_admin_display_title(),
            "timestamp": now,
            "content_changed": True,
        }
        yield PageLogEntry(action="wagtail.create", **entry)
        if article.live:
            yield PageLogEntry(action="wagtail.publish", revision=article.live_revision, **entry)


def _scheduling_entries(
    scheduled: Collection[ArticlePage], revisions: Mapping[int, Revision]
) -> Iterator[PageLogEntry]:
    for article in scheduled:
        revision = revisions[article.pk]
        planned = {"id": revision.pk, "created": revision.created_at, "go_live_at": article.go_live_at}
        yield PageLogEntry(
            page=article,
            content_type=article.content_type,
            label=article.get_admin_display_title(),
            action="wagtail.publish.schedule",
            timestamp=revision.created_at,
            data={"revision": planned | {"has_live_version": False}},
            revision=revision,
            content_changed=True,
        )


def _references(articles: Sequence[ArticlePage]) -> Iterator[ReferenceIndex]:
    """Yield the rows of `ReferenceIndex.create_or_update_for_object`, without its queries for each article."""
    base = ContentType.objects.get_for_model(Page)
    for article in articles:
        for to_content_type, to_pk, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(article)
        ):
            yield ReferenceIndex(
                content_type=article.content_type,
                base_content_type=base,
                object_id=str(article.pk),
                to_content_type_id=to_content_type,
                to_object_id=to_pk,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
