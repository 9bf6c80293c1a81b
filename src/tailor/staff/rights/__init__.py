"""Rights one can read: who may do what with which records, in a table, in words, and for a single record."""
