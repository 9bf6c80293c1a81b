"""Formulas of own fields: one expression over a record's fields and those of records it names. Safe, typed, without side
effects, and done in time proportional to its length: there is nothing in it that repeats."""
