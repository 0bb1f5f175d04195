"""Gives stored blocks without an id the one under which the API gave them, so that it stays when a body is edited."""

import json
import logging

from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.blocks.stream_block import StreamValue

from cms.body.block_ids import fill_missing_ids, id_by_position

MODELS = ["ArticlePage", "StandardPage"]
ROWS_AT_ONCE = 100
ROWS_PER_LOG_ENTRY = 10_000

logger = logging.getLogger("news.migrations")


def fill_bodies(apps, schema_editor):
    """Fill the live bodies, then those of all revisions, a hundred at a time; what lacks nothing is not written."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for name in MODELS:
        model = apps.get_model("news", name)
        block = model._meta.get_field("body").stream_block
        rows = model.objects.annotate(stored=Cast("body", TextField())).order_by("pk").values_list("pk", "stored")
        for pk, stored in in_parts(rows, f"bodies of {name}"):
            body = json.loads(stored or "[]")
            if fill_missing_ids(body, block, id_by_position, "body"):
                model.objects.filter(pk=pk).update(body=StreamValue(block, body, is_lazy=True))
        found = content_types.filter(app_label="news", model=name.lower()).values("pk")
        rows = revisions.filter(content_type__in=found).order_by("pk").values_list("pk", "content")
        for pk, content in in_parts(rows, f"revisions of {name}"):
            body = json.loads(content.get("body") or "[]")
            if fill_missing_ids(body, block, id_by_position, "body"):
                revisions.filter(pk=pk).update(content={**content, "body": json.dumps(body)})


def in_parts(rows, what):
    """Yield rows by their primary keys, few at a time, so that neither memory nor a cursor is held for long."""
    done, last = 0, 0
    while part := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        yield from part
        done, last = done + len(part), part[-1][0]
        if done % ROWS_PER_LOG_ENTRY == 0:
            logger.info("Looked for blocks without an id in %s %s.", f"{done:,}", what)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0005_tag"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(fill_bodies, migrations.RunPython.noop)]
