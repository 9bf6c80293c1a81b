"""Derived fields: what follows from other fields of a record, and of records near it (docs/decisions/0019-derived-fields.md)."""
