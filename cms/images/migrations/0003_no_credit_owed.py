"""Pictures without a credit were stored so only where none was owed: that is what their form said until now."""

from django.db import migrations


def say_so(apps, schema_editor):
    """Tick “No credit is owed” for them: without it or a credit, nothing that shows them can be published."""
    apps.get_model("images", "CreditedImage").objects.filter(credit="").update(no_credit_owed=True)


class Migration(migrations.Migration):

    dependencies = [
        ('images', '0002_image_rights'),
    ]

    operations = [
        migrations.RunPython(say_so, migrations.RunPython.noop),
    ]
