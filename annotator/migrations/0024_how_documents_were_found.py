from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("annotator", "0023_headlines_of_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakedocument",
            name="found_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("text", "the project has its text"),
                    ("id", "by its id"),
                    ("address", "by its address"),
                    ("title", "by its title"),
                    ("new", "a new article"),
                    ("nothing", "no article"),
                    ("", "–"),
                ],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="intakedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_by__in", ["", "text", "id", "address", "title", "new", "nothing"])),
                name="a_document_was_found_by_something_known",
            ),
        ),
    ]
