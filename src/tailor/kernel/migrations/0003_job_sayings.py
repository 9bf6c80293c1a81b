"""What jobs are called and what went wrong with them is kept so that each reader has it in their own language. The words
of older jobs stay as they are."""

from django.db import migrations

import tailor.kernel.columns


def keep_words(apps, schema_editor):
    jobs = apps.get_model("kernel", "Job").objects.using(schema_editor.connection.alias)
    for job in jobs.only("id", "title", "error").iterator():
        jobs.filter(pk=job.pk).update(titled=job.title, fault=job.error)


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0002_job_holder"),
    ]

    operations = [
        migrations.AddField("job", "titled", tailor.kernel.columns.CompactJSONField(default=str)),
        migrations.AddField("job", "fault", tailor.kernel.columns.CompactJSONField(default=str)),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
        migrations.RemoveField("job", "title"),
        migrations.RemoveField("job", "error"),
    ]
