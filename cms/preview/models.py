"""What is kept of a preview."""

import secrets

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.models import Page


def make_nonce() -> str:
    """Return a random text that ties tokens to one row."""
    return secrets.token_urlsafe(16)


class Preview(models.Model):
    """The state of one page in one editor's form.

    Attributes:
        nonce: part of every token for this row; a new row, even with the same key, has another.
        page: the saved page, or None for one that has never been saved.
        parent: where a new page is to be.
        content: the page as Wagtail's revisions store it.
        auth_hash: changes with the editor's password, and ends the preview then.
    """

    nonce = models.CharField(max_length=32, default=make_nonce, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    parent = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder)
    auth_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page"], condition=models.Q(page__isnull=False), name="preview_one_of_a_page"
            ),
            models.UniqueConstraint(
                fields=["user", "parent", "content_type"],
                condition=models.Q(page__isnull=True),
                name="preview_one_of_a_new_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} previews {self.content_type} {self.page_id or 'new'}"
