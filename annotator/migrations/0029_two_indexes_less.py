import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0028_lanes_of_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="annotationcode",
            name="annotation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codes",
                to="annotator.annotation",
            ),
        ),
        migrations.AlterField(
            model_name="range",
            name="annotation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ranges",
                to="annotator.annotation",
            ),
        ),
    ]
