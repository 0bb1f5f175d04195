"""Three-way comparison of the row at the last import, the row now, and the article as editors left it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from news.importing.articles.changes import PLAIN_COLUMNS, Attached, content_of
from news.importing.chunks import CHUNK_ROWS, chunks
from news.importing.files.rows import ArticleRow
from news.models import ArticlePage, ImportedArticle, NewsIndexPage

DIGEST_CHARACTERS = 16
UPDATABLE_COLUMNS = (
    *("title", "date", "category", "kicker", "summary", "authors", "tags"),
    *("image", "image_description", "image_credit", "social_image", "body"),
    *("seo_title", "search_description", "noindex", "corrections", "related"),
)


class Base(NamedTuple):
    """The state at the last import of an article: the base of the comparison.

    Attributes:
        row: the digests of the row's values by column, except those that the article did not take.
        article: the digests of the article's values after the import, by column.
    """

    row: Mapping[str, str]
    article: Mapping[str, str]


class Verdict(NamedTuple):
    """The result of the comparison, for the columns in which an article differs from its row.

    Attributes:
        changed: only the file has changed them.
        kept: only editors have changed them.
        conflicts: both have changed them, or it is unknown who has.
    """

    changed: list[str]
    kept: list[str]
    conflicts: list[str]


class Provenance:
    """The stored digests of imported articles.

    Args:
        index: the listing.
    """

    def __init__(self, index: NewsIndexPage) -> None:
        self._index = index
        self._bases: dict[int, Base] = {}
        self._ids: dict[int, str] = {}
        self._new: list[ImportedArticle] = []
        self._changed: list[ImportedArticle] = []

    def load(self, pks: Iterable[int]) -> None:
        """Load the digests of these articles alone."""
        self._bases.clear()
        self._ids.clear()
        for chunk in chunks(pks):
            for imported in ImportedArticle.objects.filter(pk__in=chunk):
                self._bases[imported.pk] = Base(imported.digests.get("row", {}), imported.digests.get("article", {}))
                self._ids[imported.pk] = imported.import_id

    def judge(self, pk: int, columns: Iterable[str], row: Mapping[str, str], article: Mapping[str, str]) -> Verdict:
        """Return who changed the columns in which an article differs from its row.

        Args:
            pk: the article's primary key.
            columns: the columns in which it differs.
            row: the digests of the row by column.
            article: the digests of the article by column.
        """
        verdict = Verdict([], [], [])
        base = self._bases.get(pk)
        for column in columns:
            if base is None:
                verdict.conflicts.append(column)
                continue
            by_file = base.row.get(column) != row.get(column)
            by_editors = base.article.get(column) != article.get(column)
            if by_file and by_editors:
                verdict.conflicts.append(column)
            else:
                (verdict.changed if by_file else verdict.kept).append(column)
        return verdict

    def has_said(self, pk: int, column: str, row: Mapping[str, str]) -> bool:
        """Tell whether a column of a row is as when its article was last imported."""
        base = self._bases.get(pk)
        return base is not None and column in base.row and base.row[column] == row.get(column)

    def is_untouched(self, pk: int, column: str, article: Mapping[str, str]) -> bool:
        """Tell whether a column of an article is as the last import left it."""
        base = self._bases.get(pk)
        return base is not None and column in base.article and base.article[column] == article.get(column)

    def knows(self, pk: int) -> bool:
        """Tell whether the article was imported before."""
        return pk in self._bases

    def remember(
        self,
        pk: int,
        import_id: str | None,
        row: Mapping[str, str],
        article: Mapping[str, str],
        differing: Iterable[str],
    ) -> None:
        """Note the digests of an article for the next run, once `save` is called.

        Args:
            pk: the article's primary key.
            import_id: its id in the source.
            row: the digests of the row by column.
            article: the digests of the article now, by column.
            differing: the columns in which the two still differ; their former digests are kept.
        """
        base = self._bases.get(pk)
        rows, articles = dict(row), dict(article)
        for column in differing:
            rows.pop(column, None)
            if base is not None:
                if column in base.row:
                    rows[column] = base.row[column]
                if column in base.article:
                    articles[column] = base.article[column]
        for column, digest in (base.row if base else {}).items():
            rows.setdefault(column, digest)  # a column that this file lacks
        name = import_id or self._ids.get(pk, "")
        imported = ImportedArticle(
            article_id=pk,
            listing=self._index,
            import_id=name,
            digests={"row": rows, "article": articles},
            imported_at=timezone.now(),
        )
        if base is None:
            self._new.append(imported)
        elif Base(rows, articles) != base or name != self._ids.get(pk):
            self._changed.append(imported)

    def amend(self, pk: int, article: Mapping[str, str]) -> None:
        """Note the digests of columns that the import has changed since; once `save` is called."""
        base = self._bases.get(pk)
        if base is not None:
            digests = {"row": dict(base.row), "article": {**base.article, **article}}
            self._changed.append(
                ImportedArticle(
                    article_id=pk,
                    listing=self._index,
                    import_id=self._ids[pk],
                    digests=digests,
                    imported_at=timezone.now(),
                )
            )

    def save(self) -> None:
        """Write what `remember` and `amend` have noted."""
        ImportedArticle.objects.bulk_create(self._new, batch_size=CHUNK_ROWS)
        if self._changed:
            ImportedArticle.objects.bulk_update(
                self._changed, ["import_id", "digests", "imported_at"], batch_size=CHUNK_ROWS
            )
        self._new.clear()
        self._changed.clear()


def row_digests(row: ArticleRow, dateline: dt.datetime | None, picture: str | None) -> dict[str, str]:
    """Return a digest of each value of a row, by column.

    Args:
        row: the row.
        dateline: the dateline of the row.
        picture: the identity of its picture: the hash of the file, or the address.
    """
    values: dict[str, Any] = {
        "title": row.title,
        "date": dateline.isoformat() if dateline else None,
        "category": None if row.category is None else [step.name for step in row.category],
        **{name: getattr(row, name) for name in PLAIN_COLUMNS},
        "authors": None if row.authors is None else [byline.name for byline in row.authors],
        "tags": None if row.tags is None else sorted(row.tags),
        "image": picture,
        "image_description": row.image_description if picture else None,
        "image_credit": row.image_credit,
        "social_image": row.social_image,
        "body": None if (body := row.body if row.blocks is None else row.blocks) is None else [*map(content_of, body)],
        "corrections": row.corrections,
        "related": row.related,
        "old_paths": row.old_paths or None,
    }
    return {column: _digest(value) for column, value in values.items() if value is not None}


def article_digests(page: ArticlePage, attached: Attached) -> dict[str, str]:
    """Return a digest of each value of an article, by column.

    Args:
        page: the article.
        attached: what hangs on it.
    """
    image = page.image
    values: dict[str, Any] = {
        "title": page.title,
        "date": page.published_at.astimezone(dt.UTC).isoformat() if page.published_at else "",
        "category": page.category_id,
        **{name: getattr(page, name) for name in PLAIN_COLUMNS},
        "authors": list(attached.authors),
        "tags": sorted(attached.tags),
        "image": image.file_hash if image else "",
        "image_description": image.alt if image else "",
        "image_credit": image.credit if image else "",
        "social_image": page.social_image_id or "",
        "body": [content_of(block) for block in page.body.raw_data],
        "corrections": list(attached.corrections),
        "related": list(attached.related),
    }
    return {column: _digest(value) for column, value in values.items()}


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARACTERS]
