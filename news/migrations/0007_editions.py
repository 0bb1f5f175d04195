"""Makes the editions of articles; each that has been published has its present state as its first one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

ROWS_AT_ONCE = 1_000


def record_first_editions(apps, schema_editor):
    """Record what is published as the first edition, dated from its latest publication, with all its corrections."""
    Article, Edition = (apps.get_model("news", name) for name in ("ArticlePage", "Edition"))
    moment = Coalesce("last_published_at", "first_published_at", "published_at")
    published = Article.objects.filter(Q(live=True) | Q(first_published_at__isnull=False), alias_of__isnull=True)
    held_since_ever = Q(embargo=True, embargo_until__isnull=True, first_published_at__isnull=True)
    rows = published.exclude(held_since_ever).annotate(moment=moment).filter(moment__isnull=False).order_by("pk")
    last = 0
    while part := list(rows.filter(pk__gt=last).values_list("pk", "moment", "live_revision_id")[:ROWS_AT_ONCE]):
        Edition.objects.bulk_create(
            Edition(article_id=pk, number=1, published_at=at, revision_id=revision) for pk, at, revision in part
        )
        last = part[-1][0]
    first = Edition.objects.filter(article=OuterRef("pk")).order_by().values("published_at")[:1]
    Article.objects.filter(pk__in=Edition.objects.order_by().values("article")).update(updated_at=Subquery(first))
    of_page = Edition.objects.filter(article=OuterRef("page")).order_by().values("pk")[:1]
    apps.get_model("news", "CorrectionWording").objects.update(edition=Subquery(of_page))


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0006_block_ids'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('note', models.CharField(blank=True, max_length=255, verbose_name='what changed, for readers')),
                ('is_minor', models.BooleanField(default=False, verbose_name='minor edit')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['article', 'number'],
            },
        ),
        migrations.AddField(
            model_name='articlepage',
            name='edition_is_minor',
            field=models.BooleanField(default=False, help_text='For slips of the pen and the like: the story keeps the time of its last update. The box is empty again once it is published.', verbose_name='minor edit'),
        ),
        migrations.AddField(
            model_name='articlepage',
            name='edition_note',
            field=models.CharField(blank=True, help_text='A sentence about this publication, for example “Adds the minister’s answer”. Readers can see it with the story. The field is empty again once it is published.', max_length=255, verbose_name='what changed, for readers'),
        ),
        migrations.AddField(
            model_name='articlepage',
            name='updated_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['-date', '-id'], name='news_correction_latest'),
        ),
        migrations.AddField(
            model_name='edition',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='news.articlepage'),
        ),
        migrations.AddField(
            model_name='edition',
            name='revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision'),
        ),
        migrations.AddField(
            model_name='correctionwording',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='correction_wordings', to='news.edition', verbose_name='edition'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='news_edition_number_once'),
        ),
        migrations.RunPython(record_first_editions, migrations.RunPython.noop),
    ]
