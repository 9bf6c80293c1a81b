from tailor.extend import Date, RecordType, Reference, SortOrder, Text, YesNo, grant, register
from tailor_vehicles.models import Vehicle

VEHICLE = register(
    RecordType(
        code="vehicle",
        slug="vehicles",
        model=Vehicle,
        label="Vehicle",
        plural="Vehicles",
        icon="package",
        title="plate",
        fields=(
            Text(name="plate", label="Plate", required=True, limit=20, searched=True, sort="plate", narrow=1),
            Text(name="make", label="Make", limit=80, searched=True),
            Reference(name="keeper", label="Keeper", to="party", width=220),
            Date(name="inspection_on", label="Inspection due"),
            YesNo(name="checked", label="Checked"),
        ),
        columns=("plate", "make", "keeper", "inspection_on", "checked"),
        quick=("plate", "make", "keeper"),
        orders=(SortOrder("plate", "plate", "plate"),),
        importable=True,
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see=department create edit=own"),
        },
        empty_hint="The cars and lorries of clients, with when they are due for inspection.",
    )
)
