"""What waits on an older text waits on the newest one that its annotation came to."""

from django.db import migrations


def pass_on(apps, schema_editor):
    carried = apps.get_model("annotator", "Carried")
    while asked := list(
        carried.objects.filter(review="waiting", made__carried_to__isnull=False).values_list("pk", "made")[:500]
    ):
        later = carried.objects.filter(source__in=[made for _, made in asked])
        later.filter(state__in=["exact", "moved"], review="").update(state="changed", review="waiting")
        carried.objects.filter(pk__in=[pk for pk, _ in asked]).update(review="passed")


def ask_there(apps, schema_editor):
    apps.get_model("annotator", "Carried").objects.filter(review="passed").update(review="waiting")


class Migration(migrations.Migration):
    dependencies = [("annotator", "0031_questions_passed_on")]
    operations = [migrations.RunPython(pass_on, ask_there)]
