from django.db import migrations

import tailor.kernel.columns


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_absence'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownrole',
            name='without',
            field=tailor.kernel.columns.CompactJSONField(default=list),
        ),
    ]
