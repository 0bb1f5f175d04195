"""Deletes what is hidden in the crawl's newsroom."""

from typing import Any

from django.db import models
from django.test import TestCase
from wagtail.models import Page, Site

from tests.crawl.planting.rows import pages_among


def delete(secret: list[Any], public: list[Any]) -> None:
    """Delete the secret rows, with what refers to them, and the earlier versions of the public ones."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        keys = [page.pk for page in pages_among(secret)]
        Site.objects.filter(root_page__in=keys).delete()
        for page in Page.objects.filter(pk__in=keys).order_by("-path"):
            page.specific.delete()
        for row in secret:
            if not isinstance(row, Page):
                for relation in row._meta.related_objects:
                    if relation.on_delete is models.PROTECT:
                        relation.related_model.objects.filter(**{relation.field.name: row.pk}).delete()
                type(row)._default_manager.filter(pk=row.pk).delete()
        for row in public:
            if hasattr(row, "revisions"):
                row.revisions.all().delete()
