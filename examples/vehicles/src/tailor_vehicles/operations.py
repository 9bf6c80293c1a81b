from collections.abc import Sequence

from tailor.extend import Record, Step, change_all, operation


@operation("vehicle.check", on="vehicle", label="Mark as checked", icon="check", right="edit", bulk=True)
def check(act: Step, records: Sequence[Record]) -> None:
    """The vehicle was looked at and is fine."""
    change_all(act, records, {"checked": True})
