"""What the import remembers: where articles and pictures came from, and how far a run has got."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from news.models.articles import ArticlePage
from news.models.pages import NewsIndexPage

MAX_IMPORT_ID_CHARACTERS = 255


class ImportedArticle(models.Model):
    """Where an article came from, and what its row said when it was last imported.

    Updates compare three sides by it: the row then, the row now, and the article as editors left it. Nothing of it
    leaves the newsroom, and a copy of the article has none.

    Attributes:
        listing: the listing that it was imported into.
        import_id: what the source itself calls the article; empty where it has no name for it.
        digests: by column, two digests: of the row's value, and of what the article had after the import.
    """

    article = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, primary_key=True, related_name="+")
    listing = models.ForeignKey(NewsIndexPage, on_delete=models.CASCADE, related_name="+")
    import_id = models.CharField(max_length=MAX_IMPORT_ID_CHARACTERS, blank=True)
    digests = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "import_id"], condition=~Q(import_id=""), name="news_import_id_once_per_listing"
            )
        ]

    def __str__(self) -> str:
        return self.import_id or str(self.article_id)


class ImportedPicture(models.Model):
    """The picture that was fetched from an address, so that it is fetched once.

    Attributes:
        url_hash: SHA-256 of the address in hexadecimal digits: an index takes no text of any length.
    """

    url_hash = models.CharField(max_length=64, primary_key=True)
    url = models.TextField()
    image = models.ForeignKey(settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore: ClassVar[bool] = True

    def __str__(self) -> str:
        return self.url


class ImportRun(models.Model):
    """How far the import of a file has got, written with each batch; a finished run leaves nothing.

    Attributes:
        file_hash: SHA-256 of the file in hexadecimal digits: a file that was changed cannot be resumed.
        options: what else must be the same when it is resumed.
        rows_done: rows that are committed, counted in the order of writing.
        rows: rows in the file.
    """

    listing = models.OneToOneField(NewsIndexPage, on_delete=models.CASCADE, primary_key=True, related_name="+")
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    options: Any = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.file_name}: {self.rows_done} of {self.rows}"
