from django.db import migrations

import tailor.kernel.columns


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0018_forms_of_own_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name="layout", name="caller", field=tailor.kernel.columns.CompactJSONField(default=list)
        ),
    ]
