import uuid

from django.db import migrations

CHUNK = 500  # rows written by one statement
MODELS = ("Project", "Story", "Article", "Revision")


def give(apps, schema_editor):
    """Give each row an id of its own, without reading its text."""
    for name in MODELS:
        model = apps.get_model("annotator", name)
        rows = model.objects.using(schema_editor.connection.alias).filter(uid=None).order_by("pk")
        while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
            model.objects.using(schema_editor.connection.alias).bulk_update(
                [model(pk=key, uid=uuid.uuid4()) for key in keys], ["uid"]
            )


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0015_ids_that_travel"),
    ]

    operations = [
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
