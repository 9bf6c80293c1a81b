"""Of the ends of telephone numbers every second is enough: those of an odd length go, but for whole numbers, which are the
end of no longer one."""

from django.db import migrations

LONGER = ", ".join(f"'{digit}' || records_searchdigits.digits" for digit in range(10))
SPARE = (
    "DELETE FROM records_searchdigits WHERE length(digits) % 2 = 1 AND EXISTS ("
    "SELECT 1 FROM records_searchdigits longer WHERE longer.record_type = records_searchdigits.record_type "
    f"AND longer.digits IN ({LONGER}) AND longer.record_id = records_searchdigits.record_id)"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_numbers_in_parts")]
    operations = [migrations.RunSQL(SPARE, migrations.RunSQL.noop)]
