from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A text keeps the headline and the byline it had, once a later one takes its place."""

    dependencies = [
        ("annotator", "0022_export_without_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision", name="byline", field=models.CharField(max_length=200, null=True)
        ),
        migrations.AddField(
            model_name="revision", name="title", field=models.CharField(max_length=300, null=True)
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=Q(title=None, byline=None)
                | (Q(title__isnull=False, byline__isnull=False) & ~Q(title="")),
                name="a_revision_keeps_its_headline_and_byline_together",
            ),
        ),
    ]
