from django.db import migrations, models


class Migration(migrations.Migration):
    """A place for ids that stay the same wherever a dataset is brought; the next two fill it and make it sure."""

    dependencies = [
        ("annotator", "0014_mention_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="uid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="project",
            name="uid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="uid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="story",
            name="uid",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
