from django.db import migrations

import tailor.kernel.columns


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0002_sheets"),
    ]

    operations = [
        migrations.AddField("import", "preview", tailor.kernel.columns.CompactJSONField(default=list)),
    ]
