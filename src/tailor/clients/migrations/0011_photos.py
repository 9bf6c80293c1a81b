from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0010_clients_gone'),
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('photo__isnull', False)), fields=['photo'], name='party_photo'),
        ),
    ]
