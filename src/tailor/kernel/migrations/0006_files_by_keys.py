from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_letters_that_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedfile',
            name='key_id',
            field=models.BigIntegerField(null=True),
        ),
    ]
