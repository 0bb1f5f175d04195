"""An index in the order by date: to find the newest results without sorting all."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("search", "0008_suggestion_review")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                Coalesce("published_at", models.Value(datetime(1, 1, 2, tzinfo=UTC))).desc(),
                models.F("id").desc(),
                name="search_entry_newest",
            ),
        ),
    ]
