"""The state of imports: origins of articles and pictures, and the progress of runs."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from news.models.articles import ArticlePage
from news.models.pages import NewsIndexPage

MAX_IMPORT_ID_CHARACTERS = 255


class ImportedArticle(models.Model):
    """The origin of an imported article, and digests of its row at the last import.

    With these, an update compares three versions: the former row, the present row, and the article as editors left
    it. None of it is exposed by the API, and copies of the article have none.

    Attributes:
        listing: the listing into which it was imported.
        import_id: identifier of the article in the source; empty if the source has none.
        digests: two digests by column: of the value in the row, and of the article's value after the import.
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
    """The picture that was fetched from an address, so that later imports do not fetch it again.

    Attributes:
        url_hash: SHA-256 of the address in hexadecimal digits, as an index cannot hold text of arbitrary length.
    """

    url_hash = models.CharField(max_length=64, primary_key=True)
    url = models.TextField()
    image = models.ForeignKey(settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore: ClassVar[bool] = True

    def __str__(self) -> str:
        return self.url


class ImportRun(models.Model):
    """The progress of an unfinished import, updated with each batch; deleted when the run has finished.

    Attributes:
        file_hash: SHA-256 of the file in hexadecimal digits; a changed file cannot be resumed.
        options: the other options that must be the same to resume the run.
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
