from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0006_files_by_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leftover',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='storedfile',
            name='lasting',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(condition=models.Q(('lasting', False)), fields=['id'], name='stored_file_waiting'),
        ),
    ]
